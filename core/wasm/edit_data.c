/*
 * Dropping zeros from data segments. A static buffer of a megabyte is a
 * megabyte of zeros in the file, which memory holds anyway.
 *
 * Writing zeros may be left out when nothing wrote there before, and when
 * leaving it out hides no trap: the place must lie inside the memory's minimum.
 */
#include "core/wasm/edit.h"

#include "core/base/limits.h"
#include "core/wasm/leb.h"
#include "core/wasm/order.h"
#include "core/wasm/splice.h"

#include <stdlib.h>
#include <string.h>

/* A segment costs a dozen bytes and reading time: shorter runs do not pay. */
#define SPLIT_ZEROS 16u

/* A data segment that lies at a constant place. */
struct place {
    uint64_t at; /* address of the first byte */
    uint32_t memory;
    uint32_t len;
    bool fixed; /* active, at a constant */
    bool free;  /* zeros may be dropped */
};

struct trim {
    const gk_module *m;
    struct place *places; /* owned, one for each segment */
    size_t from;          /* of the segment's entry in the module */
    uint32_t room;        /* segments that may be added */
    uint32_t count;       /* segments written */
    gk_buf entries;       /* owned */
};

/* --- which segments may be changed ---------------------------------------- */

/* Bytes of the memory there are for sure. */
static uint64_t memory_bytes(const struct gk_memtype *memory)
{
    if (memory->limits.min > UINT64_MAX / GK_PAGE_BYTES)
        return UINT64_MAX;
    return memory->limits.min * GK_PAGE_BYTES;
}

static struct place find_place(const gk_module *m, const struct gk_data *data,
                               bool memory_is_zero)
{
    struct place place = {0};
    uint64_t size;

    if (data->mode != GK_SEGMENT_ACTIVE)
        return place;
    place.memory = data->memory;
    place.len = data->len;
    place.at = data->where.value;
    place.fixed =
        data->where.kind == GK_CONST_I32 || data->where.kind == GK_CONST_I64;
    size = memory_bytes(&m->memories[data->memory]);
    place.free = place.fixed && data->len <= size &&
                 place.at <= size - data->len &&
                 (memory_is_zero || data->memory >= m->imported_memories);
    return place;
}

static int compare_places(uint32_t a, uint32_t b, const void *rows)
{
    const struct place *x = (const struct place *)rows + a;
    const struct place *y = (const struct place *)rows + b;

    if (x->memory != y->memory)
        return x->memory < y->memory ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* One past the last byte; nothing in bounds comes near the ceiling. */
static uint64_t end_of(const struct place *place)
{
    return place->at > UINT64_MAX - place->len ? UINT64_MAX
                                               : place->at + place->len;
}

/* By ascending address: whoever overlaps anything before him overlaps the one
 * that reaches farthest. */
static void keep_overlapping(struct place *places, const uint32_t *order,
                             uint32_t count)
{
    struct place *top = NULL;

    for (uint32_t i = 0; i < count; i++) {
        struct place *place = &places[order[i]];

        if (!place->fixed || place->len == 0)
            continue;
        if (top != NULL && top->memory == place->memory &&
            place->at < end_of(top))
            top->free = place->free = false;
        if (top == NULL || top->memory != place->memory ||
            end_of(place) > end_of(top))
            top = place;
    }
}

/* A segment at an unknown place may have written where a later one does. */
static void keep_after_unknown(const gk_module *m, struct place *places,
                               bool *unknown)
{
    for (uint32_t i = 0; i < m->data_count; i++) {
        if (m->datas[i].mode != GK_SEGMENT_ACTIVE)
            continue;
        if (!places[i].fixed)
            unknown[places[i].memory] = true;
        else if (unknown[places[i].memory])
            places[i].free = false;
    }
}

static gk_status find_places(struct trim *t, bool memory_is_zero, gk_error *err)
{
    const gk_module *m = t->m;
    uint32_t *order = calloc(m->data_count, 2 * sizeof *order);
    bool *unknown = calloc((size_t)m->memory_count + 1, sizeof *unknown);

    t->places = calloc(m->data_count, sizeof *t->places);
    if (order == NULL || unknown == NULL || t->places == NULL) {
        free(order);
        free(unknown);
        return gk_fail_nomem(err);
    }
    for (uint32_t i = 0; i < m->data_count; i++)
        t->places[i] = find_place(m, &m->datas[i], memory_is_zero);
    gk_order_sort(order, order + m->data_count, m->data_count, compare_places,
                  t->places);
    keep_overlapping(t->places, order, m->data_count);
    keep_after_unknown(m, t->places, unknown);
    free(order);
    free(unknown);
    return GK_OK;
}

/* --- writing them --------------------------------------------------------- */

/* Bytes [from, to) of a segment, as a segment of their own. */
static void put_piece(struct trim *t, const struct gk_data *data, uint32_t from,
                      uint32_t to)
{
    gk_buf *out = &t->entries;

    /* Flags and memory index, as they stand in the file. */
    gk_splice_range(t->m, t->from, data->where.offset, out);
    if (from == 0) {
        gk_splice_range(t->m, data->where.offset,
                        data->where.offset + data->where.len, out);
    } else {
        uint64_t at = data->where.value + from;
        bool wide = data->where.kind == GK_CONST_I64;

        gk_buf_byte(out, wide ? 0x42 : 0x41);
        gk_leb_put_s64(out, wide ? (int64_t)at : (int32_t)(uint32_t)at);
        gk_buf_byte(out, 0x0b);
    }
    gk_leb_put_u64(out, to - from);
    gk_buf_put(out, t->m->bytes + data->offset + from, to - from);
    t->count++;
}

/* Of bytes [at, end): where the next run of `least` zeros begins, and in *after
 * where it ends; `end` for both when there is none. */
static uint32_t next_zeros(const uint8_t *bytes, uint32_t at, uint32_t end,
                           uint32_t least, uint32_t *after)
{
    uint32_t from;

    while (at < end) {
        while (at < end && bytes[at] != 0)
            at++;
        for (from = at; at < end && bytes[at] == 0;)
            at++;
        if (at - from >= least) {
            *after = at;
            return from;
        }
    }
    *after = end;
    return end;
}

/* Zeros that a split must save: more than one more segment takes, also where
 * its flags and memory index are written in long form. */
static uint32_t zeros_worth(const struct trim *t, const struct gk_data *data)
{
    size_t prefix = data->where.offset - t->from;
    size_t place = data->where.kind == GK_CONST_I64 ? 12 : 7;
    size_t cost = prefix + place + 5;

    return cost > SPLIT_ZEROS ? (uint32_t)cost : SPLIT_ZEROS;
}

static void put_pieces(struct trim *t, const struct gk_data *data)
{
    const uint8_t *bytes = t->m->bytes + data->offset;
    uint32_t from = 0, end = data->len, stop, after;

    while (from < end && bytes[from] == 0)
        from++;
    while (end > from && bytes[end - 1] == 0)
        end--;
    if (from == end) {
        /* Its number matters to code that refers to segments. */
        if (t->m->has_data_count)
            put_piece(t, data, 0, 0);
        return;
    }
    for (stop = from; t->room > 0 && !t->m->has_data_count; t->room--) {
        stop = next_zeros(bytes, stop, end, zeros_worth(t, data), &after);
        if (stop == end)
            break;
        put_piece(t, data, from, stop);
        from = stop = after;
    }
    put_piece(t, data, from, end);
}

static void put_entries(struct trim *t)
{
    for (uint32_t i = 0; i < t->m->data_count; i++) {
        const struct gk_data *data = &t->m->datas[i];
        size_t end = (size_t)data->offset + data->len;

        if (t->places[i].free) {
            put_pieces(t, data);
        } else {
            gk_splice_range(t->m, t->from, end, &t->entries);
            t->count++;
        }
        t->from = end;
    }
}

static void put_module(const struct trim *t, const struct gk_section *section,
                       gk_buf *out)
{
    gk_buf count = GK_BUF_INIT;

    gk_leb_put_u64(&count, t->count);
    gk_splice_range(t->m, 0, section->header_offset, out);
    if (t->count > 0) {
        gk_buf_byte(out, GK_SECTION_DATA);
        gk_leb_put_u64(out, count.len + t->entries.len);
        gk_leb_put_u64(out, t->count);
        gk_buf_put(out, t->entries.data, t->entries.len);
    }
    gk_splice_range(t->m, gk_splice_end(section), t->m->len, out);
    gk_buf_clear(&count);
}

gk_status gk_edit_drop_zero_data(const gk_module *module, bool memory_is_zero,
                                 gk_buf *out, gk_error *err)
{
    const struct gk_section *section = gk_splice_find(module, GK_SECTION_DATA);
    struct trim t = {.m = module, .entries = GK_BUF_LIMIT(GK_MAX_MODULE_BYTES)};
    size_t start = out->len;
    uint32_t count;
    gk_status st = gk_module_sound(module, err);

    if (st != GK_OK)
        return st;
    if (module->data_count == 0) {
        gk_splice_range(module, 0, module->len, out);
        return gk_splice_finish(out, start, err);
    }
    t.from = section->offset;
    if (!gk_leb_u32(module->bytes, module->len, &t.from, &count))
        return gk_fail(err, GK_E_MALFORMED, "count of data segments");
    t.room = GK_MAX_DATA_SEGMENTS - module->data_count;
    st = find_places(&t, memory_is_zero, err);
    if (st != GK_OK)
        goto done;
    put_entries(&t);
    st = gk_buf_check(&t.entries, err);
    if (st != GK_OK)
        goto done;
    put_module(&t, section, out);
    st = gk_splice_finish(out, start, err);
done:
    gk_buf_clear(&t.entries);
    free(t.places);
    return st;
}
