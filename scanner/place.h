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
    GK_PLACE(DATA, "data")

typedef enum gk_place_kind {
#define GK_PLACE(name, word) GK_PLACE_##name,
    GK_PLACE_LIST(GK_PLACE)
#undef GK_PLACE
} gk_place_kind;

struct gk_place {
    gk_place_kind kind;
    uint8_t section;       /* enum gk_section_id; CUSTOM: none in particular */
    uint32_t index;        /* of the import, export, function, … */
    uint32_t offset;       /* in the file; 0 for MODULE */
    struct gk_name module; /* IMPORT */
    struct gk_name name;
};

const char *gk_place_word(gk_place_kind kind);

struct gk_place gk_place_module(void);
struct gk_place gk_place_bytes(uint8_t section, uint32_t offset);
struct gk_place gk_place_import(const gk_module *module, uint32_t index);
struct gk_place gk_place_export(const gk_module *module, uint32_t index);
struct gk_place gk_place_function(const gk_module *module, uint32_t index);
struct gk_place gk_place_memory(const gk_module *module, uint32_t index);
struct gk_place gk_place_data(const gk_module *module, uint32_t index);

/* Appends "import 6 env.host_log", "data[2]+0x1f0"; nothing for MODULE. */
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
