#include "core/base/opts.h"
#include "core/base/utf8.h"
#include "scanner/report/escape.h"
#include "scanner/report/report.h"
#include "scanner/rules.h"

#include <inttypes.h>
#include <string.h>

/* Digits of the digest that a person compares. */
#define SHORT_DIGEST 12

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

static void put_padded(const char *text, size_t columns, gk_buf *out)
{
    size_t own = gk_text_columns(text);

    gk_buf_puts(out, text);
    gk_buf_fill(out, ' ', own < columns ? columns - own : 0);
}

static const char *validity(const gk_scan *scan)
{
    if (!scan->facts.wasm)
        return "not a wasm module";
    if (scan->facts.module->is_component)
        return "a component";
    if (!scan->facts.sound)
        return "malformed";
    return gk_scan_valid(scan) ? "valid" : "invalid code";
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
 * most of the time, unless another report needs it anyway. */
static void put_digest(const struct gk_report_entry *entry, gk_buf *out)
{
    char digest[GK_SHA256_HEX_BYTES];

    if (entry->scan->facts.len > GK_DIGEST_SMALL_BYTES &&
        (entry->digests == NULL ||
         (entry->digests->made & GK_DIGEST_FILE) == 0)) {
        gk_buf_puts(out, "  sha256 with --format json");
        return;
    }
    gk_report_sha256(entry, digest);
    gk_buf_printf(out, "  sha256 %.*s…", SHORT_DIGEST, digest);
}

static void put_header(const struct gk_report_options *o,
                       const struct gk_report_entry *entry, gk_buf *out)
{
    const gk_scan *scan = entry->scan;
    const char *path = gk_scan_name(scan);
    const char *name = o->several ? path : gk_path_base(path);

    gk_buf_puts(out, gk_style_on(o->color, GK_STYLE_BOLD));
    gk_utf8_put_printable(out, (const uint8_t *)name, strlen(name), false);
    gk_buf_puts(out, gk_style_off(o->color));
    gk_buf_puts(out, "  ");
    gk_report_size(out, scan->facts.len);
    put_digest(entry, out);
    gk_buf_printf(out, "  %s", validity(scan));
    if (scan->facts.wasm)
        put_host(&scan->detected, out);
    else
        gk_buf_byte(out, '\n');
}

/* How an effect comes about; "" where that cannot be told. */
static void put_way(const gk_scan *scan, const struct gk_effect_use *use,
                    gk_buf *out)
{
    if (use->has_path) {
        gk_buf_puts(out, "from ");
        gk_path_print(&scan->module, &use->path, out);
    } else if (!use->reached) {
        gk_buf_puts(out, "nothing reaches it");
    } else {
        gk_buf_puts(out, "not all of the code can be followed");
    }
    gk_buf_byte(out, '\n');
}

static size_t widest_effect(const gk_effects *effects)
{
    size_t widest = 0;

    for (size_t i = 0; i < effects->count; i++) {
        size_t columns = gk_text_columns(effects->at[i].row->name);

        if (effects->at[i].row->effect != GK_EFFECT_CONTROL && columns > widest)
            widest = columns;
    }
    return widest;
}

/* Under the lines of put_uses: without a host only WASI's functions are known,
 * and they may not be all. */
static void put_hostless(const gk_scan *scan, bool any, gk_buf *out)
{
    uint32_t first;
    bool all = scan->effects.count > 0 &&
               gk_effects_unknown(&scan->facts, &first) == 0;

    gk_buf_puts(out, any ? "         " : "can do:  ");
    if (!any && all)
        gk_buf_puts(out, "nothing outside itself; ");
    else if (!all)
        gk_buf_printf(out, "%snot known without a host; ",
                      any ? "the rest is " : "");
    gk_buf_puts(out, "checks of a host's contract are left out (see --host)\n");
}

/* Returns whether there was one worth a line: talking to the host itself does
 * nothing outside. */
static bool put_uses(const gk_scan *scan, gk_buf *out)
{
    const gk_effects *effects = &scan->effects;
    const char *lead = "can do:  ";
    size_t width = widest_effect(effects);

    for (size_t i = 0; i < effects->count; i++) {
        const struct gk_abi_import *row = effects->at[i].row;

        if (row->effect == GK_EFFECT_CONTROL)
            continue;
        gk_buf_printf(out, "%s%-8s  ", lead, gk_effect_word(row->effect));
        put_padded(row->name, width + 2, out);
        put_way(scan, &effects->at[i], out);
        lead = "         ";
    }
    return lead[0] != 'c';
}

static void put_effects(const gk_scan *scan, gk_buf *out)
{
    bool any;

    if (scan->facts.component != NULL)
        gk_component_put_text(&scan->component, out);
    if (!scan->facts.wasm || scan->facts.module->version != 1)
        return;
    any = put_uses(scan, out);
    if (scan->facts.host == NULL)
        put_hostless(scan, any, out);
    else if (!any)
        gk_buf_puts(out, "can do:  nothing outside itself\n");
}

static size_t widest_title(const gk_findings *findings)
{
    size_t widest = 0;

    for (size_t i = 0; i < findings->count; i++) {
        size_t columns = gk_text_columns(findings->at[i].rule->title);

        if (columns > widest)
            widest = columns;
    }
    return widest;
}

/* Where it is, what it leads to, what to do. */
static void put_reasons(const struct gk_finding *f, gk_buf *out)
{
    gk_buf place = GK_BUF_INIT;

    gk_place_print(&f->place, &place);
    gk_buf_puts(out, "           ");
    gk_report_append(out, &place);
    gk_buf_printf(out, "%s%s\n", place.len > 0 ? "; " : "", gk_finding_why(f));
    gk_buf_printf(out, "           %s\n", gk_finding_mend(f));
    gk_buf_clear(&place);
}

/* What is waived is shown, so that nobody forgets it, but not explained. */
static void put_finding(const struct gk_report_options *o,
                        const struct gk_finding *f, size_t width, gk_buf *out)
{
    const char *waived = f->waived;
    const char *word =
        waived != NULL ? "waived" : gk_severity_word(f->severity);

    gk_buf_puts(out, gk_style_on(o->color && waived != NULL, GK_STYLE_DIM));
    if (waived != NULL)
        gk_buf_puts(out, word);
    else
        put_styled(o, style_of(f->severity), word, out);
    gk_buf_fill(out, ' ', 9 - strlen(word));
    gk_buf_printf(out, "%s ", f->rule->id);
    put_padded(f->rule->title, width, out);
    gk_buf_printf(out, "  %s\n", f->what);
    if (waived != NULL)
        gk_buf_printf(out, "           %s\n", waived);
    else
        put_reasons(f, out);
    if (f->more > 0)
        gk_buf_printf(out, "           … and %" PRIu64 " more like this\n",
                      f->more);
    gk_buf_puts(out, gk_style_off(o->color && waived != NULL));
}

/* The first of that severity come first; what is waived comes last. */
static void put_findings(const struct gk_report_options *o,
                         const gk_findings *findings, gk_buf *out)
{
    size_t width = widest_title(findings);

    for (int s = GK_SEVERITY_ERROR; s >= GK_SEVERITY_NOTE; s--)
        for (size_t i = 0; i < findings->count; i++)
            if ((int)findings->at[i].severity == s &&
                findings->at[i].waived == NULL)
                put_finding(o, &findings->at[i], width, out);
    for (size_t i = 0; i < findings->count; i++)
        if (findings->at[i].waived != NULL)
            put_finding(o, &findings->at[i], width, out);
}

/* The finding a person will ask about first. */
static const struct gk_finding *worst(const gk_findings *findings)
{
    const struct gk_finding *found = NULL;

    for (size_t i = 0; i < findings->count; i++)
        if (findings->at[i].waived == NULL &&
            (found == NULL || findings->at[i].severity > found->severity))
            found = &findings->at[i];
    return found;
}

static uint64_t count_waived(const gk_findings *findings)
{
    uint64_t count = 0;

    for (size_t i = 0; i < findings->count; i++)
        if (findings->at[i].waived != NULL)
            count += 1 + findings->at[i].more;
    return count;
}

static void put_verdict(const struct gk_report_options *o, const gk_scan *scan,
                        gk_buf *out)
{
    static const gk_style styles[] = {GK_STYLE_GREEN, GK_STYLE_YELLOW,
                                      GK_STYLE_RED, GK_STYLE_RED};
    const gk_findings *f = &scan->findings;
    const struct gk_finding *ask = worst(f);
    uint64_t waived = count_waived(f);
    uint64_t counts[GK_SEVERITY_COUNT];

    for (int s = 0; s < GK_SEVERITY_COUNT; s++)
        counts[s] = gk_findings_count(f, (gk_severity)s);
    gk_buf_puts(out, "verdict: ");
    put_styled(o, styles[scan->status], gk_cortex_status_word(scan->status),
               out);
    gk_buf_puts(out, ask != NULL ? "  " : "");
    gk_report_put_counts(out, counts);
    if (waived > 0)
        gk_buf_printf(out, "%s%" PRIu64 " waived", ask != NULL ? ", " : "  ",
                      waived);
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
    if (entry->scan == NULL)
        return; /* said on standard error */
    if (number > 0)
        gk_buf_byte(out, '\n');
    put_header(o, entry, out);
    put_effects(entry->scan, out);
    gk_signature_put_text(&entry->scan->signature, out);
    put_findings(o, &entry->scan->findings, out);
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
