/*
 * module: the facts of a core WebAssembly module, read in one pass.
 *
 * The reader takes any bytes. What is wrong becomes a row in `problems` (with
 * the offset), and reading goes on with the next section where that is
 * possible: a scanner wants all that can be known. Whoever needs a sound
 * module asks gk_module_sound().
 *
 * Bytes are borrowed: they must outlive the module. Every pointer in here
 * points into them or is owned by the module. Function bodies are located,
 * not decoded (see instr.h).
 *
 * Source: WebAssembly core specification 2.0, chapter 5 (binary format), and
 * the proposals named at each feature.
 */
#ifndef GK_CORE_WASM_MODULE_H
#define GK_CORE_WASM_MODULE_H

#include "core/base/buf.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Section ids (5.5.2); TAG from the exception handling proposal. */
enum gk_section_id {
    GK_SECTION_CUSTOM,
    GK_SECTION_TYPE,
    GK_SECTION_IMPORT,
    GK_SECTION_FUNCTION,
    GK_SECTION_TABLE,
    GK_SECTION_MEMORY,
    GK_SECTION_GLOBAL,
    GK_SECTION_EXPORT,
    GK_SECTION_START,
    GK_SECTION_ELEMENT,
    GK_SECTION_CODE,
    GK_SECTION_DATA,
    GK_SECTION_DATA_COUNT,
    GK_SECTION_TAG,
    GK_SECTION_ID_COUNT
};

/* Value types, by their binary codes (5.3). */
enum gk_valtype {
    GK_I32 = 0x7f,
    GK_I64 = 0x7e,
    GK_F32 = 0x7d,
    GK_F64 = 0x7c,
    GK_V128 = 0x7b,
    GK_FUNCREF = 0x70,
    GK_EXTERNREF = 0x6f,
    GK_EXNREF = 0x69
};

/* External kinds (5.5.5). */
typedef enum gk_extern_kind {
    GK_EXTERN_FUNC,
    GK_EXTERN_TABLE,
    GK_EXTERN_MEMORY,
    GK_EXTERN_GLOBAL,
    GK_EXTERN_TAG
} gk_extern_kind;

/* Bytes of a name; valid UTF-8 unless a problem says otherwise. */
struct gk_name {
    const uint8_t *at; /* borrowed from the module's bytes, no NUL */
    uint32_t len;
};

struct gk_functype {
    const uint8_t *params;  /* valtypes, owned by the module */
    const uint8_t *results; /* likewise */
    uint32_t param_count;
    uint32_t result_count;
};

struct gk_limits {
    uint64_t min;
    uint64_t max; /* meaningful when has_max */
    bool has_max;
    bool shared; /* threads proposal */
    bool is64;   /* memory64 proposal */
};

struct gk_tabletype {
    uint8_t reftype;
    struct gk_limits limits; /* entries */
};

struct gk_memtype {
    struct gk_limits limits; /* pages */
};

struct gk_globaltype {
    uint8_t valtype;
    bool mutable_;
};

/* A constant expression, understood when it is one instruction and `end`. */
struct gk_constexpr {
    enum {
        GK_CONST_I32,
        GK_CONST_I64,
        GK_CONST_F32,
        GK_CONST_F64,
        GK_CONST_V128,
        GK_CONST_GLOBAL,   /* value is the global's index */
        GK_CONST_REF_NULL, /* value is the heap type */
        GK_CONST_REF_FUNC, /* value is the function's index */
        GK_CONST_EXTENDED  /* several instructions (extended-const) */
    } kind;
    uint64_t value;  /* i32 zero-extended; floats as their bits */
    uint32_t offset; /* of the first byte in the module */
    uint32_t len;    /* bytes, `end` included */
};

struct gk_section {
    uint8_t id;
    struct gk_name name;    /* custom sections only */
    uint32_t header_offset; /* of the id byte */
    uint32_t offset;        /* of the payload (custom: after the name) */
    uint32_t len;           /* payload bytes (custom: after the name) */
};

struct gk_import {
    struct gk_name module;
    struct gk_name name;
    gk_extern_kind kind;
    uint32_t offset; /* of the entry */
    uint32_t index;  /* in its index space: function, table, … */
    uint32_t type;   /* FUNC and TAG: type index */
    union {
        struct gk_tabletype table;
        struct gk_memtype memory;
        struct gk_globaltype global;
    } u;
};

struct gk_export {
    struct gk_name name;
    gk_extern_kind kind;
    uint32_t index;
    uint32_t offset;
    uint32_t name_hash; /* to look it up by */
};

struct gk_global {
    struct gk_globaltype type;
    struct gk_constexpr init; /* len 0 for imported globals */
};

enum gk_segment_mode {
    GK_SEGMENT_ACTIVE,
    GK_SEGMENT_PASSIVE,
    GK_SEGMENT_DECLARED /* elements only */
};

struct gk_data {
    enum gk_segment_mode mode;
    uint32_t memory;
    struct gk_constexpr where; /* ACTIVE */
    uint32_t offset;           /* of the bytes in the module */
    uint32_t len;
};

struct gk_element {
    enum gk_segment_mode mode;
    uint32_t table;
    uint8_t reftype;
    bool expressions; /* entries are constant expressions, not indices */
    struct gk_constexpr where;
    uint32_t count;  /* entries */
    uint32_t offset; /* of the first entry in the module */
    uint32_t len;    /* bytes of all entries */
};

struct gk_code {
    uint32_t offset; /* of the first local declaration's count */
    uint32_t len;    /* bytes from there to the end of the body */
};

/* A row of the name section or of producers: what stands in the file. */
struct gk_func_name {
    uint32_t index;
    struct gk_name name;
};
struct gk_producer {
    struct gk_name field; /* "language", "processed-by", "sdk" */
    struct gk_name name;
    struct gk_name version;
};
struct gk_target_feature {
    uint8_t prefix; /* '+', '-' or '=' */
    struct gk_name name;
};

/* What a dynamic linker is told (dylink.0, and dylink of older compilers). */
struct gk_dylink {
    uint32_t memory_bytes;
    uint32_t memory_align; /* log2 */
    uint32_t table_entries;
    uint32_t table_align;   /* log2 */
    struct gk_name *needed; /* libraries; owned by the module */
    uint32_t needed_count;
};

/* Subsections of the name section, by their ids. */
enum gk_name_kind {
    GK_NAMES_MODULE,
    GK_NAMES_FUNCTION,
    GK_NAMES_LOCAL,
    GK_NAMES_LABEL,
    GK_NAMES_TYPE,
    GK_NAMES_TABLE,
    GK_NAMES_MEMORY,
    GK_NAMES_GLOBAL,
    GK_NAMES_ELEMENT,
    GK_NAMES_DATA,
    GK_NAMES_FIELD,
    GK_NAMES_TAG,
    GK_NAMES_COUNT
};

/* Features met while reading sections; code adds its own when decoded. */
enum gk_module_feature {
    GK_MODULE_MULTI_VALUE = 1 << 0,
    GK_MODULE_REFERENCE_TYPES = 1 << 1,
    GK_MODULE_BULK_MEMORY = 1 << 2, /* data count, passive segments */
    GK_MODULE_SIMD = 1 << 3,
    GK_MODULE_MUTABLE_GLOBALS = 1 << 4, /* imported or exported mutable ones */
    GK_MODULE_THREADS = 1 << 5,
    GK_MODULE_EXCEPTIONS = 1 << 6,
    GK_MODULE_MULTI_MEMORY = 1 << 7,
    GK_MODULE_MEMORY64 = 1 << 8,
    GK_MODULE_EXTENDED_CONST = 1 << 9
};

struct gk_problem {
    gk_status status; /* E_MALFORMED, E_LIMIT, E_UNSUPPORTED, E_UTF8, E_EOF */
    uint32_t offset;
    uint8_t section; /* enum gk_section_id; CUSTOM also before the first */
    char *text;      /* owned; printable */
};
/* Past this many the last one says that there are more. */
#define GK_MAX_PROBLEMS 100u

typedef struct gk_module {
    const uint8_t *bytes; /* borrowed */
    size_t len;
    bool magic;        /* begins with 00 61 73 6d */
    uint32_t version;  /* the four bytes after the magic, 0 when missing */
    bool is_component; /* layer 1: version 0x0001000d and kin */

    struct gk_section *sections;
    uint32_t section_count;
    struct gk_functype *types;
    uint32_t type_count;
    struct gk_import *imports;
    uint32_t import_count;
    /* Index spaces: imported ones first. */
    uint32_t *functions; /* type index of each function */
    uint32_t function_count;
    uint32_t imported_functions;
    struct gk_tabletype *tables;
    uint32_t table_count;
    uint32_t imported_tables;
    struct gk_memtype *memories;
    uint32_t memory_count;
    uint32_t imported_memories;
    struct gk_global *globals;
    uint32_t global_count;
    uint32_t imported_globals;
    uint32_t *tags; /* type index of each */
    uint32_t tag_count;
    uint32_t imported_tags;
    struct gk_export *exports;
    uint32_t export_count;
    bool has_start;
    uint32_t start;
    struct gk_element *elements;
    uint32_t element_count;
    bool has_data_count;
    uint32_t data_count_declared;
    struct gk_code *codes; /* of functions[imported_functions + i] */
    uint32_t code_count;
    struct gk_data *datas;
    uint32_t data_count;

    /* Custom sections of the tool conventions. Malformed ones leave a note in
     * `notes`, never a problem: they have no meaning for execution. */
    struct gk_name module_name;
    struct gk_func_name *func_names; /* sorted by index, no equal ones */
    uint32_t func_name_count;
    uint32_t named; /* 1 << gk_name_kind: of what the name section has names;
                       only those of the module and functions are read */
    struct gk_producer *producers;
    uint32_t producer_count;
    struct gk_target_feature *target_features;
    uint32_t target_feature_count;
    bool has_dwarf;                /* any .debug_* */
    struct gk_name source_map_url; /* len 0: none */
    struct gk_name debug_url;      /* external_debug_info; len 0: none */
    struct gk_name build_id;       /* bytes, no text; len 0: none */
    bool has_signature;            /* there is a section of that name */
    bool has_dylink;
    struct gk_dylink dylink; /* meaningful when has_dylink */
    uint32_t features;       /* enum gk_module_feature */
    uint32_t vague; /* index spaces of which a problem hides entries, so that an
                       index out of range proves nothing: 1 << gk_extern_kind,
                       or 1 << GK_SPACE_… of reader.h */

    struct gk_problem *problems; /* what makes the module unsound */
    uint32_t problem_count;
    struct gk_problem *notes; /* what is odd in custom sections */
    uint32_t note_count;

    void *arena; /* owns what the pointers above own */
} gk_module;

/*
 * Reads `len` bytes. Fails only with GK_E_NOMEM, or GK_E_LIMIT when len is
 * over GK_MAX_MODULE_BYTES; everything else is in out->problems.
 * Time and memory are linear in len; heap is at most a quarter of len plus
 * 16 MiB.
 */
GK_NODISCARD gk_status gk_module_read(const void *bytes, size_t len,
                                      gk_module *out, gk_error *err);
void gk_module_clear(gk_module *module);

/* GK_OK, or the first problem as an error ("offset 0x1f: …"). A component, a
 * wrong magic or version are errors too. */
GK_NODISCARD gk_status gk_module_sound(const gk_module *module, gk_error *err);

/* "name" for a section id; "unknown". */
const char *gk_section_name(uint8_t id);
/* "i32", "funcref"; "0x5e" kinds come out as "?". */
const char *gk_valtype_name(uint8_t valtype);
/* Appends "(i32 i64) -> f32"; no result is "()". */
gk_status gk_functype_print(const struct gk_functype *type, gk_buf *out);

/* The type of function `index` (imported or not); NULL when out of range. */
const struct gk_functype *gk_module_func_type(const gk_module *module,
                                              uint32_t index);
/* The import behind function `index`; NULL when it is defined here. */
const struct gk_import *gk_module_func_import(const gk_module *module,
                                              uint32_t index);
/* The first export of function `index`; NULL when it has none. */
const struct gk_export *gk_module_func_export(const gk_module *module,
                                              uint32_t index);
/* NULL when there is none. */
const struct gk_export *gk_module_export(const gk_module *module,
                                         const char *name);
/* The first custom section of that name; NULL. */
const struct gk_section *gk_module_custom(const gk_module *module,
                                          const char *name);
/* From the name section, else an export's name, else len 0. */
struct gk_name gk_module_func_name(const gk_module *module, uint32_t index);

bool gk_name_is(struct gk_name name, const char *text);
/* Appends the name with control characters escaped. */
gk_status gk_name_print(struct gk_name name, gk_buf *out);

#ifdef __cplusplus
}
#endif
#endif
