/*
 * cortex: the mock of CortexPrism's plugin host, in both fidelities.
 *
 * The deployed host is JavaScript: its functions have no wasm type, arguments
 * are converted at each call, and what throws there traps the guest here. The
 * documented host is the same but where differences.def has a row.
 */
#ifndef GK_HOST_MOCK_HOSTS_CORTEX_CORTEX_H
#define GK_HOST_MOCK_HOSTS_CORTEX_CORTEX_H

#include "core/base/limits.h"
#include "host-mock/session.h"

extern const struct gk_host gk_host_cortex;

/* Rows of the contract's import table. */
#define CORTEX_MOST_IMPORTS 16
/* Bytes of a string that the host reads, or writes at most. */
#define CORTEX_STRING_BYTES 65536u
/* Bytes of capabilities and of an HTTP body in the deployed host. */
#define CORTEX_DEPLOYED_BYTES 65528u
#define CORTEX_MAX_PAGES      512u
#define CORTEX_INITIAL_PAGES  256u

/* The documented heap of host_alloc: [HEAP_START, HEAP_END). */
#define CORTEX_HEAP_START 0x20000u
#define CORTEX_HEAP_END   0x100000u
#define CORTEX_MAX_ALLOC  65528u
/* Where the deployed host's bump pointer starts. */
#define CORTEX_DEPLOYED_HEAP 65536u

struct cortex {
    struct gk_session *session;
    char *name; /* owned: the manifest's, else the module's */
    const gk_json *manifest;
    bool loaded;            /* a load went through to its end */
    gk_guest *guest;        /* NULL before instantiation, after destroy */
    gk_vm_memory *provided; /* env.memory of this load */
    gk_vm_memory *exported; /* the guest's "memory", or NULL */
    gk_json *tools;         /* owned array: what the load has returned */
    struct cortex_heap {
        int64_t bump;  /* deployed: next address, may wrap to negative */
        uint32_t top;  /* documented: end of what the guest may get */
        uint32_t used; /* documented: end of what it has got */
        struct cortex_block {
            uint32_t ptr, size;
            bool free;
        } * blocks; /* owned, by address */
        size_t block_count, free_count;
    } heap;
    struct gk_host_link links[CORTEX_MOST_IMPORTS];
};

/* Every row of differences.def. */
enum cortex_difference_id {
#define GK_DIFFERENCE(id, code, fault, title, documented, deployed, advice)    \
    CORTEX_##id,
#include "host-mock/hosts/cortex/differences.def"
    CORTEX_DIFFERENCE_COUNT
};
extern const struct gk_difference cortex_differences[CORTEX_DIFFERENCE_COUNT];

/* The guest has met one. */
void cortex_meet(struct cortex *cortex, enum cortex_difference_id id);

/* --- values and memory (values.c) ------------------------------------------
 */

/* Argument `index` as a JavaScript number, truncated. Fails (a throw) for an
 * i64, which arrives as a BigInt. Absent: 0. */
GK_NODISCARD gk_status cortex_number(const struct gk_hostcall *call,
                                     size_t index, int64_t *out, gk_error *err);
/* The same, where JavaScript calculates with it: other words for an i64. */
GK_NODISCARD gk_status cortex_operand(const struct gk_hostcall *call,
                                      size_t index, int64_t *out,
                                      gk_error *err);
/* Sets the result, whatever type it was declared with. */
GK_NODISCARD gk_status cortex_result(struct gk_hostcall *call, double value,
                                     gk_error *err);
/* The result of a function that gives none: JavaScript's undefined, where the
 * import was declared with one. */
GK_NODISCARD gk_status cortex_no_result(struct gk_hostcall *call,
                                        gk_error *err);
/* The memory that host functions use. */
gk_vm_memory *cortex_memory(const struct cortex *cortex);
/* The string rule: at most 65536 bytes, up to the first NUL, decoded; a bad
 * range is an empty string. Appends to `out`. */
GK_NODISCARD gk_status cortex_read_string(const struct cortex *cortex,
                                          int64_t ptr, int64_t len, gk_buf *out,
                                          gk_error *err);
/* String arguments `index`, `index` + 1. */
GK_NODISCARD gk_status cortex_string_arg(const struct gk_hostcall *call,
                                         size_t index, gk_buf *out,
                                         gk_error *err);
/* new Uint8Array(buffer, ptr, len); borrowed until the guest runs. Fails with
 * the words of a RangeError. */
GK_NODISCARD gk_status cortex_bytes(gk_vm_memory *memory, int64_t ptr,
                                    int64_t len, uint8_t **out, gk_error *err);
/* The u32 at `ptr`. Fails with the words of a RangeError. */
GK_NODISCARD gk_status cortex_load_word(gk_vm_memory *memory, int64_t ptr,
                                        uint32_t *out, gk_error *err);
GK_NODISCARD gk_status cortex_store_word(gk_vm_memory *memory, int64_t ptr,
                                         uint32_t value, gk_error *err);
/* The out rule: capacity from *len_ptr (0: 65536), never more than `most`;
 * nothing is written when it does not fit into memory. */
GK_NODISCARD gk_status cortex_write_out(gk_vm_memory *memory, int64_t out_ptr,
                                        int64_t len_ptr, const void *bytes,
                                        size_t len, uint32_t most,
                                        gk_error *err);

/* --- the rest ---------------------------------------------------------------
 */

gk_host_fn cortex_host_http_request; /* net.c */
gk_host_fn cortex_host_alloc;        /* heap.c */
gk_host_fn cortex_host_free;
void cortex_heap_reset(struct cortex_heap *heap);
void cortex_heap_clear(struct cortex_heap *heap);

/* Value of a setting (config.c), or NULL; borrowed. `key` is a C string. */
const gk_json *cortex_setting(struct cortex *cortex, const char *key);

/* Answers an import of the guest (link.c). */
gk_status cortex_resolve(void *context, const struct gk_import *import,
                         const struct gk_functype *type,
                         struct gk_vm_extern *out, gk_error *err);
gk_host_fn *cortex_handler(const struct gk_abi_import *row); /* imports.c */

/* The types of a contract row; borrowed from `sig`. */
struct gk_functype cortex_functype(const struct gk_sig *sig);
bool cortex_same_type(const struct gk_functype *a, const struct gk_functype *b);

/* Whether something of that name is exported, of whatever kind. */
bool cortex_exports(const struct cortex *cortex, const char *name);
/* Calls an export as JavaScript would, with up to six numbers; one that is no
 * function traps. *result is its result as a number; *is_number is false for
 * an i64, no result, several. */
GK_NODISCARD gk_status cortex_call(struct cortex *cortex, const char *name,
                                   const uint32_t *args, size_t arg_count,
                                   double *result, bool *is_number,
                                   struct gk_trap *trap, gk_error *err);
const char *cortex_trap_words(const struct gk_trap *trap);

GK_NODISCARD gk_status cortex_read_tools(struct cortex *cortex,
                                         struct gk_part *part, gk_error *err);
/* {"tool": NAME, "args": any JSON, or "raw": the arguments as they are}. */
GK_NODISCARD gk_status cortex_check_call(const gk_json *call, const char *where,
                                         gk_error *err);
GK_NODISCARD gk_status cortex_run_tool(void *cortex, const gk_json *call,
                                       struct gk_part *part, gk_error *err);

#endif
