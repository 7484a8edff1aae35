#include "host-mock/vm/runnable.h"

#include "core/base/limits.h"
#include "core/wasm/instr.h"

#include <inttypes.h>

/* A module whose sections promise what others do not hold makes the
 * interpreter index past its vectors. */
static gk_status check_counts(const gk_module *m, gk_error *err)
{
    if (m->code_count != m->function_count - m->imported_functions)
        return gk_fail(err, GK_E_MALFORMED,
                       "%" PRIu32 " function bodies for %" PRIu32 " functions",
                       m->code_count,
                       m->function_count - m->imported_functions);
    if (m->has_data_count && m->data_count_declared != m->data_count)
        return gk_fail(err, GK_E_MALFORMED,
                       "%" PRIu32 " data segments, the data count section "
                       "says %" PRIu32,
                       m->data_count, m->data_count_declared);
    return GK_OK;
}

static gk_status check_features(const gk_module *m, gk_error *err)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } refused[] = {
        {GK_MODULE_THREADS, "threads"},
        {GK_MODULE_EXCEPTIONS, "exception handling"},
        {GK_MODULE_MEMORY64, "64-bit memory"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (m->features & refused[i].bit)
            return gk_fail(err, GK_E_UNSUPPORTED,
                           "the module uses %s, which the interpreter lacks",
                           refused[i].name);
    return GK_OK;
}

/*
 * Threads: fences, waits and notifies are missing. Exceptions: unwinding
 * through a host function reads it as a guest's. Both would pass validation.
 */
static gk_status check_instr(const gk_module *m, const struct gk_instr *in,
                             gk_error *err)
{
    /* Metering appends globals of its own, which are not the guest's. */
    if (gk_ops[in->op].imm == GK_IMM_GLOBAL && in->a >= m->global_count)
        return gk_fail(err, GK_E_MALFORMED,
                       "offset 0x%" PRIx32 ": '%s' of global %" PRIu32
                       ", there are %" PRIu32,
                       in->offset, gk_ops[in->op].name, in->a, m->global_count);
    gk_feature feature = gk_ops[in->op].feature;
    if (feature != GK_FEATURE_THREADS && feature != GK_FEATURE_EXCEPTIONS)
        return GK_OK;
    return gk_fail(err, GK_E_UNSUPPORTED,
                   "offset 0x%" PRIx32 ": '%s' needs %s, which the "
                   "interpreter lacks",
                   in->offset, gk_ops[in->op].name, gk_feature_name(feature));
}

static int depth_change(gk_op op)
{
    switch (op) {
    case GK_OP_BLOCK:
    case GK_OP_LOOP:
    case GK_OP_IF:
        return 1;
    case GK_OP_END:
        return -1;
    default:
        return 0;
    }
}

static gk_status check_body(const gk_module *m, size_t at, size_t end,
                            gk_error *err)
{
    int64_t depth = 1;
    while (at < end) {
        struct gk_instr in;
        gk_status st = gk_instr_decode(m->bytes, end, at, &in, err);
        if (st == GK_OK)
            st = check_instr(m, &in, err);
        if (st != GK_OK)
            return st;
        at += in.len;
        depth += depth_change(in.op);
        if (depth > (int64_t)GK_MAX_BLOCK_DEPTH)
            return gk_fail(err, GK_E_LIMIT,
                           "offset 0x%" PRIx32 ": over %u nested blocks",
                           in.offset, GK_MAX_BLOCK_DEPTH);
        if (depth == 0 && at < end)
            return gk_fail(err, GK_E_MALFORMED,
                           "offset 0x%zx: code after the end of a function",
                           at);
    }
    if (depth != 0)
        return gk_fail(err, GK_E_MALFORMED,
                       "offset 0x%zx: a function without its end", end);
    return GK_OK;
}

static gk_status check_code(const gk_module *m, uint32_t i,
                            struct gk_runnable *out, gk_error *err)
{
    const struct gk_code *code = &m->codes[i];
    const struct gk_functype *type =
        gk_module_func_type(m, m->imported_functions + i);
    uint32_t locals, body;
    if (code->len > GK_MAX_FUNCTION_BYTES)
        return gk_fail(err, GK_E_LIMIT,
                       "offset 0x%" PRIx32 ": a function of %" PRIu32
                       " bytes, at most %u",
                       code->offset, code->len, GK_MAX_FUNCTION_BYTES);
    gk_status st = gk_code_locals(m, code, &locals, &body, err);
    if (st != GK_OK)
        return st;
    locals += type ? type->param_count : 0;
    if (locals > out->max_locals)
        out->max_locals = locals;
    return check_body(m, body, (size_t)code->offset + code->len, err);
}

gk_status gk_runnable_check(const gk_module *module, struct gk_runnable *out,
                            gk_error *err)
{
    struct gk_runnable runnable = {0};
    gk_status st = gk_module_sound(module, err);
    if (st == GK_OK)
        st = check_counts(module, err);
    if (st == GK_OK)
        st = check_features(module, err);
    if (st == GK_OK && module->len > GK_MAX_RUNNABLE_BYTES)
        st = gk_fail(err, GK_E_LIMIT,
                     "a module of %zu bytes, the interpreter takes %zu",
                     module->len, GK_MAX_RUNNABLE_BYTES);
    for (uint32_t i = 0; st == GK_OK && i < module->code_count; i++)
        st = check_code(module, i, &runnable, err);
    if (st == GK_OK)
        *out = runnable;
    return st;
}
