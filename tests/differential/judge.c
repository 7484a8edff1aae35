/*
 * judge [--careful] PACK: what the validator says of each module of a pack
 * (four bytes of length, little-endian, then the bytes; over and over).
 * judge --wabt PACK: what wabt's wasm-validate says: "valid", "invalid" and
 * its first line, or "crash".
 * judge --ops PACK: writes such a pack, of modules made from opcodes.def.
 * Prints a line for each: "valid" or "invalid", as it was made to be, and the
 * instruction.
 *
 * For ours, a line each: "valid" or "invalid", the features used as hexadecimal
 * bits, and for an invalid one the first problem: status, offset, text.
 * Problems of the reader come before those of the code. --careful never takes
 * the fast loop, so that two runs can be compared.
 */
#include "core/base/file.h"
#include "core/base/spawn.h"
#include "core/wasm/arena.h"
#include "core/wasm/validate_body.h"
#include "tests/unit/op_modules.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_verdict(const gk_module *m, const gk_validation *v)
{
    gk_status status = GK_OK;
    uint32_t offset = 0;
    const char *text = NULL;

    if (m->problem_count > 0) {
        status = m->problems[0].status;
        offset = m->problems[0].offset;
        text = m->problems[0].text;
    } else if (v->problem_count > 0) {
        status = v->problems[0].status;
        offset = v->problems[0].offset;
        text = v->problems[0].text;
    }
    if (text == NULL)
        printf("valid %" PRIx32 "\n", v->features);
    else
        printf("invalid %" PRIx32 " %d 0x%" PRIx32 " %s\n", v->features,
               (int)status, offset, text);
}

typedef gk_status judge_fn(const uint8_t *bytes, size_t len, gk_error *err);

static gk_status judge(const uint8_t *bytes, size_t len, bool careful,
                       gk_error *err)
{
    gk_module m;
    gk_validation v;
    gk_status st = gk_module_read(bytes, len, &m, err);

    if (st != GK_OK)
        return st;
    st = gk_validate_with(&(struct gk_validate_how){.careful = careful}, &m, &v,
                          err);
    if (st == GK_OK) {
        print_verdict(&m, &v);
        gk_validation_clear(&v);
    }
    gk_module_clear(&m);
    return st;
}

static gk_status judge_fast(const uint8_t *bytes, size_t len, gk_error *err)
{
    return judge(bytes, len, false, err);
}

static gk_status judge_carefully(const uint8_t *bytes, size_t len,
                                 gk_error *err)
{
    return judge(bytes, len, true, err);
}

/* Every feature it knows but those that change what is valid without them:
 * with typed references, ref.func is no funcref any more. */
static gk_status ask_wabt(const uint8_t *bytes, size_t len, gk_error *err)
{
    static const char *const argv[] = {"wasm-validate",
                                       "--enable-exceptions",
                                       "--enable-threads",
                                       "--enable-tail-call",
                                       "--enable-memory64",
                                       "--enable-multi-memory",
                                       "--enable-extended-const",
                                       "--enable-relaxed-simd",
                                       "--ignore-custom-section-errors",
                                       "-",
                                       NULL};
    gk_buf says = GK_BUF_INIT;
    struct gk_spawn what = {
        .argv = argv, .input = bytes, .input_len = len, .err = &says};
    struct gk_spawned how;
    gk_status st = gk_spawn(&what, &how, err);

    if (st != GK_OK)
        return st;
    /* It tells some errors, with their offset, and exits with 0 all the same.
     * Those of custom sections, to be ignored, have none. */
    if (how.exit_status == 0 && strstr(gk_buf_text(&says), ": error: ") == NULL)
        puts("valid");
    else if (how.signal != 0)
        puts("crash");
    else
        printf("invalid %.*s\n", (int)strcspn(gk_buf_text(&says), "\n"),
               gk_buf_text(&says));
    gk_buf_clear(&says);
    return GK_OK;
}

static gk_status judge_all(const uint8_t *pack, size_t len, judge_fn *ask,
                           gk_error *err)
{
    gk_status st = GK_OK;
    size_t at = 0;

    while (st == GK_OK && len - at >= 4) {
        size_t size = (size_t)pack[at] | (size_t)pack[at + 1] << 8 |
                      (size_t)pack[at + 2] << 16 | (size_t)pack[at + 3] << 24;

        at += 4;
        if (size > len - at)
            return gk_fail(err, GK_E_EOF, "the pack ends in a module");
        st = ask(pack + at, size, err);
        at += size;
    }
    return st;
}

/* --- modules from the rows ----------------------------------------------- */

static void put_case(gk_op op, struct op_case what, gk_buf *pack)
{
    gk_buf bytes = GK_BUF_INIT;

    op_module(op, what, &bytes);
    for (int i = 0; i < 4; i++)
        gk_buf_byte(pack, (uint8_t)(bytes.len >> (8 * i)));
    gk_buf_put(pack, bytes.data, bytes.len);
    gk_buf_clear(&bytes);
    printf("%s %s\n", what.fault == OP_RIGHT ? "valid" : "invalid",
           gk_ops[op].name);
}

static gk_status write_ops(const char *path, gk_error *err)
{
    gk_buf pack = GK_BUF_INIT;
    gk_status st;

    for (int op = 0; op < GK_OP_COUNT; op++)
        for (int fault = 0; fault < OP_FAULT_COUNT; fault++)
            for (uint32_t number = 1; number <= 4; number++) {
                struct op_case what = {(op_fault)fault, number};

                if ((number == 1 || fault == OP_OPERAND) &&
                    op_can((gk_op)op, what))
                    put_case((gk_op)op, what, &pack);
            }
    st = gk_buf_check(&pack, err);
    if (st == GK_OK)
        st = gk_write_file(path, pack.data, pack.len, 0644, err);
    gk_buf_clear(&pack);
    return st;
}

static gk_status judge_file(const char *path, judge_fn *ask, gk_error *err)
{
    struct gk_map map = {0};
    gk_status st = gk_map_file(path, SIZE_MAX / 2, &map, err);

    if (st == GK_OK)
        st = judge_all(map.data, map.len, ask, err);
    gk_map_clear(&map);
    return st;
}

static const struct {
    const char *option;
    judge_fn *ask;
} modes[] = {
    {"--careful", judge_carefully},
    {"--wabt", ask_wabt},
};

static gk_status run(const char *option, const char *path, gk_error *err)
{
    if (option == NULL)
        return judge_file(path, judge_fast, err);
    if (strcmp(option, "--ops") == 0)
        return write_ops(path, err);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (strcmp(option, modes[i].option) == 0)
            return judge_file(path, modes[i].ask, err);
    return gk_fail(err, GK_E_USAGE, "unknown option '%s'", option);
}

int main(int argc, char **argv)
{
    gk_error err = GK_ERROR_INIT;

    if (argc != 2 && argc != 3) {
        fputs("usage: judge [--careful | --wabt | --ops] PACK\n", stderr);
        return 2;
    }
    if (run(argc == 3 ? argv[1] : NULL, argv[argc - 1], &err) == GK_OK)
        return 0;
    fprintf(stderr, "judge: %s\n", err.text);
    return 3;
}
