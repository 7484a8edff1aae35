/*
 * instr: one instruction at a time, from the table in opcodes.def.
 */
#ifndef GK_CORE_WASM_INSTR_H
#define GK_CORE_WASM_INSTR_H

#include "core/wasm/module.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Proposals beyond the first version of the specification. Each row of
 * opcodes.def names the one its instruction came with; the last four have no
 * instruction of their own. */
#define GK_FEATURE_LIST(GK_FEATURE)                                            \
    GK_FEATURE(MVP, "mvp")                                                     \
    GK_FEATURE(SIGN_EXT, "sign-ext")                                           \
    GK_FEATURE(SAT_FLOAT, "nontrapping-fptoint")                               \
    GK_FEATURE(BULK_MEMORY, "bulk-memory")                                     \
    GK_FEATURE(REFERENCE_TYPES, "reference-types")                             \
    GK_FEATURE(MULTI_VALUE, "multivalue")                                      \
    GK_FEATURE(SIMD, "simd128")                                                \
    GK_FEATURE(RELAXED_SIMD, "relaxed-simd")                                   \
    GK_FEATURE(THREADS, "atomics")                                             \
    GK_FEATURE(TAIL_CALL, "tail-call")                                         \
    GK_FEATURE(EXCEPTIONS, "exception-handling")                               \
    GK_FEATURE(MUTABLE_GLOBALS, "mutable-globals")                             \
    GK_FEATURE(EXTENDED_CONST, "extended-const")                               \
    GK_FEATURE(MULTI_MEMORY, "multimemory")                                    \
    GK_FEATURE(MEMORY64, "memory64")

typedef enum gk_feature {
#define GK_FEATURE(name, words) GK_FEATURE_##name,
    GK_FEATURE_LIST(GK_FEATURE)
#undef GK_FEATURE
        GK_FEATURE_COUNT
} gk_feature;

/* What follows an opcode. */
typedef enum gk_imm {
    GK_IMM_NONE,
    GK_IMM_BLOCK,         /* block type */
    GK_IMM_LABEL,         /* a: depth */
    GK_IMM_BR_TABLE,      /* a: count; targets at `table`, the default last */
    GK_IMM_FUNC,          /* a */
    GK_IMM_CALL_INDIRECT, /* a: type, b: table */
    GK_IMM_LOCAL,         /* a */
    GK_IMM_GLOBAL,        /* a */
    GK_IMM_TABLE,         /* a */
    GK_IMM_MEMARG,        /* a: log2 of alignment, b: memory, value: offset */
    GK_IMM_MEMARG_LANE,   /* likewise, lane in `lane` */
    GK_IMM_MEMORY,        /* a */
    GK_IMM_I32,           /* value, sign-extended */
    GK_IMM_I64,           /* value */
    GK_IMM_F32,           /* value: bits */
    GK_IMM_F64,           /* value: bits */
    GK_IMM_V128,          /* 16 bytes at `bytes` */
    GK_IMM_SHUFFLE,       /* 16 lanes at `bytes` */
    GK_IMM_LANE,          /* lane */
    GK_IMM_REFTYPE,       /* a */
    GK_IMM_SELECT,        /* a: count of types, at `bytes` */
    GK_IMM_DATA,          /* a: segment */
    GK_IMM_ELEM,          /* a: segment */
    GK_IMM_DATA_MEMORY,   /* a: segment, b: memory */
    GK_IMM_ELEM_TABLE,    /* a: segment, b: table */
    GK_IMM_MEMORY_MEMORY, /* a: destination, b: source */
    GK_IMM_TABLE_TABLE,   /* a: destination, b: source */
    GK_IMM_TAG,           /* a */
    GK_IMM_TRY_TABLE,     /* block type, a: count of catch clauses at `table` */
    GK_IMM_ZERO           /* one zero byte (atomic.fence) */
} gk_imm;

/* Every instruction of opcodes.def: GK_OP_I32_ADD … */
typedef enum gk_op {
#define GK_OPCODE(id, prefix, code, name, imm, sig, feature, fuel, width)      \
    GK_OP_##id,
#include "core/wasm/opcodes.def"
    GK_OP_COUNT
} gk_op;

struct gk_op_row {
    uint8_t prefix; /* 0, 0xfc, 0xfd, 0xfe */
    uint32_t code;
    const char *name; /* "i32.add" */
    gk_imm imm;
    const char *sig; /* operand and result letters, see opcodes.def */
    gk_feature feature;
    uint8_t fuel;  /* 0 or 1 */
    uint8_t width; /* log2 of bytes accessed, or of a lane's; 0 */
};

extern const struct gk_op_row gk_ops[GK_OP_COUNT];

struct gk_instr {
    gk_op op;
    uint32_t offset; /* of the opcode, in the bytes given */
    uint32_t len;    /* opcode and immediates */
    uint32_t a, b;
    uint64_t value;
    uint8_t lane;
    bool memory_given;    /* memarg: b stands in the bytes (multi-memory) */
    int64_t block_type;   /* -0x40: empty; other negatives: a valtype as s33;
                             else a type index */
    const uint8_t *bytes; /* v128, shuffle, select types */
    const uint8_t *table; /* br_table: first target's LEB, count + 1 follow;
                             try_table: first clause: kind, [tag], label */
};

/* The instruction of that prefix and code; GK_OP_COUNT when there is none. */
gk_op gk_op_find(uint8_t prefix, uint32_t code);

/*
 * Decodes the instruction at bytes[at..end).
 * Fails: GK_E_EOF, GK_E_MALFORMED (unknown opcode, bad LEB), with the offset.
 * br_table targets and try_table clauses are checked to be well-formed and
 * inside; nothing here looks at the stack or at index spaces.
 */
GK_NODISCARD gk_status gk_instr_decode(const uint8_t *bytes, size_t end,
                                       size_t at, struct gk_instr *out,
                                       gk_error *err);

/*
 * Where a body's instructions begin, and how many locals it declares.
 * Fails: GK_E_MALFORMED, GK_E_LIMIT (more than GK_MAX_LOCALS).
 */
GK_NODISCARD gk_status gk_code_locals(const gk_module *module,
                                      const struct gk_code *code,
                                      uint32_t *locals, uint32_t *body,
                                      gk_error *err);

const char *gk_feature_name(gk_feature feature);

#ifdef __cplusplus
}
#endif
#endif
