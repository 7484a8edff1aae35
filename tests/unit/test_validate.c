/* What is valid and what is not, instruction by instruction, and the words. */
#include "tests/unit/op_modules.h"
#include "validate_bytes.h"

struct row {
    const char *name;
    unsigned type; /* of the function */
    const char *body;
    const char *problem; /* the only one; NULL: valid */
    gk_status status;
};

#define FINE       NULL, GK_OK
#define WRONG(txt) txt, GK_E_SCHEMA
#define BAD(txt)   txt, GK_E_MALFORMED

static const struct row control_rows[] = {
    {"empty", 0, "00 0b", FINE},
    {"missing result", 5, "00 0b",
     WRONG("end: function ends with 0 values, wanted 1")},
    {"surplus value", 0, "00 4100 0b",
     WRONG("end: function ends with 1 values, wanted 0")},
    {"wrong result", 5, "00 4200 0b",
     WRONG("end: function's value 1 is i64, wanted i32")},
    {"two results", 3, "00 4100 4100 0b", FINE},
    {"block", 5, "00 027f 4100 0b 0b", FINE},
    {"block with two values", 5, "00 027f 4100 4100 0b 0b",
     WRONG("end: block ends with 2 values, wanted 1")},
    {"block sees its own operands only", 0, "00 4100 0240 1a 0b 1a 0b",
     WRONG("drop: operand 1 is missing, wanted a value")},
    {"block with parameters", 2,
     "00 2000 2001 0202 1a1a 4300000000 440000000000000000 0b 0b", NULL, GK_OK},
    {"block with wrong parameters", 0, "00 4100 4100 0202 1a1a 00 0b 1a1a 0b",
     WRONG("block: operand 2 is i32, wanted i64")},
    {"block of a type that is not there", 0, "00 0209 4100 1a 0b 0b",
     WRONG("block: type 9, the module has 6")},
    {"loop takes parameters at its label", 1, "00 2000 0301 4100 0d00 0b 0b",
     FINE},
    {"if without else", 0, "00 4100 0440 0b 0b", FINE},
    {"if without else and with a result", 5, "00 4100 047f 4100 0b 0b",
     WRONG("end: an if without else has 1 results that are not its 0 "
           "parameters")},
    {"if without else that passes on", 1, "00 2000 2000 0401 0b 0b", FINE},
    {"if else", 5, "00 4100 047f 4101 05 4102 0b 0b", FINE},
    {"then of another type", 5, "00 4100 047f 4201 05 4102 0b 0b",
     WRONG("else: if's value 1 is i64, wanted i32")},
    {"else of another type", 5, "00 4100 047f 4101 05 4202 0b 0b",
     WRONG("end: else's value 1 is i64, wanted i32")},
    {"condition", 0, "00 4200 0440 0b 0b",
     WRONG("if: operand 1 is i64, wanted i32")},
    {"else without if", 0, "00 05 0b", BAD("else: not in an if")},
    {"second else", 0, "00 4100 0440 05 05 0b 0b", BAD("else: not in an if")},
    {"br", 5, "00 4100 0c00 0b", FINE},
    {"br with a wrong value", 5, "00 4200 0c00 0b",
     WRONG("br: value 1 is i64, wanted i32")},
    {"br without value", 5, "00 0c00 0b", WRONG("br: 0 values, wanted 1")},
    {"br too far", 0, "00 0240 0c02 0b 0b", WRONG("br: label 2, there are 2")},
    {"br_if", 1, "00 2000 2000 0d00 0b", FINE},
    {"br_if keeps its value", 1, "00 2000 4100 0d00 1a 4100 0b", FINE},
    {"br_if without condition", 0, "00 0d00 0b",
     WRONG("br_if: operand 1 is missing, wanted i32")},
    {"br_if of another type", 5, "00 4200 4100 0d00 0b",
     WRONG("br_if: operand 1 is i64, wanted i32")},
    {"br_table", 5, "00 027f 4100 4100 0e 01 00 01 0b 0b", FINE},
    {"br_table of different counts", 5,
     "00 0240 4100 4100 0e 01 00 01 0b 00 0b",
     WRONG("br_table: label 0 takes 0 values, the default label 1")},
    {"br_table of a wrong value", 5, "00 027e 4100 4100 0e 01 00 01 0b a7 0b",
     WRONG("br_table: value 1 is i32, wanted i64")},
    {"br_table too far", 0, "00 4100 0e 01 07 00 0b",
     WRONG("br_table: label 7, there are 1")},
    {"br_table default too far", 0, "00 4100 0e 01 00 8100 0b",
     WRONG("br_table: label 1, there are 1")},
    {"return", 5, "00 4100 4200 4101 0f 0b", FINE},
    {"return of another type", 5, "00 4200 0f 0b",
     WRONG("return: value 1 is i64, wanted i32")},
    {"unreachable gives anything", 5, "00 00 6a 0b", FINE},
    {"unreachable gives not everything", 5, "00 00 4200 6a 0b",
     WRONG("i32.add: operand 2 is i64, wanted i32")},
    {"dead values are counted", 0, "00 00 4100 0b",
     WRONG("end: function ends with 1 values, wanted 0")},
    {"dead blocks are alive inside", 0, "00 00 0240 1a 0b 0b",
     WRONG("drop: operand 1 is missing, wanted a value")},
    {"dead br_table may differ in types", 0,
     "00 027f 027e 00 4100 0e 01 00 01 0b 1a 4100 0b 1a 0b", FINE},
    {"no end", 0, "00 01", "the body ends where an instruction should be",
     GK_E_EOF},
    {"cut instruction", 0, "00 41", "the body ends inside 'i32.const'",
     GK_E_EOF},
    {"bytes behind the end", 0, "00 0b 01 0b",
     BAD("end: 2 bytes after the end of the function")},
    {"unknown opcode", 0, "00 27 0b", BAD("unknown opcode 0x27")},
};

static const struct row call_rows[] = {
    {"call", 1, "00 2000 1000 0b", FINE},
    {"call of another type", 5, "00 4200 1000 0b",
     WRONG("call: operand 1 is i64, wanted i32")},
    {"call without operand", 5, "00 1000 0b",
     WRONG("call: operand 1 is missing, wanted i32")},
    {"call of what is not there", 0, "00 1003 0b",
     WRONG("call: function 3, the module has 3")},
    {"call_indirect", 5, "00 4100 4100 1101 00 0b", FINE},
    {"call_indirect by an i64", 5, "00 4100 4200 1101 00 0b",
     WRONG("call_indirect: operand 2 is i64, wanted i32")},
    {"call_indirect through externrefs", 5, "00 4100 4100 1101 01 0b",
     WRONG("call_indirect: table 1 has externref, wanted funcref")},
    {"call_indirect through no table", 5, "00 4100 4100 1101 02 0b",
     WRONG("call_indirect: table 2, the module has 2")},
    {"call_indirect of no type", 5, "00 4100 1106 00 0b",
     WRONG("call_indirect: type 6, the module has 6")},
    {"return_call", 1, "00 2000 1200 0b", FINE},
    {"return_call of other results", 0, "00 4100 1200 0b",
     WRONG("return_call: the callee has 1 results, the function 0")},
    {"return_call_indirect", 1, "00 2000 4100 1301 00 0b", FINE},
    {"return_call_indirect of other results", 5, "00 4100 1300 00 0b",
     WRONG("return_call_indirect: the callee has 0 results, the function 1")},
};

static const struct row variable_rows[] = {
    {"local.get", 1, "00 2000 0b", FINE},
    {"declared locals", 5, "02 02 7e 01 7f 2002 0b", FINE},
    {"local of another type", 5, "02 02 7e 01 7f 2001 0b",
     WRONG("end: function's value 1 is i64, wanted i32")},
    {"local that is not there", 1, "01 02 7e 2003 1a 4100 0b",
     WRONG("local.get: local 3, the function has 3")},
    {"local.set", 1, "00 4100 2100 4100 0b", FINE},
    {"local.set of another type", 1, "00 4200 2100 4100 0b",
     WRONG("local.set: operand 1 is i64, wanted i32")},
    {"local.tee", 1, "00 4100 2200 0b", FINE},
    {"local.tee of nothing", 1, "00 2200 0b",
     WRONG("local.tee: operand 1 is missing, wanted i32")},
    {"global.get", 5, "00 2300 0b", FINE},
    {"global.set", 0, "00 4100 2400 0b", FINE},
    {"global.set of a constant", 0, "00 4200 2401 0b",
     WRONG("global.set: global 1 is immutable")},
    {"global.set of another type", 0, "00 4200 2400 0b",
     WRONG("global.set: operand 1 is i64, wanted i32")},
    {"global that is not there", 0, "00 2302 1a 0b",
     WRONG("global.get: global 2, the module has 2")},
    {"too many locals", 0, "01 d18603 7f 0b", "more than 50000 locals",
     GK_E_LIMIT},
    {"as many locals as may be", 5, "01 d08603 7f 20 cf8603 0b", FINE},
    {"locals of no type", 0, "01 01 40 0b",
     BAD("type 0x40 of locals is no value type")},
    {"locals of a later type", 0, "01 01 6e 0b",
     "type 0x6e of locals is of the garbage collection proposal",
     GK_E_UNSUPPORTED},
    {"cut locals", 0, "02 01 7f", "malformed declaration 1 of locals",
     GK_E_EOF},
    {"select", 5, "00 4100 4100 4100 1b 0b", FINE},
    {"select of two types", 0, "00 4100 4200 4100 1b 1a 0b",
     WRONG("select: operand 2 is i64, operand 1 is i32")},
    {"select of references", 0, "00 d070 d070 4100 1b 1a 0b",
     WRONG("select: operands are references, their type must be given")},
    {"select of given references", 0, "00 d070 d070 4100 1c0170 1a 0b", FINE},
    {"select of a given type", 0, "00 4100 4200 4100 1c017f 1a 0b",
     WRONG("select: operand 2 is i64, wanted i32")},
    {"select of two given types", 0, "00 4100 4100 4100 1c027f7f 1a 0b",
     WRONG("select: 2 types, wanted 1")},
    {"dead select", 5, "00 00 1b 0b", FINE},
    {"dead select of a reference", 0, "00 00 d070 4100 1b 1a 0b",
     WRONG("select: operands are references, their type must be given")},
};

static const struct row memory_rows[] = {
    {"natural alignment", 5, "00 4100 28 0200 0b", FINE},
    {"less alignment", 5, "00 4100 28 0000 0b", FINE},
    {"more alignment", 5, "00 4100 28 0300 0b",
     WRONG("i32.load: alignment 2^3, at most 2^2")},
    {"atomics are aligned exactly", 5, "00 4100 fe10 0100 0b",
     WRONG("i32.atomic.load: alignment 2^1, wanted 2^2")},
    {"no such memory", 0, "00 4100 28 420100 1a 0b",
     WRONG("i32.load: memory 1, the module has 1")},
    {"largest offset", 5, "00 4100 28 02 ffffffff0f 0b", FINE},
    {"too large offset", 5, "00 4100 28 02 8080808010 0b",
     WRONG("i32.load: offset 4294967296 in a memory of 32-bit addresses")},
    {"store", 0, "00 4100 4200 37 0300 0b", FINE},
    {"store of another type", 0, "00 4100 4100 37 0300 0b",
     WRONG("i64.store: operand 2 is i32, wanted i64")},
    {"memory.init", 0, "00 4100 4100 4100 fc08 00 00 0b", FINE},
    {"memory.init of no data", 0, "00 4100 4100 4100 fc08 01 00 0b",
     WRONG("memory.init: data segment 1, the module has 1")},
    {"data.drop", 0, "00 fc09 00 0b", FINE},
    {"data.drop of no data", 0, "00 fc09 05 0b",
     WRONG("data.drop: data segment 5, the module has 1")},
    {"memory.copy to no memory", 0, "00 4100 4100 4100 fc0a 00 02 0b",
     WRONG("memory.copy: memory 2, the module has 1")},
    {"lane", 0, "00 4100 fd0f fd15 0f 1a 0b", FINE},
    {"too high lane", 0, "00 4100 fd0f fd15 10 1a 0b",
     WRONG("i8x16.extract_lane_s: lane 16, there are 16")},
    {"too high lane of a load", 0, "00 4100 4100 fd0f fd57 00 00 02 1a 0b",
     WRONG("v128.load64_lane: lane 2, there are 2")},
};

static const struct row table_rows[] = {
    {"table.get", 0, "00 4100 2501 d1 1a 0b", FINE},
    {"table.set of another type", 0, "00 4100 d070 2601 0b",
     WRONG("table.set: operand 2 is funcref, wanted externref")},
    {"table.fill", 0, "00 4100 d06f 4100 fc11 01 0b", FINE},
    {"table.fill of another type", 0, "00 4100 d070 4100 fc11 01 0b",
     WRONG("table.fill: operand 2 is funcref, wanted externref")},
    {"table.grow of no table", 0, "00 d070 4100 fc0f 02 1a 0b",
     WRONG("table.grow: table 2, the module has 2")},
    {"table.init", 0, "00 4100 4100 4100 fc0c 00 00 0b", FINE},
    {"table.init of another type", 0, "00 4100 4100 4100 fc0c 00 01 0b",
     WRONG("table.init: entries are funcref, the table has externref")},
    {"table.init of no segment", 0, "00 4100 4100 4100 fc0c 01 00 0b",
     WRONG("table.init: element segment 1, the module has 1")},
    {"elem.drop of no segment", 0, "00 fc0d 01 0b",
     WRONG("elem.drop: element segment 1, the module has 1")},
    {"table.copy of another type", 0, "00 4100 4100 4100 fc0e 00 01 0b",
     WRONG("table.copy: entries are externref, the table has funcref")},
    {"ref.is_null of a number", 0, "00 4100 d1 1a 0b",
     WRONG("ref.is_null: operand 1 is i32, wanted a reference")},
    {"ref.func", 0, "00 d200 1a 0b", FINE},
    {"ref.func of an export", 0, "00 d201 1a 0b", FINE},
    {"ref.func that was not announced", 0, "00 d202 1a 0b",
     WRONG("ref.func: function 2 is in no element segment, export or global")},
    {"ref.func of nothing", 0, "00 d203 1a 0b",
     WRONG("ref.func: function 3, the module has 3")},
};

static const struct row exception_rows[] = {
    {"throw", 0, "00 4200 0800 0b", FINE},
    {"throw of another type", 0, "00 4100 0800 0b",
     WRONG("throw: operand 1 is i32, wanted i64")},
    {"throw of no tag", 0, "00 0801 0b",
     WRONG("throw: tag 1, the module has 1")},
    {"try", 5, "00 067f 4100 07 00 1a 4101 19 4102 0b 0b", FINE},
    {"try without catch", 0, "00 0640 0b 0b", FINE},
    {"catch gives the tag's values", 5, "00 067f 4100 07 00 0b 0b",
     WRONG("end: catch's value 1 is i64, wanted i32")},
    {"try of another type", 5, "00 067f 4200 19 4102 0b 0b",
     WRONG("catch_all: try's value 1 is i64, wanted i32")},
    {"catch without try", 0, "00 0700 0b", BAD("catch: not in a try")},
    {"catch behind catch_all", 0, "00 0640 19 07 00 1a 0b 0b",
     BAD("catch: not in a try")},
    {"delegate", 0, "00 0640 1800 0b", FINE},
    {"delegate to the caller's caller", 0, "00 0640 1801 0b",
     WRONG("delegate: label 1, there are 1")},
    {"delegate without try", 0, "00 0240 1800 0b",
     BAD("delegate: not in a try")},
    {"delegate in a catch", 0, "00 0640 19 1800 0b",
     BAD("delegate: not in a try")},
    {"rethrow", 0, "00 0640 19 0900 0b 0b", FINE},
    {"rethrow outside of catch", 0, "00 0640 0900 0b 0b",
     WRONG("rethrow: label 0 is no catch")},
    {"try_table", 0, "00 0240 1f40 02 02 00 02 01 0b 0b 0b", FINE},
    {"try_table to its tag's values", 0,
     "00 027e 1f40 01 00 00 00 0b 4200 0b 1a 0b", FINE},
    {"try_table to other values", 0,
     "00 027f 1f40 01 00 00 00 0b 4100 0b 1a 0b",
     WRONG("try_table: label 0 does not take what clause 1 gives")},
    {"try_table with reference", 0, "00 0269 1f40 01 03 00 0b 00 0b 0a 0b",
     FINE},
    {"try_table without the reference", 0, "00 0240 1f40 01 03 00 0b 0b 0b",
     WRONG("try_table: label 0 does not take what clause 1 gives")},
    {"try_table of no tag", 0, "00 0240 1f40 01 00 03 00 0b 0b 0b",
     WRONG("try_table: tag 3, the module has 1")},
    {"throw_ref of another type", 0, "00 d070 0a 0b",
     WRONG("throw_ref: operand 1 is funcref, wanted exnref")},
};

#define OF(proposal) "instruction 0x" proposal " proposal", GK_E_UNSUPPORTED

static const struct row other_rows[] = {
    {"struct.new", 0, "00 fb00 00 0b", OF("fb is of the garbage collection")},
    {"string.new", 0, "00 fb8001 00 0b",
     OF("fb is of the reference-typed strings")},
    {"call_ref", 0, "00 1400 0b", OF("14 is of the typed function references")},
    {"return_call_ref", 0, "00 1500 0b",
     OF("15 is of the typed function references")},
    {"ref.eq", 0, "00 d3 0b", OF("d3 is of the garbage collection")},
    {"ref.as_non_null", 0, "00 d4 0b",
     OF("d4 is of the typed function references")},
    {"br_on_null", 0, "00 d500 0b",
     OF("d5 is of the typed function references")},
    {"ref.null of a type", 0, "00 d000 1a 0b",
     OF("d0 is of the typed function references")},
    {"ref.null any", 0, "00 d06e 1a 0b", OF("d0 is of the garbage collection")},
    {"block of a typed reference", 0, "00 02 64 70 00 0b 1a 0b",
     OF("02 is of the typed function references")},
    {"cont.new", 0, "00 e000 0b", OF("e0 is of the stack switching")},
    {"i64.add128", 0, "00 fc13 0b", OF("fc is of the wide arithmetic")},
    {"memory.discard", 0, "00 fc1200 0b", OF("fc is of the memory control")},
    {"f16x8.splat", 0, "00 fda002 0b", OF("fd is of the half precision")},
    {"unknown vector", 0, "00 fd9a01 0b", BAD("unknown opcode 0xfd 0x9a")},
    {"unknown prefix", 0, "00 ff00 0b", BAD("unknown opcode 0xff")},
};

static void check_row(const struct row *row)
{
    gk_buf bytes = GK_BUF_INIT;
    uint8_t *exact;
    gk_module m;
    gk_validation v;

    env_module(row->type, row->body, &bytes);
    exact = wasm_exact(bytes.data, bytes.len);
    assert_int_equal(gk_module_read(exact, bytes.len, &m, NULL), GK_OK);
    if (m.problem_count > 0)
        fail_msg("%s: not even read: %s", row->name, m.problems[0].text);
    validate_all_ways(&m, &v);
    if (row->problem == NULL && v.problem_count > 0)
        fail_msg("%s: %s", row->name, v.problems[0].text);
    if (row->problem != NULL) {
        if (v.problem_count == 0 || strcmp(v.problems[0].text, row->problem))
            fail_msg("%s: \"%s\", wanted \"%s\"", row->name,
                     v.problem_count ? v.problems[0].text : "valid",
                     row->problem);
        if (v.problem_count > 1)
            fail_msg("%s: also \"%s\"", row->name, v.problems[1].text);
        assert_int_equal(v.problems[0].status, row->status);
        assert_int_equal(v.problems[0].function, 1);
    }
    gk_validation_clear(&v);
    gk_module_clear(&m);
    free(exact);
    gk_buf_clear(&bytes);
}

#define CHECK(rows)                                                            \
    static void rows##_are_judged(void **state)                                \
    {                                                                          \
        (void)state;                                                           \
        for (size_t i = 0; i < sizeof(rows) / sizeof *(rows); i++)             \
            check_row(&(rows)[i]);                                             \
    }
CHECK(control_rows)
CHECK(call_rows)
CHECK(variable_rows)
CHECK(memory_rows)
CHECK(table_rows)
CHECK(exception_rows)
CHECK(other_rows)

/* --- from opcodes.def ---------------------------------------------------- */

static void check_words(gk_op op, struct op_case what, const char *found)
{
    char want[200];

    if (what.fault == OP_OPERAND && op != GK_OP_REF_IS_NULL) {
        snprintf(want, sizeof want, "%s: operand %u is %s, wanted %s",
                 gk_ops[op].name, what.number,
                 gk_valtype_name(op_found(op, what.number)),
                 gk_valtype_name(op_wanted(op, what.number)));
        assert_string_equal(found, want);
    }
    if (what.fault == OP_MISSING)
        assert_non_null(strstr(found, "operand 1 is "));
    if (what.fault == OP_ALIGNMENT)
        assert_non_null(strstr(found, ": alignment 2^"));
    if (what.fault == OP_LANE)
        assert_non_null(strstr(found, ": lane "));
}

static void check_case(gk_op op, struct op_case what)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;
    gk_validation v;

    op_module(op, what, &bytes);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    assert_int_equal(m.problem_count, 0);
    validate_all_ways(&m, &v);
    if ((what.fault == OP_RIGHT) != (v.problem_count == 0))
        fail_msg("%s, fault %d of operand %u: %s", gk_ops[op].name,
                 (int)what.fault, what.number,
                 v.problem_count ? v.problems[0].text : "valid");
    if (what.fault != OP_RIGHT)
        check_words(op, what, v.problems[0].text);
    else if (!(v.features & 1u << gk_ops[op].feature))
        fail_msg("%s is no %s", gk_ops[op].name,
                 gk_feature_name(gk_ops[op].feature));
    gk_validation_clear(&v);
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
}

static void every_row_of_opcodes_is_checked(void **state)
{
    unsigned count = 0;

    (void)state;
    for (int op = 0; op < GK_OP_COUNT; op++)
        for (int fault = 0; fault < OP_FAULT_COUNT; fault++)
            for (uint32_t number = 1; number <= 4; number++) {
                struct op_case what = {(op_fault)fault, number};

                if ((number > 1 && fault != OP_OPERAND) ||
                    !op_can((gk_op)op, what))
                    continue;
                check_case((gk_op)op, what);
                count++;
            }
    assert_true(count > 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(control_rows_are_judged),
        cmocka_unit_test(call_rows_are_judged),
        cmocka_unit_test(variable_rows_are_judged),
        cmocka_unit_test(memory_rows_are_judged),
        cmocka_unit_test(table_rows_are_judged),
        cmocka_unit_test(exception_rows_are_judged),
        cmocka_unit_test(other_rows_are_judged),
        cmocka_unit_test(every_row_of_opcodes_is_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
