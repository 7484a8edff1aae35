/*
 * SARIF 2.1.0: one run, whatever the number of files. Results are written as
 * they come, one a line; artifacts and notifications have lists of their own
 * behind them, which the state keeps (some 200 bytes a file).
 *
 * Source: OASIS, Static Analysis Results Interchange Format Version 2.1.0.
 */
#include "core/base/utf8.h"
#include "scanner/explain.h"
#include "scanner/report/escape.h"
#include "scanner/report/fingerprint.h"
#include "scanner/report/report.h"
#include "scanner/rules.h"

#include <ctype.h>
#include <string.h>

/* "unknown import" as "UnknownImport". */
static void put_rule_name(gk_json_writer *w, const struct gk_rule *rule)
{
    gk_buf name = GK_BUF_INIT;
    bool upper = true;

    for (const char *c = rule->title; *c != '\0'; c++) {
        unsigned char letter = (unsigned char)*c;

        if (isalnum(letter))
            gk_buf_byte(&name, (uint8_t)(upper ? toupper(letter) : letter));
        upper = !isalnum(letter);
    }
    gk_json_write_buf(w, "name", &name);
    gk_buf_clear(&name);
}

static void put_text(gk_json_writer *w, const char *key, const char *text)
{
    gk_json_write_object(w, key);
    gk_json_write_string(w, "text", text);
    gk_json_write_end(w);
}

static void put_help(gk_json_writer *w, const struct gk_rule *rule)
{
    gk_buf page = GK_BUF_INIT;

    gk_explain_rule(rule, &page);
    gk_json_write_object(w, "help");
    gk_json_write_buf(w, "markdown", &page);
    gk_json_write_printf(w, "text", "%s\n%s", rule->why, rule->mend);
    gk_json_write_end(w);
    gk_buf_clear(&page);
}

static void put_rule(gk_json_writer *w, const struct gk_rule *rule)
{
    gk_json_write_object(w, NULL);
    gk_json_write_object(w, "defaultConfiguration");
    gk_json_write_string(w, "level", gk_severity_word(rule->severity));
    gk_json_write_end(w);
    put_text(w, "fullDescription", rule->why);
    put_help(w, rule);
    gk_json_write_string(w, "id", rule->id);
    put_rule_name(w, rule);
    gk_json_write_object(w, "properties");
    gk_json_write_array(w, "tags");
    gk_json_write_string(w, NULL, "security");
    gk_json_write_string(w, NULL, "webassembly");
    if (rule->host[0] != '\0' && rule->host[0] != '*')
        gk_json_write_string(w, NULL, rule->host);
    gk_json_write_end(w);
    gk_json_write_end(w);
    put_text(w, "shortDescription", rule->title);
    gk_json_write_end(w);
}

static void sarif_begin(const struct gk_report_options *options, gk_buf *out)
{
    gk_json_writer w;

    if (!gk_report_keeps(options, out))
        return;
    gk_buf_puts(out, "{\n  \"version\": \"2.1.0\",\n  \"runs\": [\n    {\n"
                     "      \"tool\": ");
    gk_json_write_init(&w, out, true, 3);
    gk_json_write_object(&w, NULL);
    gk_json_write_object(&w, "driver");
    gk_json_write_string(&w, "language", "en");
    gk_json_write_string(&w, "name", "guestkit");
    gk_json_write_array(&w, "rules");
    for (size_t i = 0; i < gk_rule_count; i++)
        put_rule(&w, &gk_rules[i]);
    gk_json_write_end(&w);
    gk_json_write_string(&w, "semanticVersion", GK_VERSION);
    gk_json_write_string(&w, "version", GK_VERSION);
    gk_json_write_end(&w);
    gk_json_write_end(&w);
    gk_buf_puts(out, ",\n      \"results\": [");
}

static void put_uri(gk_json_writer *w, const char *path)
{
    gk_buf uri = GK_BUF_INIT;

    gk_escape_uri(&uri, path);
    gk_json_write_buf(w, "uri", &uri);
    gk_buf_clear(&uri);
}

/* How many bytes a place covers; 1 where only its beginning is known, as in a
 * component's core modules. */
static uint32_t bytes_of(const gk_module *m, const struct gk_place *p)
{
    bool whole = p->within == GK_NOWHERE;
    uint32_t body = p->index - m->imported_functions;

    if (p->inner > 0)
        return 1;
    if (p->kind == GK_PLACE_FUNCTION && body < m->code_count &&
        m->codes[body].offset == p->offset)
        return m->codes[body].len;
    if (p->kind == GK_PLACE_DATA && whole && p->index < m->data_count &&
        m->datas[p->index].offset == p->offset)
        return m->datas[p->index].len;
    if (p->kind == GK_PLACE_ELEMENT && p->index < m->element_count &&
        m->elements[p->index].offset == p->offset)
        return m->elements[p->index].len;
    if (p->kind == GK_PLACE_CUSTOM && whole && p->index < m->section_count &&
        m->sections[p->index].header_offset == p->offset)
        return m->sections[p->index].offset + m->sections[p->index].len -
               p->offset;
    return 1;
}

/* Nothing where it would lie behind the end: what is missing has no bytes. */
static void put_region(gk_json_writer *w, const struct gk_facts *facts,
                       const struct gk_place *p)
{
    uint32_t len = bytes_of(facts->module, p);

    if ((p->offset == 0 && p->kind != GK_PLACE_BYTES) ||
        p->offset >= facts->len)
        return;
    if (len > facts->len - p->offset)
        len = (uint32_t)(facts->len - p->offset);
    gk_json_write_object(w, "region");
    gk_json_write_number(w, "byteLength", len);
    gk_json_write_number(w, "byteOffset", p->offset);
    gk_json_write_end(w);
}

static void put_physical(gk_json_writer *w, const struct gk_report_entry *entry,
                         const struct gk_place *p, size_t artifact)
{
    const struct gk_facts *facts = &entry->scan->facts;
    bool manifest =
        p->kind == GK_PLACE_MANIFEST && facts->manifest_path != NULL;

    gk_json_write_object(w, "physicalLocation");
    gk_json_write_object(w, "artifactLocation");
    if (!manifest)
        gk_json_write_number(w, "index", (double)artifact);
    put_uri(w, manifest ? facts->manifest_path : gk_report_file(entry));
    gk_json_write_end(w);
    put_region(w, facts, p);
    gk_json_write_end(w);
}

static void put_logical(gk_json_writer *w, const struct gk_place *p)
{
    gk_buf place = GK_BUF_INIT;
    bool code = p->kind == GK_PLACE_CODE || p->kind == GK_PLACE_FUNCTION;

    gk_place_print(p, &place);
    gk_json_write_array(w, "logicalLocations");
    gk_json_write_object(w, NULL);
    if (place.len > 0)
        gk_json_write_buf(w, "fullyQualifiedName", &place);
    gk_json_write_string(w, "kind", code ? "function" : gk_place_word(p->kind));
    if (p->name.len > 0)
        gk_json_write_name(w, "name", p->name);
    gk_json_write_end(w);
    gk_json_write_end(w);
    gk_buf_clear(&place);
}

/* Words from a module must not make a link: "[text](where)" is one in a SARIF
 * message. */
static void put_message(gk_json_writer *w, const struct gk_finding *f)
{
    gk_buf plain = GK_BUF_INIT;
    gk_buf text = GK_BUF_INIT;
    bool link;

    gk_buf_printf(&plain, "%s\n%s\n%s", f->what, gk_finding_why(f),
                  gk_finding_mend(f));
    link = strstr(gk_buf_text(&plain), "](") != NULL;
    for (const char *c = gk_buf_text(&plain); *c != '\0'; c++) {
        if (link && strchr("[]\\", *c) != NULL)
            gk_buf_byte(&text, '\\');
        gk_buf_byte(&text, (uint8_t)*c);
    }
    if (plain.status != GK_OK)
        text.status = plain.status;
    gk_json_write_object(w, "message");
    gk_json_write_buf(w, "text", &text);
    gk_json_write_end(w);
    gk_buf_clear(&text);
    gk_buf_clear(&plain);
}

static void put_suppression(gk_json_writer *w, const char *reason)
{
    gk_json_write_array(w, "suppressions");
    gk_json_write_object(w, NULL);
    gk_json_write_string(w, "justification", reason);
    gk_json_write_string(w, "kind", "external");
    gk_json_write_string(w, "status", "accepted");
    gk_json_write_end(w);
    gk_json_write_end(w);
}

static void put_fingerprint(gk_json_writer *w,
                            const struct gk_report_entry *entry, size_t index)
{
    char digest[GK_SHA256_HEX_BYTES];
    gk_status st = gk_fingerprint(&entry->scan->findings, index,
                                  gk_report_file(entry), digest);

    if (st != GK_OK) {
        w->out->status = st;
        return;
    }
    gk_json_write_object(w, "partialFingerprints");
    gk_json_write_string(w, "guestkit/v1", digest);
    gk_json_write_end(w);
}

static void put_result(gk_json_writer *w, const struct gk_report_entry *entry,
                       size_t index, size_t artifact)
{
    const struct gk_finding *f = &entry->scan->findings.at[index];
    const char *waived = f->waived;

    gk_json_write_object(w, NULL);
    gk_json_write_string(w, "level", gk_severity_word(f->severity));
    gk_json_write_array(w, "locations");
    gk_json_write_object(w, NULL);
    put_logical(w, &f->place);
    put_physical(w, entry, &f->place, artifact);
    gk_json_write_end(w);
    gk_json_write_end(w);
    put_message(w, f);
    gk_json_write_number(w, "occurrenceCount", 1 + (double)f->more);
    put_fingerprint(w, entry, index);
    gk_json_write_string(w, "ruleId", f->rule->id);
    gk_json_write_number(w, "ruleIndex", (double)(f->rule - gk_rules));
    if (waived != NULL)
        put_suppression(w, waived);
    gk_json_write_end(w);
}

static void put_artifact(const struct gk_report_entry *entry, gk_buf *out)
{
    gk_json_writer w;
    char digest[GK_SHA256_HEX_BYTES];

    gk_json_write_init(&w, out, false, 0);
    gk_json_write_object(&w, NULL);
    if (entry->scan != NULL) {
        gk_report_sha256(entry, digest);
        gk_json_write_object(&w, "hashes");
        gk_json_write_string(&w, "sha-256", digest);
        gk_json_write_end(&w);
        gk_json_write_number(&w, "length", (double)entry->scan->facts.len);
    }
    gk_json_write_object(&w, "location");
    put_uri(&w, gk_report_file(entry));
    gk_json_write_end(&w);
    if (entry->scan != NULL && entry->scan->facts.wasm)
        gk_json_write_string(&w, "mimeType", "application/wasm");
    gk_json_write_array(&w, "roles");
    gk_json_write_string(&w, NULL, "analysisTarget");
    gk_json_write_end(&w);
    gk_json_write_end(&w);
}

static void put_notification(const struct gk_report_entry *entry,
                             size_t artifact, gk_buf *out)
{
    gk_json_writer w;

    gk_json_write_init(&w, out, false, 0);
    gk_json_write_object(&w, NULL);
    gk_json_write_string(&w, "level", "error");
    gk_json_write_array(&w, "locations");
    gk_json_write_object(&w, NULL);
    gk_json_write_object(&w, "physicalLocation");
    gk_json_write_object(&w, "artifactLocation");
    gk_json_write_number(&w, "index", (double)artifact);
    put_uri(&w, gk_report_file(entry));
    gk_json_write_end(&w);
    gk_json_write_end(&w);
    gk_json_write_end(&w);
    gk_json_write_end(&w);
    put_text(&w, "message", entry->error);
    gk_json_write_end(&w);
}

static void sarif_entry(const struct gk_report_options *options,
                        const struct gk_report_entry *entry, size_t number,
                        gk_buf *out)
{
    struct gk_scan_report_state *state = options->state;
    size_t artifact = (size_t)state->files;

    (void)number;
    gk_buf_puts(&state->later, artifact > 0 ? ",\n        " : "\n        ");
    put_artifact(entry, &state->later);
    if (entry->scan == NULL) {
        gk_buf_puts(&state->notes, state->notes.len > 0 ? ",\n            "
                                                        : "\n            ");
        put_notification(entry, artifact, &state->notes);
    }
    gk_report_tally(state, entry);
    for (size_t i = 0; entry->scan != NULL && i < entry->scan->findings.count;
         i++) {
        gk_json_writer w;

        gk_buf_puts(out, state->results++ > 0 ? ",\n        " : "\n        ");
        gk_json_write_init(&w, out, false, 0);
        put_result(&w, entry, i, artifact);
    }
}

static void sarif_end(const struct gk_report_options *options, gk_buf *out)
{
    struct gk_scan_report_state *state = options->state;

    if (!gk_report_keeps(options, out))
        return;
    gk_buf_puts(out, state->results > 0 ? "\n      ],\n" : "],\n");
    gk_buf_puts(out, "      \"artifacts\": [");
    gk_report_append(out, &state->later);
    gk_buf_puts(out, state->later.len > 0 ? "\n      ],\n" : "],\n");
    gk_buf_printf(out,
                  "      \"invocations\": [\n        {\n"
                  "          \"executionSuccessful\": %s,\n"
                  "          \"toolExecutionNotifications\": [",
                  state->unreadable == 0 ? "true" : "false");
    gk_report_append(out, &state->notes);
    gk_buf_puts(out, state->notes.len > 0 ? "\n          ]\n" : "]\n");
    gk_buf_puts(out, "        }\n      ]\n    }\n  ]\n}\n");
}

const struct gk_report_format gk_scan_report_sarif = {
    .name = "sarif",
    .begin = sarif_begin,
    .entry = sarif_entry,
    .end = sarif_end,
    .media = "application/sarif+json",
    .extension = "sarif",
    .summary = "SARIF 2.1.0, for code scanning",
    .digests = GK_DIGEST_FILE,
    .keeps = true,
};
