/*
 * op_modules: modules made from the rows of opcodes.def. Each feeds one
 * instruction its operands, with one thing wrong or nothing.
 */
#ifndef GK_TESTS_UNIT_OP_MODULES_H
#define GK_TESTS_UNIT_OP_MODULES_H

#include "core/base/buf.h"
#include "core/wasm/instr.h"

typedef enum op_fault {
    OP_RIGHT,
    OP_OPERAND,   /* operand `number` is of another type */
    OP_MISSING,   /* the first operand is not there */
    OP_RESULT,    /* the result is taken for another type */
    OP_ALIGNMENT, /* twice what is natural */
    OP_LANE,      /* one past the last */
    OP_FAULT_COUNT
} op_fault;

struct op_case {
    op_fault fault;
    uint32_t number; /* of the wrong operand, from 1 */
};

/* Operands that the row says; -1: what it takes is not in its row. */
int op_operands(gk_op op);
/* Whether the row can have that fault. */
bool op_can(gk_op op, struct op_case what);
/* Appends the module. */
void op_module(gk_op op, struct op_case what, gk_buf *out);
/* What operand `number` is, and should be: value types. */
uint8_t op_found(gk_op op, uint32_t number);
uint8_t op_wanted(gk_op op, uint32_t number);

#endif
