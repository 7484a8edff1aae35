#include "host-mock/testing/expect/match.h"

#include "core/base/json_expect.h"
#include "core/base/utf8.h"
#include "host-mock/testing/expect/check.h"
#include "host-mock/testing/expect/compare.h"

#include <stdio.h>
#include <string.h>

#define BOOL    GK_JSON_BIT(GK_JSON_BOOL)
#define STRING  GK_JSON_BIT(GK_JSON_STRING)
#define ARRAY   GK_JSON_BIT(GK_JSON_ARRAY)
#define OBJECT  GK_JSON_BIT(GK_JSON_OBJECT)
#define NOTHING GK_JSON_BIT(GK_JSON_NULL)

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* --- the fields ------------------------------------------------------------
 */

static const struct field {
    const char *key;
    unsigned kinds;
    unsigned at;
    gk_check_fn *check;     /* NULL: the kind says all */
    gk_compare_fn *compare; /* NULL: match.c compares it itself */
    bool answer;            /* what a guest that was stopped has not given */
} fields[] = {
    {"outcome", STRING, GK_EXPECT_BOTH, gk_check_outcome, NULL, false},
    {"ok", BOOL, GK_EXPECT_STEP, NULL, gk_compare_ok, true},
    {"text", STRING | OBJECT, GK_EXPECT_STEP, gk_check_pattern, gk_compare_text,
     true},
    {"json", GK_JSON_ANY, GK_EXPECT_STEP, gk_check_operator, gk_compare_json,
     true},
    {"value", GK_JSON_ANY, GK_EXPECT_STEP, gk_check_operator, gk_compare_value,
     true},
    {"stdout", STRING | OBJECT, GK_EXPECT_STEP, gk_check_pattern,
     gk_compare_stdout, false},
    {"stderr", STRING | OBJECT, GK_EXPECT_STEP, gk_check_pattern,
     gk_compare_stderr, false},
    {"logs", ARRAY | OBJECT, GK_EXPECT_BOTH, gk_check_logs, gk_compare_logs,
     false},
    {"calls", ARRAY | OBJECT, GK_EXPECT_BOTH, gk_check_calls, gk_compare_calls,
     false},
    {"tools", ARRAY | OBJECT, GK_EXPECT_END, gk_check_tools, gk_compare_tools,
     false},
    {"state", OBJECT, GK_EXPECT_END, gk_check_state, gk_compare_state, false},
    {"files", OBJECT, GK_EXPECT_END, gk_check_files, gk_compare_files, false},
    {"fuel", OBJECT, GK_EXPECT_BOTH, gk_check_fuel, gk_compare_fuel, false},
    {"memory", OBJECT, GK_EXPECT_BOTH, gk_check_memory, gk_compare_memory,
     false},
    {"error", OBJECT, GK_EXPECT_STEP, gk_check_cause, gk_compare_error, false},
    {"trap", OBJECT, GK_EXPECT_STEP, gk_check_cause, gk_compare_trap, false},
};

/* In "deployed", null takes a field of the outer object away. */
static gk_status check_fields(const gk_json *expect, unsigned at, bool deployed,
                              const char *where, gk_error *err)
{
    struct gk_json_field keys[COUNT(fields) + 1];
    size_t count = 0;
    gk_status st;

    for (size_t i = 0; i < COUNT(fields); i++)
        if (fields[i].at & at)
            keys[count++] = (struct gk_json_field){
                fields[i].key, fields[i].kinds | (deployed ? NOTHING : 0),
                false};
    if (!deployed)
        keys[count++] = (struct gk_json_field){"deployed", OBJECT, false};
    st = gk_json_expect(expect, where, keys, count, err);
    for (size_t i = 0; i < COUNT(fields) && st == GK_OK; i++) {
        const gk_json *want = gk_json_get(expect, fields[i].key);
        char path[GK_EXPECT_PATH_BYTES];

        if (want == NULL || fields[i].check == NULL ||
            (deployed && gk_json_is(want, GK_JSON_NULL)))
            continue;
        snprintf(path, sizeof path, "%s/%s", where, fields[i].key);
        st = fields[i].check(want, path, err);
    }
    return st;
}

gk_status gk_expect_check(const gk_json *expect, unsigned at, const char *where,
                          gk_error *err)
{
    char path[GK_EXPECT_PATH_BYTES];
    gk_status st;

    if (expect == NULL)
        return GK_OK;
    st = check_fields(expect, at, false, where, err);
    if (st != GK_OK || gk_json_get(expect, "deployed") == NULL)
        return st;
    snprintf(path, sizeof path, "%s/deployed", where);
    return check_fields(gk_json_get(expect, "deployed"), at, true, path, err);
}

/* --- comparing -------------------------------------------------------------
 */

/* An "expect" as it counts in this fidelity. */
struct wanted {
    const gk_json *base;
    const gk_json *over; /* its "deployed", when that counts */
};

static struct wanted wanted_of(const gk_json *expect, gk_fidelity fidelity)
{
    struct wanted w = {expect, NULL};

    if (fidelity == GK_DEPLOYED)
        w.over = gk_json_get(expect, "deployed");
    return w;
}

static const gk_json *wanted_field(const struct wanted *w, const char *key)
{
    const gk_json *over = gk_json_get(w->over, key);

    if (over != NULL)
        return gk_json_is(over, GK_JSON_NULL) ? NULL : over;
    return gk_json_get(w->base, key);
}

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strcmp(word, *words) == 0)
            return true;
    return false;
}

static const char *outcome_of(const gk_json *part)
{
    const char *text = gk_json_text(gk_json_get(part, "outcome"));

    return text != NULL ? text : "crash";
}

/* What an outcome must be; NULL when `got` is fine. */
static const char *outcome_wanted(const struct wanted *w, const char *got)
{
    static const char *const said_no[] = {"tool_error", "exit", NULL};
    static const char *const stopped[] = {"trap", "fuel", "timeout", "memory",
                                          NULL};
    const gk_json *ok = wanted_field(w, "ok");
    const char *named = gk_json_text(wanted_field(w, "outcome"));

    if (named != NULL)
        return strcmp(named, got) == 0 ? NULL : named;
    if (wanted_field(w, "trap") != NULL)
        return is_one_of(got, stopped) ? NULL : "trap";
    if (wanted_field(w, "error") != NULL)
        return strcmp(got, "ok") != 0 ? NULL : "an error";
    if (gk_json_is(ok, GK_JSON_BOOL) && !gk_json_true(ok))
        return is_one_of(got, said_no) ? NULL : "tool_error";
    return strcmp(got, "ok") == 0 ? NULL : "ok";
}

/* Outcomes a blessing may write down: a crash, a timeout, a missing fixture or
 * a module that does not load are never what somebody wanted. */
static bool may_be_seen(const char *outcome)
{
    static const char *const fine[] = {"ok",   "tool_error", "exit", "trap",
                                       "fuel", "memory",     NULL};

    return is_one_of(outcome, fine);
}

static void differ_outcome(struct gk_comparison *c, const char *expected,
                           const char *got, const gk_json *part)
{
    gk_buf text = GK_BUF_INIT;
    const char *words = gk_part_words(part);

    gk_buf_puts(&text, got);
    if (*words != '\0') {
        gk_buf_puts(&text, ": ");
        gk_put_words(&text, words);
    }
    if (text.status != GK_OK)
        c->status = text.status;
    c->field = "outcome";
    gk_differ(c, "", expected, gk_buf_text(&text),
              may_be_seen(got) ? gk_json_new_string(got) : NULL);
    gk_buf_clear(&text);
}

/* False when the guest was stopped where it was not expected: it has given no
 * answer to compare then. */
static bool compare_outcome(struct gk_comparison *c, const struct wanted *w,
                            const gk_json *part, const char *tolerated)
{
    static const char *const answered[] = {"ok", "tool_error", "exit", NULL};
    const char *got = outcome_of(part);
    const char *wanted = outcome_wanted(w, got);

    if (wanted == NULL)
        return true;
    if (wanted_field(w, "outcome") == NULL && tolerated != NULL &&
        strcmp(tolerated, got) == 0)
        return true;
    differ_outcome(c, wanted, got, part);
    return is_one_of(got, answered);
}

static void compare_fields(struct gk_comparison *c, const struct wanted *w,
                           const gk_json *part, bool answered)
{
    const char *got = outcome_of(part);

    for (size_t i = 0; i < COUNT(fields); i++) {
        const gk_json *want = wanted_field(w, fields[i].key);

        if (want == NULL || fields[i].compare == NULL)
            continue;
        if (fields[i].answer && !answered)
            continue;
        /* The outcome has said it already. */
        if (fields[i].compare == gk_compare_ok &&
            outcome_wanted(w, got) != NULL)
            continue;
        c->field = fields[i].key;
        fields[i].compare(c, want, part);
    }
}

static void compare_part(struct gk_comparison *c, const struct wanted *w,
                         const gk_json *part, const char *tolerated)
{
    bool answered = compare_outcome(c, w, part, tolerated);

    compare_fields(c, w, part, answered);
}

/* Appends copies of part's list to whole's. */
static gk_status append_list(gk_json *list, const gk_json *more)
{
    gk_status st = GK_OK;

    for (const gk_json *m = gk_json_first(more); m != NULL && st == GK_OK;
         m = gk_json_next(m))
        st = gk_json_push(list, gk_json_copy(m));
    return st;
}

/* All steps as one PART: logs and calls in order, fuel summed, memory's most.
 */
static gk_status sum_steps(const gk_json *result, gk_json *whole)
{
    gk_json *logs = gk_json_new_array(), *calls = gk_json_new_array();
    gk_json *fuel = gk_json_new_object(), *memory = gk_json_new_object();
    double used = 0, pages = 0;
    gk_status st = GK_OK;

    for (const gk_json *s = gk_json_first(gk_json_get(result, "steps"));
         s != NULL && st == GK_OK; s = gk_json_next(s)) {
        double now = gk_json_number(gk_json_pointer(s, "/memory/pages"));

        used += gk_json_number(gk_json_pointer(s, "/fuel/used"));
        pages = now > pages ? now : pages;
        st = append_list(logs, gk_json_get(s, "logs"));
        if (st == GK_OK)
            st = append_list(calls, gk_json_get(s, "calls"));
    }
    if (st == GK_OK)
        st = gk_json_set_number(fuel, "used", used);
    if (st == GK_OK)
        st = gk_json_set_number(memory, "pages", pages);
    /* Each takes its value, also when it fails: so all four are called. */
    if (gk_json_set(whole, "logs", logs) != GK_OK)
        st = GK_E_NOMEM;
    if (gk_json_set(whole, "calls", calls) != GK_OK)
        st = GK_E_NOMEM;
    if (gk_json_set(whole, "fuel", fuel) != GK_OK)
        st = GK_E_NOMEM;
    if (gk_json_set(whole, "memory", memory) != GK_OK)
        st = GK_E_NOMEM;
    return st;
}

/* Copies a member of `from`, when it is there. */
static gk_status copy_member(gk_json *into, const gk_json *from,
                             const char *key)
{
    const gk_json *value = gk_json_get(from, key);

    return value == NULL ? GK_OK : gk_json_set(into, key, gk_json_copy(value));
}

static gk_status add_end(const gk_json *result, gk_json *whole)
{
    gk_status st = copy_member(whole, result, "state");

    if (st == GK_OK)
        st = copy_member(whole, result, "files");
    if (st == GK_OK)
        st = copy_member(whole, result, "root");
    if (st == GK_OK)
        st = copy_member(whole, gk_json_get(result, "load"), "tools");
    return st;
}

/* A bare call: its step, or the load when it did not come that far. */
static gk_status compare_bare(struct gk_comparison *c,
                              const struct gk_match *match)
{
    struct wanted w = wanted_of(match->expect, match->fidelity);
    const gk_json *step = gk_json_first(gk_json_get(match->result, "steps"));
    gk_json *part;
    gk_status st;

    if (step == NULL)
        step = gk_json_get(match->result, "load");
    part = step != NULL ? gk_json_copy(step) : gk_json_new_object();
    st = part == NULL ? GK_E_NOMEM : add_end(match->result, part);
    /* A child that died has left no part, but an outcome. */
    if (st == GK_OK && strcmp(outcome_of(match->result), "ok") != 0)
        st = copy_member(part, match->result, "outcome");
    if (st == GK_OK)
        compare_part(c, &w, part, NULL);
    gk_json_free(part);
    return st;
}

static void compare_steps(struct gk_comparison *c, const struct gk_match *match,
                          const char *tolerated)
{
    const gk_json *got = gk_json_first(gk_json_get(match->result, "steps"));

    c->step = 0;
    c->many = true;
    for (const gk_json *s = gk_json_first(match->steps); s != NULL;
         s = gk_json_next(s), c->step++) {
        struct wanted w = wanted_of(gk_json_get(s, "expect"), match->fidelity);

        if (got != NULL) {
            compare_part(c, &w, got, tolerated);
        } else if (w.base != NULL) {
            c->field = "outcome";
            gk_differ(c, "", "to be run", "nothing: an earlier one stopped it",
                      NULL);
        }
        got = gk_json_next(got);
    }
    c->step = -1;
}

/* The case's own "expect", where there are steps. */
static gk_status compare_end(struct gk_comparison *c,
                             const struct gk_match *match)
{
    struct wanted w = wanted_of(match->expect, match->fidelity);
    const gk_json *culprit = gk_result_culprit(match->result);
    const gk_json *load = gk_json_get(match->result, "load");
    gk_json *whole = gk_json_new_object();
    gk_status st = sum_steps(match->result, whole);
    const char *got = outcome_of(match->result);
    const char *wanted = gk_json_text(wanted_field(&w, "outcome"));

    if (st == GK_OK)
        st = add_end(match->result, whole);
    if (st != GK_OK)
        goto done;
    /* A step that is not ok has been compared; a load has no step. */
    if (wanted == NULL && strcmp(got, "ok") != 0 &&
        (culprit == load || culprit == NULL))
        wanted = "ok";
    if (wanted != NULL && strcmp(wanted, got) != 0)
        differ_outcome(c, wanted, got, culprit);
    st = gk_json_set_string(whole, "outcome", got);
    if (st == GK_OK)
        compare_fields(c, &w, whole, false);
done:
    gk_json_free(whole);
    return st;
}

static void compare_unused(struct gk_comparison *c, const gk_json *result)
{
    c->step = -1;
    for (const gk_json *m = gk_json_first(gk_json_get(result, "unused"));
         m != NULL; m = gk_json_next(m)) {
        gk_buf text = GK_BUF_INIT;

        c->field = gk_json_get(m, "url") != NULL ? "http" : "world";
        gk_put_value(&text, m, 200);
        gk_differ(c, "", "the required fixture to be used", gk_buf_text(&text),
                  NULL);
        gk_buf_clear(&text);
    }
}

gk_status gk_match_result(const struct gk_match *match, gk_json **differences,
                          gk_error *err)
{
    struct gk_comparison c = {gk_json_new_array(), -1, false, "", GK_OK};
    struct wanted end = wanted_of(match->expect, match->fidelity);
    gk_status st = GK_OK;

    if (c.list == NULL)
        return gk_fail_nomem(err);
    if (match->steps == NULL) {
        st = compare_bare(&c, match);
    } else {
        compare_steps(&c, match, gk_json_text(wanted_field(&end, "outcome")));
        st = compare_end(&c, match);
    }
    compare_unused(&c, match->result);
    if (st != GK_OK || c.status != GK_OK) {
        gk_json_free(c.list);
        return gk_fail_nomem(err);
    }
    *differences = c.list;
    return GK_OK;
}

const gk_json *gk_result_culprit(const gk_json *result)
{
    const gk_json *load = gk_json_get(result, "load");

    if (load != NULL && strcmp(outcome_of(load), "ok") != 0)
        return load;
    for (const gk_json *s = gk_json_first(gk_json_get(result, "steps")); s;
         s = gk_json_next(s))
        if (strcmp(outcome_of(s), "ok") != 0)
            return s;
    return NULL;
}

const char *gk_part_words(const gk_json *part)
{
    static const char *const places[] = {"/trap/text", "/error/text", "/text"};

    for (size_t i = 0; i < COUNT(places); i++) {
        const char *text = gk_json_text(gk_json_pointer(part, places[i]));

        if (text != NULL && *text != '\0')
            return text;
    }
    return "";
}

/* --- words -----------------------------------------------------------------
 */

gk_status gk_put_words(gk_buf *out, const char *text)
{
    return gk_utf8_put_printable(out, (const uint8_t *)text, strlen(text),
                                 false);
}

gk_status gk_put_value(gk_buf *out, const gk_json *value, size_t most)
{
    gk_buf text = GK_BUF_INIT;
    size_t len;

    if (value == NULL)
        return gk_buf_puts(out, "nothing");
    if (gk_json_print(value, GK_JSON_COMPACT, &text) != GK_OK)
        out->status = text.status;
    len = text.len;
    if (len > most)
        len = gk_utf8_floor(text.data, most);
    gk_utf8_put_printable(out, text.data, len, false);
    if (len < text.len)
        gk_buf_printf(out, "… (%zu bytes)", text.len);
    gk_buf_clear(&text);
    return out->status;
}
