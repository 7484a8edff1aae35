#include "scanner/report/report.h"

#include "core/base/utf8.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

void gk_scan_report_state_clear(struct gk_scan_report_state *state)
{
    if (state == NULL)
        return;
    gk_buf_clear(&state->later);
    gk_buf_clear(&state->notes);
}

void gk_report_sha256(const struct gk_report_entry *entry,
                      char out[GK_SHA256_HEX_BYTES])
{
    if (entry->digests != NULL && (entry->digests->made & GK_DIGEST_FILE) != 0)
        memcpy(out, entry->digests->file, GK_SHA256_HEX_BYTES);
    else
        gk_facts_sha256(&entry->scan->facts, out);
}

const char *gk_report_file(const struct gk_report_entry *entry)
{
    if (entry->scan != NULL)
        return gk_scan_name(entry->scan);
    return strcmp(entry->path, "-") == 0 ? "standard input" : entry->path;
}

void gk_report_tally(struct gk_scan_report_state *state,
                     const struct gk_report_entry *entry)
{
    if (state == NULL)
        return;
    state->files++;
    if (entry->scan == NULL) {
        state->unreadable++;
        return;
    }
    for (int s = 0; s < GK_SEVERITY_COUNT; s++)
        state->counts[s] +=
            gk_findings_count(&entry->scan->findings, (gk_severity)s);
}

bool gk_report_keeps(const struct gk_report_options *options, gk_buf *out)
{
    if (options->state == NULL)
        out->status = GK_E_FAILED;
    return options->state != NULL;
}

void gk_report_append(gk_buf *out, const gk_buf *text)
{
    if (text->status != GK_OK && out->status == GK_OK)
        out->status = text->status;
    gk_buf_put(out, gk_buf_text(text), text->len);
}

gk_status gk_report_put_counts(gk_buf *out, const uint64_t counts[3])
{
    const char *between = "";

    for (int s = GK_SEVERITY_ERROR; s >= GK_SEVERITY_NOTE; s--) {
        if (counts[s] == 0)
            continue;
        gk_buf_printf(out, "%s%" PRIu64 " %s%s", between, counts[s],
                      gk_severity_word((gk_severity)s),
                      counts[s] == 1 ? "" : "s");
        between = ", ";
    }
    return out->status;
}

gk_status gk_report_size(gk_buf *out, uint64_t bytes)
{
    static const char *const units[] = {"KiB", "MiB", "GiB"};
    double value = (double)bytes / 1024;
    size_t unit = 0;

    if (bytes < 1024)
        return gk_buf_printf(out, "%" PRIu64 " B", bytes);
    for (; value >= 1024 && unit + 1 < sizeof units / sizeof *units; unit++)
        value /= 1024;
    return gk_buf_printf(out, "%.1f %s", value, units[unit]);
}

gk_status gk_report_time(gk_buf *out, double seconds)
{
    time_t whole = (time_t)seconds;
    int ms = (int)((seconds - (double)whole) * 1000);
    char text[40];
    struct tm utc;

    if (gmtime_r(&whole, &utc) == NULL ||
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc) == 0)
        return gk_buf_puts(out, "unknown");
    return gk_buf_printf(out, "%s.%03dZ", text, ms);
}

gk_json *gk_report_name(struct gk_name name)
{
    gk_buf text = GK_BUF_INIT;
    gk_json *value;

    gk_utf8_put_printable(&text, name.at, name.len, true);
    value =
        text.status == GK_OK ? gk_json_new_bytes(text.data, text.len) : NULL;
    gk_buf_clear(&text);
    return value;
}

gk_json *gk_report_host(const struct gk_detected *d)
{
    return d->host == NULL ? gk_json_new_null()
                           : gk_json_new_string(d->host->id);
}

const char *gk_report_check_severity(gk_severity severity)
{
    return severity == GK_SEVERITY_NOTE ? "info" : gk_severity_word(severity);
}

gk_json *gk_report_checks(const gk_checks *checks)
{
    gk_json *list = gk_json_new_array();

    for (size_t i = 0; i < checks->count; i++) {
        const struct gk_check *c = &checks->at[i];
        gk_json *o = gk_json_new_object();

        gk_json_set_string(o, "name", c->name);
        gk_json_set_bool(o, "passed", c->passed);
        gk_json_set_string(o, "details", c->details);
        gk_json_set_string(o, "severity",
                           gk_report_check_severity(c->severity));
        gk_json_push(list, o);
    }
    return list;
}

/* Nothing stands before the first item; lines are indented. */
static void put_item(gk_buf *out, size_t number, const gk_buf *text)
{
    const uint8_t *at = text->data;
    const uint8_t *end = at + text->len;

    gk_buf_puts(out, number > 0 ? ",\n  " : "\n  ");
    while (at < end) {
        const uint8_t *line = memchr(at, '\n', (size_t)(end - at));
        const uint8_t *next = line != NULL ? line + 1 : end;

        gk_buf_put(out, at, (size_t)(next - at));
        if (line != NULL)
            gk_buf_puts(out, "  ");
        at = next;
    }
}

void gk_report_value(const struct gk_report_options *options, gk_json *value,
                     unsigned flags, size_t number, gk_buf *out)
{
    gk_buf text = GK_BUF_INIT;

    if (value == NULL)
        out->status = GK_E_NOMEM;
    else if (!options->several)
        gk_json_print(value, flags, out);
    else if (gk_json_print(value, flags, &text) == GK_OK)
        put_item(out, number, &text);
    else
        out->status = GK_E_NOMEM;
    gk_buf_clear(&text);
    gk_json_free(value);
}
