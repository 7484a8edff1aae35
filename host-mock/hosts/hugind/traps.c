/*
 * traps: what happened to the guest, in the words of wasmtime.
 */
#include "host-mock/hosts/hugind/hugind.h"

const char *hugind_trap_words(const struct gk_trap *trap)
{
    switch (trap->kind) {
    case GK_TRAP_UNREACHABLE:
        return "wasm trap: wasm `unreachable` instruction executed";
    case GK_TRAP_MEMORY_BOUNDS:
        return "wasm trap: out of bounds memory access";
    case GK_TRAP_TABLE_BOUNDS:
    case GK_TRAP_ELEMENT_UNDEFINED:
        return "wasm trap: undefined element: out of bounds table access";
    case GK_TRAP_ELEMENT_NULL:
        return "wasm trap: uninitialized element";
    case GK_TRAP_INDIRECT_TYPE:
        return "wasm trap: indirect call type mismatch";
    case GK_TRAP_DIVIDE_BY_ZERO:
        return "wasm trap: integer divide by zero";
    case GK_TRAP_INTEGER_OVERFLOW:
        return "wasm trap: integer overflow";
    case GK_TRAP_CONVERSION:
        return "wasm trap: invalid conversion to integer";
    case GK_TRAP_CALL_DEPTH:
        return "wasm trap: call stack exhausted";
    case GK_TRAP_UNALIGNED:
        return "wasm trap: unaligned atomic";
    case GK_TRAP_FUEL:
        return "wasm trap: all fuel consumed by WebAssembly";
    default:
        /* The host's own words, or ours for what wasmtime does not limit. */
        return trap->text[0] != '\0' ? trap->text : gk_trap_words(trap->kind);
    }
}
