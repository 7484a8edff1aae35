/*
 * place: where in a module something was found; a finding's evidence.
 *
 * A value; its names are borrowed from the module's bytes.
 */
#ifndef GK_SCANNER_PLACE_H
#define GK_SCANNER_PLACE_H

#include "core/wasm/module.h"

/* GK_PLACE(name, word): the word is the evidence's kind in reports. */
#define GK_PLACE_LIST(GK_PLACE)                                                \
    GK_PLACE(MODULE, "module") /* all of it */                                 \
    GK_PLACE(BYTES, "bytes")   /* an offset */                                 \
    GK_PLACE(IMPORT, "import")                                                 \
    GK_PLACE(EXPORT, "export")                                                 \
    GK_PLACE(FUNCTION, "function")                                             \
    GK_PLACE(MEMORY, "memory")                                                 \
    GK_PLACE(DATA, "data")                                                     \
    GK_PLACE(TABLE, "table")                                                   \
    GK_PLACE(GLOBAL, "global")                                                 \
    GK_PLACE(ELEMENT, "element")                                               \
    GK_PLACE(CODE, "code")         /* an instruction of a function */          \
    GK_PLACE(CUSTOM, "custom")     /* a custom section, or a byte in one */    \
    GK_PLACE(MANIFEST, "manifest") /* the manifest, not the module */

typedef enum gk_place_kind {
#define GK_PLACE(name, word) GK_PLACE_##name,
    GK_PLACE_LIST(GK_PLACE)
#undef GK_PLACE
} gk_place_kind;

struct gk_place {
    gk_place_kind kind;
    uint8_t section; /* enum gk_section_id; CUSTOM: none in particular */
    uint32_t inner;  /* the core module it is in, from 1: the file is a
                        component; 0: the file itself */
    uint32_t index;  /* of the import, export, function, … */
    uint32_t offset; /* in the file; 0 for MODULE and MANIFEST */
    uint32_t within; /* DATA, CUSTOM: bytes from its start, GK_NOWHERE: all
                        of it. CODE: as offset. */
    struct gk_name module; /* IMPORT */
    struct gk_name name;
};

#define GK_NOWHERE UINT32_MAX

const char *gk_place_word(gk_place_kind kind);

struct gk_place gk_place_module(void);
struct gk_place gk_place_bytes(uint8_t section, uint32_t offset);
struct gk_place gk_place_import(const gk_module *module, uint32_t index);
struct gk_place gk_place_export(const gk_module *module, uint32_t index);
struct gk_place gk_place_function(const gk_module *module, uint32_t index);
struct gk_place gk_place_memory(const gk_module *module, uint32_t index);
struct gk_place gk_place_data(const gk_module *module, uint32_t index);
/* A byte of a data segment. */
struct gk_place gk_place_data_at(const gk_module *module, uint32_t index,
                                 uint32_t within);
struct gk_place gk_place_table(const gk_module *module, uint32_t index);
struct gk_place gk_place_global(const gk_module *module, uint32_t index);
struct gk_place gk_place_element(const gk_module *module, uint32_t index);
/* An instruction at `offset` of the file, in function `index`. */
struct gk_place gk_place_code(const gk_module *module, uint32_t index,
                              uint32_t offset);
/* Section number `number`, a custom one, and a byte in it or GK_NOWHERE. */
struct gk_place gk_place_custom(const gk_module *module, uint32_t number,
                                uint32_t within);
/* What a manifest says; `key` is borrowed, printable. */
struct gk_place gk_place_manifest(const char *key);

/* Appends "import 6 env.host_log", "data[2]+0x1f0", "function 7 parse+0x12",
 * "custom 'name'+0x4", "manifest 'capabilities'"; nothing for MODULE; before
 * each "core module 2, " where the place is in one. */
gk_status gk_place_print(const struct gk_place *place, gk_buf *out);

/* The printable beginning of a name, for messages. */
struct gk_label {
    char text[160];
};
struct gk_label gk_label_name(struct gk_name name);
/* "env.host_log" */
struct gk_label gk_label_import(const struct gk_import *import);
/* "(i32 i64) -> f32" */
struct gk_label gk_label_type(const struct gk_functype *type);

#endif
