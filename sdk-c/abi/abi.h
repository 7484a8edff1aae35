/*
 * abi: the contract tables of every host, as data.
 *
 * All rows are const and live as long as the program. The rows themselves are
 * in the .def files beside this header.
 */
#ifndef GK_SDK_C_ABI_ABI_H
#define GK_SDK_C_ABI_ABI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* GK_EFFECT(name, word): what a host function can do to the world, from the
 * most harmless to the loudest: reports begin with the last. */
#define GK_EFFECT_LIST(GK_EFFECT)                                              \
    GK_EFFECT(CONTROL, "control")                                              \
    GK_EFFECT(LOG, "log")                                                      \
    GK_EFFECT(TIME, "time")                                                    \
    GK_EFFECT(RANDOM, "random")                                                \
    GK_EFFECT(CONFIG, "config")                                                \
    GK_EFFECT(STATE, "state")                                                  \
    GK_EFFECT(FS_READ, "fs-read")                                              \
    GK_EFFECT(LLM, "llm")                                                      \
    GK_EFFECT(TOOLS, "tools")                                                  \
    GK_EFFECT(NETWORK, "network")                                              \
    GK_EFFECT(FS_WRITE, "fs-write")                                            \
    GK_EFFECT(PROCESS, "process")

typedef enum gk_effect {
#define GK_EFFECT(name, word) GK_EFFECT_##name,
    GK_EFFECT_LIST(GK_EFFECT)
#undef GK_EFFECT
        GK_EFFECT_COUNT
} gk_effect;

typedef enum gk_origin { GK_ORIGIN_SEED, GK_ORIGIN_EXTRA } gk_origin;
typedef enum gk_need { GK_NEED_OPTIONAL, GK_NEED_REQUIRED } gk_need;

struct gk_abi_import {
    const char *module;
    const char *name;
    const char *sig;          /* letters, see cortex.def */
    const char *sig_deployed; /* NULL: as sig */
    gk_effect effect;
    gk_origin origin;
    const char *doc;
};

struct gk_abi_memory {
    const char *module;
    const char *name;
    uint32_t initial; /* pages */
    uint32_t maximum; /* pages */
    const char *doc;
};

struct gk_abi_export {
    const char *name;
    const char *sig;
    gk_need need;
    unsigned generation;
    const char *doc;
};

struct gk_abi_host {
    const char *id;
    const char *title;
    const char *guest;
    const struct gk_abi_import *imports;
    size_t import_count;
    const struct gk_abi_export *exports;
    size_t export_count;
    const struct gk_abi_memory *memories;
    size_t memory_count;
};

extern const struct gk_abi_host gk_abi_hosts[];
extern const size_t gk_abi_host_count;

const char *gk_effect_word(gk_effect effect);

/* NULL when there is no such host. */
const struct gk_abi_host *gk_abi_host_find(const char *id);

/* Names are bytes with a length: they come from a module. NULL: no such row. */
const struct gk_abi_import *
gk_abi_import_find(const struct gk_abi_host *host, const char *module,
                   size_t module_len, const char *name, size_t name_len);
const struct gk_abi_memory *
gk_abi_memory_find(const struct gk_abi_host *host, const char *module,
                   size_t module_len, const char *name, size_t name_len);
const struct gk_abi_export *gk_abi_export_find(const struct gk_abi_host *host,
                                               const char *name,
                                               size_t name_len);

/*
 * A signature's letters as WebAssembly value types, by their binary codes
 * (0x7f i32, 0x7e i64, 0x7d f32, 0x7c f64).
 */
#define GK_SIG_MAX_VALUES 24

struct gk_sig {
    uint8_t params[GK_SIG_MAX_VALUES];
    size_t param_count;
    uint8_t results[GK_SIG_MAX_VALUES];
    size_t result_count;
    bool untyped;        /* began with '*' */
    const char *letters; /* the parameter letters, after '('; ends at ')' */
};

/* False for text that is no function signature ("memory", "global i"). "*"
 * alone gives untyped with nothing else. */
bool gk_sig_parse(const char *text, struct gk_sig *out);

/* How many wasm values a parameter letter takes: 2 for s d b c, else 1. */
size_t gk_sig_letter_values(char letter);

#ifdef __cplusplus
}
#endif
#endif
