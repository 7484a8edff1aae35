/*
 * validate_body: a function body while it is checked.
 *
 * Private to core/wasm: what the files of the validator share. One gk_body
 * serves all bodies of a module, one after the other.
 *
 * Operands are kept as their types, a byte each, in the codes of enum
 * gk_valtype: a type's parameters and results are compared and pushed as they
 * stand in the module's bytes. So even a block type of a thousand parameters
 * costs a few nanoseconds for each block that names it.
 *
 * A problem makes the rest of its block polymorphic: what was found is told
 * once, and checking goes on.
 */
#ifndef GK_CORE_WASM_VALIDATE_BODY_H
#define GK_CORE_WASM_VALIDATE_BODY_H

#include "core/wasm/arena.h"
#include "core/wasm/validate.h"

#include <string.h>

/* An operand of which nothing is known; also: any will do. */
enum { GK_BOTTOM = 0 };

/* Operands pending in one body, and the memory that must be left over for
 * them, for nesting and for locals while the call graph grows. */
#define GK_MAX_OPERANDS       1000000u
#define GK_BODY_RESERVE_BYTES ((size_t)3 << 20)

struct gk_types {
    const uint8_t *at; /* borrowed */
    uint32_t count;
};

enum gk_frame_kind {
    GK_FRAME_BODY,
    GK_FRAME_BLOCK,
    GK_FRAME_LOOP,
    GK_FRAME_IF,
    GK_FRAME_ELSE,
    GK_FRAME_TRY,
    GK_FRAME_CATCH,
    GK_FRAME_CATCH_ALL,
    GK_FRAME_TRY_TABLE
};

enum gk_frame_state {
    GK_REACHABLE,
    GK_UNREACHABLE, /* behind a branch: operands come from nowhere */
    GK_POISONED     /* behind a problem: likewise, and too many are fine */
};

struct gk_frame {
    struct gk_types params, results;
    uint32_t height; /* operands below its own */
    uint32_t stamp;  /* the br_table that looked at it last */
    uint8_t kind;    /* enum gk_frame_kind */
    uint8_t state;   /* enum gk_frame_state */
};

/* Locals first … first of the next run - 1 are of one type. */
struct gk_local_run {
    uint32_t first;
    uint8_t type;
};

/* How the fast loop of validate_run.c goes about an opcode byte. */
enum gk_action {
    GK_ACT_STEP, /* not at all: gk_body_step does */
    GK_ACT_PLAIN,
    GK_ACT_NEWER, /* plain, and its feature is to be recorded */
    GK_ACT_MEMORY,
    GK_ACT_I32_CONST,
    GK_ACT_I64_CONST,
    GK_ACT_FIXED, /* `width` bytes follow */
    GK_ACT_LOCAL_GET,
    GK_ACT_LOCAL_SET,
    GK_ACT_LOCAL_TEE,
    GK_ACT_GLOBAL_GET,
    GK_ACT_GLOBAL_SET,
    GK_ACT_CALL,
    GK_ACT_CALL_INDIRECT,
    GK_ACT_BLOCK,
    GK_ACT_LOOP,
    GK_ACT_IF,
    GK_ACT_ELSE,
    GK_ACT_END,
    GK_ACT_BR,
    GK_ACT_BR_IF,
    GK_ACT_RETURN,
    GK_ACT_UNREACHABLE,
    GK_ACT_DROP,
    GK_ACT_SELECT,
    GK_ACT_VECTOR /* the prefix 0xfd */
};

/* An opcode's operands, made for one comparison: the four bytes below the top
 * of the stack, of which `mask` says which ones count. */
struct gk_sig {
    uint32_t want;
    uint32_t mask;
    uint8_t action; /* enum gk_action */
    uint8_t pops;
    uint8_t pushes; /* 0 or 1 */
    uint8_t push;   /* its type */
    uint8_t width;
    uint8_t feature; /* gk_feature */
};

/* Locals looked up without a search. */
#define GK_DIRECT_LOCALS 1024u

struct gk_body {
    const gk_module *m; /* borrowed, as all that follows up to `sigs` */
    gk_validation *v;
    gk_arena *arena;
    struct gk_gather *gather;
    const struct gk_sig *sigs;    /* by opcode byte */
    const struct gk_sig *vectors; /* by code behind 0xfd */
    const uint8_t *global_types;  /* valtype, 0x80 added when mutable */
    bool careful;                 /* never the fast loop: for tests */

    /* This body. */
    uint32_t function;
    struct gk_types results;
    const uint8_t *at;     /* next instruction */
    const uint8_t *end;    /* of the body */
    const uint8_t *margin; /* where reading ahead would leave the module */
    gk_op op;              /* being checked */
    uint32_t offset;       /* its place in the file */
    bool done;             /* its last `end` was there */
    bool lost;             /* it can be checked no further */
    bool nomem;
    uint64_t newer;      /* instructions that came after the first version */
    uint32_t tables_met; /* br_tables, for stamps */

    uint8_t *stack; /* in the arena; four bytes below the first operand too */
    uint8_t *sp;    /* above the top operand */
    uint8_t *base;  /* of the top frame's operands */
    uint8_t *limit; /* where sp must not be to push one */
    uint32_t stack_cap;
    struct gk_frame *frames; /* in the arena; the body's own is first */
    uint32_t depth;
    uint32_t frame_cap;
    struct gk_local_run *runs; /* in the arena */
    uint32_t run_count;
    uint32_t run_cap;
    uint32_t local_count; /* parameters too */
    uint8_t locals[GK_DIRECT_LOCALS];
    uint32_t direct; /* of them are in `locals` */
};

/* The value type whose code it is, as a vector of one. */
struct gk_types gk_one_type(uint8_t type);

/* --- validate_stack.c --- */
/* Records what is wrong with the instruction at b->offset; its name is put
 * before the text. Nothing is made once enough are kept. */
void gk_body_problem(struct gk_body *b, gk_status status, const char *fmt, ...)
    GK_PRINTF(3, 4);
/* … and takes the rest of the block for unknown. */
#define gk_body_wrong(b, ...)                                                  \
    (gk_body_problem(b, GK_E_SCHEMA, __VA_ARGS__), gk_body_poison(b))
/* From here to the end of the block nothing is known. */
void gk_body_poison(struct gk_body *b);
/* What follows is not reached. */
void gk_body_unreachable(struct gk_body *b);
/* Makes room for `count` operands more; false: there is none, the body is
 * lost. */
bool gk_body_room(struct gk_body *b, uint32_t count);
void gk_body_push(struct gk_body *b, uint8_t type);
void gk_body_push_types(struct gk_body *b, struct gk_types types);
/* Pops operand `number` of the instruction, which should be a `want`. What is
 * returned is it, or GK_BOTTOM when that is not known. */
uint8_t gk_body_pop(struct gk_body *b, uint8_t want, uint32_t number);
void gk_body_pop_types(struct gk_body *b, struct gk_types types);
/* Whether the top operands are what `types` says; tells when not. `what` is
 * the noun that has them ("block"), NULL for the instruction. */
bool gk_body_has(struct gk_body *b, struct gk_types types, const char *what);
/* The same, and that there are no others in the frame. */
bool gk_body_has_only(struct gk_body *b, struct gk_types types,
                      const char *what);
/* Opens a block whose parameters are popped already. False: too deep. */
bool gk_body_enter(struct gk_body *b, enum gk_frame_kind kind,
                   struct gk_types params, struct gk_types results);
/* Closes the top block; pushes its results unless it is the body's own. */
void gk_body_leave(struct gk_body *b);
static inline struct gk_frame *gk_body_top(const struct gk_body *b)
{
    return &b->frames[b->depth - 1];
}
/* The frame a label means, counted from the top but `skip` frames; NULL,
 * after saying so, when there is none. */
struct gk_frame *gk_body_label(struct gk_body *b, uint32_t label,
                               uint32_t skip);
static inline struct gk_types gk_label_types(const struct gk_frame *frame)
{
    return frame->kind == GK_FRAME_LOOP ? frame->params : frame->results;
}

/* --- validate_local.c --- */
/* Reads the declarations; b->at is then the first instruction. False: that is
 * not possible, and was said. */
bool gk_body_read_locals(struct gk_body *b, struct gk_types params);
/* The type of local `index`, which is one. */
uint8_t gk_body_local(const struct gk_body *b, uint32_t index);

/* --- validate_feature.c --- */
/* Counts a use in the code, at b->offset. */
void gk_body_use(struct gk_body *b, gk_feature feature);
void gk_body_use_type(struct gk_body *b, uint8_t type);
/* What the sections use. */
void gk_validate_features(const gk_module *m, gk_validation *v);
/* The proposal that an instruction we do not know belongs to; NULL. */
const char *gk_proposal_of(const uint8_t *bytes, size_t end, size_t at);

/* --- validate_index.c: is it there? --- */
/* Whether entry `index` of a space of `count` is there. If not that is told,
 * unless a problem of the reader hides it; either way the rest of the block is
 * then unknown. */
bool gk_body_index(struct gk_body *b, unsigned space, const char *what,
                   uint32_t index, uint32_t count);
/* Types; NULL: told, or not known. */
const struct gk_functype *gk_body_type(struct gk_body *b, uint32_t index);
const struct gk_functype *gk_body_func_type(struct gk_body *b, uint32_t index);
const struct gk_functype *gk_body_tag_type(struct gk_body *b, uint32_t index);
/* The type of an index into that memory or table; 0: there is none. */
uint8_t gk_body_memory(struct gk_body *b, uint32_t index);
uint8_t gk_body_table(struct gk_body *b, uint32_t index);
static inline struct gk_types gk_params(const struct gk_functype *type)
{
    return (struct gk_types){type->params, type->param_count};
}
static inline struct gk_types gk_results(const struct gk_functype *type)
{
    return (struct gk_types){type->results, type->result_count};
}

/* --- the instructions; each checks the one that was decoded --- */
/* validate_control.c, validate_call.c, validate_data.c; false: not theirs. */
bool gk_check_control(struct gk_body *b, const struct gk_instr *in);
bool gk_check_branch(struct gk_body *b, const struct gk_instr *in);
bool gk_check_call(struct gk_body *b, const struct gk_instr *in);
bool gk_check_reference(struct gk_body *b, const struct gk_instr *in);
bool gk_check_bulk(struct gk_body *b, const struct gk_instr *in);

/* --- validate_step.c, validate_run.c --- */
/* Checks the next instruction, whatever it is. False: the body is done, or can
 * be checked no further. */
bool gk_body_step(struct gk_body *b);
/* Checks all that follow, the frequent ones fast. */
void gk_body_run(struct gk_body *b);
/* --- validate_sig.c --- */
/* The type a letter of opcodes.def means. */
static inline uint8_t gk_letter_type(char letter)
{
    return letter == 'i'   ? GK_I32
           : letter == 'I' ? GK_I64
           : letter == 'f' ? GK_F32
           : letter == 'F' ? GK_F64
                           : GK_V128;
}
/* What the fast loop goes by, GK_SIGS of each. */
#define GK_SIGS 256u
void gk_sigs_make(const gk_module *m, struct gk_sig *sigs,
                  struct gk_sig *vectors);

#endif
