/*
 * A body's locals. Declarations are kept as they stand, in runs:
 * a few bytes may declare 50,000 of them.
 */
#include "core/base/limits.h"
#include "core/wasm/leb.h"
#include "core/wasm/reader.h"
#include "core/wasm/validate_body.h"

#include <inttypes.h>

_Static_assert(GK_MAX_PARAMS <= GK_DIRECT_LOCALS, "parameters are copied");

static bool add_run(struct gk_body *b, uint32_t first, uint8_t type)
{
    uint32_t cap = b->run_cap * 2 + 32;
    gk_status why = GK_OK;
    struct gk_local_run *grown;

    if (b->run_count == b->run_cap) {
        grown = gk_arena_resize(b->arena, b->runs, cap, sizeof *grown, &why);
        if (grown == NULL) {
            b->nomem = true;
            return false;
        }
        b->runs = grown;
        b->run_cap = cap;
    }
    b->runs[b->run_count++] = (struct gk_local_run){first, type};
    return true;
}

static bool add_locals(struct gk_body *b, uint32_t count, uint8_t type)
{
    uint32_t direct = GK_DIRECT_LOCALS - b->direct;

    if (count == 0)
        return true;
    direct = count < direct ? count : direct;
    memset(b->locals + b->direct, type, direct);
    b->direct += direct;
    /* The search needs runs only where the array ends. */
    if (direct < count && !add_run(b, b->local_count, type))
        return false;
    b->local_count += count;
    return true;
}

static bool bad_locals(struct gk_body *b, size_t at, gk_status status,
                       const char *fmt, uint32_t value)
{
    b->offset = (uint32_t)at;
    gk_body_problem(b, status, fmt, value);
    return false;
}

static bool bad_type(struct gk_body *b, size_t at, uint8_t type)
{
    if (gk_type_is_later(type))
        return bad_locals(b, at, GK_E_UNSUPPORTED,
                          "type 0x%02" PRIx32 " of locals is of the garbage "
                          "collection proposal",
                          type);
    return bad_locals(b, at, GK_E_MALFORMED,
                      "type 0x%02" PRIx32 " of locals is no value type", type);
}

static bool is_valtype(uint8_t type)
{
    return (type >= GK_V128 && type <= GK_I32) || type == GK_FUNCREF ||
           type == GK_EXTERNREF || type == GK_EXNREF;
}

bool gk_body_read_locals(struct gk_body *b, struct gk_types params)
{
    const uint8_t *bytes = b->m->bytes;
    size_t at = (size_t)(b->at - bytes), end = (size_t)(b->end - bytes);
    uint32_t groups, count;

    b->op = GK_OP_COUNT; /* no instruction's problems */
    b->run_count = 0;
    b->direct = b->local_count = params.count;
    if (params.count > 0)
        memcpy(b->locals, params.at, params.count);
    if (!gk_leb_u32(bytes, end, &at, &groups))
        return bad_locals(b, at, GK_E_MALFORMED,
                          "malformed count of local declarations", 0);
    for (uint32_t i = 0; i < groups; i++) {
        size_t from = at;

        if (!gk_leb_u32(bytes, end, &at, &count) || at >= end)
            return bad_locals(b, from, at >= end ? GK_E_EOF : GK_E_MALFORMED,
                              "malformed declaration %" PRIu32 " of locals", i);
        if (!is_valtype(bytes[at]))
            return bad_type(b, at, bytes[at]);
        if (count > GK_MAX_LOCALS - b->local_count)
            return bad_locals(b, from, GK_E_LIMIT,
                              "more than %" PRIu32 " locals", GK_MAX_LOCALS);
        b->offset = (uint32_t)at;
        gk_body_use_type(b, bytes[at]);
        if (!add_locals(b, count, bytes[at++]))
            return false;
    }
    b->at = bytes + at;
    return true;
}

uint8_t gk_body_local(const struct gk_body *b, uint32_t index)
{
    uint32_t low = 0, high = b->run_count;

    if (index < b->direct)
        return b->locals[index];
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;

        if (b->runs[mid].first <= index)
            low = mid;
        else
            high = mid;
    }
    return b->runs[low].type;
}
