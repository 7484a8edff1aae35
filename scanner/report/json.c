#include "scanner/change/diff.h"
#include "scanner/policy/policy.h"
#include "scanner/report/report.h"
#include "scanner/rules.h"

#include <string.h>

#define SCHEMA "guestkit.scan/1"

static void put_evidence(gk_json_writer *w, const struct gk_place *p)
{
    gk_json_write_object(w, "evidence");
    if (p->inner > 0)
        gk_json_write_number(w, "coreModule", p->inner);
    if (p->kind != GK_PLACE_MODULE && p->kind != GK_PLACE_BYTES &&
        p->kind != GK_PLACE_MANIFEST)
        gk_json_write_number(w, "index", p->index);
    gk_json_write_string(w, "kind", gk_place_word(p->kind));
    if (p->kind == GK_PLACE_IMPORT)
        gk_json_write_name(w, "module", p->module);
    if (p->name.len > 0 || p->kind == GK_PLACE_IMPORT)
        gk_json_write_name(w, "name", p->name);
    if (p->offset > 0 || p->kind == GK_PLACE_BYTES)
        gk_json_write_number(w, "offset", p->offset);
    if (p->section != GK_SECTION_CUSTOM)
        gk_json_write_string(w, "section", gk_section_name(p->section));
    if ((p->kind == GK_PLACE_DATA || p->kind == GK_PLACE_CUSTOM ||
         p->kind == GK_PLACE_CODE) &&
        p->within != GK_NOWHERE)
        gk_json_write_number(w, "within", p->within);
    gk_json_write_end(w);
}

static void put_finding(gk_json_writer *w, const struct gk_finding *f)
{
    const char *waived = f->waived;

    gk_json_write_object(w, NULL);
    put_evidence(w, &f->place);
    gk_json_write_string(w, "id", f->rule->id);
    gk_json_write_string(w, "mend", gk_finding_mend(f));
    if (f->more > 0)
        gk_json_write_number(w, "more", (double)f->more);
    gk_json_write_string(w, "severity", gk_severity_word(f->severity));
    gk_json_write_string(w, "title", f->rule->title);
    if (waived != NULL)
        gk_json_write_string(w, "waived", waived);
    gk_json_write_string(w, "what", f->what);
    gk_json_write_string(w, "why", gk_finding_why(f));
    gk_json_write_end(w);
}

static void put_findings(gk_json_writer *w, const gk_findings *findings)
{
    gk_json_write_array(w, "findings");
    for (size_t i = 0; i < findings->count; i++)
        put_finding(w, &findings->at[i]);
    gk_json_write_end(w);
}

static void put_hop(gk_json_writer *w, const gk_module *m,
                    const struct gk_path *path, uint32_t hop)
{
    struct gk_name name = gk_module_func_name(m, path->at[hop]);

    gk_json_write_object(w, NULL);
    gk_json_write_number(w, "index", path->at[hop]);
    gk_json_write_bool(w, "indirect", (path->indirect >> hop & 1) != 0);
    if (name.len > 0)
        gk_json_write_name(w, "name", name);
    gk_json_write_end(w);
}

static void put_path(gk_json_writer *w, const gk_module *m,
                     const struct gk_path *path)
{
    static const char *const entries[] = {"export", "start", "table"};
    gk_buf text = GK_BUF_INIT;

    gk_path_print(m, path, &text);
    gk_json_write_object(w, "path");
    gk_json_write_string(w, "entry", entries[path->kind]);
    gk_json_write_array(w, "functions");
    for (uint32_t i = 0; i < path->count; i++)
        put_hop(w, m, path, i);
    gk_json_write_end(w);
    if (path->left_out > 0)
        gk_json_write_number(w, "more", path->left_out);
    gk_json_write_buf(w, "text", &text);
    gk_json_write_end(w);
    gk_buf_clear(&text);
}

static void put_effects(gk_json_writer *w, const gk_scan *scan)
{
    gk_json_write_array(w, "effects");
    for (size_t i = 0; i < scan->effects.count; i++) {
        const struct gk_effect_use *use = &scan->effects.at[i];

        gk_json_write_object(w, NULL);
        gk_json_write_number(w, "count", use->count);
        gk_json_write_string(w, "effect", gk_effect_word(use->row->effect));
        gk_json_write_number(w, "import", use->import);
        gk_json_write_name(w, "module",
                           scan->module.imports[use->import].module);
        gk_json_write_string(w, "name", use->row->name);
        if (use->has_path)
            put_path(w, &scan->module, &use->path);
        gk_json_write_bool(w, "reached", use->reached);
        gk_json_write_end(w);
    }
    gk_json_write_end(w);
}

static void put_checks(gk_json_writer *w, const gk_checks *checks)
{
    gk_json_write_array(w, "checks");
    for (size_t i = 0; i < checks->count; i++) {
        const struct gk_check *c = &checks->at[i];

        gk_json_write_object(w, NULL);
        gk_json_write_string(w, "details", c->details);
        gk_json_write_string(w, "name", c->name);
        gk_json_write_bool(w, "passed", c->passed);
        gk_json_write_string(w, "severity",
                             gk_report_check_severity(c->severity));
        gk_json_write_end(w);
    }
    gk_json_write_end(w);
}

/* What CortexPrism's own tools would show for the file. */
static void put_cortex(gk_json_writer *w, const gk_scan *scan,
                       const struct gk_digests *digests)
{
    gk_json_write_object(w, "cortex");
    gk_json_write_string(w, "integrityHash", digests->integrity);
    gk_json_write_string(w, "status",
                         gk_cortex_status_word(scan->report.status));
    gk_json_write_buf(w, "summary", &scan->report.summary);
    gk_json_write_end(w);
}

static void put_timing(gk_json_writer *w, const struct gk_report_entry *entry)
{
    gk_buf at = GK_BUF_INIT;

    gk_report_time(&at, entry->scanned_at);
    gk_json_write_object(w, "timing");
    gk_json_write_buf(w, "scannedAt", &at);
    gk_json_write_number(w, "us", entry->elapsed_us);
    gk_json_write_end(w);
    gk_buf_clear(&at);
}

static void put_validation(gk_json_writer *w, const gk_validation *v)
{
    if (v == NULL) {
        gk_json_write_null(w, "validation");
        return;
    }
    gk_json_write_object(w, "validation");
    gk_json_write_number(w, "deepest", v->deepest);
    gk_json_write_number(w, "instructions", (double)v->instructions);
    gk_json_write_number(w, "problems",
                         (double)v->problem_count + (double)v->more);
    gk_json_write_end(w);
}

/* Which file said what may be installed, and how much of what was found it
 * excuses. */
static void put_policy(gk_json_writer *w, const gk_scan *scan)
{
    const struct gk_policy *policy = scan->facts.policy;
    uint64_t waived = 0;

    if (policy == NULL)
        return;
    for (size_t i = 0; i < scan->findings.count; i++)
        if (scan->findings.at[i].waived != NULL)
            waived += 1 + scan->findings.at[i].more;
    gk_json_write_object(w, "policy");
    gk_json_write_string(w, "file", policy->path);
    gk_json_write_number(w, "waived", (double)waived);
    gk_json_write_end(w);
}

/* Of a file that has one, or should. */
static void put_signature(gk_json_writer *w, const struct gk_signature_facts *s)
{
    if (!s->present && !s->checked)
        return;
    gk_json_write_object(w, "signature");
    gk_json_write_bool(w, "checked", s->checked);
    if (s->valid)
        gk_json_write_number(w, "covered", s->covered);
    if (s->valid)
        gk_json_write_bool(w, "cut", s->cut);
    if (s->key_id[0] != '\0')
        gk_json_write_string(w, s->valid ? "key" : "keySaid", s->key_id);
    gk_json_write_bool(w, "partial", s->partial);
    gk_json_write_bool(w, "present", s->present);
    gk_json_write_number(w, "signatures", s->signatures);
    if (s->checked)
        gk_json_write_bool(w, "valid", s->valid);
    if (s->why[0] != '\0')
        gk_json_write_string(w, "why", s->why);
    gk_json_write_end(w);
}

/* Since the baseline, or the lock. */
static void put_changes(gk_json_writer *w, const gk_scan *scan)
{
    gk_json *changes;

    if (scan->facts.baseline == NULL && scan->facts.lock == NULL)
        return;
    changes = gk_changes_json(&scan->facts);
    if (changes == NULL)
        w->out->status = GK_E_NOMEM;
    else
        gk_json_write_value(w, "changes", changes);
    gk_json_free(changes);
}

/* Keys in byte order: those of the file, then those of the verdict, mixed. */
static void put_scan(gk_json_writer *w, const struct gk_report_options *options,
                     const struct gk_report_entry *entry,
                     const struct gk_digests *digests)
{
    const gk_scan *scan = entry->scan;

    gk_json_write_object(w, NULL);
    gk_json_write_number(w, "abi", scan->detected.generation);
    put_changes(w, scan);
    put_checks(w, &scan->report.checks);
    gk_report_component(w, scan);
    put_cortex(w, scan, digests);
    put_effects(w, scan);
    gk_json_write_string(w, "file", gk_scan_name(scan));
    put_findings(w, &scan->findings);
    if (scan->detected.host == NULL)
        gk_json_write_null(w, "host");
    else
        gk_json_write_string(w, "host", scan->detected.host->id);
    gk_json_write_string(w, "hostReason", scan->detected.reason);
    gk_report_module(w, scan);
    put_policy(w, scan);
    if (!options->several)
        gk_json_write_string(w, "schema", SCHEMA);
    gk_report_sections(w, scan, digests);
    gk_json_write_string(w, "sha256", digests->file);
    put_signature(w, &scan->signature);
    gk_json_write_number(w, "size", (double)scan->facts.len);
    gk_json_write_string(w, "status", gk_cortex_status_word(scan->status));
    if (!options->reproducible)
        put_timing(w, entry);
    gk_json_write_bool(w, "valid", gk_scan_valid(scan));
    put_validation(w, scan->facts.validation);
    gk_json_write_end(w);
}

static void put_error(gk_json_writer *w,
                      const struct gk_report_options *options,
                      const struct gk_report_entry *entry)
{
    gk_json_write_object(w, NULL);
    gk_json_write_string(w, "error", entry->error);
    gk_json_write_string(w, "file", gk_report_file(entry));
    if (!options->several)
        gk_json_write_string(w, "schema", SCHEMA);
    gk_json_write_end(w);
}

static void json_begin(const struct gk_report_options *options, gk_buf *out)
{
    if (options->several)
        gk_buf_puts(out, "{\n  \"files\": [");
}

static void write_scan(gk_json_writer *w,
                       const struct gk_report_options *options,
                       const struct gk_report_entry *entry)
{
    const unsigned all = gk_scan_report_json.digests;
    struct gk_digests own = {0};
    gk_error err = GK_ERROR_INIT;

    if (entry->digests != NULL && (entry->digests->made & all) == all) {
        put_scan(w, options, entry, entry->digests);
        return;
    }
    if (gk_digests_make(&entry->scan->facts, all, &own, &err) == GK_OK)
        put_scan(w, options, entry, &own);
    else
        w->out->status = err.status;
    gk_digests_clear(&own);
}

static void json_entry(const struct gk_report_options *options,
                       const struct gk_report_entry *entry, size_t number,
                       gk_buf *out)
{
    gk_json_writer w;

    if (options->several)
        gk_buf_puts(out, number > 0 ? ",\n    " : "\n    ");
    gk_json_write_init(&w, out, true, options->several ? 2 : 0);
    if (entry->scan != NULL)
        write_scan(&w, options, entry);
    else
        put_error(&w, options, entry);
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
