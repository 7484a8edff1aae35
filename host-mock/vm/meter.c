#include "host-mock/vm/meter.h"

#include "core/base/limits.h"
#include "core/wasm/instr.h"
#include "core/wasm/leb.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The bytes the copy is made of; operands follow as LEBs. */
enum code {
    END = 0x0b,
    RETURN = 0x0f,
    CALL = 0x10,
    CALL_INDIRECT = 0x11,
    DROP = 0x1a,
    GLOBAL_GET = 0x23,
    GLOBAL_SET = 0x24,
    I32_CONST = 0x41,
    I64_CONST = 0x42,
    I32_SHR_U = 0x76,
    I64_ADD = 0x7c,
    I64_SUB = 0x7d,
    I64_EXTEND_I32_U = 0xad
};

struct meter {
    const gk_module *module;
    uint64_t budget;
    gk_buf *out;
    struct gk_meter_map *map;
    gk_error *err;
    gk_buf get_fuel; /* global.get fuel: every head begins with it … */
    gk_buf set_fuel; /* … and ends with i64.sub, global.set fuel */
};

/* A straight run: instructions that are executed all or not at all, but for
 * traps. */
struct run {
    size_t from, to;
    uint32_t cost;
    bool traps;   /* an `unreachable`: costs nothing, still needs its place */
    bool rewrite; /* holds bulk operations or a tail call */
};

void gk_meter_map_clear(struct gk_meter_map *map)
{
    free(map->points);
    *map = (struct gk_meter_map)GK_METER_MAP_INIT;
}

static gk_status add_point(struct meter *m, size_t original)
{
    struct gk_meter_map *map = m->map;
    if (map->count == map->cap) {
        size_t cap = map->cap ? map->cap * 2 : 256;
        void *points = realloc(map->points, cap * sizeof *map->points);
        if (!points)
            return gk_fail_nomem(m->err);
        map->points = points;
        map->cap = cap;
    }
    map->points[map->count].metered = (uint32_t)m->out->len;
    map->points[map->count].original = (uint32_t)original;
    map->count++;
    return GK_OK;
}

/* Failures of the buffer are remembered by it and looked at once a function. */
static void put(struct meter *m, uint8_t byte)
{
    gk_buf_byte(m->out, byte);
}

static void put_global(struct meter *m, enum code op,
                       enum gk_meter_global which)
{
    put(m, op);
    gk_leb_put_u64(m->out, (uint64_t)m->module->global_count + which);
}

static void put_i64(struct meter *m, int64_t value)
{
    put(m, I64_CONST);
    gk_leb_put_s64(m->out, value);
}

static gk_status put_head(struct meter *m, const struct run *run)
{
    if (run->cost == 0 && !run->traps)
        return GK_OK;
    gk_status st = add_point(m, run->from);
    if (st != GK_OK)
        return st;
    gk_buf_put(m->out, m->get_fuel.data, m->get_fuel.len);
    if (run->cost == 0) {
        put(m, DROP);
        return add_point(m, run->from);
    }
    put_i64(m, run->cost);
    gk_buf_put(m->out, m->set_fuel.data, m->set_fuel.len);
    return add_point(m, run->from);
}

/* Moves the length in scratch, scaled, to or from a counter. */
static void put_charge(struct meter *m, enum gk_meter_global counter,
                       enum code op, bool bytes)
{
    put_global(m, GLOBAL_GET, counter);
    put_global(m, GLOBAL_GET, GK_METER_SCRATCH);
    if (bytes) {
        put(m, I32_CONST);
        put(m, 6); /* 64 bytes a unit */
        put(m, I32_SHR_U);
    }
    put(m, I64_EXTEND_I32_U);
    put(m, op);
    put_global(m, GLOBAL_SET, counter);
}

static void put_raw(struct meter *m, size_t from, size_t to)
{
    gk_buf_put(m->out, m->module->bytes + from, to - from);
}

/* The length is on top of the stack: kept aside, used, then paid for. Paying
 * afterwards leaves a range that does not fit to its own trap. */
static gk_status put_bulk(struct meter *m, const struct gk_instr *in,
                          bool bytes)
{
    gk_status st = add_point(m, in->offset);
    if (st != GK_OK)
        return st;
    put_global(m, GLOBAL_SET, GK_METER_SCRATCH);
    put_global(m, GLOBAL_GET, GK_METER_SCRATCH);
    st = add_point(m, in->offset);
    if (st != GK_OK)
        return st;
    put_raw(m, in->offset, (size_t)in->offset + in->len);
    st = add_point(m, in->offset);
    if (st != GK_OK)
        return st;
    put_charge(m, GK_METER_BULK, I64_ADD, bytes);
    put_charge(m, GK_METER_FUEL, I64_SUB, bytes);
    return add_point(m, (size_t)in->offset + in->len);
}

static gk_status put_tail_call(struct meter *m, const struct gk_instr *in)
{
    put(m, in->op == GK_OP_RETURN_CALL ? CALL : CALL_INDIRECT);
    put_raw(m, in->offset + 1u, (size_t)in->offset + in->len);
    put(m, RETURN);
    return add_point(m, (size_t)in->offset + in->len);
}

static gk_status put_instr(struct meter *m, const struct gk_instr *in)
{
    switch (in->op) {
    case GK_OP_MEMORY_INIT:
    case GK_OP_MEMORY_COPY:
    case GK_OP_MEMORY_FILL:
        return put_bulk(m, in, true);
    case GK_OP_TABLE_INIT:
    case GK_OP_TABLE_COPY:
    case GK_OP_TABLE_FILL:
        return put_bulk(m, in, false);
    case GK_OP_RETURN_CALL:
    case GK_OP_RETURN_CALL_INDIRECT:
        return put_tail_call(m, in);
    default:
        put_raw(m, in->offset, (size_t)in->offset + in->len);
        return GK_OK;
    }
}

static gk_status put_run(struct meter *m, const struct run *run)
{
    gk_status st = put_head(m, run);
    if (st != GK_OK)
        return st;
    if (!run->rewrite) {
        put_raw(m, run->from, run->to);
        return GK_OK;
    }
    for (size_t at = run->from; at < run->to;) {
        struct gk_instr in;
        st = gk_instr_decode(m->module->bytes, run->to, at, &in, m->err);
        if (st == GK_OK)
            st = put_instr(m, &in);
        if (st != GK_OK)
            return st;
        at += in.len;
    }
    return GK_OK;
}

/* Whether what stands after the instruction may be reached without it, or not
 * be reached with it. `block` and `try` only name a place further on. */
static bool ends_run(gk_op op)
{
    switch (op) {
    case GK_OP_LOOP:
    case GK_OP_IF:
    case GK_OP_ELSE:
    case GK_OP_END:
    case GK_OP_BR:
    case GK_OP_BR_IF:
    case GK_OP_BR_TABLE:
    case GK_OP_RETURN:
    case GK_OP_UNREACHABLE:
    case GK_OP_CALL:
    case GK_OP_CALL_INDIRECT:
    case GK_OP_RETURN_CALL:
    case GK_OP_RETURN_CALL_INDIRECT:
    case GK_OP_THROW:
    case GK_OP_THROW_REF:
    case GK_OP_RETHROW:
    case GK_OP_CATCH:
    case GK_OP_CATCH_ALL:
    case GK_OP_DELEGATE:
        return true;
    default:
        return false;
    }
}

static bool needs_rewrite(gk_op op)
{
    switch (op) {
    case GK_OP_MEMORY_INIT:
    case GK_OP_MEMORY_COPY:
    case GK_OP_MEMORY_FILL:
    case GK_OP_TABLE_INIT:
    case GK_OP_TABLE_COPY:
    case GK_OP_TABLE_FILL:
    case GK_OP_RETURN_CALL:
    case GK_OP_RETURN_CALL_INDIRECT:
        return true;
    default:
        return false;
    }
}

static gk_status scan_run(struct meter *m, size_t at, size_t end,
                          struct run *out)
{
    struct run run = {.from = at};
    gk_op op = GK_OP_NOP;
    while (at < end && !ends_run(op)) {
        struct gk_instr in;
        gk_status st = gk_instr_decode(m->module->bytes, end, at, &in, m->err);
        if (st != GK_OK)
            return st;
        op = in.op;
        run.cost += gk_ops[op].fuel;
        run.traps |= op == GK_OP_UNREACHABLE;
        run.rewrite |= needs_rewrite(op);
        at += in.len;
    }
    run.to = at;
    *out = run;
    return GK_OK;
}

/* Sizes are known only afterwards: room for five bytes, then a LEB padded to
 * five, which is as good as a short one. */
static size_t hold_size(struct meter *m)
{
    size_t at = m->out->len;
    gk_buf_fill(m->out, 0x80, 4);
    put(m, 0);
    return at;
}

static gk_status set_size(struct meter *m, size_t at)
{
    gk_status st = gk_buf_check(m->out, m->err);
    if (st != GK_OK)
        return st;
    size_t size = m->out->len - at - 5;
    if (m->out->len > UINT32_MAX)
        return gk_fail(m->err, GK_E_LIMIT, "metered module of over 4 GiB");
    for (int i = 0; i < 5; i++)
        m->out->data[at + (size_t)i] =
            (uint8_t)((size >> (7 * i) & 0x7f) | (i < 4 ? 0x80 : 0));
    return GK_OK;
}

static gk_status put_body(struct meter *m, const struct gk_code *code)
{
    size_t end = (size_t)code->offset + code->len;
    size_t size_at = hold_size(m);
    uint32_t locals, at;
    gk_status st = gk_code_locals(m->module, code, &locals, &at, m->err);
    if (st != GK_OK)
        return st;
    st = add_point(m, code->offset);
    if (st != GK_OK)
        return st;
    put_raw(m, code->offset, at);
    for (struct run run = {.to = at}; run.to < end;) {
        st = scan_run(m, run.to, end, &run);
        if (st == GK_OK)
            st = put_run(m, &run);
        if (st != GK_OK)
            return st;
    }
    return set_size(m, size_at);
}

static gk_status put_code(struct meter *m)
{
    put(m, GK_SECTION_CODE);
    size_t size_at = hold_size(m);
    gk_leb_put_u64(m->out, m->module->code_count);
    for (uint32_t i = 0; i < m->module->code_count; i++) {
        gk_status st = put_body(m, &m->module->codes[i]);
        if (st != GK_OK)
            return st;
    }
    return set_size(m, size_at);
}

static gk_status put_globals(struct meter *m, const struct gk_section *old)
{
    const gk_module *module = m->module;
    uint32_t own = module->global_count - module->imported_globals;
    put(m, GK_SECTION_GLOBAL);
    size_t size_at = hold_size(m);
    gk_leb_put_u64(m->out, (uint64_t)own + GK_METER_GLOBALS);
    if (old) {
        uint32_t count;
        size_t at = old->offset;
        size_t end = at + old->len;
        if (!gk_leb_u32(module->bytes, end, &at, &count))
            return gk_fail(m->err, GK_E_MALFORMED,
                           "offset 0x%" PRIx32 ": malformed global section",
                           old->offset);
        put_raw(m, at, end);
    }
    put(m, GK_I64);
    put(m, 1); /* mutable */
    put_i64(m, (int64_t)m->budget);
    put(m, END);
    put(m, GK_I64);
    put(m, 1);
    put_i64(m, 0);
    put(m, END);
    put(m, GK_I32);
    put(m, 1);
    put(m, I32_CONST);
    put(m, 0);
    put(m, END);
    return set_size(m, size_at);
}

/* Whether a section stands before the global one (5.5.2; tags by their
 * proposal). */
static bool before_globals(uint8_t id)
{
    return (id >= GK_SECTION_TYPE && id <= GK_SECTION_MEMORY) ||
           id == GK_SECTION_TAG;
}

static gk_status put_section(struct meter *m, const struct gk_section *s)
{
    if (s->id == GK_SECTION_CODE)
        return put_code(m);
    if (s->id == GK_SECTION_GLOBAL)
        return put_globals(m, s);
    put(m, s->id);
    gk_leb_put_u64(m->out, s->len);
    put_raw(m, s->offset, (size_t)s->offset + s->len);
    return GK_OK;
}

static gk_status put_sections(struct meter *m)
{
    const gk_module *module = m->module;
    bool globals = false;
    gk_status st = GK_OK;
    for (uint32_t i = 0; i < module->section_count && st == GK_OK; i++) {
        const struct gk_section *s = &module->sections[i];
        if (s->id == GK_SECTION_CUSTOM)
            continue;
        if (!globals && !before_globals(s->id)) {
            globals = true;
            if (s->id != GK_SECTION_GLOBAL)
                st = put_globals(m, NULL);
        }
        if (st == GK_OK)
            st = put_section(m, s);
    }
    if (st == GK_OK && !globals)
        st = put_globals(m, NULL);
    return st;
}

static gk_status make_heads(struct meter *m)
{
    gk_buf *out = m->out;
    m->out = &m->get_fuel;
    put_global(m, GLOBAL_GET, GK_METER_FUEL);
    m->out = &m->set_fuel;
    put(m, I64_SUB);
    put_global(m, GLOBAL_SET, GK_METER_FUEL);
    m->out = out;
    gk_status st = gk_buf_check(&m->get_fuel, m->err);
    return st == GK_OK ? gk_buf_check(&m->set_fuel, m->err) : st;
}

gk_status gk_meter(const gk_module *module, uint64_t budget, gk_buf *out,
                   struct gk_meter_map *map, gk_error *err)
{
    static const uint8_t header[] = {0, 'a', 's', 'm', 1, 0, 0, 0};
    struct meter m = {module, budget, out, map, err, GK_BUF_INIT, GK_BUF_INIT};
    if (m.budget > GK_METER_MAX_BUDGET)
        m.budget = GK_METER_MAX_BUDGET;
    if (module->global_count > GK_MAX_GLOBALS - GK_METER_GLOBALS)
        return gk_fail(err, GK_E_LIMIT,
                       "%" PRIu32 " globals leave no room for the counters",
                       module->global_count);
    gk_status st = make_heads(&m);
    if (st == GK_OK) {
        gk_buf_put(out, header, sizeof header);
        st = put_sections(&m);
    }
    if (st == GK_OK)
        st = gk_buf_check(out, err);
    gk_buf_clear(&m.get_fuel);
    gk_buf_clear(&m.set_fuel);
    return st;
}

/* The last point at or before `metered`. */
static size_t find_point(const struct gk_meter_map *map, uint32_t metered)
{
    size_t low = 0;
    size_t high = map->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (map->points[middle].metered <= metered)
            low = middle;
        else
            high = middle;
    }
    return low;
}

uint32_t gk_meter_original(const struct gk_meter_map *map, uint32_t metered)
{
    if (map->count == 0 || metered < map->points[0].metered)
        return metered;
    size_t i = find_point(map, metered);
    uint64_t original =
        (uint64_t)map->points[i].original + metered - map->points[i].metered;
    /* Added bytes have no place of their own: they end where the next point
     * says that the author's go on. */
    if (i + 1 < map->count && original > map->points[i + 1].original)
        original = map->points[i + 1].original;
    return (uint32_t)original;
}

static bool is_silent(gk_op op)
{
    return op == GK_OP_NOP || op == GK_OP_BLOCK || op == GK_OP_LOOP ||
           op == GK_OP_END;
}

uint32_t gk_meter_find(const gk_module *copy, uint32_t globals,
                       uint32_t defined, uint32_t marks, uint32_t ops)
{
    if (defined >= copy->code_count)
        return 0;
    const struct gk_code *code = &copy->codes[defined];
    size_t end = (size_t)code->offset + code->len;
    uint32_t locals, body, passed = 0;
    if (gk_code_locals(copy, code, &locals, &body, NULL) != GK_OK)
        return code->offset;
    if (marks == 0)
        return body;
    struct gk_instr in;
    for (size_t at = body; at < end; at += in.len) {
        if (gk_instr_decode(copy->bytes, end, at, &in, NULL) != GK_OK)
            break;
        bool mark = in.op == GK_OP_GLOBAL_GET && in.a >= globals;
        if (passed < marks) {
            passed += mark;
            if (passed < marks || ops > 0)
                continue;
        } else if (is_silent(in.op) || --ops > 0) {
            continue;
        }
        return in.offset;
    }
    return body;
}
