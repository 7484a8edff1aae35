#include "host-mock/testing/expect/compare.h"

#include "host-mock/world/pattern.h"

#include <stdio.h>
#include <string.h>

/* How much of a value a difference shows. */
#define SHOWN_BYTES 300

void gk_differ(struct gk_comparison *c, const char *detail,
               const char *expected, const char *got, gk_json *seen)
{
    gk_json *one = gk_json_new_object();
    gk_buf place = GK_BUF_INIT;
    gk_status st = GK_OK;

    if (c->many && c->step >= 0)
        gk_buf_printf(&place, "step %ld ", c->step + 1);
    gk_buf_puts(&place, c->field);
    if (*detail != '\0') {
        gk_buf_byte(&place, ' ');
        gk_put_words(&place, detail);
    }
    if (c->step >= 0)
        st = gk_json_set_number(one, "step", (double)c->step);
    if (st == GK_OK)
        st = gk_json_set_string(one, "field", c->field);
    if (st == GK_OK)
        st = place.status;
    if (st == GK_OK)
        st = gk_json_set_string(one, "place", gk_buf_text(&place));
    if (st == GK_OK)
        st = gk_json_set_string(one, "expected", expected);
    if (st == GK_OK)
        st = gk_json_set_string(one, "got", got);
    if (seen != NULL && gk_json_set(one, "seen", seen) != GK_OK)
        st = GK_E_NOMEM;
    if (st == GK_OK)
        st = gk_json_push(c->list, one);
    else
        gk_json_free(one);
    if (st != GK_OK)
        c->status = st;
    gk_buf_clear(&place);
}

/* As gk_differ, with values (NULL: "nothing"). */
static void differ_values(struct gk_comparison *c, const char *detail,
                          const gk_json *want, const gk_json *got,
                          gk_json *seen)
{
    gk_buf expected = GK_BUF_INIT, text = GK_BUF_INIT;

    gk_put_value(&expected, want, SHOWN_BYTES);
    gk_put_value(&text, got, SHOWN_BYTES);
    if (expected.status != GK_OK || text.status != GK_OK)
        c->status = GK_E_NOMEM;
    gk_differ(c, detail, gk_buf_text(&expected), gk_buf_text(&text), seen);
    gk_buf_clear(&expected);
    gk_buf_clear(&text);
}

/* A copy, for "seen"; forgets nothing silently when memory is short. */
static gk_json *copy(struct gk_comparison *c, const gk_json *value)
{
    gk_json *made = value == NULL ? NULL : gk_json_copy(value);

    if (value != NULL && made == NULL)
        c->status = GK_E_NOMEM;
    return made;
}

/* {key: value}; takes the value. */
static gk_json *object_of(struct gk_comparison *c, const char *key,
                          gk_json *value)
{
    gk_json *object = gk_json_new_object();

    if (gk_json_set(object, key, value) != GK_OK) {
        c->status = GK_E_NOMEM;
        gk_json_free(object);
        return NULL;
    }
    return object;
}

/* --- text ------------------------------------------------------------------
 */

bool gk_text_fits(struct gk_comparison *c, const gk_json *pattern,
                  const gk_json *got)
{
    gk_buf bytes = GK_BUF_INIT, text = GK_BUF_INIT;
    bool fit;

    if (!gk_json_is(pattern, GK_JSON_OBJECT) || got == NULL)
        return gk_json_equal(pattern, got);
    if (gk_json_is(got, GK_JSON_STRING))
        gk_json_bytes(got, &bytes);
    else
        gk_json_print(got, GK_JSON_COMPACT, &bytes);
    for (size_t i = 0; i < bytes.len; i++)
        if (bytes.data[i] == 0)
            gk_buf_puts(&text, "\xef\xbf\xbd");
        else
            gk_buf_byte(&text, bytes.data[i]);
    if (bytes.status != GK_OK || text.status != GK_OK)
        c->status = GK_E_NOMEM;
    fit = gk_pattern_fits(pattern, gk_buf_text(&text));
    gk_buf_clear(&bytes);
    gk_buf_clear(&text);
    return fit;
}

void gk_compare_ok(struct gk_comparison *c, const gk_json *want,
                   const gk_json *part)
{
    const gk_json *got = gk_json_get(part, "ok");

    if (!gk_json_equal(want, got))
        differ_values(c, "", want, got, copy(c, got));
}

static void compare_text_of(struct gk_comparison *c, const gk_json *want,
                            const gk_json *got)
{
    if (!gk_text_fits(c, want, got))
        differ_values(c, "", want, got, copy(c, got));
}

void gk_compare_text(struct gk_comparison *c, const gk_json *want,
                     const gk_json *part)
{
    compare_text_of(c, want, gk_json_get(part, "text"));
}

void gk_compare_stdout(struct gk_comparison *c, const gk_json *want,
                       const gk_json *part)
{
    compare_text_of(c, want, gk_json_get(part, "stdout"));
}

void gk_compare_stderr(struct gk_comparison *c, const gk_json *want,
                       const gk_json *part)
{
    compare_text_of(c, want, gk_json_get(part, "stderr"));
}

/* --- JSON ------------------------------------------------------------------
 */

bool gk_is_json_operator(const gk_json *want)
{
    const gk_json *first = gk_json_first(want);
    bool pointer;

    if (!gk_json_is(want, GK_JSON_OBJECT) || gk_json_count(want) != 1)
        return false;
    pointer = strcmp(gk_json_key(first), "pointer") == 0 &&
              gk_json_is(first, GK_JSON_OBJECT);
    return pointer || strcmp(gk_json_key(first), "equal") == 0;
}

/* What was seen, in the shape of what was wanted: keys that nobody asked for
 * stay out. Owned; NULL when out of memory. */
static gk_json *in_shape(const gk_json *got, const gk_json *want)
{
    gk_json *shaped;

    if (!gk_json_is(got, GK_JSON_OBJECT) || !gk_json_is(want, GK_JSON_OBJECT))
        return gk_json_copy(got);
    shaped = gk_json_new_object();
    for (const gk_json *m = gk_json_first(want); m != NULL;
         m = gk_json_next(m)) {
        const gk_json *value = gk_json_get(got, gk_json_key(m));

        if (value != NULL &&
            gk_json_set(shaped, gk_json_key(m), in_shape(value, m)) != GK_OK) {
            gk_json_free(shaped);
            return NULL;
        }
    }
    return shaped;
}

static void compare_pointers(struct gk_comparison *c, const gk_json *pointers,
                             const gk_json *got)
{
    gk_json *seen = gk_json_new_object();
    const gk_json *first = NULL, *first_got = NULL;

    for (const gk_json *m = gk_json_first(pointers); m; m = gk_json_next(m)) {
        const gk_json *value = gk_json_pointer(got, gk_json_key(m));

        if (value != NULL &&
            gk_json_set(seen, gk_json_key(m), gk_json_copy(value)) != GK_OK)
            c->status = GK_E_NOMEM;
        if (first == NULL && !gk_json_equal(m, value)) {
            first = m;
            first_got = value;
        }
    }
    if (first != NULL)
        differ_values(c, gk_json_key(first), first, first_got,
                      object_of(c, "pointer", seen));
    else
        gk_json_free(seen);
}

static void compare_subset(struct gk_comparison *c, const gk_json *want,
                           const gk_json *got)
{
    gk_buf where = GK_BUF_INIT;

    if (!gk_json_contains(got, want, &where)) {
        const char *at = gk_buf_text(&where);
        gk_json *seen = in_shape(got, want);

        if (seen == NULL || where.status != GK_OK)
            c->status = GK_E_NOMEM;
        differ_values(c, at, gk_json_pointer(want, at),
                      gk_json_pointer(got, at), seen);
    }
    gk_buf_clear(&where);
}

static void compare_value(struct gk_comparison *c, const gk_json *want,
                          const gk_json *got)
{
    const gk_json *equal = gk_json_get(want, "equal");

    if (!gk_is_json_operator(want))
        compare_subset(c, want, got);
    else if (equal == NULL)
        compare_pointers(c, gk_json_get(want, "pointer"), got);
    else if (!gk_json_equal(equal, got))
        differ_values(c, "", equal, got, object_of(c, "equal", copy(c, got)));
}

void gk_compare_json(struct gk_comparison *c, const gk_json *want,
                     const gk_json *part)
{
    const gk_json *got = gk_json_get(part, "json");
    gk_buf expected = GK_BUF_INIT, text = GK_BUF_INIT;

    if (got != NULL) {
        compare_value(c, want, got);
        return;
    }
    gk_put_value(&expected, want, SHOWN_BYTES);
    gk_put_value(&text, gk_json_get(part, "text"), SHOWN_BYTES);
    gk_buf_puts(&text, ", which is no JSON");
    if (expected.status != GK_OK || text.status != GK_OK)
        c->status = GK_E_NOMEM;
    gk_differ(c, "", gk_buf_text(&expected), gk_buf_text(&text), NULL);
    gk_buf_clear(&expected);
    gk_buf_clear(&text);
}

void gk_compare_value(struct gk_comparison *c, const gk_json *want,
                      const gk_json *part)
{
    const gk_json *got = gk_json_get(part, "value");

    if (got == NULL)
        differ_values(c, "", want, NULL, NULL);
    else
        compare_value(c, want, got);
}

/* --- lists -----------------------------------------------------------------
 */

/* Whether one entry of what was got fits one of what was wanted. */
typedef bool entry_fits(struct gk_comparison *c, const gk_json *want,
                        const gk_json *got);
/* The entry as a blessing writes it: owned. */
typedef gk_json *entry_seen(struct gk_comparison *c, const gk_json *got);

static gk_json *list_seen(struct gk_comparison *c, const gk_json *got,
                          entry_seen *entry)
{
    gk_json *list = gk_json_new_array();

    for (const gk_json *m = gk_json_first(got); m != NULL; m = gk_json_next(m))
        if (gk_json_push(list, entry(c, m)) != GK_OK)
            c->status = GK_E_NOMEM;
    return list;
}

static void differ_entry(struct gk_comparison *c, size_t index,
                         const gk_json *want, const gk_json *got,
                         entry_seen *entry, gk_json *seen)
{
    gk_json *shown = got == NULL ? NULL : entry(c, got);
    char detail[32];

    snprintf(detail, sizeof detail, "/%zu", index);
    differ_values(c, detail, want, shown, seen);
    gk_json_free(shown);
}

/* Every entry, in order, no more and no fewer; the first difference is told. */
static void compare_exact(struct gk_comparison *c, const gk_json *want,
                          const gk_json *got, entry_fits *fit,
                          entry_seen *entry)
{
    const gk_json *w = gk_json_first(want), *g = gk_json_first(got);
    size_t index = 0;

    while (w != NULL && g != NULL && fit(c, w, g)) {
        w = gk_json_next(w);
        g = gk_json_next(g);
        index++;
    }
    if (w != NULL || g != NULL)
        differ_entry(c, index, w, g, entry, list_seen(c, got, entry));
}

/* Each wanted entry is somewhere; each that is not is told. */
static void compare_among(struct gk_comparison *c, const gk_json *want,
                          const gk_json *got, entry_fits *fit,
                          entry_seen *entry)
{
    for (const gk_json *w = gk_json_first(want); w != NULL;
         w = gk_json_next(w)) {
        const gk_json *g = gk_json_first(got);
        gk_json *all;

        while (g != NULL && !fit(c, w, g))
            g = gk_json_next(g);
        if (g != NULL)
            continue;
        all = list_seen(c, got, entry);
        differ_values(c, "contains", w, all, copy(c, all));
        gk_json_free(all);
    }
}

static void compare_list(struct gk_comparison *c, const gk_json *want,
                         const gk_json *got, entry_fits *fit, entry_seen *entry)
{
    if (gk_json_is(want, GK_JSON_ARRAY))
        compare_exact(c, want, got, fit, entry);
    else
        compare_among(c, gk_json_get(want, "contains"), got, fit, entry);
}

static gk_json *whole_entry(struct gk_comparison *c, const gk_json *got)
{
    return copy(c, got);
}

void gk_compare_logs(struct gk_comparison *c, const gk_json *want,
                     const gk_json *part)
{
    compare_list(c, want, gk_json_get(part, "logs"), gk_text_fits, whole_entry);
}

/* A name, or an object whose keys must be there. */
static bool named_fits(struct gk_comparison *c, const gk_json *want,
                       const gk_json *got)
{
    (void)c;
    if (gk_json_is(want, GK_JSON_STRING))
        return gk_json_equal(want, gk_json_get(got, "name"));
    return gk_json_contains(got, want, NULL);
}

static gk_json *name_entry(struct gk_comparison *c, const gk_json *got)
{
    const gk_json *name = gk_json_get(got, "name");

    return copy(c, name != NULL ? name : got);
}

void gk_compare_calls(struct gk_comparison *c, const gk_json *want,
                      const gk_json *part)
{
    compare_list(c, want, gk_json_get(part, "calls"), named_fits, name_entry);
}

void gk_compare_tools(struct gk_comparison *c, const gk_json *want,
                      const gk_json *part)
{
    compare_list(c, want, gk_json_get(part, "tools"), named_fits, name_entry);
}

/* --- state, ceilings, causes -----------------------------------------------
 */

/* What is kept under the wanted keys; null for what is not there. */
static gk_json *state_seen(struct gk_comparison *c, const gk_json *want,
                           const gk_json *state)
{
    gk_json *seen = gk_json_new_object();

    for (const gk_json *m = gk_json_first(want); m; m = gk_json_next(m)) {
        const gk_json *got = gk_json_get(state, gk_json_key(m));

        if (gk_json_set(seen, gk_json_key(m),
                        got == NULL ? gk_json_new_null() : copy(c, got)) !=
            GK_OK)
            c->status = GK_E_NOMEM;
    }
    return seen;
}

void gk_compare_state(struct gk_comparison *c, const gk_json *want,
                      const gk_json *part)
{
    const gk_json *state = gk_json_get(part, "state");

    for (const gk_json *m = gk_json_first(want); m; m = gk_json_next(m)) {
        const gk_json *got = gk_json_get(state, gk_json_key(m));
        bool gone = gk_json_is(m, GK_JSON_NULL);

        if (gone ? got == NULL : gk_text_fits(c, m, got))
            continue;
        differ_values(c, gk_json_key(m), gone ? NULL : m, got,
                      state_seen(c, want, state));
    }
}

static void compare_ceiling(struct gk_comparison *c, const char *key,
                            const gk_json *want, const gk_json *got)
{
    gk_buf expected = GK_BUF_INIT, text = GK_BUF_INIT;

    if (got != NULL && gk_json_number(got) <= gk_json_number(want))
        return;
    gk_buf_puts(&expected, "at most ");
    gk_put_value(&expected, want, SHOWN_BYTES);
    gk_put_value(&text, got, SHOWN_BYTES);
    if (expected.status != GK_OK || text.status != GK_OK)
        c->status = GK_E_NOMEM;
    gk_differ(c, "", gk_buf_text(&expected), gk_buf_text(&text),
              got == NULL ? NULL : object_of(c, key, copy(c, got)));
    gk_buf_clear(&expected);
    gk_buf_clear(&text);
}

void gk_compare_fuel(struct gk_comparison *c, const gk_json *want,
                     const gk_json *part)
{
    compare_ceiling(c, "max", gk_json_get(want, "max"),
                    gk_json_pointer(part, "/fuel/used"));
}

void gk_compare_memory(struct gk_comparison *c, const gk_json *want,
                       const gk_json *part)
{
    compare_ceiling(c, "max-pages", gk_json_get(want, "max-pages"),
                    gk_json_pointer(part, "/memory/pages"));
}

/* {"kind", "match"} against a kind and a text. */
static void compare_cause(struct gk_comparison *c, const gk_json *want,
                          const gk_json *kind, const gk_json *text)
{
    const gk_json *wanted_kind = gk_json_get(want, "kind");
    const gk_json *match = gk_json_get(want, "match");
    gk_json *pattern = NULL;

    if (wanted_kind != NULL && !gk_json_equal(wanted_kind, kind))
        differ_values(c, "kind", wanted_kind, kind,
                      kind == NULL ? NULL
                                   : object_of(c, "kind", copy(c, kind)));
    if (match == NULL)
        return;
    pattern = object_of(c, "match", copy(c, match));
    if (pattern != NULL && !gk_text_fits(c, pattern, text))
        differ_values(c, "", pattern, text,
                      kind == NULL ? NULL
                                   : object_of(c, "kind", copy(c, kind)));
    gk_json_free(pattern);
}

void gk_compare_error(struct gk_comparison *c, const gk_json *want,
                      const gk_json *part)
{
    gk_json *text = gk_json_new_string(gk_part_words(part));

    if (text == NULL)
        c->status = GK_E_NOMEM;
    compare_cause(c, want, gk_json_get(part, "outcome"), text);
    gk_json_free(text);
}

void gk_compare_trap(struct gk_comparison *c, const gk_json *want,
                     const gk_json *part)
{
    compare_cause(c, want, gk_json_pointer(part, "/trap/kind"),
                  gk_json_pointer(part, "/trap/text"));
}
