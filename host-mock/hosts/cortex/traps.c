/*
 * traps: what happened to the guest, in the words of V8.
 */
#include "host-mock/hosts/cortex/cortex.h"

const char *cortex_trap_words(const struct gk_trap *trap)
{
    switch (trap->kind) {
    case GK_TRAP_UNREACHABLE:
        return "unreachable";
    case GK_TRAP_MEMORY_BOUNDS:
        return "memory access out of bounds";
    case GK_TRAP_TABLE_BOUNDS:
    case GK_TRAP_ELEMENT_UNDEFINED:
        return "table index is out of bounds";
    case GK_TRAP_ELEMENT_NULL:
    case GK_TRAP_INDIRECT_TYPE:
        return "null function or function signature mismatch";
    case GK_TRAP_DIVIDE_BY_ZERO:
        return "divide by zero";
    case GK_TRAP_INTEGER_OVERFLOW:
        return "divide result unrepresentable";
    case GK_TRAP_CONVERSION:
        return "float unrepresentable in integer range";
    case GK_TRAP_CALL_DEPTH:
        return "Maximum call stack size exceeded";
    case GK_TRAP_UNALIGNED:
        return "operation does not support unaligned accesses";
    case GK_TRAP_EXCEPTION:
        return "wasm exception";
    default:
        /* The host's own words, or ours for what V8 does not limit. */
        return trap->text[0] != '\0' ? trap->text : gk_trap_words(trap->kind);
    }
}
