#include "scanner/change/hash.h"
#include "scanner/change/profile.h"

#include "core/base/limits.h"
#include "core/wasm/instr.h"
#include "core/wasm/leb.h"

#include <stdlib.h>
#include <string.h>

/* What stands for the numbers of functions and types, and the body being
 * rewritten. */
struct rewriter {
    const gk_module *m;
    uint64_t *types;     /* by type */
    uint64_t *functions; /* by function */
    gk_buf text;
    bool failed; /* out of memory at least once */
};

static uint64_t hash_text(struct rewriter *r)
{
    r->failed |= r->text.status != GK_OK;
    return gk_hash64(r->text.data, r->text.len);
}

/* The kind keeps a name apart from an equal one of another kind. */
static uint64_t hash_of(struct rewriter *r, char kind, struct gk_name a,
                        struct gk_name b)
{
    gk_buf_reset(&r->text);
    gk_buf_byte(&r->text, (uint8_t)kind);
    gk_buf_put(&r->text, &a.len, sizeof a.len);
    gk_buf_put(&r->text, a.at, a.len);
    gk_buf_put(&r->text, b.at, b.len);
    return hash_text(r);
}

static void name_types(struct rewriter *r)
{
    for (uint32_t i = 0; i < r->m->type_count; i++) {
        const struct gk_functype *t = &r->m->types[i];

        r->types[i] =
            hash_of(r, 't', (struct gk_name){t->params, t->param_count},
                    (struct gk_name){t->results, t->result_count});
    }
}

static uint64_t type_id(const struct rewriter *r, uint32_t type)
{
    return type < r->m->type_count ? r->types[type] : 0;
}

static void name_functions(struct rewriter *r, gk_profile *p)
{
    const gk_module *m = r->m;
    const struct gk_name none = {NULL, 0};

    for (uint32_t f = 0; f < m->function_count; f++) {
        const struct gk_import *import = gk_module_func_import(m, f);
        struct gk_name name;

        if (import != NULL) {
            r->functions[f] = hash_of(r, 'i', import->module, import->name);
            continue;
        }
        name = gk_module_func_name(m, f);
        r->functions[f] = name.len > 0 ? hash_of(r, 'n', name, none)
                                       : type_id(r, m->functions[f]);
        if (name.len > 0 && f - m->imported_functions < p->function_count)
            p->functions[f - m->imported_functions].name = r->functions[f];
    }
}

/* --- bodies --- */

/*
 * Nearly all instructions are one opcode byte and numbers to be jumped over:
 * this does it at three times the decoder's pace. Others are left to it.
 */
enum shape {
    OTHER,
    BARE,
    ONE_LEB,
    TWO_LEBS,
    FOUR_BYTES,
    EIGHT_BYTES,
    A_BLOCK,
    A_CALL
};
#define SHAPE(imm)                                                             \
    ((imm) == GK_IMM_NONE                              ? BARE                  \
     : (imm) == GK_IMM_LABEL || (imm) == GK_IMM_LOCAL  ? ONE_LEB               \
     : (imm) == GK_IMM_GLOBAL || (imm) == GK_IMM_TABLE ? ONE_LEB               \
     : (imm) == GK_IMM_I32 || (imm) == GK_IMM_I64      ? ONE_LEB               \
     : (imm) == GK_IMM_MEMARG                          ? TWO_LEBS              \
     : (imm) == GK_IMM_FUNC                            ? A_CALL                \
     : (imm) == GK_IMM_BLOCK                           ? A_BLOCK               \
     : (imm) == GK_IMM_F32                             ? FOUR_BYTES            \
     : (imm) == GK_IMM_F64                             ? EIGHT_BYTES           \
                                                       : OTHER)

/* By opcode; instructions with a prefix stand behind, and are not looked up. */
#define SLOT(prefix, code)                                                     \
    ((prefix) == 0 ? (code) : 0x100 + ((prefix)-0xfc) * 0x120 + (code))
static const uint8_t shapes[0x100 + 3 * 0x120] = {
#define GK_OPCODE(id, prefix, code, name, imm, sig, feature, fuel, width)      \
    [SLOT(prefix, code)] = SHAPE(GK_IMM_##imm),
#include "core/wasm/opcodes.def"
};

/* Behind a LEB128 number of any length; `end` when it has none. */
static inline size_t past_leb(const uint8_t *bytes, size_t at, size_t end)
{
    while (at < end && bytes[at] >= 0x80)
        at++;
    return at < end ? at + 1 : end;
}

/* What stands for the number in an instruction. False: it may stay. */
static bool meaning(const struct rewriter *r, const struct gk_instr *in,
                    uint64_t *id)
{
    switch (gk_ops[in->op].imm) {
    case GK_IMM_CALL_INDIRECT:
        *id = type_id(r, in->a) + in->b;
        return true;
    case GK_IMM_BLOCK:
        if (in->block_type < 0)
            return false;
        *id = type_id(r, (uint32_t)in->block_type);
        return true;
    default:
        return false;
    }
}

/* What an instruction becomes: its opcode, and `id` in place of the rest.
 * Before it comes what is not yet copied, from *from on. */
static void put_meaning(struct rewriter *r, size_t *from, size_t at,
                        size_t next, uint64_t id)
{
    gk_buf_put(&r->text, r->m->bytes + *from, at + 1 - *from);
    gk_buf_put(&r->text, &id, sizeof id);
    *from = next;
}

/* Returns where the next instruction is; `end` behind what cannot be decoded:
 * that stays as it is. */
static size_t rewrite(struct rewriter *r, size_t *from, size_t at, size_t end)
{
    struct gk_instr in;
    uint64_t id;

    if (gk_instr_decode(r->m->bytes, end, at, &in, NULL) != GK_OK)
        return end;
    if (meaning(r, &in, &id))
        put_meaning(r, from, at, at + in.len, id);
    return at + in.len;
}

static size_t rewrite_call(struct rewriter *r, size_t *from, size_t at,
                           size_t end)
{
    size_t next = at + 1;
    uint32_t function;

    if (!gk_leb_u32(r->m->bytes, end, &next, &function))
        return end;
    put_meaning(r, from, at, next,
                function < r->m->function_count ? r->functions[function] : 0);
    return next;
}

/* Returns where what is not yet copied begins. */
static size_t rewrite_all(struct rewriter *r, size_t from, size_t at,
                          size_t end)
{
    const uint8_t *bytes = r->m->bytes;

    while (at < end) {
        uint8_t next = at + 1 < end ? bytes[at + 1] : 0;

        switch (shapes[bytes[at]]) {
        case BARE:
            at++;
            break;
        case ONE_LEB:
            at = past_leb(bytes, at + 1, end);
            break;
        case TWO_LEBS:
            /* Bit 6 says that a third number follows. */
            at = next < 0x40 ? past_leb(bytes, at + 2, end)
                             : rewrite(r, &from, at, end);
            break;
        case FOUR_BYTES:
            at = end - at > 5 ? at + 5 : end;
            break;
        case EIGHT_BYTES:
            at = end - at > 9 ? at + 9 : end;
            break;
        case A_BLOCK:
            /* Nothing, or one value type. */
            at = next >= 0x40 && next < 0x80 ? at + 2
                                             : rewrite(r, &from, at, end);
            break;
        case A_CALL:
            at = rewrite_call(r, &from, at, end);
            break;
        default:
            at = rewrite(r, &from, at, end);
        }
    }
    return from;
}

static uint64_t hash_body(struct rewriter *r, uint32_t function,
                          const struct gk_code *code)
{
    const gk_module *m = r->m;
    size_t end = (size_t)code->offset + code->len;
    size_t from = code->offset; /* of what is not yet copied */
    uint64_t id = type_id(r, m->functions[function]);
    uint32_t locals, first;

    if (code->len > GK_MAX_FUNCTION_BYTES)
        return gk_hash64(m->bytes + from, code->len);
    gk_buf_reset(&r->text);
    gk_buf_put(&r->text, &id, sizeof id);
    if (gk_code_locals(m, code, &locals, &first, NULL) == GK_OK)
        from = rewrite_all(r, from, first, end);
    gk_buf_put(&r->text, m->bytes + from, end - from);
    return hash_text(r);
}

/* A sum, so that the order in which a compiler puts functions is no change. */
static uint64_t hash_all(const gk_profile *p)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < p->function_count; i++)
        sum += gk_hash64(&p->functions[i], sizeof p->functions[i]);
    return sum;
}

static gk_status look(struct rewriter *r, gk_profile *p, gk_error *err)
{
    const gk_module *m = r->m;

    r->types = calloc((size_t)m->type_count + 1, sizeof *r->types);
    r->functions = calloc((size_t)m->function_count + 1, sizeof *r->functions);
    if (r->types == NULL || r->functions == NULL)
        return gk_fail_nomem(err);
    name_types(r);
    name_functions(r, p);
    for (uint32_t i = 0; i < p->function_count; i++)
        p->functions[i].body =
            hash_body(r, m->imported_functions + i, &m->codes[i]);
    return r->failed ? gk_fail_nomem(err) : GK_OK;
}

gk_status gk_profile_code(gk_profile *p, gk_error *err)
{
    const gk_module *m = p->module;
    struct rewriter r = {.m = m, .text = GK_BUF_INIT};
    uint32_t defined = m->function_count - m->imported_functions;
    gk_status st;

    p->has_names = m->func_name_count > 0;
    p->function_count = m->code_count < defined ? m->code_count : defined;
    p->functions =
        gk_profile_alloc(p, p->function_count, sizeof *p->functions, err);
    if (p->functions == NULL)
        return err->status;
    st = look(&r, p, err);
    p->functions_hash = hash_all(p);
    free(r.types);
    free(r.functions);
    gk_buf_clear(&r.text);
    return st;
}
