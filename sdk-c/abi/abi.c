#include "abi/abi.h"

#include <string.h>

/* The tables of each host, from its .def files; see hosts.def. */
#define GK_IMPORT(module, name, sig, dep, effect, origin, doc)                 \
    {module, #name, sig, dep, GK_EFFECT_##effect, GK_ORIGIN_##origin, doc},
static const struct gk_abi_import cortex_imports[] = {
#include "abi/cortex.def"
};

#define GK_EXPORT(host, name, sig, need, generation, doc)                      \
    {#name, sig, GK_NEED_##need, generation, doc},
static const struct gk_abi_export cortex_exports[] = {
#include "abi/cortex.def"
};

#define GK_MEMORY(module, name, initial, maximum, doc)                         \
    {module, #name, initial, maximum, doc},
static const struct gk_abi_memory cortex_memories[] = {
#include "abi/cortex.def"
};

/* Each .def forgets the macros it has used, and those it has not. */
#define GK_IMPORT(module, name, sig, dep, effect, origin, doc)                 \
    {module, #name, sig, dep, GK_EFFECT_##effect, GK_ORIGIN_##origin, doc},
static const struct gk_abi_import hugind_imports[] = {
#include "abi/hugind.def"
#define GK_IMPORT(module, name, sig, dep, effect, origin, doc)                 \
    {module, #name, sig, dep, GK_EFFECT_##effect, GK_ORIGIN_##origin, doc},
#include "abi/hugind_fs.def"
#define GK_IMPORT(module, name, sig, dep, effect, origin, doc)                 \
    {module, #name, sig, dep, GK_EFFECT_##effect, GK_ORIGIN_##origin, doc},
#include "abi/wasi_preview1.def"
};

#define GK_EXPORT(host, name, sig, need, generation, doc)                      \
    {#name, sig, GK_NEED_##need, generation, doc},
static const struct gk_abi_export hugind_exports[] = {
#include "abi/hugind.def"
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

#define MEMORIES_OF_cortex cortex_memories, COUNT(cortex_memories)
#define MEMORIES_OF_hugind NULL, 0 /* a guest has a memory of its own */

const struct gk_abi_host gk_abi_hosts[] = {
#define GK_HOST(id, title, guest)                                              \
    {#id,                                                                      \
     title,                                                                    \
     guest,                                                                    \
     id##_imports,                                                             \
     COUNT(id##_imports),                                                      \
     id##_exports,                                                             \
     COUNT(id##_exports),                                                      \
     MEMORIES_OF_##id},
#include "abi/hosts.def"
};
const size_t gk_abi_host_count = COUNT(gk_abi_hosts);

const char *gk_effect_word(gk_effect effect)
{
    static const char *const words[] = {
#define GK_EFFECT(name, word) word,
        GK_EFFECT_LIST(GK_EFFECT)
#undef GK_EFFECT
    };

    return words[effect];
}

const struct gk_abi_host *gk_abi_host_find(const char *id)
{
    for (size_t i = 0; i < gk_abi_host_count; i++)
        if (strcmp(gk_abi_hosts[i].id, id) == 0)
            return &gk_abi_hosts[i];
    return NULL;
}

static bool same(const char *text, const char *bytes, size_t len)
{
    return strlen(text) == len && memcmp(text, bytes, len) == 0;
}

const struct gk_abi_import *
gk_abi_import_find(const struct gk_abi_host *host, const char *module,
                   size_t module_len, const char *name, size_t name_len)
{
    for (size_t i = 0; i < host->import_count; i++)
        if (same(host->imports[i].name, name, name_len) &&
            same(host->imports[i].module, module, module_len))
            return &host->imports[i];
    return NULL;
}

const struct gk_abi_memory *
gk_abi_memory_find(const struct gk_abi_host *host, const char *module,
                   size_t module_len, const char *name, size_t name_len)
{
    for (size_t i = 0; i < host->memory_count; i++)
        if (same(host->memories[i].name, name, name_len) &&
            same(host->memories[i].module, module, module_len))
            return &host->memories[i];
    return NULL;
}

const struct gk_abi_export *gk_abi_export_find(const struct gk_abi_host *host,
                                               const char *name,
                                               size_t name_len)
{
    for (size_t i = 0; i < host->export_count; i++)
        if (same(host->exports[i].name, name, name_len))
            return &host->exports[i];
    return NULL;
}

size_t gk_sig_letter_values(char letter)
{
    return strchr("sdbc", letter) != NULL && letter != '\0' ? 2 : 1;
}

/* The value types of one letter, put at types[*count]. */
static bool put_letter(char letter, uint8_t *types, size_t *count)
{
    static const char letters[] = "iIfFPsdbcw";
    static const uint8_t codes[] = {0x7f, 0x7e, 0x7d, 0x7c, 0x7e,
                                    0x7f, 0x7f, 0x7f, 0x7f, 0x7f};
    const char *at = strchr(letters, letter);
    size_t values = gk_sig_letter_values(letter);

    if (letter == '\0' || at == NULL || *count + values > GK_SIG_MAX_VALUES)
        return false;
    for (size_t i = 0; i < values; i++)
        types[(*count)++] = codes[at - letters];
    return true;
}

bool gk_sig_parse(const char *text, struct gk_sig *out)
{
    struct gk_sig sig = {0};

    if (*text == '*') {
        sig.untyped = true;
        text++;
        if (*text == '\0') {
            sig.letters = text;
            *out = sig;
            return true;
        }
    }
    if (*text++ != '(')
        return false;
    sig.letters = text;
    for (; *text != ')'; text++)
        if (!put_letter(*text, sig.params, &sig.param_count))
            return false;
    for (text++; *text != '\0'; text++)
        if (!put_letter(*text, sig.results, &sig.result_count))
            return false;
    *out = sig;
    return true;
}
