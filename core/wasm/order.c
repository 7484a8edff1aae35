#include "core/wasm/order.h"

#include <string.h>

/* Merges from[a..mid) and from[mid..end) into to[a..end). */
static void merge(const uint32_t *from, uint32_t *to, size_t a, size_t mid,
                  size_t end, gk_order_fn *compare, const void *rows)
{
    size_t left = a, right = mid;

    /* Runs that are in order already, as most inputs are. */
    if (mid >= end || compare(from[mid - 1], from[mid], rows) <= 0) {
        memcpy(to + a, from + a, (end - a) * sizeof *to);
        return;
    }
    for (size_t i = a; i < end; i++) {
        if (right >= end ||
            (left < mid && compare(from[left], from[right], rows) <= 0))
            to[i] = from[left++];
        else
            to[i] = from[right++];
    }
}

void gk_order_arrange(uint32_t *order, uint32_t *scratch, size_t count,
                      gk_order_fn *compare, const void *rows)
{
    uint32_t *from = order, *to = scratch;

    for (size_t width = 1; width < count; width *= 2) {
        uint32_t *swap = from;

        for (size_t a = 0; a < count; a += 2 * width) {
            size_t mid = a + width < count ? a + width : count;
            size_t end = mid + width < count ? mid + width : count;

            merge(from, to, a, mid, end, compare, rows);
        }
        from = to;
        to = swap;
    }
    if (from != order)
        memcpy(order, from, count * sizeof *order);
}

void gk_order_sort(uint32_t *order, uint32_t *scratch, size_t count,
                   gk_order_fn *compare, const void *rows)
{
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
    gk_order_arrange(order, scratch, count, compare, rows);
}
