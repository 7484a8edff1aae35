/*
 * CycloneDX 1.6: a bill of materials. Each file is a component, with its digest
 * and, as properties, who produced it and what it can do; what it imports from
 * are components that it depends on, provided by its host.
 *
 * With one file that is what the whole document is about; with several they
 * stand beside each other.
 * Source: ECMA-424, CycloneDX v1.6.
 */
#include "core/base/uuid.h"
#include "scanner/inspect.h"
#include "scanner/report/report.h"

#include <inttypes.h>
#include <string.h>

/* Imports and producers that are listed; hostile modules have a million. */
#define LISTED 100u

static void put_property(gk_json_writer *w, const char *name, const char *value)
{
    gk_json_write_object(w, NULL);
    gk_json_write_string(w, "name", name);
    gk_json_write_string(w, "value", value);
    gk_json_write_end(w);
}

/* As put_property; what went wrong with `value` is what went wrong here. */
static void put_made_property(gk_json_writer *w, const char *name,
                              gk_buf *value)
{
    gk_json_write_object(w, NULL);
    gk_json_write_string(w, "name", name);
    gk_json_write_buf(w, "value", value);
    gk_json_write_end(w);
    gk_buf_clear(value);
}

static void put_more(gk_json_writer *w, const char *name, uint64_t count)
{
    gk_buf text = GK_BUF_INIT;

    gk_buf_printf(&text, "%" PRIu64, count);
    put_made_property(w, name, &text);
}

static void put_producers(gk_json_writer *w, const gk_module *m)
{
    for (uint32_t i = 0; i < m->producer_count && i < LISTED; i++) {
        const struct gk_producer *p = &m->producers[i];
        gk_buf name = GK_BUF_INIT;
        gk_buf value = GK_BUF_INIT;

        gk_buf_printf(&name, "guestkit:producer:%s",
                      gk_label_name(p->field).text);
        gk_buf_printf(&value, "%s%s%s", gk_label_name(p->name).text,
                      p->version.len > 0 ? " " : "",
                      gk_label_name(p->version).text);
        if (name.status != GK_OK)
            value.status = name.status;
        put_made_property(w, gk_buf_text(&name), &value);
        gk_buf_clear(&name);
    }
    if (m->producer_count > LISTED)
        put_more(w, "guestkit:moreProducers", m->producer_count - LISTED);
}

static void put_effects(gk_json_writer *w, const gk_scan *scan)
{
    for (size_t i = 0; i < scan->effects.count; i++) {
        const struct gk_effect_use *use = &scan->effects.at[i];
        const struct gk_import *import = &scan->module.imports[use->import];
        gk_buf value = GK_BUF_INIT;

        gk_buf_printf(&value, "%s %s%s", gk_effect_word(use->row->effect),
                      gk_label_import(import).text,
                      use->reached ? "" : " (nothing reaches it)");
        put_made_property(w, "guestkit:effect", &value);
    }
}

static void put_properties(gk_json_writer *w, const gk_scan *scan)
{
    put_property(w, "guestkit:status", gk_cortex_status_word(scan->status));
    put_property(w, "guestkit:valid", gk_scan_valid(scan) ? "true" : "false");
    if (scan->detected.host != NULL)
        put_property(w, "guestkit:host", scan->detected.host->id);
    if (scan->facts.wasm && scan->module.version == 1) {
        put_effects(w, scan);
        put_producers(w, &scan->module);
    }
}

static void put_hash(gk_json_writer *w, const struct gk_report_entry *entry)
{
    char digest[GK_SHA256_HEX_BYTES];

    gk_report_sha256(entry, digest);
    gk_json_write_array(w, "hashes");
    gk_json_write_object(w, NULL);
    gk_json_write_string(w, "alg", "SHA-256");
    gk_json_write_string(w, "content", digest);
    gk_json_write_end(w);
    gk_json_write_end(w);
}

/* A program has an entry point of its own; the rest is called by its host. */
static const char *component_type(const gk_scan *scan)
{
    if (!scan->facts.wasm)
        return "file";
    return gk_module_export(&scan->module, "_start") != NULL ? "application"
                                                             : "library";
}

static void put_component(gk_json_writer *w,
                          const struct gk_report_entry *entry, uint64_t number)
{
    const gk_scan *scan = entry->scan;

    gk_json_write_object(w, NULL);
    gk_json_write_printf(w, "bom-ref", "file-%" PRIu64, number);
    if (scan != NULL)
        put_hash(w, entry);
    if (scan != NULL && scan->facts.wasm)
        gk_json_write_string(w, "mime-type", "application/wasm");
    gk_json_write_string(w, "name", gk_path_base(gk_report_file(entry)));
    gk_json_write_array(w, "properties");
    put_property(w, "guestkit:file", gk_report_file(entry));
    if (scan != NULL)
        put_properties(w, scan);
    else
        put_property(w, "guestkit:error", entry->error);
    gk_json_write_end(w);
    gk_json_write_string(w, "type",
                         scan != NULL ? component_type(scan) : "file");
    gk_json_write_end(w);
}

static bool same_name(struct gk_name a, struct gk_name b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

/* The imports that first name a module, at most LISTED of them: a quadratic
 * search stays small. */
struct providers {
    uint32_t first[LISTED];
    uint32_t count;
    uint32_t more; /* imports whose module did not fit */
};

static void find_providers(const gk_module *m, struct providers *out)
{
    out->count = 0;
    out->more = 0;
    for (uint32_t i = 0; i < m->import_count; i++) {
        uint32_t p = 0;

        while (p < out->count && !same_name(m->imports[out->first[p]].module,
                                            m->imports[i].module))
            p++;
        if (p < out->count)
            continue;
        if (out->count < LISTED)
            out->first[out->count++] = i;
        else
            out->more++;
    }
}

/* What of it is imported, with types. */
static void put_imported(gk_json_writer *w, const gk_scan *scan,
                         struct gk_name module)
{
    const gk_module *m = &scan->module;
    uint32_t listed = 0, more = 0;

    for (uint32_t i = 0; i < m->import_count; i++) {
        gk_buf value = GK_BUF_INIT;

        if (!same_name(m->imports[i].module, module))
            continue;
        if (listed >= LISTED) {
            more++;
            continue;
        }
        listed++;
        gk_buf_puts(&value, gk_label_name(m->imports[i].name).text);
        gk_buf_byte(&value, ' ');
        gk_inspect_put_type(m, m->imports[i].kind, m->imports[i].index, &value);
        put_made_property(w, "guestkit:import", &value);
    }
    if (more > 0)
        put_more(w, "guestkit:moreImports", more);
}

static void put_provider(gk_json_writer *w, const gk_scan *scan,
                         uint64_t number, uint32_t provider, uint32_t import)
{
    struct gk_name module = scan->module.imports[import].module;

    gk_json_write_object(w, NULL);
    gk_json_write_printf(w, "bom-ref", "file-%" PRIu64 "-import-%" PRIu32,
                         number, provider);
    gk_json_write_name(w, "name", module);
    gk_json_write_array(w, "properties");
    put_imported(w, scan, module);
    gk_json_write_end(w);
    gk_json_write_string(w, "scope", "required");
    gk_json_write_string(w, "type", "platform");
    gk_json_write_end(w);
}

static void put_dependencies(uint64_t number, uint32_t providers, gk_buf *out)
{
    gk_json_writer w;

    gk_json_write_init(&w, out, false, 0);
    gk_json_write_object(&w, NULL);
    if (providers > 0)
        gk_json_write_array(&w, "dependsOn");
    for (uint32_t i = 0; i < providers; i++)
        gk_json_write_printf(&w, NULL, "file-%" PRIu64 "-import-%" PRIu32,
                             number, i);
    if (providers > 0)
        gk_json_write_end(&w);
    gk_json_write_printf(&w, "ref", "file-%" PRIu64, number);
    gk_json_write_end(&w);
}

static void cyclonedx_begin(const struct gk_report_options *o, gk_buf *out)
{
    if (!gk_report_keeps(o, out))
        return;
    gk_buf_puts(out, "{\n  \"bomFormat\": \"CycloneDX\",\n"
                     "  \"specVersion\": \"1.6\",\n  \"version\": 1,\n"
                     "  \"components\": [");
}

/* Leaves a writer for one more item of "components". */
static void next_item(struct gk_scan_report_state *state, gk_json_writer *w,
                      gk_buf *out)
{
    gk_buf_puts(out, state->results++ > 0 ? ",\n    " : "\n    ");
    gk_json_write_init(w, out, true, 2);
}

static void put_providers(struct gk_scan_report_state *state,
                          const gk_scan *scan, gk_buf *out)
{
    struct providers found;
    gk_json_writer w;

    find_providers(&scan->module, &found);
    for (uint32_t i = 0; i < found.count; i++) {
        next_item(state, &w, out);
        put_provider(&w, scan, state->files, i, found.first[i]);
    }
    gk_buf_puts(&state->later, state->later.len > 0 ? ",\n    " : "\n    ");
    put_dependencies(state->files, found.count, &state->later);
}

/* The time is kept where the one file's component is, for the end. */
static void put_timestamp(const struct gk_report_options *o,
                          const struct gk_report_entry *entry, gk_buf *out)
{
    if (o->reproducible || o->state->files > 0)
        return;
    gk_buf_puts(out, ",\n    \"timestamp\": \"");
    gk_report_time(out, entry->scanned_at);
    gk_buf_byte(out, '"');
}

static void cyclonedx_entry(const struct gk_report_options *o,
                            const struct gk_report_entry *entry, size_t number,
                            gk_buf *out)
{
    struct gk_scan_report_state *state = o->state;
    gk_json_writer w;

    (void)number;
    put_timestamp(o, entry, &state->notes);
    if (o->several) {
        next_item(state, &w, out);
    } else {
        gk_buf_puts(&state->notes, ",\n    \"component\": ");
        gk_json_write_init(&w, &state->notes, true, 2);
    }
    put_component(&w, entry, state->files);
    if (entry->scan != NULL)
        put_providers(state, entry->scan, out);
    gk_report_tally(state, entry);
}

/* Random, as each document is another one; it is optional. */
static void put_serial(gk_buf *out)
{
    char uuid[GK_UUID_TEXT_BYTES];

    if (gk_uuid_draw(uuid))
        gk_buf_printf(out, "  \"serialNumber\": \"urn:uuid:%s\",\n", uuid);
}

static void put_list(const char *key, const gk_buf *items, gk_buf *out)
{
    gk_buf_printf(out, "  \"%s\": [", key);
    gk_report_append(out, items);
    gk_buf_puts(out, items->len > 0 ? "\n  ],\n" : "],\n");
}

static void cyclonedx_end(const struct gk_report_options *o, gk_buf *out)
{
    struct gk_scan_report_state *state = o->state;

    if (!gk_report_keeps(o, out))
        return;
    gk_buf_puts(out, state->results > 0 ? "\n  ],\n" : "],\n");
    put_list("dependencies", &state->later, out);
    if (state->unreadable > 0)
        gk_buf_puts(out, "  \"compositions\": [\n    {\n"
                         "      \"aggregate\": \"incomplete\"\n    }\n  ],\n");
    if (!o->reproducible)
        put_serial(out);
    gk_buf_puts(out, "  \"metadata\": {\n    \"tools\": {\n"
                     "      \"components\": [\n        {\n"
                     "          \"name\": \"guestkit\",\n"
                     "          \"type\": \"application\",\n"
                     "          \"version\": \"" GK_VERSION "\"\n"
                     "        }\n      ]\n    }");
    gk_report_append(out, &state->notes);
    gk_buf_puts(out, "\n  }\n}\n");
}

const struct gk_report_format gk_scan_report_cyclonedx = {
    .name = "cyclonedx",
    .begin = cyclonedx_begin,
    .entry = cyclonedx_entry,
    .end = cyclonedx_end,
    .media = "application/vnd.cyclonedx+json",
    .extension = "cdx.json",
    .summary = "CycloneDX 1.6, a bill of materials",
    .digests = GK_DIGEST_FILE,
    .keeps = true,
};
