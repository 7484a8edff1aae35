/*
 * calls: who calls whom in a module, gathered while its bodies are decoded.
 *
 * For each defined function the distinct targets of its calls, in the order in
 * which they are first met. A target below `function_count` is a function; one
 * from there on is a type: `function_count + T` is "some function of a type
 * equal to T that can be called indirectly", T being the lowest of equal types.
 *
 * A value; owns its memory.
 */
#ifndef GK_CORE_WASM_CALLS_H
#define GK_CORE_WASM_CALLS_H

#include "core/wasm/module.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct gk_calls {
    uint32_t *first;     /* owned; code_count + 1: where targets begin */
    uint32_t *targets;   /* owned; `count` of them */
    uint32_t count;      /* at most the bytes of all bodies / 2 */
    uint32_t *same_type; /* owned; by type: the lowest type equal to it */
    uint8_t *referred;   /* owned; by function: 1 when a reference to it is
                            made in a body, an element segment, a global or an
                            export: it may be called indirectly */
    uint32_t functions;  /* as in the module */
    uint32_t codes;      /* bodies that belong to a function */
    uint32_t types;      /* as in the module */
    bool complete;       /* every body could be decoded to its end */
} gk_calls;

void gk_calls_clear(gk_calls *calls);

#ifdef __cplusplus
}
#endif
#endif
