#include "core/wasm/leb.h"
#include "scanner/rules.h"

#include <inttypes.h>

#define EXPORT "plugin_get_abi_version"

enum { OP_END = 0x0b, OP_RETURN = 0x0f, OP_I32_CONST = 0x41 };

/* What a function without locals returns, when its body is that constant. */
static bool constant_of(const struct gk_facts *facts, uint32_t index,
                        int32_t *out)
{
    const gk_module *m = facts->module;
    const struct gk_code *code;
    size_t at, end;

    if (index < m->imported_functions ||
        index - m->imported_functions >= m->code_count)
        return false;
    code = &m->codes[index - m->imported_functions];
    at = code->offset;
    end = at + code->len;
    if (end > facts->len || code->len < 4 || facts->bytes[at] != 0 ||
        facts->bytes[at + 1] != OP_I32_CONST)
        return false;
    at += 2;
    if (!gk_leb_s32(facts->bytes, end, &at, out))
        return false;
    if (at < end && facts->bytes[at] == OP_RETURN)
        at++;
    return at + 1 == end && facts->bytes[at] == OP_END;
}

/* The generations of the contract's exports are those that the host knows. */
static bool is_known(const struct gk_abi_host *host, int32_t version)
{
    for (size_t i = 0; i < host->export_count; i++)
        if (version > 0 && host->exports[i].generation == (uint32_t)version)
            return true;
    return false;
}

void gk_rule_abi_version(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;
    const struct gk_export *export = gk_module_export(m, EXPORT);
    int32_t version;

    if (export == NULL || export->kind != GK_EXTERN_FUNC ||
        !constant_of(facts, export->index, &version) ||
        is_known(facts->host, version))
        return;
    gk_found(out, GK_SEVERITY_ERROR,
             gk_place_export(m, (uint32_t)(export - m->exports)),
             EXPORT " returns %" PRId32 ", which %s does not know", version,
             facts->host->title);
}
