/* Calls; they also are what the call graph is made of. */
#include "core/wasm/calls_gather.h"
#include "core/wasm/validate_body.h"

#include <inttypes.h>

/* A tail call gives its results to this function's caller. */
static void leave_with(struct gk_body *b, struct gk_types results)
{
    if (results.count != b->results.count)
        gk_body_problem(b, GK_E_SCHEMA,
                        "the callee has %" PRIu32 " results, the function "
                        "%" PRIu32,
                        results.count, b->results.count);
    else if (results.count > 0 &&
             memcmp(results.at, b->results.at, results.count) != 0)
        gk_body_problem(b, GK_E_SCHEMA,
                        "the callee's results are not the function's");
    gk_body_unreachable(b);
}

static void apply(struct gk_body *b, const struct gk_functype *type, bool tail)
{
    if (type != NULL)
        gk_body_pop_types(b, gk_params(type));
    if (type == NULL)
        gk_body_poison(b);
    else if (tail)
        leave_with(b, gk_results(type));
    else
        gk_body_push_types(b, gk_results(type));
}

static void check_call(struct gk_body *b, uint32_t function, bool tail)
{
    const struct gk_functype *type = gk_body_func_type(b, function);

    if (function < b->m->function_count)
        gk_gather_call(b->gather, function);
    apply(b, type, tail);
}

static void check_call_indirect(struct gk_body *b, const struct gk_instr *in,
                                bool tail)
{
    const gk_module *m = b->m;
    uint8_t index_type = gk_body_table(b, in->b);
    const struct gk_functype *type;

    if (in->b > 0)
        gk_body_use(b, GK_FEATURE_REFERENCE_TYPES);
    if (index_type != 0 && m->tables[in->b].reftype != GK_FUNCREF)
        gk_body_wrong(b, "table %" PRIu32 " has %s, wanted funcref", in->b,
                      gk_valtype_name(m->tables[in->b].reftype));
    if (in->a < m->type_count)
        gk_gather_call(b->gather,
                       m->function_count + b->gather->calls->same_type[in->a]);
    type = gk_body_type(b, in->a);
    if (index_type != 0)
        gk_body_pop(b, index_type, type == NULL ? 1 : type->param_count + 1);
    apply(b, type, tail);
}

bool gk_check_call(struct gk_body *b, const struct gk_instr *in)
{
    switch (in->op) {
    case GK_OP_CALL:
        check_call(b, in->a, false);
        return true;
    case GK_OP_RETURN_CALL:
        check_call(b, in->a, true);
        return true;
    case GK_OP_CALL_INDIRECT:
        check_call_indirect(b, in, false);
        return true;
    case GK_OP_RETURN_CALL_INDIRECT:
        check_call_indirect(b, in, true);
        return true;
    default:
        return false;
    }
}
