/*
 * reader: a place in a module's bytes, and what was found wrong on the way.
 *
 * Private to core/wasm: what the section readers share. A function that reads
 * leaves its problem (or note) behind before it returns a failure; the failure
 * only says that this section can be read no further. Running out of memory is
 * remembered in `nomem` and ends the whole read.
 */
#ifndef GK_CORE_WASM_READER_H
#define GK_CORE_WASM_READER_H

#include "core/wasm/arena.h"
#include "core/wasm/module.h"

/* The private half of a gk_module, behind its `arena`. */
struct gk_store {
    gk_arena arena;
    uint32_t *exports_by_name; /* export numbers, see gk_export_key */
    uint32_t *func_imports;    /* the import's number, by function */
    uint32_t *first_export;    /* of each function: its number + 1, or 0 */
};

/* An index space for `vague`: the extern kinds, then those of sections. */
enum {
    GK_SPACE_TYPE = GK_EXTERN_TAG + 1,
    GK_SPACE_DATA,
    GK_SPACE_CODE,
    GK_SPACE_ELEMENT,
    GK_SPACE_COUNT
};

struct gk_reader {
    gk_module *m;
    struct gk_store *store;
    size_t at;       /* next byte */
    size_t end;      /* of what may be read now: a section, a subsection */
    uint8_t section; /* id, for problems */
    bool absent;     /* the module has no such section: every count is 0 */
    bool cut;        /* its end is past the module's; that was said already */
    bool custom;     /* what is wrong is a note, not a problem */
    bool nomem;
    const char *noun; /* of the entry being read ("import"), or NULL */
    uint32_t entry;   /* its number */
    unsigned vague;   /* bit per space: a problem hides part of its entries, so
                         an index out of range proves nothing */
    uint32_t imported[GK_EXTERN_TAG + 1]; /* counts by kind */
};

/* Records what is wrong at `offset`; returns `status`. */
gk_status gk_reader_problem(struct gk_reader *r, gk_status status,
                            size_t offset, const char *fmt, ...)
    GK_PRINTF(4, 5);

/* The start of a name, printable, for a problem's text; "" when no more
 * problems are kept. */
struct gk_shown {
    char text[100];
};
struct gk_shown gk_reader_show(const struct gk_reader *r, struct gk_name name);

/*
 * Memory of the module's arena for `count` items. NULL: out of memory, or over
 * the module's ceiling, which is a problem.
 */
void *gk_reader_alloc(struct gk_reader *r, size_t count, size_t size);
/* A growing array: room for one more item behind `count` of `*cap`. */
void *gk_reader_grow(struct gk_reader *r, void *items, uint32_t count,
                     uint32_t *cap, size_t size);

/* Each moves past what it reads; `what` names it in problems. On failure *out
 * is what it was. */
gk_status gk_read_byte(struct gk_reader *r, uint8_t *out, const char *what);
gk_status gk_read_u32(struct gk_reader *r, uint32_t *out, const char *what);
gk_status gk_read_u64(struct gk_reader *r, uint64_t *out, const char *what);
/* A signed integer of 32 or, when `wide`, 64 bits. */
gk_status gk_read_signed(struct gk_reader *r, bool wide, int64_t *out,
                         const char *what);
/* Moves over `len` bytes. */
gk_status gk_read_skip(struct gk_reader *r, size_t len, const char *what);
/* Ill-formed UTF-8 and too long names are problems, but no failure. */
gk_status gk_read_name(struct gk_reader *r, struct gk_name *out,
                       const char *what);
/*
 * A vector's length: at most `max`, and such that as many entries of at least
 * `min_bytes` bytes can follow. 0 on failure and in an absent section.
 */
gk_status gk_read_count(struct gk_reader *r, uint32_t max, size_t min_bytes,
                        uint32_t *out, const char *what);

/* read_types.c: types, and what is declared by one. */
/* Typed references and the abstract heap types of the proposals after 2.0. */
bool gk_type_is_later(uint8_t type);
gk_status gk_read_valtype(struct gk_reader *r, uint8_t *out, const char *what);
gk_status gk_read_reftype(struct gk_reader *r, uint8_t *out, const char *what);
gk_status gk_read_types(struct gk_reader *r);
gk_status gk_read_tabletype(struct gk_reader *r, struct gk_tabletype *out);
gk_status gk_read_memtype(struct gk_reader *r, struct gk_memtype *out);
gk_status gk_read_globaltype(struct gk_reader *r, struct gk_globaltype *out);
/* A tag's attribute byte and type index. */
gk_status gk_read_tagtype(struct gk_reader *r, uint32_t *out);
/* A function's type index. */
gk_status gk_read_typeuse(struct gk_reader *r, uint32_t *out);

/* read_space.c: the sections that fill index spaces. */
gk_status gk_read_imports(struct gk_reader *r);
gk_status gk_read_functions(struct gk_reader *r);
gk_status gk_read_tables(struct gk_reader *r);
gk_status gk_read_memories(struct gk_reader *r);
gk_status gk_read_tags(struct gk_reader *r);
gk_status gk_read_globals(struct gk_reader *r);

/* read_expr.c: a constant expression that leaves one value of type `want`. */
gk_status gk_read_constexpr(struct gk_reader *r, uint8_t want,
                            struct gk_constexpr *out);

/* read_export.c */
gk_status gk_read_exports(struct gk_reader *r);
/* A name as exports are ordered by it: by hash, then length, then bytes. So
 * equal names end up side by side, and the bytes of others are nearly never
 * compared; names made to have one hash cost no more than their bytes. */
struct gk_export_key {
    uint32_t hash;
    struct gk_name name;
};
struct gk_export_key gk_export_key(struct gk_name name);
struct gk_export_key gk_export_key_of(const struct gk_export *row);
/* Less than, equal or greater than 0, as a stands to b. */
int gk_export_key_compare(struct gk_export_key a, struct gk_export_key b);

/* read_segment.c: the sections that refer to index spaces. */
gk_status gk_read_start(struct gk_reader *r);
gk_status gk_read_elements(struct gk_reader *r);
gk_status gk_read_data_count(struct gk_reader *r);
gk_status gk_read_codes(struct gk_reader *r);
gk_status gk_read_datas(struct gk_reader *r);
/* A problem when entry `index` of a space is not there. */
void gk_check_index(struct gk_reader *r, unsigned space, uint32_t index,
                    size_t offset, const char *what);

/* read_custom.c: the contents of custom section number `number`. */
void gk_read_custom(struct gk_reader *r, uint32_t number);

/* Whether known section `id` belongs behind known section `other`. */
bool gk_section_comes_after(uint8_t id, uint8_t other);

/* gk_module_read, with somebody's own allocator. */
GK_NODISCARD gk_status gk_module_read_with(const struct gk_alloc *alloc,
                                           const void *bytes, size_t len,
                                           gk_module *out, gk_error *err);

#endif
