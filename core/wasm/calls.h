/*
 * calls: who calls whom in a module, gathered while its bodies are decoded.
 *
 * For each defined function the distinct targets of its calls, in the order in
 * which they are first met. A target below `function_count` is a function; one
 * from there on is a type: `function_count + T` is "some function of a type
 * equal to T that can be called indirectly", T being the lowest of equal types.
 *
 * Part of a gk_validation, which owns the memory.
 */
#ifndef GK_CORE_WASM_CALLS_H
#define GK_CORE_WASM_CALLS_H

#include "core/wasm/module.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct gk_calls {
    uint32_t *first;     /* `codes` + 1: where a body's targets begin */
    uint32_t *targets;   /* `count` of them */
    uint32_t count;      /* at most the bytes of all bodies / 2 */
    uint32_t *same_type; /* by type: the lowest type equal to it */
    uint8_t *referred;   /* by function: not 0 when a reference to it is made:
                            it may be called indirectly. 1: in an element
                            segment, a global or an export; 2: in bodies only */
    uint32_t functions;  /* as in the module */
    uint32_t codes;      /* bodies that belong to a function */
    uint32_t types;      /* as in the module */
    bool complete;       /* every body could be decoded to its end, and there
                            was room for all targets */
} gk_calls;

#ifdef __cplusplus
}
#endif
#endif
