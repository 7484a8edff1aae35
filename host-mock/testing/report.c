#include "host-mock/testing/report.h"

#include "core/base/file.h"
#include "core/base/utf8.h"
#include "host-mock/testing/expect/match.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A fixture to paste: long enough for any request somebody would paste. */
#define FIXTURE_BYTES 4096
/* What a call gave, where calls are listed. */
#define RESULT_BYTES 40
/* Calls and frames listed without --trace. */
#define MOST_LISTED 24

static const struct gk_report_form *const forms[] = {
    &gk_report_text,
    &gk_report_tap,
    &gk_report_junit,
    &gk_report_json,
};

const struct gk_report_form *gk_report_form_find(const char *name, size_t len)
{
    for (size_t i = 0; i < COUNT(forms); i++)
        if (strlen(forms[i]->name) == len &&
            memcmp(forms[i]->name, name, len) == 0)
            return forms[i];
    return NULL;
}

void gk_report_init(gk_report *report, const struct gk_report_form *form,
                    struct gk_report_style style)
{
    static const gk_buf empty = GK_BUF_INIT;

    memset(report, 0, sizeof *report);
    report->form = form;
    report->style = style;
    report->body = empty;
    report->file_body = empty;
}

void gk_report_clear(gk_report *report)
{
    gk_buf_clear(&report->body);
    gk_buf_clear(&report->file_body);
    gk_json_free(report->document);
    report->document = NULL;
}

void gk_report_put_name(gk_buf *out, const struct gk_test_run *run)
{
    gk_put_words(out, run->c->name);
    if (run->fidelity == GK_DEPLOYED)
        gk_buf_puts(out, " [deployed]");
}

size_t gk_report_name_width(const struct gk_test_run *run)
{
    gk_buf name = GK_BUF_INIT;
    size_t width = 0;

    gk_report_put_name(&name, run);
    for (size_t i = 0; i < name.len; i++)
        width += (name.data[i] & 0xc0) != 0x80;
    gk_buf_clear(&name);
    return width;
}

/* --- details ----------------------------------------------------------------
 */

/* Where lines go, one buffer for all of them. */
struct lines {
    const struct gk_report_style *style;
    const struct gk_test_run *run;
    gk_report_line_fn *put;
    void *context;
    gk_buf text;
    gk_status status;
};

static void flush(struct lines *l)
{
    if (l->text.status != GK_OK)
        l->status = l->text.status;
    l->put(l->context, gk_buf_text(&l->text));
    gk_buf_reset(&l->text);
}

/* Text of the result's, or "". */
static const char *word(const gk_json *value, const char *key)
{
    const char *text = gk_json_text(gk_json_get(value, key));

    return text != NULL ? text : "";
}

static void put_differences(struct lines *l)
{
    for (const gk_json *d = gk_json_first(l->run->differences); d != NULL;
         d = gk_json_next(d)) {
        gk_buf_printf(&l->text, "%s: expected %s, got %s", word(d, "place"),
                      word(d, "expected"), word(d, "got"));
        flush(l);
    }
}

static void put_fixture(struct lines *l, const gk_json *part)
{
    const gk_json *fixture = gk_json_pointer(part, "/error/fixture");

    if (fixture == NULL)
        return;
    gk_buf_puts(&l->text, "answer it with a fixture in \"world\":");
    flush(l);
    gk_buf_puts(&l->text, "  ");
    gk_put_value(&l->text, fixture, FIXTURE_BYTES);
    flush(l);
}

static void put_frames(struct lines *l, const gk_json *part)
{
    const char *module = gk_path_base(l->run->file->module_path);
    unsigned count = 0;

    for (const gk_json *f =
             gk_json_first(gk_json_pointer(part, "/trap/frames"));
         f != NULL && count < MOST_LISTED; f = gk_json_next(f), count++) {
        gk_buf_puts(&l->text, "  ");
        if (*word(f, "name") != '\0')
            gk_put_words(&l->text, word(f, "name"));
        else
            gk_buf_printf(&l->text, "func[%.0f]",
                          gk_json_number(gk_json_get(f, "func")));
        gk_buf_puts(&l->text, "  ");
        gk_put_words(&l->text, module);
        gk_buf_printf(
            &l->text, "+0x%llx",
            (unsigned long long)gk_json_number(gk_json_get(f, "offset")));
        flush(l);
    }
}

/* " = -1"; nothing for a call that gives nothing. */
static void put_result(gk_buf *out, const gk_json *result)
{
    const char *text = gk_json_text(result);
    size_t len = text != NULL ? strlen(text) : 0;

    if (result == NULL || gk_json_is(result, GK_JSON_NULL) ||
        (text != NULL && len == 0))
        return;
    gk_buf_puts(out, " = ");
    if (text == NULL) {
        gk_put_value(out, result, RESULT_BYTES);
        return;
    }
    if (len > RESULT_BYTES)
        len = gk_utf8_floor((const uint8_t *)text, RESULT_BYTES);
    gk_utf8_put_printable(out, (const uint8_t *)text, len, false);
    gk_buf_puts(out, text[len] != '\0' ? "…" : "");
}

/* "host_get_state = -1, host_log", one part's calls. */
static unsigned put_part_calls(gk_buf *out, const gk_json *part,
                               unsigned before)
{
    for (const gk_json *call = gk_json_first(gk_json_get(part, "calls"));
         call != NULL; call = gk_json_next(call), before++) {
        const gk_json *result = gk_json_get(call, "result");

        if (before > MOST_LISTED)
            continue;
        if (before == MOST_LISTED) {
            gk_buf_puts(out, ", …");
            continue;
        }
        gk_buf_puts(out, before > 0 ? ", " : "");
        gk_put_words(out, word(call, "name"));
        put_result(out, result);
    }
    return before;
}

static void put_call_names(struct lines *l)
{
    unsigned count = 0;

    gk_buf_puts(&l->text, "calls: ");
    for (const gk_json *s = gk_json_first(gk_json_get(l->run->result, "steps"));
         s != NULL; s = gk_json_next(s))
        count = put_part_calls(&l->text, s, count);
    if (count == 0)
        gk_buf_puts(&l->text, "none");
    else if (count > MOST_LISTED)
        gk_buf_printf(&l->text, " (%u in all)", count);
    flush(l);
}

static void put_part_trace(struct lines *l, const gk_json *part,
                           const char *what)
{
    const gk_json *calls = gk_json_get(part, "calls");

    if (gk_json_first(calls) == NULL)
        return;
    gk_buf_printf(&l->text, "%s:", what);
    flush(l);
    for (const gk_json *call = gk_json_first(calls); call != NULL;
         call = gk_json_next(call)) {
        gk_buf_puts(&l->text, "  ");
        gk_put_words(&l->text, word(call, "line"));
        flush(l);
    }
}

static void put_trace(struct lines *l)
{
    const gk_json *step = gk_json_first(gk_json_get(l->run->result, "steps"));
    char what[64];

    put_part_trace(l, gk_json_get(l->run->result, "load"), "load");
    for (unsigned i = 1; step != NULL; step = gk_json_next(step), i++) {
        snprintf(what, sizeof what, "step %u, %.20s", i, word(step, "kind"));
        put_part_trace(l, step, what);
    }
}

static void put_row(struct lines *l, const gk_json *row)
{
    gk_buf_printf(&l->text, "%s: ", word(row, "id"));
    gk_put_words(&l->text, word(row, "title"));
    if (*word(row, "advice") != '\0') {
        gk_buf_puts(&l->text, "; ");
        gk_put_words(&l->text, word(row, "advice"));
    }
    flush(l);
}

/* Where the deployed host is not as its document says: that may be why. */
static void put_rows(struct lines *l)
{
    if (l->run->fidelity != GK_DEPLOYED)
        return;
    for (const gk_json *row =
             gk_json_first(gk_json_get(l->run->result, "differences"));
         row != NULL; row = gk_json_next(row))
        put_row(l, row);
}

static void put_hints(struct lines *l)
{
    for (const gk_json *hint =
             gk_json_first(gk_json_get(l->run->result, "hints"));
         hint != NULL; hint = gk_json_next(hint)) {
        gk_buf_puts(&l->text, "hint: ");
        gk_put_words(&l->text, gk_json_text(hint) ? gk_json_text(hint) : "");
        flush(l);
    }
}

/* For a shell: as it is when nothing in it is special, else in quotes. */
static void put_shell(gk_buf *out, const char *text, bool always)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+";

    if (!always && *text != '\0' && strspn(text, plain) == strlen(text)) {
        gk_buf_puts(out, text);
        return;
    }
    gk_buf_byte(out, '\'');
    for (; *text != '\0'; text++)
        if (*text == '\'')
            gk_buf_puts(out, "'\\''");
        else
            gk_buf_byte(out, (uint8_t)*text);
    gk_buf_byte(out, '\'');
}

static void put_rerun(struct lines *l)
{
    gk_buf command = GK_BUF_INIT;

    gk_buf_puts(&command, "rerun: guestkit test ");
    put_shell(&command, l->run->file->path, false);
    gk_buf_puts(&command, " --filter ");
    put_shell(&command, l->run->c->name, true);
    if (l->run->c->on == 0 && l->run->fidelity == GK_DEPLOYED)
        gk_buf_puts(&command, " --fidelity deployed");
    gk_buf_puts(&command, " --trace");
    gk_put_words(&l->text, gk_buf_text(&command));
    gk_buf_clear(&command);
    flush(l);
}

static void put_why(struct lines *l)
{
    if (l->run->why == NULL)
        return;
    gk_put_words(&l->text, l->run->why);
    flush(l);
}

/* The row of the difference that stopped the guest, which `why` begins with;
 * else `why` alone. */
static void put_skip(struct lines *l)
{
    const gk_json *row =
        gk_json_first(gk_json_get(l->run->result, "differences"));
    const char *why = l->run->why != NULL ? l->run->why : "";

    while (row != NULL &&
           (*word(row, "id") == '\0' ||
            strncmp(why, word(row, "id"), strlen(word(row, "id"))) != 0))
        row = gk_json_next(row);
    if (row != NULL)
        put_row(l, row);
    else
        put_why(l);
}

static void put_failure(struct lines *l)
{
    const gk_json *culprit = gk_result_culprit(l->run->result);

    put_why(l);
    put_differences(l);
    put_fixture(l, culprit);
    put_frames(l, culprit);
    put_rows(l);
    put_hints(l);
    if (l->style->trace)
        put_trace(l);
    else if (l->run->result != NULL)
        put_call_names(l);
    put_rerun(l);
}

gk_status gk_report_details(const struct gk_report_style *style,
                            const struct gk_test_run *run,
                            gk_report_line_fn *line, void *context)
{
    struct lines l = {style, run, line, context, GK_BUF_INIT, GK_OK};

    switch (run->verdict) {
    case GK_VERDICT_PASSED:
        if (style->trace)
            put_trace(&l);
        break;
    case GK_VERDICT_SKIPPED:
        put_skip(&l);
        break;
    case GK_VERDICT_BLESSED:
        put_differences(&l);
        break;
    default:
        put_failure(&l);
        break;
    }
    gk_buf_clear(&l.text);
    return l.status;
}
