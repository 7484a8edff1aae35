#include "host-mock/run_report.h"

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/base/utf8.h"
#include "host-mock/live.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Text of a guest on a line of ours. */
static void put_line(FILE *out, const gk_json *text)
{
    gk_buf bytes = GK_BUF_INIT, line = GK_BUF_INIT;

    gk_json_bytes(text, &bytes);
    gk_utf8_put_printable(&line, bytes.data, bytes.len, false);
    fputs(gk_buf_text(&line), out);
    gk_buf_clear(&bytes);
    gk_buf_clear(&line);
}

/* The host's own lines only with --verbose. */
static void print_logs(struct gk_cli *cli, const gk_json *part)
{
    const gk_json *host = gk_json_first(gk_json_get(part, "host_logs"));
    double index = 0;

    for (const gk_json *l = gk_json_first(gk_json_get(part, "logs")); l;
         l = gk_json_next(l)) {
        bool by_host = host != NULL && gk_json_number(host) == index;

        index++;
        if (by_host)
            host = gk_json_next(host);
        if (by_host && !cli->verbose)
            continue;
        fprintf(cli->err, "%slog:%s ", gk_style_on(cli->color, GK_STYLE_DIM),
                gk_style_off(cli->color));
        put_line(cli->err, l);
        fputc('\n', cli->err);
    }
}

static void print_calls(struct gk_cli *cli, const struct gk_run_view *view,
                        const gk_json *part)
{
    for (const gk_json *c = gk_json_first(gk_json_get(part, "calls")); c;
         c = gk_json_next(c)) {
        put_line(cli->err, gk_json_get(c, "line"));
        if (!view->reproducible)
            fprintf(cli->err, "  %.0f µs",
                    gk_json_number(gk_json_get(c, "us")));
        fputc('\n', cli->err);
    }
}

static void print_frames(struct gk_cli *cli, const struct gk_run_view *view,
                         const gk_json *trap)
{
    for (const gk_json *f = gk_json_first(gk_json_get(trap, "frames")); f;
         f = gk_json_next(f)) {
        const gk_json *name = gk_json_get(f, "name");
        gk_buf label = GK_BUF_INIT, bytes = GK_BUF_INIT;

        gk_json_bytes(name, &bytes);
        if (name != NULL)
            gk_utf8_put_printable(&label, bytes.data, bytes.len, false);
        else
            gk_buf_printf(&label, "func[%.0f]",
                          gk_json_number(gk_json_get(f, "func")));
        fprintf(cli->err, "  %-28s %s+0x%" PRIx64 "\n", gk_buf_text(&label),
                gk_path_base(view->name),
                (uint64_t)gk_json_number(gk_json_get(f, "offset")));
        gk_buf_clear(&label);
        gk_buf_clear(&bytes);
    }
    if (gk_json_get(trap, "left_out") != NULL)
        fprintf(cli->err, "  … and %.0f more\n",
                gk_json_number(gk_json_get(trap, "left_out")));
}

static void print_trap(struct gk_cli *cli, const struct gk_run_view *view,
                       const gk_json *part)
{
    const gk_json *trap = gk_json_get(part, "trap");
    const gk_json *last = NULL;

    if (trap == NULL)
        return;
    fprintf(cli->err, "%strap:%s ", gk_style_on(cli->color, GK_STYLE_RED),
            gk_style_off(cli->color));
    put_line(cli->err, gk_json_get(trap, "text"));
    if (gk_json_get(trap, "detail") != NULL) {
        fputs(": ", cli->err);
        put_line(cli->err, gk_json_get(trap, "detail"));
    }
    fputc('\n', cli->err);
    print_frames(cli, view, trap);
    for (const gk_json *c = gk_json_first(gk_json_get(part, "calls")); c;
         c = gk_json_next(c))
        last = c;
    if (last != NULL) {
        fputs("last hostcall: ", cli->err);
        put_line(cli->err, gk_json_get(last, "line"));
        fputc('\n', cli->err);
    }
}

static void print_fixture(struct gk_cli *cli, const gk_json *error)
{
    const gk_json *fixture = gk_json_get(error, "fixture");
    const gk_json *first = gk_json_first(fixture);
    const char *kind = first != NULL ? gk_json_key(first) : NULL;
    gk_buf text = GK_BUF_INIT;

    fprintf(cli->err,
            "%serror:%s the guest asked for something the world has no answer "
            "to\n  ",
            gk_style_on(cli->color, GK_STYLE_RED), gk_style_off(cli->color));
    put_line(cli->err, gk_json_get(error, "text"));
    gk_json_print(fixture, GK_JSON_COMPACT, &text);
    fputs("\n  answer it with ", cli->err);
    if (kind != NULL && gk_live_is_word(kind))
        fprintf(cli->err, "--live %s, or with ", kind);
    fprintf(cli->err, "a fixture (--fixtures FILE):\n    %s\n",
            gk_buf_text(&text));
    gk_buf_clear(&text);
}

static void print_error(struct gk_cli *cli, const gk_json *part)
{
    const gk_json *error = gk_json_get(part, "error");
    const char *outcome = gk_json_text(gk_json_get(part, "outcome"));

    if (error == NULL)
        return;
    if (outcome != NULL && strcmp(outcome, "fixture") == 0) {
        print_fixture(cli, error);
        return;
    }
    fprintf(cli->err, "%serror:%s ", gk_style_on(cli->color, GK_STYLE_RED),
            gk_style_off(cli->color));
    put_line(cli->err, gk_json_get(error, "text"));
    fputc('\n', cli->err);
}

static void print_tools(struct gk_cli *cli, const gk_json *load)
{
    const gk_json *tools = gk_json_get(load, "tools");

    if (gk_json_count(tools) == 0)
        gk_cli_say(cli, "the plugin lists no tools");
    for (const gk_json *t = gk_json_first(tools); t; t = gk_json_next(t)) {
        put_line(cli->out, gk_json_get(t, "name"));
        fputs("  ", cli->out);
        put_line(cli->out, gk_json_get(t, "description"));
        fputc('\n', cli->out);
        for (const gk_json *p = gk_json_first(gk_json_get(t, "params")); p;
             p = gk_json_next(p)) {
            fputs("  ", cli->out);
            put_line(cli->out, gk_json_get(p, "name"));
            fputs(": ", cli->out);
            put_line(cli->out, gk_json_get(p, "type"));
            fputs(gk_json_true(gk_json_get(p, "required")) ? ", required  "
                                                           : "  ",
                  cli->out);
            put_line(cli->out, gk_json_get(p, "description"));
            fputc('\n', cli->out);
        }
    }
}

/* The streams of an agent; what it prints is in the logs, too. */
static bool print_streams(struct gk_cli *cli, const gk_json *part)
{
    static const char *const keys[] = {"stdout", "stderr"};
    FILE *const to[] = {cli->out, cli->err};

    if (gk_json_get(part, "stdout") == NULL)
        return false;
    for (size_t i = 0; i < 2; i++) {
        gk_buf bytes = GK_BUF_INIT;

        gk_json_bytes(gk_json_get(part, keys[i]), &bytes);
        if (bytes.len > 0)
            fwrite(bytes.data, 1, bytes.len, to[i]);
        gk_buf_clear(&bytes);
        fflush(to[i]);
    }
    return true;
}

/* What the guest said goes out as it is: it may be for another program. A
 * terminal gets it with controls escaped, but for line ends and tabs. */
static void print_output(struct gk_cli *cli, const gk_json *part)
{
    const gk_json *text = gk_json_get(part, "text");
    gk_buf bytes = GK_BUF_INIT;

    if (text == NULL)
        return;
    if (!gk_json_true(gk_json_get(part, "ok"))) {
        /* A trap and an error have been told already. */
        if (gk_json_get(part, "trap") == NULL &&
            gk_json_get(part, "error") == NULL) {
            fprintf(cli->err, "%stool error:%s ",
                    gk_style_on(cli->color, GK_STYLE_RED),
                    gk_style_off(cli->color));
            put_line(cli->err, text);
            fputc('\n', cli->err);
        }
        return;
    }
    gk_json_bytes(text, &bytes);
    fwrite(bytes.data, 1, bytes.len, cli->out);
    if (bytes.len == 0 || bytes.data[bytes.len - 1] != '\n')
        fputc('\n', cli->out);
    gk_buf_clear(&bytes);
}

static void print_value(struct gk_cli *cli, const gk_json *part)
{
    const gk_json *value = gk_json_get(part, "value");

    for (const gk_json *v = gk_json_first(value); v; v = gk_json_next(v)) {
        gk_buf text = GK_BUF_INIT;

        if (gk_json_is(v, GK_JSON_STRING))
            gk_json_bytes(v, &text);
        else
            gk_json_print(v, GK_JSON_COMPACT, &text);
        fprintf(cli->out, "%s\n", gk_buf_text(&text));
        gk_buf_clear(&text);
    }
}

static void print_part(struct gk_cli *cli, const struct gk_run_view *view,
                       const gk_json *part)
{
    if (!print_streams(cli, part) && !cli->quiet)
        print_logs(cli, part);
    if (view->trace)
        print_calls(cli, view, part);
    print_trap(cli, view, part);
    print_error(cli, part);
    print_output(cli, part);
    print_value(cli, part);
    /* What the next part traces comes after it, wherever both go. */
    fflush(cli->out);
}

static void print_notes(struct gk_cli *cli, const gk_json *result)
{
    for (const gk_json *h = gk_json_first(gk_json_get(result, "hints")); h;
         h = gk_json_next(h)) {
        fputs("note: ", cli->err);
        put_line(cli->err, h);
        fputc('\n', cli->err);
    }
    for (const gk_json *d = gk_json_first(gk_json_get(result, "differences"));
         d; d = gk_json_next(d)) {
        const char *advice = gk_json_text(gk_json_get(d, "advice"));

        /* What nobody can do anything about is for those who ask. */
        if (!cli->verbose && strcmp(advice, "nothing to do") == 0)
            continue;
        fprintf(cli->err, "note: %s the deployed host differs: %s\n",
                gk_json_text(gk_json_get(d, "id")),
                gk_json_text(gk_json_get(d, "title")));
        if (cli->verbose)
            fprintf(cli->err, "  documented: %s\n  deployed:   %s\n",
                    gk_json_text(gk_json_get(d, "documented")),
                    gk_json_text(gk_json_get(d, "deployed")));
        fprintf(cli->err, "  %s\n", advice);
    }
}

static void print_usage(struct gk_cli *cli, const gk_json *part)
{
    fprintf(cli->err, "%.0f instructions, %.0f pages of memory\n",
            gk_json_number(gk_json_pointer(part, "/fuel/used")),
            gk_json_number(gk_json_pointer(part, "/memory/pages")));
}

/* What has become of the real folders: also for those who want quiet. */
static void print_wrote(struct gk_cli *cli, const gk_json *result)
{
    const gk_json *why = gk_json_get(result, "not_written");
    const gk_json *wrote = gk_json_get(result, "wrote");

    for (const gk_json *w = gk_json_first(wrote); w; w = gk_json_next(w)) {
        fprintf(cli->err, "%s ", gk_json_text(gk_json_get(w, "what")));
        put_line(cli->err, gk_json_get(w, "path"));
        fputc('\n', cli->err);
    }
    if (why == NULL)
        return;
    fprintf(cli->err, "%serror:%s %s was written: ",
            gk_style_on(cli->color, GK_STYLE_RED), gk_style_off(cli->color),
            gk_json_count(wrote) > 0 ? "not everything" : "nothing");
    put_line(cli->err, why);
    fputc('\n', cli->err);
}

void gk_run_print_text(struct gk_cli *cli, const struct gk_run_view *view,
                       const gk_json *result)
{
    const gk_json *load = gk_json_get(result, "load");
    const gk_json *last = load;

    print_part(cli, view, load);
    if (view->list_tools)
        print_tools(cli, load);
    for (const gk_json *s = gk_json_first(gk_json_get(result, "steps")); s;
         s = gk_json_next(s)) {
        print_part(cli, view, s);
        last = gk_json_get(s, "text") != NULL ? s : last;
    }
    fflush(cli->out);
    print_wrote(cli, result);
    if (!cli->quiet)
        print_notes(cli, result);
    if (cli->verbose)
        print_usage(cli, last);
    if (gk_json_true(gk_json_get(result, "truncated")))
        fputs("note: the trace was too long to keep whole\n", cli->err);
}

/* --- JSON ------------------------------------------------------------------
 */

/* Durations go under "timing", or away. */
static double take_time(gk_json *part)
{
    double us = gk_json_number(gk_json_get(part, "us"));

    gk_json_unset(part, "us");
    for (gk_json *c = gk_json_edit_first(gk_json_edit_get(part, "calls")); c;
         c = gk_json_edit_next(c))
        gk_json_unset(c, "us");
    return us;
}

static gk_json *module_json(const struct gk_guestfile *file)
{
    gk_json *json = gk_json_new_object();
    char hex[GK_SHA256_HEX_BYTES];

    gk_sha256_hex(file->bytes, file->len, hex);
    gk_json_set_string(json, "file", gk_path_base(file->path));
    gk_json_set_number(json, "bytes", (double)file->len);
    gk_json_set_string(json, "sha256", hex);
    return json;
}

gk_json *gk_run_to_json(const struct gk_guestfile *file, const char *fidelity,
                        bool reproducible, const gk_json *result)
{
    gk_json *json = gk_json_copy(result);
    gk_json *timing = gk_json_new_object();
    gk_json *host = gk_json_new_object();
    gk_json *steps = gk_json_new_array();

    gk_json_set_string(json, "schema", "guestkit.run/1");
    gk_json_set_string(json, "fidelity", fidelity);
    gk_json_set_string(host, "id", file->host);
    gk_json_set_string(host, "reason", file->reason);
    gk_json_set(json, "host", host);
    gk_json_set(json, "module", module_json(file));
    gk_json_set_number(timing, "load_us",
                       take_time(gk_json_edit_get(json, "load")));
    for (gk_json *s = gk_json_edit_first(gk_json_edit_get(json, "steps")); s;
         s = gk_json_edit_next(s))
        gk_json_push(steps, gk_json_new_number(take_time(s)));
    gk_json_set(timing, "steps_us", steps);
    if (reproducible)
        gk_json_free(timing);
    else
        gk_json_set(json, "timing", timing);
    return json;
}
