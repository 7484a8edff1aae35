#include "scanner/facts.h"

#include "core/base/utf8.h"
#include "core/manifest/manifest.h"

#include <string.h>

static bool is_text(const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (bytes[i] < 0x20 && strchr("\t\n\v\f\r\x1b", bytes[i]) == NULL)
            return false;
    return len > 0 && memchr(bytes, 0, len) == NULL &&
           gk_utf8_valid(bytes, len);
}

void gk_facts_init(struct gk_facts *facts, const void *bytes, size_t len,
                   const gk_module *module, const struct gk_abi_host *host)
{
    memset(facts, 0, sizeof *facts);
    facts->bytes = bytes;
    facts->len = len;
    facts->module = module;
    facts->host = host;
    facts->wasm = module->magic;
    facts->text = !facts->wasm && is_text(bytes, len);
    facts->sound = gk_module_sound(module, NULL) == GK_OK;
}

bool gk_facts_host_is(const struct gk_facts *facts, const char *id)
{
    return facts->host != NULL && strcmp(facts->host->id, id) == 0;
}

bool gk_facts_declares(const struct gk_facts *facts)
{
    return facts->manifest != NULL && facts->host != NULL &&
           gk_manifest_check(facts->host->id, facts->manifest, "", NULL) ==
               GK_OK;
}

void gk_facts_sha256(const struct gk_facts *facts,
                     char out[GK_SHA256_HEX_BYTES])
{
    gk_sha256_hex(facts->bytes, facts->len, out);
}

const struct gk_abi_import *gk_facts_import_row(const struct gk_facts *facts,
                                                const struct gk_import *import)
{
    if (facts->host == NULL)
        return NULL;
    return gk_abi_import_find(facts->host, (const char *)import->module.at,
                              import->module.len, (const char *)import->name.at,
                              import->name.len);
}

const struct gk_abi_memory *gk_facts_memory_row(const struct gk_facts *facts,
                                                const struct gk_import *import)
{
    if (facts->host == NULL)
        return NULL;
    return gk_abi_memory_find(facts->host, (const char *)import->module.at,
                              import->module.len, (const char *)import->name.at,
                              import->name.len);
}

const struct gk_functype *gk_facts_import_type(const struct gk_facts *facts,
                                               const struct gk_import *import)
{
    if (import->kind != GK_EXTERN_FUNC ||
        import->type >= facts->module->type_count)
        return NULL;
    return &facts->module->types[import->type];
}

bool gk_facts_host_has_module(const struct gk_facts *facts,
                              struct gk_name module)
{
    for (size_t i = 0; i < facts->host->import_count; i++)
        if (gk_name_is(module, facts->host->imports[i].module))
            return true;
    for (size_t i = 0; i < facts->host->memory_count; i++)
        if (gk_name_is(module, facts->host->memories[i].module))
            return true;
    return false;
}

static bool same_types(const uint8_t *a, uint32_t a_count, const uint8_t *b,
                       size_t b_count)
{
    return a_count == b_count && (a_count == 0 || memcmp(a, b, a_count) == 0);
}

bool gk_facts_type_is(const struct gk_functype *type, const struct gk_sig *sig)
{
    return same_types(type->params, type->param_count, sig->params,
                      sig->param_count) &&
           same_types(type->results, type->result_count, sig->results,
                      sig->result_count);
}

gk_status gk_facts_print_sig(const struct gk_sig *sig, gk_buf *out)
{
    struct gk_functype type = {sig->params, sig->results,
                               (uint32_t)sig->param_count,
                               (uint32_t)sig->result_count};

    return gk_functype_print(&type, out);
}

bool gk_facts_memory(const struct gk_facts *facts, uint32_t *index,
                     uint64_t *pages)
{
    const gk_module *m = facts->module;
    bool any = false;

    for (uint32_t i = 0; i < m->memory_count; i++) {
        const struct gk_limits *l = &m->memories[i].limits;
        uint64_t here = l->has_max ? l->max : l->min;

        if (any && here <= *pages)
            continue;
        any = true;
        *index = i;
        *pages = here;
    }
    return any;
}
