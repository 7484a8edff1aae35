/*
 * engine: a WebAssembly engine behind a small C interface.
 *
 * vm_wabt.cc puts wabt's interpreter behind it; no word of wabt, no exception
 * and no C++ type gets past this header. An engine belongs to one thread and
 * lives in the child process that holds the guest (see child.h).
 *
 * A gk_vm owns everything below it: modules, memories and guests are borrowed
 * from it and end with gk_vm_close.
 */
#ifndef GK_HOST_MOCK_VM_ENGINE_H
#define GK_HOST_MOCK_VM_ENGINE_H

#include "core/wasm/module.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct gk_vm gk_vm;
typedef struct gk_vm_module gk_vm_module; /* loaded: validated and metered */
typedef struct gk_vm_memory gk_vm_memory;
typedef struct gk_guest gk_guest; /* an instance */

/*
 * Ceilings; 0 takes the default of core/base/limits.h. Memories and tables of
 * a module share theirs. Time and fuel are looked at between slices of
 * instructions and before each host call: a host function that takes long is
 * not interrupted. UINT64_MAX of fuel never runs out; GK_NO_PAGES is a ceiling
 * of no page.
 */
#define GK_NO_PAGES UINT32_MAX
struct gk_vm_limits {
    uint32_t memory_pages;  /* of each memory */
    uint32_t table_entries; /* of each table */
    uint64_t fuel;          /* instructions, over the life of one guest */
    uint32_t timeout_ms;    /* wall time of one gk_guest_call / instantiation */
    uint32_t call_depth;    /* guest frames */
};

struct gk_value {
    uint8_t type; /* enum gk_valtype */
    union {
        uint32_t i32;
        uint64_t i64;
        float f32;
        double f64;
        uint8_t v128[16];
    } u;
};

/* GK_TRAP(name, words): neutral words; each host prints its own engine's. */
#define GK_TRAP_LIST(GK_TRAP)                                                  \
    GK_TRAP(NONE, "no trap")                                                   \
    GK_TRAP(UNREACHABLE, "unreachable executed")                               \
    GK_TRAP(MEMORY_BOUNDS, "out of bounds memory access")                      \
    GK_TRAP(TABLE_BOUNDS, "out of bounds table access")                        \
    GK_TRAP(ELEMENT_UNDEFINED, "undefined table element")                      \
    GK_TRAP(ELEMENT_NULL, "uninitialized table element")                       \
    GK_TRAP(INDIRECT_TYPE, "indirect call type mismatch")                      \
    GK_TRAP(DIVIDE_BY_ZERO, "integer divide by zero")                          \
    GK_TRAP(INTEGER_OVERFLOW, "integer overflow")                              \
    GK_TRAP(CONVERSION, "invalid conversion to integer")                       \
    GK_TRAP(CALL_DEPTH, "call stack exhausted")                                \
    GK_TRAP(UNALIGNED, "unaligned atomic access")                              \
    GK_TRAP(EXCEPTION, "uncaught exception")                                   \
    GK_TRAP(HOST, "host function failed")                                      \
    GK_TRAP(FUEL, "out of fuel")                                               \
    GK_TRAP(TIMEOUT, "timeout")                                                \
    GK_TRAP(MEMORY_LIMIT, "memory limit")                                      \
    GK_TRAP(OTHER, "trap")

typedef enum gk_trap_kind {
#define GK_TRAP(name, words) GK_TRAP_##name,
    GK_TRAP_LIST(GK_TRAP)
#undef GK_TRAP
        GK_TRAP_KIND_COUNT
} gk_trap_kind;

const char *gk_trap_words(gk_trap_kind kind);

struct gk_trap_frame {
    uint32_t func;       /* function index */
    uint32_t offset;     /* in the author's module, not the metered copy */
    struct gk_name name; /* from the module's names; borrowed; len 0: none */
};

struct gk_trap {
    gk_trap_kind kind;
    char text[512]; /* what happened: the host function's words, an address */
    struct gk_trap_frame frames[64]; /* innermost first */
    uint32_t frame_count;
    uint32_t frames_left_out;
};

struct gk_vm_call {
    gk_guest *guest; /* who calls; also while its start function runs */
    void *context;   /* from the gk_vm_extern */
    const struct gk_value *args;
    size_t arg_count;
    struct gk_value *results; /* types set, values zero */
    size_t result_count;
};

/*
 * A host function. A broken contract (bad range, wrong type) returns non-OK
 * and traps the guest with GK_TRAP_HOST and err's words; an ordinary no is
 * GK_OK with the ABI's code in results.
 */
typedef gk_status gk_vm_host_fn(struct gk_vm_call *call, gk_error *err);

struct gk_vm_extern {
    gk_extern_kind kind; /* must be the import's kind; a TABLE is made anew */
    gk_vm_host_fn *fn;   /* FUNC; it takes whatever type the import declares */
    void *context;
    gk_vm_memory *memory;   /* MEMORY */
    struct gk_value global; /* GLOBAL */
};

/*
 * Answers one import. Return non-OK (GK_E_LINK) to refuse: instantiation
 * fails with those words. The import's type, if a function, is passed along.
 */
struct gk_vm_link {
    gk_status (*resolve)(void *context, const struct gk_import *import,
                         const struct gk_functype *type,
                         struct gk_vm_extern *out, gk_error *err);
    void *context;
};

GK_NODISCARD gk_status gk_vm_open(const struct gk_vm_limits *limits,
                                  gk_vm **out, gk_error *err);
void gk_vm_close(gk_vm *vm);

/*
 * Validates and meters a module. `bytes` are borrowed until gk_vm_close.
 * Fails: GK_E_MALFORMED, GK_E_LIMIT, GK_E_UNSUPPORTED (a feature this engine
 * lacks, by name), GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_vm_load(gk_vm *vm, const void *bytes, size_t len,
                                  gk_vm_module **out, gk_error *err);
/* The facts of the author's module. */
const gk_module *gk_vm_module_facts(const gk_vm_module *module);

/* A memory made by the host. Pages are zero and cost nothing until touched. */
GK_NODISCARD gk_status gk_vm_memory_new(gk_vm *vm, uint32_t min, uint32_t max,
                                        gk_vm_memory **out, gk_error *err);
uint32_t gk_vm_memory_pages(const gk_vm_memory *memory);
/* GK_E_LIMIT past the memory's maximum; nothing has changed then. */
GK_NODISCARD gk_status gk_vm_memory_grow(gk_vm_memory *memory, uint32_t pages,
                                         gk_error *err);

/*
 * Instantiates; runs the start function. Tables, memories and segments are
 * checked against the limits before anything is allocated.
 * Fails: GK_E_LINK, GK_E_LIMIT (trap kind MEMORY_LIMIT), GK_E_TRAP (segments
 * that do not fit, the start function; `trap` says more), GK_E_NOMEM.
 * `trap` may not be NULL.
 */
GK_NODISCARD gk_status gk_vm_instantiate(gk_vm *vm, gk_vm_module *module,
                                         const struct gk_vm_link *link,
                                         gk_guest **out, struct gk_trap *trap,
                                         gk_error *err);

/* The type of an exported function; NULL when there is none of that name. */
const struct gk_functype *gk_guest_func(const gk_guest *guest,
                                        const char *name);
/* An exported memory; NULL when there is none. */
gk_vm_memory *gk_guest_memory(gk_guest *guest, const char *name);

/*
 * Calls an exported function. `args` must have its parameter types; at most
 * `result_cap` results are stored. May be called from a host function (up to
 * GK_MAX_REENTRY levels).
 * Fails: GK_E_EXPORT, GK_E_USAGE (wrong argument types), GK_E_TRAP.
 */
GK_NODISCARD gk_status gk_guest_call(gk_guest *guest, const char *name,
                                     const struct gk_value *args,
                                     size_t arg_count, struct gk_value *results,
                                     size_t result_cap, struct gk_trap *trap,
                                     gk_error *err);

/*
 * The only way from a guest address to a host pointer. Borrowed until the
 * guest runs or the memory grows: copy in, work, copy out. A range of no bytes
 * at the very end of memory is fine, and *out is then not NULL.
 * Fails: GK_E_BOUNDS "guest range 0x…+… leaves memory of … bytes".
 */
GK_NODISCARD gk_status gk_guest_span(gk_vm_memory *memory, uint32_t ptr,
                                     uint32_t len, uint8_t **out,
                                     gk_error *err);

struct gk_vm_usage {
    uint64_t fuel;      /* wasm instructions, wasmtime's unit */
    uint64_t fuel_bulk; /* of these, for bytes and entries of bulk operations */
    uint32_t memory_pages; /* the largest memory's size now */
    bool memory_at_cap;    /* some memory stands at our ceiling, not its own */
};

/* What the guest has used since instantiation. */
void gk_guest_usage(const gk_guest *guest, struct gk_vm_usage *out);

uint32_t gk_load_u32le(const uint8_t *bytes);
void gk_store_u32le(uint8_t *bytes, uint32_t value);

#ifdef __cplusplus
}
#endif
#endif
