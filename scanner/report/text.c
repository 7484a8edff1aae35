#include "core/base/opts.h"
#include "core/base/utf8.h"
#include "scanner/report/report.h"
#include "scanner/rules.h"

#include <inttypes.h>
#include <string.h>

/* Digits of the digest that a person compares. */
#define SHORT_DIGEST 12
/* Up to this size a digest costs no time that anybody would notice. */
#define DIGEST_BYTES ((size_t)8 << 20)

static gk_style style_of(gk_severity severity)
{
    static const gk_style styles[] = {GK_STYLE_CYAN, GK_STYLE_YELLOW,
                                      GK_STYLE_RED};

    return styles[severity];
}

static void put_styled(const struct gk_report_options *o, gk_style style,
                       const char *text, gk_buf *out)
{
    gk_buf_printf(out, "%s%s%s", gk_style_on(o->color, style), text,
                  gk_style_off(o->color));
}

static const char *validity(const struct gk_facts *facts)
{
    if (!facts->wasm)
        return "not a wasm module";
    if (facts->module->is_component)
        return "a component";
    return facts->sound ? "valid" : "malformed";
}

static void put_host(const struct gk_detected *d, gk_buf *out)
{
    if (d->host == NULL) {
        gk_buf_printf(out, "  no host: %s\n", d->reason);
        return;
    }
    gk_buf_printf(out, "  %s %s (", d->host->id, d->host->guest);
    if (d->generation > 0)
        gk_buf_printf(out, "abi %u, ", d->generation);
    gk_buf_printf(out, "%s)\n", d->reason);
}

/* A person waits for the verdict; of a very large file the digest would take
 * most of the time. */
static void put_digest(const struct gk_facts *facts, gk_buf *out)
{
    char digest[GK_SHA256_HEX_BYTES];

    if (facts->len > DIGEST_BYTES) {
        gk_buf_puts(out, "  sha256 with --format json");
        return;
    }
    gk_facts_sha256(facts, digest);
    gk_buf_printf(out, "  sha256 %.*s…", SHORT_DIGEST, digest);
}

static void put_header(const struct gk_report_options *o, const gk_scan *scan,
                       gk_buf *out)
{
    const char *path = gk_scan_name(scan);
    const char *name = o->several ? path : gk_path_base(path);

    gk_buf_puts(out, gk_style_on(o->color, GK_STYLE_BOLD));
    gk_utf8_put_printable(out, (const uint8_t *)name, strlen(name), false);
    gk_buf_puts(out, gk_style_off(o->color));
    gk_buf_puts(out, "  ");
    gk_report_size(out, scan->facts.len);
    put_digest(&scan->facts, out);
    gk_buf_printf(out, "  %s", validity(&scan->facts));
    if (scan->facts.wasm)
        put_host(&scan->detected, out);
    else
        gk_buf_byte(out, '\n');
}

static void put_effects(const gk_scan *scan, gk_buf *out)
{
    const struct gk_effect_use *uses = scan->effects.at;
    size_t count = scan->effects.count;
    const char *lead = "can do:  ";

    if (!scan->facts.wasm || scan->facts.module->version != 1)
        return;
    if (scan->facts.host == NULL) {
        gk_buf_puts(out, "can do:  not known without a host; checks of a "
                         "host's contract are left out (see --host)\n");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (uses[i].row->effect == GK_EFFECT_CONTROL)
            continue; /* talking to the host itself does nothing outside */
        gk_buf_printf(out, "%s%-8s  %s\n", lead,
                      gk_effect_word(uses[i].row->effect), uses[i].row->name);
        lead = "         ";
    }
    if (lead[0] == 'c')
        gk_buf_puts(out, "can do:  nothing outside itself\n");
}

static size_t widest_title(const gk_findings *findings)
{
    size_t widest = 0;

    for (size_t i = 0; i < findings->count; i++) {
        size_t len = strlen(findings->at[i].rule->title);

        if (len > widest)
            widest = len;
    }
    return widest;
}

static void put_finding(const struct gk_report_options *o,
                        const struct gk_finding *f, size_t width, gk_buf *out)
{
    const char *word = gk_severity_word(f->severity);
    gk_buf place = GK_BUF_INIT;

    put_styled(o, style_of(f->severity), word, out);
    gk_buf_fill(out, ' ', 9 - strlen(word));
    gk_buf_printf(out, "%s %-*s  %s\n", f->rule->id, (int)width, f->rule->title,
                  f->what);
    gk_place_print(&f->place, &place);
    gk_buf_printf(out, "           %s%s%s\n", gk_buf_text(&place),
                  place.len > 0 ? "; " : "", gk_finding_why(f));
    gk_buf_printf(out, "           %s\n", gk_finding_mend(f));
    if (f->more > 0)
        gk_buf_printf(out, "           … and %" PRIu64 " more like this\n",
                      f->more);
    gk_buf_clear(&place);
}

static void put_count(uint64_t count, const char *word, const char **between,
                      gk_buf *out)
{
    if (count == 0)
        return;
    gk_buf_printf(out, "%s%" PRIu64 " %s%s", *between, count, word,
                  count == 1 ? "" : "s");
    *between = ", ";
}

/* The finding a person will ask about first. */
static const struct gk_finding *worst(const gk_findings *findings)
{
    const struct gk_finding *found = NULL;

    for (size_t i = 0; i < findings->count; i++)
        if (found == NULL || findings->at[i].severity > found->severity)
            found = &findings->at[i];
    return found;
}

static void put_verdict(const struct gk_report_options *o, const gk_scan *scan,
                        gk_buf *out)
{
    static const gk_style styles[] = {GK_STYLE_GREEN, GK_STYLE_YELLOW,
                                      GK_STYLE_RED, GK_STYLE_RED};
    const gk_findings *f = &scan->findings;
    const struct gk_finding *ask = worst(f);
    const char *between = "  ";

    gk_buf_puts(out, "verdict: ");
    put_styled(o, styles[scan->status], gk_cortex_status_word(scan->status),
               out);
    put_count(gk_findings_count(f, GK_SEVERITY_ERROR), "error", &between, out);
    put_count(gk_findings_count(f, GK_SEVERITY_WARNING), "warning", &between,
              out);
    put_count(gk_findings_count(f, GK_SEVERITY_NOTE), "note", &between, out);
    if (ask != NULL)
        gk_buf_printf(out, "  (guestkit scan --explain %s)", ask->rule->id);
    gk_buf_byte(out, '\n');
}

static void text_begin(const struct gk_report_options *o, gk_buf *out)
{
    (void)o;
    (void)out;
}

static void text_entry(const struct gk_report_options *o,
                       const struct gk_report_entry *entry, size_t number,
                       gk_buf *out)
{
    size_t width;

    if (entry->scan == NULL)
        return; /* said on standard error */
    if (number > 0)
        gk_buf_byte(out, '\n');
    put_header(o, entry->scan, out);
    put_effects(entry->scan, out);
    width = widest_title(&entry->scan->findings);
    for (int s = GK_SEVERITY_ERROR; s >= GK_SEVERITY_NOTE; s--)
        for (size_t i = 0; i < entry->scan->findings.count; i++)
            if ((int)entry->scan->findings.at[i].severity == s)
                put_finding(o, &entry->scan->findings.at[i], width, out);
    put_verdict(o, entry->scan, out);
}

const struct gk_report_format gk_scan_report_text = {
    .name = "text",
    .begin = text_begin,
    .entry = text_entry,
    .end = text_begin,
    .media = "text/plain",
    .extension = "txt",
    .summary = "for people",
};
