/*
 * meter: rewrites a module so that it counts its own instructions.
 *
 * Three mutable globals are appended, so no index moves: the fuel left (i64,
 * starts as the budget, which also meters the start function), what bulk
 * operations took of it (i64), and a scratch place (i32). None is exported.
 * The head of each straight run of instructions subtracts the run's cost from
 * the fuel. A run ends after each instruction that can leave the line: loop,
 * if, else, end, branches, calls. Whoever runs the copy looks at the fuel as
 * often as it likes: it only ever falls, so a guest that spends more than its
 * budget is found out, be it a moment later. Looking in the copy itself would
 * double what metering costs an interpreter.
 *
 * Unit: wasmtime's, 1 for each instruction, 0 for nop drop block loop
 * unreachable return else end; plus 1 for each 64 bytes (memory) or each entry
 * (table) that an init, copy or fill has moved, taken after it succeeded.
 *
 * Two more changes: tail calls become a call and a return, because the
 * interpreter's own corrupt its stack (deep tail recursion thus counts as call
 * depth), and custom sections are left out.
 */
#ifndef GK_HOST_MOCK_VM_METER_H
#define GK_HOST_MOCK_VM_METER_H

#include "core/wasm/module.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The appended globals, counted from the module's own number of globals. */
enum gk_meter_global {
    GK_METER_FUEL,    /* i64 left; negative once it ran out */
    GK_METER_BULK,    /* i64 */
    GK_METER_SCRATCH, /* i32 */
    GK_METER_GLOBALS
};

/* More than this is no budget at all: what fits the global. */
#define GK_METER_MAX_BUDGET ((uint64_t)INT64_MAX)

/* Places in the copy and in the author's module, ascending. */
struct gk_meter_map {
    struct gk_meter_point {
        uint32_t metered;
        uint32_t original;
    } * points; /* owned */
    size_t count;
    size_t cap;
};

#define GK_METER_MAP_INIT                                                      \
    {                                                                          \
        NULL, 0, 0                                                             \
    }

/*
 * Appends the metered copy of a sound module to `out` (whose ceiling limits
 * it) and the places to `map`. Stack and types are not looked at: a module
 * that does not validate gives a copy that does not.
 * Fails: GK_E_MALFORMED and GK_E_EOF (code that does not decode), GK_E_LIMIT,
 * GK_E_NOMEM. What `out` and `map` hold then is of no use, but must be cleared.
 */
GK_NODISCARD gk_status gk_meter(const gk_module *module, uint64_t budget,
                                gk_buf *out, struct gk_meter_map *map,
                                gk_error *err);
void gk_meter_map_clear(struct gk_meter_map *map);
/* The author's offset for a place in the copy; inside what was added, where
 * the author's instructions go on. */
uint32_t gk_meter_original(const struct gk_meter_map *map, uint32_t metered);

/*
 * Finds an instruction of the copy by counting, for engines that translate
 * code and know only how far into a function they are: the `ops`th instruction
 * after the `marks`th `global.get` of one of the appended globals in defined
 * function `defined`, where nop, block, loop and end count nothing. Within a
 * straight run engines translate one to one, and every run that can trap has a
 * mark at its head. The function's first instruction when there is no such.
 *
 * copy     the metered copy, read
 * globals  how many globals the module had of its own
 */
uint32_t gk_meter_find(const gk_module *copy, uint32_t globals,
                       uint32_t defined, uint32_t marks, uint32_t ops);

#ifdef __cplusplus
}
#endif
#endif
