/* First slice: bodies are decoded and their calls gathered. */
#include "core/wasm/validate.h"

#include "core/base/limits.h"
#include "core/wasm/leb.h"
#include "core/wasm/order.h"

#include <stdlib.h>
#include <string.h>

struct walk {
    const gk_module *m;
    gk_validation *v;
    uint32_t *last; /* by target: the caller seen last, plus 1 */
    uint32_t cap;
    bool nomem;
};

static int compare_types(uint32_t a, uint32_t b, const void *rows)
{
    const struct gk_functype *x = (const struct gk_functype *)rows + a;
    const struct gk_functype *y = (const struct gk_functype *)rows + b;
    int order;

    if (x->param_count != y->param_count)
        return x->param_count < y->param_count ? -1 : 1;
    if (x->result_count != y->result_count)
        return x->result_count < y->result_count ? -1 : 1;
    order =
        x->param_count == 0 ? 0 : memcmp(x->params, y->params, x->param_count);
    if (order == 0 && x->result_count > 0)
        order = memcmp(x->results, y->results, x->result_count);
    return order;
}

static gk_status find_same_types(const gk_module *m, uint32_t *same_type,
                                 gk_error *err)
{
    uint32_t count = m->type_count;
    uint32_t *order = calloc((size_t)count + 1, sizeof *order);
    uint32_t *scratch = calloc((size_t)count + 1, sizeof *scratch);
    gk_status st =
        order == NULL || scratch == NULL ? gk_fail_nomem(err) : GK_OK;

    if (st == GK_OK) {
        gk_order_sort(order, scratch, count, compare_types, m->types);
        /* The sort is stable: the first of equal ones has the lowest index. */
        for (uint32_t i = 0; i < count; i++)
            same_type[order[i]] =
                i > 0 && compare_types(order[i - 1], order[i], m->types) == 0
                    ? same_type[order[i - 1]]
                    : order[i];
    }
    free(order);
    free(scratch);
    return st;
}

static void target(struct walk *w, uint32_t from, uint32_t to)
{
    gk_calls *c = &w->v->calls;

    if (w->last[to] == from + 1)
        return;
    w->last[to] = from + 1;
    if (c->count == w->cap) {
        uint32_t cap = w->cap * 2 + 1024;
        uint32_t *grown = reallocarray(c->targets, cap, sizeof *grown);

        if (grown == NULL) {
            w->nomem = true;
            return;
        }
        c->targets = grown;
        w->cap = cap;
    }
    c->targets[c->count++] = to;
}

static void refer(struct walk *w, uint64_t function)
{
    if (function < w->m->function_count)
        w->v->calls.referred[function] = 1;
}

static void look_at(struct walk *w, uint32_t from, const struct gk_instr *i)
{
    gk_feature feature = gk_ops[i->op].feature;

    w->v->instructions++;
    w->v->features |= 1u << feature;
    if (w->v->uses[feature].count++ == 0) {
        w->v->uses[feature].function = from;
        w->v->uses[feature].offset = i->offset;
    }
    switch (i->op) {
    case GK_OP_CALL:
    case GK_OP_RETURN_CALL:
        if (i->a < w->m->function_count)
            target(w, from, i->a);
        break;
    case GK_OP_CALL_INDIRECT:
    case GK_OP_RETURN_CALL_INDIRECT:
        if (i->a < w->m->type_count)
            target(w, from, w->m->function_count + w->v->calls.same_type[i->a]);
        break;
    case GK_OP_REF_FUNC:
        refer(w, i->a);
        break;
    default:
        break;
    }
}

static bool walk_body(struct walk *w, uint32_t index)
{
    const struct gk_code *code = &w->m->codes[index];
    uint32_t end = code->offset + code->len;
    uint32_t locals;
    uint32_t at;

    if (gk_code_locals(w->m, code, &locals, &at, NULL) != GK_OK)
        return false;
    while (at < end) {
        struct gk_instr instr;

        if (gk_instr_decode(w->m->bytes, end, at, &instr, NULL) != GK_OK)
            return false;
        look_at(w, w->m->imported_functions + index, &instr);
        at += instr.len;
    }
    return true;
}

static void walk_element(struct walk *w, const struct gk_element *e)
{
    size_t end = (size_t)e->offset + e->len;
    size_t at = e->offset;
    uint32_t function;
    struct gk_instr instr;

    if (!e->expressions) {
        for (uint32_t i = 0; i < e->count; i++) {
            if (!gk_leb_u32(w->m->bytes, end, &at, &function))
                return;
            refer(w, function);
        }
        return;
    }
    while (at < end &&
           gk_instr_decode(w->m->bytes, end, at, &instr, NULL) == GK_OK) {
        if (instr.op == GK_OP_REF_FUNC)
            refer(w, instr.a);
        at += instr.len;
    }
}

static void walk_references(struct walk *w)
{
    const gk_module *m = w->m;

    for (uint32_t i = 0; i < m->element_count; i++)
        walk_element(w, &m->elements[i]);
    for (uint32_t i = 0; i < m->global_count; i++)
        if (m->globals[i].init.len > 0 &&
            m->globals[i].init.kind == GK_CONST_REF_FUNC)
            refer(w, m->globals[i].init.value);
    for (uint32_t i = 0; i < m->export_count; i++)
        if (m->exports[i].kind == GK_EXTERN_FUNC)
            refer(w, m->exports[i].index);
}

static gk_status walk_all(struct walk *w, gk_error *err)
{
    gk_calls *c = &w->v->calls;
    gk_status st = find_same_types(w->m, c->same_type, err);

    walk_references(w);
    for (uint32_t i = 0; i < c->codes && !w->nomem; i++) {
        c->first[i] = c->count;
        if (!walk_body(w, i))
            c->complete = false;
    }
    c->first[c->codes] = c->count;
    return st != GK_OK ? st : w->nomem ? gk_fail_nomem(err) : GK_OK;
}

gk_status gk_validate(const gk_module *module, gk_validation *out,
                      gk_error *err)
{
    uint32_t defined = module->function_count - module->imported_functions;
    gk_validation v = {.features = 1u << GK_FEATURE_MVP,
                       .growing_function = UINT32_MAX,
                       .table_growing_function = UINT32_MAX,
                       .calls = {.functions = module->function_count,
                                 .types = module->type_count,
                                 /* A malformed module may have more bodies. */
                                 .codes = module->code_count < defined
                                              ? module->code_count
                                              : defined,
                                 .complete = module->code_count == defined}};
    struct walk w = {.m = module, .v = &v};
    gk_status st = GK_OK;

    v.calls.first = calloc((size_t)v.calls.codes + 1, sizeof *v.calls.first);
    v.calls.same_type = calloc((size_t)v.calls.types + 1, sizeof(uint32_t));
    v.calls.referred = calloc((size_t)v.calls.functions + 1, 1);
    w.last =
        calloc((size_t)v.calls.functions + v.calls.types + 1, sizeof *w.last);
    if (v.calls.first == NULL || v.calls.same_type == NULL ||
        v.calls.referred == NULL || w.last == NULL)
        st = gk_fail_nomem(err);
    if (st == GK_OK)
        st = walk_all(&w, err);
    free(w.last);
    if (st == GK_OK)
        *out = v;
    else
        gk_validation_clear(&v);
    return st;
}

void gk_validation_clear(gk_validation *validation)
{
    if (validation == NULL)
        return;
    for (uint32_t i = 0; i < validation->problem_count; i++)
        free(validation->problems[i].text);
    free(validation->problems);
    gk_calls_clear(&validation->calls);
    memset(validation, 0, sizeof *validation);
}
