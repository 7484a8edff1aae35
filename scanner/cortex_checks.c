#include "core/base/json.h"
#include "scanner/cortex_deployed.h"
#include "scanner/cortex_names.h"
#include "scanner/cortex_report.h"
#include "scanner/text_pattern.h"

#include <inttypes.h>

/* What both readings say in the same words, from what each of them saw. */
struct seen {
    uint32_t version;
    uint64_t imports;
    const gk_buf *suspicious; /* NULL: none */
    const gk_buf *unknown;
    bool has_memory;
    uint64_t pages;
    uint64_t size;
};

/* A name list in a report is cut here; nobody reads more. */
#define MAX_LIST 65536u

static void check_version(uint32_t version, gk_checks *out)
{
    if (version == 1)
        gk_checks_add(out, "wasm_version", true, GK_SEVERITY_NOTE,
                      "WASM version 1 (supported)");
    else
        gk_checks_add(out, "wasm_version", false, GK_SEVERITY_ERROR,
                      "WASM version %" PRIu32 " is not supported", version);
}

static void check_imports(const struct seen *seen, gk_checks *out)
{
    if (seen->imports > 0)
        gk_checks_add(out, "wasm_imports", true, GK_SEVERITY_NOTE,
                      "%" PRIu64 " imports found", seen->imports);
    else
        gk_checks_add(out, "wasm_imports", false, GK_SEVERITY_WARNING,
                      "No imports — plugin cannot interact with host");
    if (seen->suspicious != NULL)
        gk_checks_add(out, "wasm_suspicious_imports", false, GK_SEVERITY_ERROR,
                      "Suspicious imports: %s", gk_buf_text(seen->suspicious));
    if (seen->unknown != NULL)
        gk_checks_add(out, "wasm_unknown_env_imports", true,
                      GK_SEVERITY_WARNING,
                      "Unknown env imports (may use custom host functions): %s",
                      gk_buf_text(seen->unknown));
}

static void check_memory(const struct seen *seen, gk_checks *out)
{
    bool too_much = seen->pages > GK_CORTEX_ERROR_PAGES;
    gk_buf details = GK_BUF_INIT;

    if (!seen->has_memory || seen->pages <= GK_CORTEX_WARN_PAGES)
        return;
    gk_buf_printf(&details, "%s memory request: %" PRIu64 " pages (",
                  too_much ? "Excessive" : "Large", seen->pages);
    gk_json_put_number(&details, (double)seen->pages * 64 / 1024);
    gk_buf_puts(&details, " MB)");
    gk_checks_take(out, "wasm_memory_limit", !too_much,
                   too_much ? GK_SEVERITY_ERROR : GK_SEVERITY_WARNING,
                   &details);
}

static void check_size(uint64_t size, gk_checks *out)
{
    bool fine = size <= GK_CORTEX_WARN_BYTES;
    /* One decimal, exact ties up. */
    uint64_t tenths = (size * 10 + 512) / 1024;

    gk_checks_add(out, "wasm_size", fine,
                  fine ? GK_SEVERITY_NOTE : GK_SEVERITY_WARNING,
                  "WASM binary size: %" PRIu64 ".%" PRIu64 " KB", tenths / 10,
                  tenths % 10);
}

static void check_tail(const struct seen *seen, gk_checks *out)
{
    check_imports(seen, out);
    check_memory(seen, out);
    check_size(seen->size, out);
}

static void check_too_small(gk_checks *out)
{
    gk_checks_add(out, "wasm_too_small", false, GK_SEVERITY_ERROR,
                  "WASM binary is too small to be valid");
}

static void check_pattern(const struct gk_text_pattern *p, gk_checks *out)
{
    gk_checks_add(out, "malware_pattern", false, GK_SEVERITY_ERROR,
                  "Content contains suspicious pattern: \"%s\"", p->text);
}

static void check_text(const struct gk_facts *facts, gk_checks *out)
{
    /* What is neither a module nor a text a host could run as a script. */
    if (!facts->text)
        gk_checks_add(out, "wasm_magic", false, GK_SEVERITY_ERROR,
                      "File does not start with WASM magic bytes");
    for (size_t i = 0; i < gk_text_pattern_count; i++)
        if (gk_text_pattern_find(&gk_text_patterns[i], facts->bytes,
                                 facts->len) < facts->len)
            check_pattern(&gk_text_patterns[i], out);
}

/* `names` ends up in *shown, which is NULL until there is one. */
static void list(gk_buf *names, const gk_buf **shown, const struct gk_import *i,
                 bool full)
{
    if (names->len > MAX_LIST)
        return;
    if (*shown != NULL)
        gk_buf_puts(names, ", ");
    *shown = names;
    if (full) {
        gk_name_print(i->module, names);
        gk_buf_byte(names, '.');
    }
    gk_name_print(i->name, names);
}

void gk_cortex_correct_checks(const struct gk_facts *facts, gk_checks *out)
{
    const gk_module *m = facts->module;
    struct seen seen = {
        .version = m->version, .imports = m->import_count, .size = facts->len};
    gk_buf suspicious = GK_BUF_INIT;
    gk_buf unknown = GK_BUF_INIT;
    uint32_t index;

    if (!facts->wasm) {
        check_text(facts, out);
        return;
    }
    if (facts->len < 8) {
        check_too_small(out);
        return;
    }
    check_version(m->version, out);
    if (m->version == 1 && m->problem_count > 0)
        gk_checks_add(out, "wasm_parse", false, GK_SEVERITY_ERROR,
                      "WASM section parsing failed at offset %" PRIu32 ": %s",
                      m->problems[0].offset, m->problems[0].text);
    for (uint32_t i = 0; i < m->import_count; i++) {
        const struct gk_import *im = &m->imports[i];

        if (gk_cortex_suspicious(im->module, im->name))
            list(&suspicious, &seen.suspicious, im, true);
        if (gk_cortex_unknown(im->module, im->name))
            list(&unknown, &seen.unknown, im, false);
    }
    seen.has_memory = gk_facts_memory(facts, &index, &seen.pages);
    check_tail(&seen, out);
    if (suspicious.status != GK_OK || unknown.status != GK_OK)
        out->status = GK_E_NOMEM;
    gk_buf_clear(&suspicious);
    gk_buf_clear(&unknown);
}

void gk_cortex_deployed_checks(const struct gk_facts *facts,
                               const struct gk_cortex_seen *deployed,
                               gk_checks *out)
{
    struct seen seen = {
        .version = deployed->version,
        .imports = deployed->imports,
        .suspicious =
            deployed->suspicious_count > 0 ? &deployed->suspicious : NULL,
        .unknown = deployed->unknown_count > 0 ? &deployed->unknown : NULL,
        .has_memory = deployed->has_memory,
        .pages = deployed->pages,
        .size = deployed->size};

    if (!deployed->wasm) {
        for (size_t i = 0; i < gk_text_pattern_count; i++)
            if (gk_text_holds(facts->bytes, facts->len,
                              gk_text_patterns[i].text))
                check_pattern(&gk_text_patterns[i], out);
        return;
    }
    if (deployed->size < 8) {
        check_too_small(out);
        return;
    }
    check_version(deployed->version, out);
    check_tail(&seen, out);
}
