/*
 * order: sorts rows by sorting their numbers.
 *
 * A stable merge sort: what it costs is the same for every input, which
 * quicksort cannot say of input that an adversary chose, and its memory is the
 * caller's, which the C library's qsort takes behind our back.
 */
#ifndef GK_CORE_WASM_ORDER_H
#define GK_CORE_WASM_ORDER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Less than, equal or greater than 0, as row a stands to row b. */
typedef int gk_order_fn(uint32_t a, uint32_t b, const void *rows);

/* Fills order[0..count) with 0 … count - 1, sorted. `scratch` holds `count`
 * numbers too; what is in it afterwards means nothing. */
void gk_order_sort(uint32_t *order, uint32_t *scratch, size_t count,
                   gk_order_fn *compare, const void *rows);

/* The same with the numbers that are in order[0..count) already; equal ones
 * stay as they stand. */
void gk_order_arrange(uint32_t *order, uint32_t *scratch, size_t count,
                      gk_order_fn *compare, const void *rows);

#ifdef __cplusplus
}
#endif
#endif
