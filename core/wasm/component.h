/*
 * component: the outside of a component binary (layer 1): its sections, the
 * core modules in it, and what it imports and exports.
 *
 * The reader takes any bytes that begin with a component's preamble. What is
 * wrong becomes a row in `problems`; reading goes on where that is possible.
 * Types, instances and aliases are counted, not decoded: nothing here depends
 * on them. Core modules are located, not read (see module.h).
 *
 * Bytes are borrowed and must outlive the value; it owns its lists.
 *
 * Source: Component Model, Binary.md (preamble 0x0d), as of preview 2 with the
 * codes that preview 3 adds.
 */
#ifndef GK_CORE_WASM_COMPONENT_H
#define GK_CORE_WASM_COMPONENT_H

#include "core/wasm/module.h"

#ifdef __cplusplus
extern "C" {
#endif

enum gk_component_section_id {
    GK_COMPONENT_CUSTOM,
    GK_COMPONENT_CORE_MODULE,
    GK_COMPONENT_CORE_INSTANCE,
    GK_COMPONENT_CORE_TYPE,
    GK_COMPONENT_COMPONENT,
    GK_COMPONENT_INSTANCE,
    GK_COMPONENT_ALIAS,
    GK_COMPONENT_TYPE,
    GK_COMPONENT_CANON,
    GK_COMPONENT_START,
    GK_COMPONENT_IMPORT,
    GK_COMPONENT_EXPORT,
    GK_COMPONENT_VALUE,
    GK_COMPONENT_SECTION_COUNT
};

/* What a version of the preamble is. */
#define GK_COMPONENT_VERSION 0x0du
/* Components in components; tools nest two or three deep. */
#define GK_MAX_COMPONENT_DEPTH 32u
/* Core modules and components of one file, as other readers bound them. */
#define GK_MAX_COMPONENT_PARTS 1000u
/* Imports, or exports, of the outer component. */
#define GK_MAX_COMPONENT_EXTERNS 100000u

typedef enum gk_component_kind {
    GK_COMPONENT_KIND_MODULE,
    GK_COMPONENT_KIND_FUNC,
    GK_COMPONENT_KIND_VALUE,
    GK_COMPONENT_KIND_TYPE,
    GK_COMPONENT_KIND_COMPONENT,
    GK_COMPONENT_KIND_INSTANCE
} gk_component_kind;

struct gk_component_extern {
    struct gk_name name; /* "wasi:cli/environment@0.2.3" */
    gk_component_kind kind;
    uint32_t offset; /* of the entry */
};

struct gk_component_module {
    uint32_t offset; /* of its first byte in the file */
    uint32_t len;
    uint32_t depth; /* components around it; the outer one alone: 1 */
};

typedef struct gk_component {
    const uint8_t *bytes; /* borrowed */
    size_t len;
    uint16_t version; /* of the preamble; a draft when it is not 0x0d, and then
                         nothing else has been read */
    struct gk_component_module *modules;
    uint32_t module_count;
    struct gk_component_extern *imports; /* of the outer component */
    uint32_t import_count;
    struct gk_component_extern *exports;
    uint32_t export_count;
    uint32_t nested; /* components inside, at any depth */
    /* Entries by section, of all components. Custom sections, core modules and
     * components: how many. */
    uint64_t entries[GK_COMPONENT_SECTION_COUNT];

    const char *async;     /* static: the first thing that only preview 3 has,
                              "canon task.return"; NULL: there is none */
    uint32_t async_offset; /* where */

    struct gk_problem *problems; /* `section` is an id of this file's */
    uint32_t problem_count;
} gk_component;

/* Whether the bytes begin with a component's preamble, of any version. */
bool gk_component_is(const void *bytes, size_t len);

/*
 * Reads bytes that gk_component_is says yes to. Fails only with GK_E_NOMEM, or
 * GK_E_LIMIT when len is over GK_MAX_MODULE_BYTES. Time is linear in len.
 */
GK_NODISCARD gk_status gk_component_read(const void *bytes, size_t len,
                                         gk_component *out, gk_error *err);
void gk_component_clear(gk_component *component);

/* "core module", "canon" …; "unknown". */
const char *gk_component_section_name(uint8_t id);
/* "func", "instance" … */
const char *gk_component_kind_word(gk_component_kind kind);

/* The version behind '@' of an interface of that package ("wasi"), "" when it
 * has none; len 0 and at NULL when the name is of another package. */
struct gk_name gk_component_version(struct gk_name name, const char *package);

#ifdef __cplusplus
}
#endif
#endif
