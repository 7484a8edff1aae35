#include "core/base/json.h"

#include "scanner/report/report.h"
#include "scanner/rules.h"

#include <string.h>

#define SCHEMA "guestkit.scan/1"

static gk_json *new_evidence(const struct gk_place *p)
{
    gk_json *e = gk_json_new_object();

    gk_json_set_string(e, "kind", gk_place_word(p->kind));
    if (p->kind == GK_PLACE_MODULE)
        return e;
    if (p->kind != GK_PLACE_BYTES)
        gk_json_set_number(e, "index", p->index);
    if (p->offset > 0 || p->kind == GK_PLACE_BYTES)
        gk_json_set_number(e, "offset", p->offset);
    if (p->section != GK_SECTION_CUSTOM)
        gk_json_set_string(e, "section", gk_section_name(p->section));
    if (p->kind == GK_PLACE_IMPORT)
        gk_json_set(e, "module", gk_report_name(p->module));
    if (p->name.len > 0 || p->kind == GK_PLACE_IMPORT)
        gk_json_set(e, "name", gk_report_name(p->name));
    return e;
}

static gk_json *new_finding(const struct gk_finding *f)
{
    gk_json *o = gk_json_new_object();

    gk_json_set_string(o, "id", f->rule->id);
    gk_json_set_string(o, "severity", gk_severity_word(f->severity));
    gk_json_set_string(o, "title", f->rule->title);
    gk_json_set_string(o, "what", f->what);
    gk_json_set_string(o, "why", gk_finding_why(f));
    gk_json_set_string(o, "mend", gk_finding_mend(f));
    gk_json_set(o, "evidence", new_evidence(&f->place));
    if (f->more > 0)
        gk_json_set_number(o, "more", (double)f->more);
    return o;
}

static gk_json *new_findings(const gk_findings *findings)
{
    gk_json *list = gk_json_new_array();

    for (size_t i = 0; i < findings->count; i++)
        gk_json_push(list, new_finding(&findings->at[i]));
    return list;
}

static gk_json *new_effects(const gk_effects *effects)
{
    const struct gk_effect_use *uses = effects->at;
    size_t count = effects->count;
    gk_json *list = gk_json_new_array();

    for (size_t i = 0; i < count; i++) {
        gk_json *e = gk_json_new_object();

        gk_json_set_string(e, "effect", gk_effect_word(uses[i].row->effect));
        gk_json_set_string(e, "module", uses[i].row->module);
        gk_json_set_string(e, "name", uses[i].row->name);
        gk_json_set_number(e, "import", uses[i].import);
        gk_json_set_number(e, "count", uses[i].count);
        gk_json_push(list, e);
    }
    return list;
}

/* What CortexPrism's own tools would show for the file. */
static gk_json *new_cortex(const gk_scan *scan)
{
    gk_json *o = gk_json_new_object();
    char hash[GK_SHA256_HEX_BYTES];

    gk_cortex_integrity_hash(&scan->facts, hash);
    gk_json_set_string(o, "integrityHash", hash);
    gk_json_set_string(o, "status", gk_cortex_status_word(scan->report.status));
    gk_json_set_string(o, "summary", gk_buf_text(&scan->report.summary));
    return o;
}

static gk_json *new_timing(const struct gk_report_entry *entry)
{
    gk_json *o = gk_json_new_object();
    gk_buf at = GK_BUF_INIT;

    gk_report_time(&at, entry->scanned_at);
    gk_json_set_string(o, "scannedAt", gk_buf_text(&at));
    gk_json_set_number(o, "us", entry->elapsed_us);
    gk_buf_clear(&at);
    return o;
}

static gk_json *new_scan(const struct gk_report_options *options,
                         const struct gk_report_entry *entry)
{
    const gk_scan *scan = entry->scan;
    gk_json *o = gk_json_new_object();
    char digest[GK_SHA256_HEX_BYTES];

    gk_json_set_string(o, "file", gk_scan_name(scan));
    gk_json_set_number(o, "size", (double)scan->facts.len);
    gk_facts_sha256(&scan->facts, digest);
    gk_json_set_string(o, "sha256", digest);
    gk_json_set_bool(o, "valid", scan->facts.sound);
    gk_json_set_string(o, "status", gk_cortex_status_word(scan->status));
    gk_json_set(o, "host", gk_report_host(&scan->detected));
    gk_json_set_string(o, "hostReason", scan->detected.reason);
    gk_json_set_number(o, "abi", scan->detected.generation);
    gk_json_set(o, "findings", new_findings(&scan->findings));
    gk_json_set(o, "effects", new_effects(&scan->effects));
    gk_json_set(o, "checks", gk_report_checks(&scan->report.checks));
    gk_json_set(o, "cortex", new_cortex(scan));
    if (!options->reproducible)
        gk_json_set(o, "timing", new_timing(entry));
    return o;
}

static gk_json *new_error(const struct gk_report_entry *entry)
{
    gk_json *o = gk_json_new_object();

    gk_json_set_string(o, "file", entry->path);
    gk_json_set_string(o, "error", entry->error);
    return o;
}

static void json_begin(const struct gk_report_options *options, gk_buf *out)
{
    if (options->several)
        gk_buf_puts(out, "{\n  \"files\": [");
}

static void json_entry(const struct gk_report_options *options,
                       const struct gk_report_entry *entry, size_t number,
                       gk_buf *out)
{
    gk_json *value =
        entry->scan != NULL ? new_scan(options, entry) : new_error(entry);

    if (!options->several)
        gk_json_set_string(value, "schema", SCHEMA);
    gk_report_value(options, value, GK_JSON_PRETTY | GK_JSON_SORTED, number,
                    out);
}

static void json_end(const struct gk_report_options *options, gk_buf *out)
{
    gk_buf_puts(out, options->several ? "\n  ],\n  \"schema\": \"" SCHEMA
                                        "\"\n}\n"
                                      : "\n");
}

const struct gk_report_format gk_scan_report_json = {
    .name = "json",
    .begin = json_begin,
    .entry = json_entry,
    .end = json_end,
    .media = "application/json",
    .extension = "json",
    .summary = "everything, for programs",
    .digests = GK_DIGEST_FILE | GK_DIGEST_SECTIONS | GK_DIGEST_INTEGRITY,
};
