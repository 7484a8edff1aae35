/*
 * meter: rewrites a module so that it counts its own instructions.
 *
 * One mutable i64 global is appended (no index moves) whose initial value is
 * the budget. The head of each straight run of instructions subtracts the
 * run's cost and executes `unreachable` below zero. The global is not
 * exported: it is the last global of the copy.
 *
 * Unit: wasmtime's, 1 for each instruction, 0 for nop drop block loop
 * unreachable return else end; plus 1 for each 64 bytes (memory) or each entry
 * (table) of a bulk operation, counted in a second global and also taken from
 * the first.
 */
#ifndef GK_HOST_MOCK_VM_METER_H
#define GK_HOST_MOCK_VM_METER_H

#include "core/wasm/module.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Places in the copy and in the author's module, ascending. */
struct gk_meter_map {
    struct gk_meter_point {
        uint32_t metered;
        uint32_t original;
    } * points; /* owned */
    size_t count;
};

GK_NODISCARD gk_status gk_meter(const gk_module *module, uint64_t budget,
                                gk_buf *out, struct gk_meter_map *map,
                                gk_error *err);
void gk_meter_map_clear(struct gk_meter_map *map);
/* The author's offset for a place in the copy. */
uint32_t gk_meter_original(const struct gk_meter_map *map, uint32_t metered);

#ifdef __cplusplus
}
#endif
#endif
