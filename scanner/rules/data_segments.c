#include "core/base/limits.h"
#include "core/wasm/order.h"
#include "scanner/rules.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Where an active segment begins; false where a global of the host says so. */
static bool address_of(const struct gk_data *d, uint64_t *out)
{
    if (d->mode != GK_SEGMENT_ACTIVE ||
        (d->where.kind != GK_CONST_I32 && d->where.kind != GK_CONST_I64))
        return false;
    *out = d->where.value;
    return true;
}

/* --- outside of memory --- */

/* The bytes each memory begins with, by index; UINT64_MAX: not known, which an
 * imported one's are not unless the host's contract has them. Owned. */
static uint64_t *memory_sizes(const struct gk_facts *facts)
{
    const gk_module *m = facts->module;
    uint64_t *sizes = calloc((size_t)m->memory_count + 1, sizeof *sizes);

    if (sizes == NULL)
        return NULL;
    for (uint32_t i = 0; i < m->memory_count; i++) {
        uint64_t pages = m->memories[i].limits.min;

        sizes[i] =
            i < m->imported_memories || pages > UINT64_MAX / GK_PAGE_BYTES
                ? UINT64_MAX
                : pages * GK_PAGE_BYTES;
    }
    for (uint32_t i = 0; i < m->import_count; i++) {
        const struct gk_abi_memory *row =
            gk_facts_memory_row(facts, &m->imports[i]);

        if (row != NULL && m->imports[i].kind == GK_EXTERN_MEMORY &&
            m->imports[i].index < m->memory_count)
            sizes[m->imports[i].index] = (uint64_t)row->initial * GK_PAGE_BYTES;
    }
    return sizes;
}

static void look_outside(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;
    uint64_t *sizes = memory_sizes(facts);
    uint64_t at;

    if (sizes == NULL) {
        out->status = GK_E_NOMEM;
        return;
    }
    for (uint32_t i = 0; i < m->data_count; i++) {
        const struct gk_data *d = &m->datas[i];

        if (!address_of(d, &at) || d->memory >= m->memory_count ||
            (d->len <= sizes[d->memory] && at <= sizes[d->memory] - d->len))
            continue;
        gk_found(out, GK_SEVERITY_ERROR, gk_place_data(m, i),
                 "%" PRIu32 " bytes at address 0x%" PRIx64 ", memory %" PRIu32
                 " begins with 0x%" PRIx64,
                 d->len, at, d->memory, sizes[d->memory]);
        gk_found_why(out, "instantiating the module traps");
        gk_found_mend(out, "declare a minimum that holds the data");
    }
    free(sizes);
}

/* --- overlaps --- */

/* Segments that are at known places and hold something come first, by memory,
 * then address. */
static int compare_places(uint32_t a, uint32_t b, const void *rows)
{
    const struct gk_data *x = (const struct gk_data *)rows + a;
    const struct gk_data *y = (const struct gk_data *)rows + b;
    uint64_t at = 0;
    uint64_t other = 0;
    bool known = address_of(x, &at) && x->len > 0;

    if (known != (address_of(y, &other) && y->len > 0))
        return known ? -1 : 1;
    if (!known)
        return 0;
    if (x->memory != y->memory)
        return x->memory < y->memory ? -1 : 1;
    return at < other ? -1 : at > other;
}

/* Segments `a` and `b`, of which `b` begins in `a`: equal bytes are a waste,
 * others are lost. Takes time in proportion to b's length. */
static void say_overlap(const gk_module *m, uint32_t a, uint32_t b,
                        gk_findings *out)
{
    const struct gk_data *x = &m->datas[a];
    const struct gk_data *y = &m->datas[b];
    uint64_t into = y->where.value - x->where.value;
    uint64_t len = x->len - into < y->len ? x->len - into : y->len;
    bool same = memcmp(m->bytes + x->offset + into, m->bytes + y->offset,
                       (size_t)len) == 0;
    uint32_t last = a > b ? a : b;
    uint32_t first = a > b ? b : a;

    gk_found(out, same ? GK_SEVERITY_NOTE : GK_SEVERITY_WARNING,
             gk_place_data(m, last),
             "%s %" PRIu64 " byte%s of data[%" PRIu32
             "], at address 0x%" PRIx64,
             same ? "repeats" : "overwrites", len, len == 1 ? "" : "s", first,
             y->where.value);
}

static void look_at_overlaps(const gk_module *m, const uint32_t *order,
                             gk_findings *out)
{
    uint64_t far_end = 0;
    uint64_t at;
    uint32_t far = 0;

    for (uint32_t i = 0; i < m->data_count; i++) {
        const struct gk_data *d = &m->datas[order[i]];

        if (!address_of(d, &at) || d->len == 0)
            return; /* from here on nothing is known */
        /* Past the end of all addresses is GK039's other half. */
        if (at > UINT64_MAX - d->len)
            continue;
        if (far_end > at && m->datas[far].memory == d->memory)
            say_overlap(m, far, order[i], out);
        if (m->datas[far].memory != d->memory || at + d->len > far_end) {
            far = order[i];
            far_end = at + d->len;
        }
    }
}

static void look_for_overlaps(const gk_module *m, gk_findings *out)
{
    uint32_t *order = calloc((size_t)m->data_count + 1, sizeof *order);
    uint32_t *scratch = calloc((size_t)m->data_count + 1, sizeof *scratch);

    if (order == NULL || scratch == NULL) {
        out->status = GK_E_NOMEM;
    } else {
        gk_order_sort(order, scratch, m->data_count, compare_places, m->datas);
        look_at_overlaps(m, order, out);
    }
    free(order);
    free(scratch);
}

void gk_rule_data_segments(const struct gk_facts *facts, gk_findings *out)
{
    if (facts->module->data_count == 0)
        return;
    look_outside(facts, out);
    look_for_overlaps(facts->module, out);
}
