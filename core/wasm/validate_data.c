/* Tables, references, and whole ranges of tables and memories. */
#include "core/wasm/calls_gather.h"
#include "core/wasm/reader.h"
#include "core/wasm/validate_body.h"

#include <inttypes.h>

static void pop3(struct gk_body *b, uint8_t first, uint8_t second,
                 uint8_t third)
{
    gk_body_pop(b, third, 3);
    gk_body_pop(b, second, 2);
    gk_body_pop(b, first, 1);
}

/* A length fits both of two ranges. */
static uint8_t narrower(uint8_t a, uint8_t b)
{
    return a == GK_I32 ? a : b;
}

/* --- references ---------------------------------------------------------- */

static bool is_reference(uint8_t type)
{
    return type == GK_FUNCREF || type == GK_EXTERNREF || type == GK_EXNREF ||
           type == GK_BOTTOM;
}

/* The instruction itself stands for functions and the host's references. */
static void use_other_type(struct gk_body *b, uint8_t type)
{
    if (type != GK_FUNCREF && type != GK_EXTERNREF)
        gk_body_use_type(b, type);
}

static void check_ref_is_null(struct gk_body *b)
{
    uint8_t found = gk_body_pop(b, GK_BOTTOM, 1);

    if (!is_reference(found))
        gk_body_wrong(b, "operand 1 is %s, wanted a reference",
                      gk_valtype_name(found));
    gk_body_push(b, GK_I32);
}

/* What code takes references to must be announced outside of it (3.4.10,
 * C.refs): so much is known of it before. */
static void check_ref_func(struct gk_body *b, uint32_t function)
{
    const gk_calls *calls = b->gather->calls;

    if (gk_body_index(b, GK_EXTERN_FUNC, "function", function,
                      b->m->function_count)) {
        if (!gk_gather_referred_outside(calls, function) &&
            !(b->m->vague & 1u << GK_SPACE_ELEMENT))
            gk_body_problem(b, GK_E_SCHEMA,
                            "function %" PRIu32 " is in no element segment, "
                            "export or global",
                            function);
        gk_gather_refer(calls, function);
    }
    gk_body_push(b, GK_FUNCREF);
}

static void check_select_t(struct gk_body *b, const struct gk_instr *in)
{
    uint8_t type;

    if (in->a != 1) {
        gk_body_wrong(b, "%" PRIu32 " types, wanted 1", in->a);
        return;
    }
    type = in->bytes[0];
    use_other_type(b, type);
    pop3(b, type, type, GK_I32);
    gk_body_push(b, type);
}

/* --- tables -------------------------------------------------------------- */

static void check_table_grow(struct gk_body *b, uint8_t index, uint8_t entry)
{
    if (b->v->table_growing_function == UINT32_MAX)
        b->v->table_growing_function = b->function;
    gk_body_pop(b, index, 2);
    gk_body_pop(b, entry, 1);
    gk_body_push(b, index);
}

static void check_table(struct gk_body *b, const struct gk_instr *in)
{
    uint8_t index = gk_body_table(b, in->a);
    uint8_t entry;

    if (index == 0)
        return;
    entry = b->m->tables[in->a].reftype;
    switch (in->op) {
    case GK_OP_TABLE_GET:
        gk_body_pop(b, index, 1);
        gk_body_push(b, entry);
        break;
    case GK_OP_TABLE_SET:
        gk_body_pop(b, entry, 2);
        gk_body_pop(b, index, 1);
        break;
    case GK_OP_TABLE_GROW:
        check_table_grow(b, index, entry);
        break;
    case GK_OP_TABLE_SIZE:
        gk_body_push(b, index);
        break;
    default: /* table.fill */
        pop3(b, index, entry, index);
        break;
    }
}

bool gk_check_reference(struct gk_body *b, const struct gk_instr *in)
{
    switch (in->op) {
    case GK_OP_REF_NULL:
        use_other_type(b, (uint8_t)in->a);
        gk_body_push(b, (uint8_t)in->a);
        return true;
    case GK_OP_REF_IS_NULL:
        check_ref_is_null(b);
        return true;
    case GK_OP_REF_FUNC:
        check_ref_func(b, in->a);
        return true;
    case GK_OP_SELECT_T:
        check_select_t(b, in);
        return true;
    case GK_OP_TABLE_GET:
    case GK_OP_TABLE_SET:
    case GK_OP_TABLE_GROW:
    case GK_OP_TABLE_SIZE:
    case GK_OP_TABLE_FILL:
        check_table(b, in);
        return true;
    default:
        return false;
    }
}

/* --- ranges -------------------------------------------------------------- */

/* The count of segments is known before the code only if it is declared. */
static bool data_is_there(struct gk_body *b, uint32_t segment)
{
    const gk_module *m = b->m;

    if (m->has_data_count || m->vague & 1u << GK_SPACE_DATA)
        return gk_body_index(b, GK_SPACE_DATA, "data segment", segment,
                             m->data_count_declared);
    gk_body_wrong(b, "the module has no data count section");
    return false;
}

static bool element_is_there(struct gk_body *b, uint32_t segment)
{
    return gk_body_index(b, GK_SPACE_ELEMENT, "element segment", segment,
                         b->m->element_count);
}

static void check_entries(struct gk_body *b, uint8_t from, uint8_t to)
{
    if (from != to)
        gk_body_problem(b, GK_E_SCHEMA, "entries are %s, the table has %s",
                        gk_valtype_name(from), gk_valtype_name(to));
}

static void check_table_init(struct gk_body *b, const struct gk_instr *in)
{
    const gk_module *m = b->m;
    bool there = element_is_there(b, in->a);
    uint8_t index = gk_body_table(b, in->b);

    if (there && index != 0)
        check_entries(b, m->elements[in->a].reftype, m->tables[in->b].reftype);
    pop3(b, index, GK_I32, GK_I32);
}

static void check_table_copy(struct gk_body *b, const struct gk_instr *in)
{
    const gk_module *m = b->m;
    uint8_t to = gk_body_table(b, in->a);
    uint8_t from = gk_body_table(b, in->b);

    if (to == 0 || from == 0)
        return;
    check_entries(b, m->tables[in->b].reftype, m->tables[in->a].reftype);
    pop3(b, to, from, narrower(to, from));
}

static void check_memory_copy(struct gk_body *b, const struct gk_instr *in)
{
    uint8_t to = gk_body_memory(b, in->a);
    uint8_t from = gk_body_memory(b, in->b);

    if (to != 0 && from != 0)
        pop3(b, to, from, narrower(to, from));
}

static void check_memory_init(struct gk_body *b, const struct gk_instr *in)
{
    uint8_t index = gk_body_memory(b, in->b);

    if (data_is_there(b, in->a) && index != 0)
        pop3(b, index, GK_I32, GK_I32);
}

static void check_memory_fill(struct gk_body *b, const struct gk_instr *in)
{
    uint8_t index = gk_body_memory(b, in->a);

    if (index != 0)
        pop3(b, index, GK_I32, index);
}

static void check_memory_size(struct gk_body *b, const struct gk_instr *in)
{
    uint8_t index = gk_body_memory(b, in->a);

    if (in->op == GK_OP_MEMORY_GROW) {
        if (b->v->growing_function == UINT32_MAX)
            b->v->growing_function = b->function;
        gk_body_pop(b, index, 1);
    }
    if (index != 0)
        gk_body_push(b, index);
}

bool gk_check_bulk(struct gk_body *b, const struct gk_instr *in)
{
    switch (in->op) {
    case GK_OP_MEMORY_SIZE:
    case GK_OP_MEMORY_GROW:
        check_memory_size(b, in);
        return true;
    case GK_OP_MEMORY_INIT:
        check_memory_init(b, in);
        return true;
    case GK_OP_DATA_DROP:
        data_is_there(b, in->a);
        return true;
    case GK_OP_MEMORY_COPY:
        check_memory_copy(b, in);
        return true;
    case GK_OP_MEMORY_FILL:
        check_memory_fill(b, in);
        return true;
    case GK_OP_TABLE_INIT:
        check_table_init(b, in);
        return true;
    case GK_OP_ELEM_DROP:
        element_is_there(b, in->a);
        return true;
    case GK_OP_TABLE_COPY:
        check_table_copy(b, in);
        return true;
    default:
        return false;
    }
}
