/* What real compilers make is read as they meant it, and a real validator
 * takes every edit of it. Skipped where the tools are not installed. */
#include "test_module_bytes.h"

#include "core/base/file.h"
#include "core/base/spawn.h"
#include "core/wasm/edit.h"

#include <stdio.h>
#include <unistd.h>

static void need(const char *program)
{
    char *path = gk_which(program);

    if (path == NULL) {
        print_message("no %s here\n", program);
        skip();
    }
    free(path);
}

/* Runs a program that must succeed; its output goes to `out`. */
static void run(const char *const *argv, const void *input, size_t len,
                gk_buf *out)
{
    gk_buf words = GK_BUF_INIT;
    struct gk_spawn what = {.argv = argv,
                            .input = input,
                            .input_len = len,
                            .out = out,
                            .err = &words,
                            .timeout_ms = 60000};
    struct gk_spawned how;
    gk_error err = GK_ERROR_INIT;

    if (gk_spawn(&what, &how, &err) != GK_OK)
        fail_msg("%s: %s", argv[0], err.text);
    if (how.exit_status != 0)
        fail_msg("%s: %s", argv[0], gk_buf_text(&words));
    gk_buf_clear(&words);
}

static void validate(const void *bytes, size_t len)
{
    static const char *const argv[] = {"wasm-validate", "--enable-all", "-",
                                       NULL};
    gk_buf out = GK_BUF_INIT;

    run(argv, bytes, len, &out);
    gk_buf_clear(&out);
}

static void assemble(const char *text, gk_buf *out)
{
    static const char *const argv[] = {
        "wat2wasm", "--enable-all", "--debug-names", "-", "--output=-", NULL};

    run(argv, text, strlen(text), out);
}

static bool drop_all(struct gk_name name, void *context)
{
    (void)name;
    (void)context;
    return true;
}

/* Every edit's result is taken by the validator; returns the length without
 * zero data. */
static size_t check_edits(const gk_module *m)
{
    gk_buf out = GK_BUF_INIT;
    size_t len;

    if (m->function_count > 0) {
        assert_int_equal(gk_edit_add_export(m, "added", GK_EXTERN_FUNC,
                                            m->function_count - 1, &out, NULL),
                         GK_OK);
        validate(out.data, out.len);
        gk_buf_reset(&out);
    }
    assert_int_equal(gk_edit_strip(m, drop_all, NULL, &out, NULL), GK_OK);
    validate(out.data, out.len);
    gk_buf_reset(&out);
    assert_int_equal(gk_edit_add_custom(m, "added", "abc", 3, &out, NULL),
                     GK_OK);
    validate(out.data, out.len);
    gk_buf_reset(&out);
    assert_int_equal(gk_edit_drop_zero_data(m, true, &out, NULL), GK_OK);
    validate(out.data, out.len);
    len = out.len;
    gk_buf_clear(&out);
    return len;
}

static const struct {
    const char *name;
    const char *text;
    uint32_t imports, functions, exports, datas, names;
    uint32_t features;
} modules[] = {
    {"empty", "(module)", 0, 0, 0, 0, 0, 0},
    {"mvp",
     "(module (import \"env\" \"log\" (func $log (param i32 i32)))"
     " (memory (export \"memory\") 1 2) (table 1 funcref)"
     " (global $g (mut i32) (i32.const 7))"
     " (func $run (export \"run\") (result i32) (global.get $g))"
     " (elem (i32.const 0) $run) (data (i32.const 8) \"hi\\00\"))",
     1, 2, 2, 1, 2, 0},
    {"references",
     "(module (type $t (func (result i32 i64)))"
     " (table $x (export \"x\") 2 externref) (table $f 2 2 funcref)"
     " (func $a (type $t) (unreachable)) (func $b)"
     " (elem (table $f) (i32.const 1) func $a) (elem declare func $b)"
     " (elem $p funcref (ref.func $a) (ref.null func)))",
     0, 2, 1, 0, 2,
     GK_MODULE_MULTI_VALUE | GK_MODULE_REFERENCE_TYPES | GK_MODULE_BULK_MEMORY},
    {"bulk memory",
     "(module (memory 1) (data $a \"abc\") (data (i32.const 0) \"\\00\\00\")"
     " (func $init (memory.init $a (i32.const 0) (i32.const 0)"
     " (i32.const 3)) (data.drop $a)))",
     0, 1, 0, 2, 1, GK_MODULE_BULK_MEMORY},
    {"threads, vectors, exceptions",
     "(module (import \"env\" \"m\" (memory 1 4 shared))"
     " (import \"env\" \"g\" (global $g (mut i64))) (tag $e (param i32))"
     " (global v128 (v128.const i32x4 1 2 3 4)) (export \"g\" (global $g))"
     " (export \"e\" (tag $e)) (start $s) (func $s))",
     2, 1, 2, 0, 1,
     GK_MODULE_THREADS | GK_MODULE_MUTABLE_GLOBALS | GK_MODULE_EXCEPTIONS |
         GK_MODULE_SIMD},
    {"two memories, one of 64 bits",
     "(module (memory $a 1) (memory $b i64 1 70000)"
     " (data (memory $b) (i64.const 4294967) \"x\\00\"))",
     0, 0, 0, 1, 0,
     GK_MODULE_MULTI_MEMORY | GK_MODULE_MEMORY64 | GK_MODULE_BULK_MEMORY},
    {"sums",
     "(module (global $b (import \"env\" \"b\") i32)"
     " (global i32 (i32.add (global.get $b) (i32.const 4))))",
     1, 0, 0, 0, 0, GK_MODULE_EXTENDED_CONST},
};

static void assembled_modules_are_read(void **state)
{
    (void)state;
    need("wat2wasm");
    need("wasm-validate");
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;
        gk_module m;

        assemble(modules[i].text, &bytes);
        assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL),
                         GK_OK);
        if (gk_module_sound(&m, &err) != GK_OK || m.note_count > 0)
            fail_msg("%s: %s", modules[i].name, err.text);
        if (m.import_count != modules[i].imports ||
            m.function_count != modules[i].functions ||
            m.export_count != modules[i].exports ||
            m.data_count != modules[i].datas ||
            m.func_name_count != modules[i].names ||
            m.features != modules[i].features)
            fail_msg("%s: %u imports %u functions %u exports %u segments"
                     " %u names, features 0x%x",
                     modules[i].name, m.import_count, m.function_count,
                     m.export_count, m.data_count, m.func_name_count,
                     m.features);
        wasm_check(&m);
        check_edits(&m);
        gk_module_clear(&m);
        gk_buf_clear(&bytes);
    }
}

static const char c_source[] =
    "__attribute__((import_module(\"env\"), import_name(\"log\")))\n"
    "void log_text(const char *text, int len);\n"
    "static char cache[100000] = { 1 };\n"
    "int counter = 3;\n"
    "static int twice(int n) { return n * 2; }\n"
    "int (*volatile step)(int) = twice;\n"
    "int run(int n) { cache[n] = 5; log_text(\"run\", 3);\n"
    "                 return step(n) + cache[99] + counter; }\n";

/* clang's object, linked, in a folder of its own that goes away. */
static void compile(const char *source, gk_buf *out)
{
    char dir[] = P_tmpdir "/test_module_tools.XXXXXX";
    char object[64], linked[64];
    gk_error err = GK_ERROR_INIT;

    assert_non_null(mkdtemp(dir));
    snprintf(object, sizeof object, "%s/a.o", dir);
    snprintf(linked, sizeof linked, "%s/a.wasm", dir);
    run((const char *const[]){"clang", "--target=wasm32", "-O1", "-g", "-c",
                              "-x", "c", "-", "-o", object, NULL},
        source, strlen(source), NULL);
    run((const char *const[]){"wasm-ld", "--no-entry", "--export=run",
                              "--export=counter", object, "-o", linked, NULL},
        NULL, 0, NULL);
    if (gk_read_file(linked, 1 << 20, out, &err) != GK_OK)
        fail_msg("%s", err.text);
    unlink(object);
    unlink(linked);
    rmdir(dir);
}

static void compiled_c_is_read(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;

    (void)state;
    need("clang");
    need("wasm-ld");
    need("wasm-validate");
    compile(c_source, &bytes);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    assert_int_equal(m.problem_count + m.note_count, 0);
    wasm_check(&m);
    assert_int_equal(m.import_count, 1);
    assert_true(gk_name_is(m.imports[0].module, "env"));
    assert_true(gk_name_is(m.imports[0].name, "log"));
    assert_non_null(gk_module_export(&m, "run"));
    assert_int_equal(gk_module_export(&m, "counter")->kind, GK_EXTERN_GLOBAL);
    assert_true(gk_name_is(gk_module_func_name(&m, 0), "log_text"));
    assert_true(gk_name_is(
        gk_module_func_name(&m, gk_module_export(&m, "run")->index), "run"));
    assert_true(m.has_dwarf);
    assert_true(m.producer_count > 0);
    assert_int_equal(m.element_count, 1);
    assert_true(bytes.len > 100000);
    assert_true(check_edits(&m) < bytes.len - 99000);
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(assembled_modules_are_read),
        cmocka_unit_test(compiled_c_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
