/*
 * profile: what a module is, in a form that can be compared with another's and
 * kept in a lock file.
 *
 * Made from facts, or from an entry of a lock file. It owns itself; names in
 * it are borrowed from the module, or from the lock's JSON tree, which must
 * outlive it. Memory: 16 bytes a function, 64 an import or export.
 */
#ifndef GK_SCANNER_CHANGE_PROFILE_H
#define GK_SCANNER_CHANGE_PROFILE_H

#include "core/wasm/arena.h"
#include "scanner/effects.h"

/* Of an import or export: gk_extern_kind, then what only components have. */
typedef enum gk_profile_kind {
    GK_PROFILE_FUNC = GK_EXTERN_FUNC,
    GK_PROFILE_TABLE = GK_EXTERN_TABLE,
    GK_PROFILE_MEMORY = GK_EXTERN_MEMORY,
    GK_PROFILE_GLOBAL = GK_EXTERN_GLOBAL,
    GK_PROFILE_TAG = GK_EXTERN_TAG,
    GK_PROFILE_MODULE,
    GK_PROFILE_VALUE,
    GK_PROFILE_TYPE,
    GK_PROFILE_COMPONENT,
    GK_PROFILE_INSTANCE,
    GK_PROFILE_KIND_COUNT
} gk_profile_kind;

/* "func", "instance" … */
const char *gk_profile_kind_word(gk_profile_kind kind);

/* An import, an export, a custom section (only a name), or a producer (field,
 * name, its version as the type). */
struct gk_profile_item {
    struct gk_name module; /* imports, producers; a component's imports have
                              none */
    struct gk_name name;   /* "wasi:http/types@0.2.3" in a component */
    gk_profile_kind kind;
    int effect;       /* gk_effect of an import that is known; -1. Of a
                         component's, the strongest */
    uint32_t index;   /* number in the module or component; UINT32_MAX: from a
                         lock */
    const char *type; /* printable, "" where there is none. A long one is cut
                         and ends in its hash. Of memories and tables without
                         limits: those are compared apart. */
};

/* Sorted by module, name, kind, type; no two are equal. */
struct gk_profile_items {
    struct gk_profile_item *at;
    size_t count;
};

/* An effect that is reached; of a component, one that its imports may have. */
struct gk_profile_effect {
    gk_effect effect;
    struct gk_name module,
        name;         /* of the import; a component's has no module */
    const char *path; /* "_start → update"; "" when not known */
    uint32_t import;  /* its number; UINT32_MAX: from a lock, or a
                         component's */
};

/* A memory (pages) or a table (entries). Numbers beyond 2^53 stand as 2^53: a
 * JSON file holds no larger ones, and nothing has that much. */
struct gk_profile_space {
    uint8_t reftype; /* 0 for memories */
    bool imported;
    struct gk_limits limits;
};
#define GK_PROFILE_MOST (UINT64_C(1) << 53)

struct gk_profile_spaces {
    struct gk_profile_space *at;
    size_t count;
};

/*
 * A function: two 64-bit hashes (see hash.h).
 *
 * body  locals and instructions as they stand, but with what numbers mean
 *       instead of the numbers where they shift when something is added
 *       elsewhere: a called function is its import's or its own name, or where
 *       it has none its type; a type is its parameters and results. So adding
 *       an import or a function does not change all others. Globals and
 *       addresses in memory stay as they are.
 * name  of its name, 0 when it has none
 */
struct gk_profile_function {
    uint64_t name;
    uint64_t body;
};

typedef struct gk_profile {
    const gk_module *module;          /* borrowed; NULL: from a lock */
    const char *host;                 /* its id; NULL: none is known */
    unsigned abi;                     /* generation; 0: not told */
    uint64_t size;                    /* bytes */
    char sha256[GK_SHA256_HEX_BYTES]; /* "" until gk_profile_seal */
    struct gk_profile_items imports, exports, customs, producers;
    struct gk_profile_effect *effects; /* by effect, module, name */
    size_t effect_count;
    struct gk_profile_spaces memories, tables;
    uint32_t features; /* bits 1 << gk_feature */
    bool has_start;
    bool has_names; /* functions are told by names */
    uint32_t function_count;
    struct gk_profile_function *functions; /* as they stand in the module; NULL
                                              from a lock */
    uint64_t functions_hash; /* of all of them, in no particular order */
    uint64_t data_size, data_hash;
    gk_arena arena; /* owns what the pointers above own */
} gk_profile;

/* *out is owned. Fails: GK_E_NOMEM, GK_E_LIMIT. */
GK_NODISCARD gk_status gk_profile_make(const struct gk_facts *facts,
                                       gk_profile **out, gk_error *err);
void gk_profile_free(gk_profile *profile);

/* Adds the file's SHA-256: on a large file it costs more than all the rest. */
void gk_profile_seal(gk_profile *profile, const struct gk_facts *facts);

/* Whether it was made of the same bytes. `sha256` is theirs, "" when it is not
 * known: needed for a profile from a lock only. */
bool gk_profile_is_of(const gk_profile *profile, const struct gk_facts *facts,
                      const char *sha256);

/* Bit per gk_effect. */
uint32_t gk_profile_effects(const gk_profile *profile);
/* Whether it reaches that effect through an import of that name. */
bool gk_profile_has_effect(const gk_profile *profile,
                           const struct gk_profile_effect *effect);

/* --- shared by those who make profiles --- */

void gk_profile_sort(struct gk_profile_items *items);
/* <0, 0, >0: by module and name only. */
int gk_profile_compare(const struct gk_profile_item *a,
                       const struct gk_profile_item *b);
/* `count` zeroed things of the profile's memory; NULL with err set. */
void *gk_profile_alloc(gk_profile *profile, size_t count, size_t size,
                       gk_error *err);
/* <0, 0, >0: by bytes. */
int gk_profile_compare_names(struct gk_name a, struct gk_name b);
/* profile_effects.c: fills in the effects. */
GK_NODISCARD gk_status gk_profile_reached(gk_profile *profile,
                                          const struct gk_facts *facts,
                                          gk_error *err);
/* A text of the profile's memory. */
const char *gk_profile_text(gk_profile *profile, const gk_buf *text,
                            gk_error *err);
/* profile_component.c: fills in imports, exports and effects of a component. */
GK_NODISCARD gk_status gk_profile_component(gk_profile *profile,
                                            const struct gk_facts *facts,
                                            gk_error *err);
/* profile_code.c: fills in what is about functions. */
GK_NODISCARD gk_status gk_profile_code(gk_profile *profile, gk_error *err);

#endif
