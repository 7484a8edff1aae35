/*
 * validate: is every body of a module well-typed, and what does it use?
 *
 * One pass over the code section: each instruction is checked against the
 * core specification (2.0 and the proposals of GK_FEATURE_LIST); what belongs
 * to a proposal is recorded, not refused, so that an engine's or a host's lack
 * can be told by the feature's name. On the way the pass gathers the call
 * graph's edges and what rules ask about code.
 *
 * All problems are found, not the first only: after one, types are taken for
 * unknown up to the end of the block, and checking goes on. Modules in which
 * the reader found problems are validated as far as they were read.
 *
 * A value; owns its memory; borrows nothing but the module while it is made.
 * Source: WebAssembly core specification 2.0, chapter 3 and its appendix
 * "Validation Algorithm", and the proposals.
 */
#ifndef GK_CORE_WASM_VALIDATE_H
#define GK_CORE_WASM_VALIDATE_H

#include "core/wasm/arena.h"
#include "core/wasm/calls.h"
#include "core/wasm/instr.h"

#ifdef __cplusplus
extern "C" {
#endif

struct gk_invalid {
    gk_status status;  /* E_MALFORMED: not decodable; E_SCHEMA: ill-typed;
                          E_LIMIT; E_UNSUPPORTED: a proposal we do not know */
    uint32_t function; /* index, imported ones counted */
    uint32_t offset;   /* in the file, of the instruction */
    char *text;        /* printable; what was found and wanted */
};

/* Where a feature is used first. */
struct gk_feature_use {
    uint64_t count;    /* instructions, or entries of sections */
    uint32_t function; /* UINT32_MAX: not in a body */
    uint32_t offset;   /* of the instruction, or of the section's entry where
                          that is known; else 0 */
};

typedef struct gk_validation {
    struct gk_invalid *problems; /* by offset */
    uint32_t problem_count;      /* at most GK_MAX_PROBLEMS */
    uint64_t more;               /* that many more were found */
    uint32_t features;           /* bits 1 << gk_feature; MVP's always set */
    struct gk_feature_use uses[GK_FEATURE_COUNT];
    gk_calls calls;
    uint64_t instructions;
    uint32_t deepest;          /* nesting of blocks, the body's own not */
    uint32_t deepest_function; /* counted; its function */
    uint32_t growing_function; /* first with memory.grow; UINT32_MAX: none */
    uint32_t table_growing_function; /* likewise table.grow */
    void *arena;                     /* owns what the pointers point to */
} gk_validation;

/* More threads than these are not made. */
#define GK_MAX_VALIDATE_THREADS 4u

/* All zero is what gk_validate does. */
struct gk_validate_how {
    unsigned threads;             /* at most; 0: as many as there are cores */
    unsigned parts;               /* that code is cut into; 0: by its size */
    bool careful;                 /* without the fast loop: for tests */
    const struct gk_alloc *alloc; /* borrowed while the result lives; used by
                                     all threads; NULL: the C library's */
};

/*
 * Validates all bodies, large modules' with several threads; the result is the
 * same with any number of them. Time is linear in the module's bytes; memory
 * is at most a quarter of them and 8 MiB, and 4 MiB for each thread (a call
 * graph that would take more is cut off, and not `complete`). A module that is
 * no core module has nothing to validate. Fails: GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_validate(const gk_module *module, gk_validation *out,
                                   gk_error *err);
/* `how` may be NULL. */
GK_NODISCARD gk_status gk_validate_with(const struct gk_validate_how *how,
                                        const gk_module *module,
                                        gk_validation *out, gk_error *err);
void gk_validation_clear(gk_validation *validation);

/* The first problem that makes the code ill-typed; NULL: it is well-typed, as
 * far as that could be checked (a proposal we do not know may hide more). */
const struct gk_invalid *gk_validation_fault(const gk_validation *validation);

#ifdef __cplusplus
}
#endif
#endif
