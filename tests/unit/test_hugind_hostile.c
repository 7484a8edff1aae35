/* Agents that mean harm to the mock Hugind host: every row of the contract with
 * pointers and texts that are none, allocators that lie, callbacks that call
 * back, and more calls than a trace can hold. */
#include "tests/unit/hugind_guest.h"

#include "abi/abi.h"
#include "core/base/limits.h"

#define ALL_ALLOWED                                                            \
    HUGIND_HEAD                                                                \
    "permissions:\n"                                                           \
    "  network: {allow: true}\n"                                               \
    "  shell: {allow: true}\n"                                                 \
    "  filesystem: {allow: true, create: true, delete: true}\n"

/* --- every row --------------------------------------------------------------
 */

/* What takes the place of a text or bytes; the memory has 65536 bytes. */
static const struct {
    const char *name;
    const char *ptr, *len;
    const char *text;  /* of the trap when it is a text */
    const char *bytes; /* when it is bytes; NULL: anything but a crash */
} wrong[] = {
    {"a negative address", "-1", "0", "Invalid pointer/length",
     "Memory access out of bounds"},
    {"a negative length", "16", "-1", "Invalid pointer/length",
     "Memory access out of bounds"},
    {"one past the end", "65536", "1", "Memory access out of bounds",
     "Memory access out of bounds"},
    {"over the end", "65535", "2", "Memory access out of bounds",
     "Memory access out of bounds"},
    {"a sum past 31 bits", "0x7fffffff", "0x7fffffff",
     "Memory access out of bounds", "Memory access out of bounds"},
    {"two bytes that are no text", "32", "2", "Invalid UTF-8: ", NULL},
    {"half a character", "34", "1", "Invalid UTF-8: ", NULL},
    {"a surrogate", "36", "3", "Invalid UTF-8: ", NULL},
    {"nothing, at the very end", "65536", "0", NULL, NULL},
    {"the last byte", "65535", "1", NULL, NULL},
};
#define WRONG_COUNT (sizeof wrong / sizeof *wrong)

static const char *type_name(uint8_t type)
{
    return type == 0x7e   ? "i64"
           : type == 0x7d ? "f32"
           : type == 0x7c ? "f64"
                          : "i32";
}

static void put_import(gk_buf *wat, const struct gk_abi_import *row,
                       const struct gk_sig *sig)
{
    gk_buf_printf(wat, "(import \"%s\" \"%s\" (func $f ", row->module,
                  row->name);
    for (size_t i = 0; i < sig->param_count; i++)
        gk_buf_printf(wat, "(param %s)", type_name(sig->params[i]));
    for (size_t i = 0; i < sig->result_count; i++)
        gk_buf_printf(wat, "(result %s)", type_name(sig->results[i]));
    gk_buf_puts(wat, "))");
}

/* A call whose text number `bad` is `wrong[how]`; the others are right. */
static void put_call(gk_buf *wat, const struct gk_sig *sig, size_t bad,
                     size_t how)
{
    size_t number = 0;

    gk_buf_puts(wat, "(call $f ");
    for (const char *l = sig->letters; *l != ')'; l++) {
        if (*l != 's' && *l != 'd')
            gk_buf_puts(wat, "(i32.const 0)");
        else if (number++ == bad)
            gk_buf_printf(wat, "(i32.const %s)(i32.const %s)", wrong[how].ptr,
                          wrong[how].len);
        else
            gk_buf_puts(wat, "(i32.const 16)(i32.const 1)");
    }
    gk_buf_puts(wat, ")");
}

/* The letters of a row's texts and bytes: "", "s", "sd" … */
static size_t texts_of(const struct gk_sig *sig, char out[8])
{
    size_t count = 0;

    for (const char *l = sig->letters; *l != ')' && count < 7; l++)
        if (*l == 's' || *l == 'd')
            out[count++] = *l;
    out[count] = '\0';
    return count;
}

/* An agent that does one of the wrong calls; its first argument says which, as
 * a letter from "A" on. */
static void put_agent(gk_buf *wat, const struct gk_abi_import *row,
                      const struct gk_sig *sig, size_t texts)
{
    gk_buf_puts(wat, "(module ");
    put_import(wat, row, sig);
    gk_buf_puts(wat,
                "(import \"hugind\" \"get_args\" (func $args (result i64)))"
                "(memory (export \"memory\") 1 1)"
                "(data (i32.const 16) \"x\")"
                "(data (i32.const 32) \"\\c3\\28\\e2\\82\\ed\\a0\\80\")"
                "(data (i32.const 65535) \"x\")"
                "(func (export \"alloc\") (param i32) (result i32)"
                " (i32.const 4096))"
                "(func (export \"_start\") (local $which i32)"
                " (local.set $which (i32.load8_u offset=10"
                "  (i32.wrap_i64 (i64.shr_u (call $args)"
                "   (i64.const 32)))))");
    for (size_t i = 0; i < texts * WRONG_COUNT; i++) {
        gk_buf_printf(wat, "(if (i32.eq (local.get $which) (i32.const %zu))",
                      'A' + i);
        gk_buf_puts(wat, sig->result_count > 0 ? "(then (drop " : "(then ");
        put_call(wat, sig, i / WRONG_COUNT, i % WRONG_COUNT);
        gk_buf_puts(wat, sig->result_count > 0 ? ")))" : "))");
    }
    gk_buf_puts(wat, "))");
}

/* One job with a run for each letter. */
static gk_json *run_letters(const char *wat, size_t count)
{
    gk_buf wasm = GK_BUF_INIT;
    gk_json *manifest = NULL, *result = NULL;
    gk_json *steps = gk_json_new_array();
    gk_json *world = hugind_parse("{\"files\":{\"x\":\"y\"}}");
    gk_error err = GK_ERROR_INIT;
    struct gk_job job = {
        .host = "hugind", .module_name = "a.wasm", .world = world};

    assert_int_equal(
        gk_yaml_parse(ALL_ALLOWED, strlen(ALL_ALLOWED), &manifest, NULL),
        GK_OK);
    for (size_t i = 0; i < count; i++) {
        char text[60];

        snprintf(text, sizeof text, "{\"call\":{\"args\":[\"%c\"]}}",
                 (char)('A' + i));
        gk_json_push(steps, hugind_parse(text));
    }
    test_wat(wat, &wasm);
    job.module = wasm.data;
    job.module_len = wasm.len;
    job.manifest = manifest;
    job.steps = steps;
    if (gk_job_run(&job, &result, &err) != GK_OK)
        fail_msg("the job failed: %s", err.text);
    gk_buf_clear(&wasm);
    gk_json_free(manifest);
    gk_json_free(world);
    gk_json_free(steps);
    return result;
}

static void check_wrong(const struct gk_abi_import *row, char letter,
                        size_t number, size_t how, const gk_json *step)
{
    const char *outcome = gk_json_text(gk_json_get(step, "outcome"));
    const char *text = gk_json_text(gk_json_pointer(step, "/trap/text"));
    const char *want = letter == 's' ? wrong[how].text : wrong[how].bytes;

    if (outcome == NULL || strcmp(outcome, "crash") == 0)
        fail_msg("%s.%s, text %zu is %s: outcome %s", row->module, row->name,
                 number, wrong[how].name, outcome != NULL ? outcome : "none");
    if (want != NULL ? text == NULL || strncmp(text, want, strlen(want)) != 0
                     : text != NULL && (strstr(text, "out of bounds") != NULL ||
                                        strstr(text, "Invalid UTF-8") != NULL))
        fail_msg("%s.%s, text %zu is %s: %s, '%s', wanted %s", row->module,
                 row->name, number, wrong[how].name, outcome,
                 text != NULL ? text : "", want != NULL ? want : "no trap");
}

static void check_row(const struct gk_abi_import *row)
{
    gk_buf wat = GK_BUF_INIT;
    gk_json *result;
    const gk_json *step;
    struct gk_sig sig;
    char texts[8];
    size_t count;

    assert_true(gk_sig_parse(row->sig, &sig));
    count = texts_of(&sig, texts);
    if (count == 0)
        return;
    put_agent(&wat, row, &sig, count);
    result = run_letters(gk_buf_text(&wat), count * WRONG_COUNT);
    step = gk_json_first(gk_json_get(result, "steps"));
    for (size_t i = 0; i < count * WRONG_COUNT; i++) {
        check_wrong(row, texts[i / WRONG_COUNT], i / WRONG_COUNT,
                    i % WRONG_COUNT, step);
        step = gk_json_next(step);
    }
    gk_json_free(result);
    gk_buf_clear(&wat);
}

static bool is_own(const struct gk_abi_import *row)
{
    return strncmp(row->module, "hugind", 6) == 0 ||
           strcmp(row->module, "env") == 0;
}

static void every_text_of_every_row_is_checked(void **state)
{
    const struct gk_abi_host *host = gk_abi_host_find("hugind");
    size_t rows = 0;

    (void)state;
    for (size_t i = 0; i < host->import_count; i++)
        if (is_own(&host->imports[i])) {
            check_row(&host->imports[i]);
            rows++;
        }
    assert_int_equal(rows, 44);
}

/* Types that no row has: one parameter more, another result. */
static void every_row_links_with_its_own_type_only(void **state)
{
    const struct gk_abi_host *host = gk_abi_host_find("hugind");

    (void)state;
    for (size_t i = 0; i < host->import_count; i++) {
        const struct gk_abi_import *row = &host->imports[i];
        gk_buf wat = GK_BUF_INIT, told = GK_BUF_INIT;
        struct hugind_run run = {0};
        struct gk_sig sig;
        char want[200];
        gk_json *result;

        if (!is_own(row))
            continue;
        assert_true(gk_sig_parse(row->sig, &sig));
        sig.params[sig.param_count++] = 0x7d;
        gk_buf_puts(&wat, "(module ");
        put_import(&wat, row, &sig);
        gk_buf_puts(&wat, "(func (export \"_start\")))");
        run.wat = gk_buf_text(&wat);
        result = hugind_run(&run);
        hugind_told(result, &told);
        snprintf(want, sizeof want,
                 "link failed to instantiate wasm module: import '%s.%s': "
                 "incompatible import type: ",
                 row->module, row->name);
        if (strncmp(gk_buf_text(&told), want, strlen(want)) != 0)
            fail_msg("%s.%s: found '%s'", row->module, row->name,
                     gk_buf_text(&told));
        gk_json_free(result);
        gk_buf_clear(&wat);
        gk_buf_clear(&told);
    }
}

/* --- allocators -------------------------------------------------------------
 */

#define VERSION "(import \"hugind\" \"version\" (func $version (result i64)))"
#define MEMORY  "(memory (export \"memory\") 1)"
/* An agent that asks for the version; `alloc` is the body of its allocator. */
#define ALLOC(alloc)                                                           \
    "(module " VERSION HUGIND_PRINT MEMORY                                     \
    "(func (export \"alloc\") (param i32) (result i32) " alloc ")" HUGIND_SAY  \
    "(func (export \"_start\") (call $say (call $version))))"
#define OTHER_ALLOC(alloc)                                                     \
    "(module " VERSION MEMORY alloc                                            \
    "(func (export \"_start\") (drop (call $version))))"

static const struct hugind_row allocators[] = {
    {"a negative address",
     {.wat = ALLOC("(i32.const -16)")},
     "=trap alloc returned negative pointer",
     NULL},
    {"zero is an address", {.wat = ALLOC("(i32.const 0)")}, "ok 0.12.0", NULL},
    {"the last place there is",
     {.wat = ALLOC("(i32.const 65529)")},
     "ok 0.12.0",
     NULL},
    {"one byte too far",
     {.wat = ALLOC("(i32.const 65530)")},
     "=trap Guest allocation out of bounds",
     NULL},
    {"the largest address",
     {.wat = ALLOC("(i32.const 0x7fffffff)")},
     "=trap Guest allocation out of bounds",
     NULL},
    {"a trap", {.wat = ALLOC("unreachable")}, "trap alloc failed: wasm ", NULL},
    {"no end",
     {.wat = ALLOC("(loop (br 0)) (i32.const 16)"),
      .manifest = HUGIND_HEAD "wasm: {resources: {cpu: '50000'}}\n"},
     "fuel ",
     NULL},
    {"recursion without the host",
     {.wat = "(module " VERSION MEMORY
             "(func $a (export \"alloc\") (param i32) (result i32)"
             " (call $a (local.get 0)))"
             "(func (export \"_start\") (drop (call $version))))"},
     "trap alloc failed: ",
     NULL},
    {"it prints",
     {.wat = ALLOC("(call $print (i32.const 0) (i32.const 0)) (i32.const 16)")},
     "=ok \n0.12.0\n",
     NULL},
    {"it asks the host, which asks it",
     {.wat = ALLOC("(i32.wrap_i64 (call $version))")},
     "trap alloc failed: ",
     NULL},
    {"memory that grows",
     {.wat = ALLOC("(i32.mul (memory.grow (i32.const 1))"
                   " (i32.const 65536))")},
     "=ok 0.12.0\n",
     NULL},
    {"memory that cannot grow",
     {.wat = ALLOC("(i32.mul (memory.grow (i32.const 20)) (i32.const 1))"),
      .manifest = HUGIND_HEAD "wasm: {resources: {memory: 1MB}}\n"},
     "=trap alloc returned negative pointer",
     NULL},
    {"what calls it is overwritten",
     {.wat = ALLOC("(memory.fill (i32.const 0) (i32.const 255)"
                   " (i32.const 65536)) (i32.const 16)")},
     "=ok 0.12.0\n",
     NULL},
    {"none",
     {.wat = OTHER_ALLOC("")},
     "=trap Wasm module must export 'alloc(size: i32) -> i32' to receive data.",
     NULL},
    {"a memory of its name",
     {.wat = OTHER_ALLOC("(export \"alloc\" (memory 0))")},
     "=trap Wasm module must export 'alloc(size: i32) -> i32' to receive data.",
     NULL},
    {"of 64 bits",
     {.wat = OTHER_ALLOC("(func (export \"alloc\") (param i64) (result i64)"
                         " (i64.const 0))")},
     "trap Invalid alloc signature: ",
     NULL},
    {"without a result",
     {.wat = OTHER_ALLOC("(func (export \"alloc\") (param i32))")},
     "trap Invalid alloc signature: ",
     NULL},
    {"a function of the host's",
     {.wat =
          "(module " VERSION "(import \"wasi_snapshot_preview1\" \"fd_close\""
          " (func $close (param i32) (result i32)))" MEMORY
          "(export \"alloc\" (func $close))"
          "(func (export \"_start\") (drop (call $version))))"},
     "ok ",
     NULL},
    {"a host function that the host calls for itself",
     {.wat = "(module " VERSION MEMORY "(export \"alloc\" (func $version))"
             "(func (export \"_start\") (drop (call $version))))"},
     "trap Invalid alloc signature: ",
     NULL},
};

static void allocators_that_lie(void **state)
{
    (void)state;
    HUGIND_RUN_ROWS(allocators);
}

/* --- memory -----------------------------------------------------------------
 */

static const struct hugind_row memories[] = {
    {"none",
     {.wat = "(module " HUGIND_PRINT "(func (export \"_start\")"
             " (call $print (i32.const 0) (i32.const 0))))"},
     "=trap missing exported memory",
     NULL},
    {"a function of its name",
     {.wat = "(module " HUGIND_PRINT "(func (export \"memory\"))"
             "(func (export \"_start\")"
             " (call $print (i32.const 0) (i32.const 0))))"},
     "=trap missing exported memory",
     NULL},
    {"of no pages",
     {.wat = "(module " HUGIND_PRINT "(memory (export \"memory\") 0)"
             "(func (export \"_start\")"
             " (call $print (i32.const 0) (i32.const 0))))"},
     "=ok \n",
     NULL},
    {"of no pages, and a byte of it",
     {.wat = "(module " HUGIND_PRINT "(memory (export \"memory\") 0)"
             "(func (export \"_start\")"
             " (call $print (i32.const 0) (i32.const 1))))"},
     "=trap Memory access out of bounds",
     NULL},
    {"used before there is an instance",
     {.wat = "(module " HUGIND_PRINT MEMORY "(data (i32.const 0) \"early\")"
             "(func $early (call $print (i32.const 0) (i32.const 5)))"
             "(start $early) (func (export \"_start\")))"},
     "=ok early\n",
     NULL},
    {"asked for a text before there is an instance",
     {.wat = "(module " VERSION HUGIND_PRINT MEMORY
             "(func (export \"alloc\") (param i32) (result i32) (i32.const 0))"
             "(func $early (drop (call $version))"
             " (call $print (i32.const 0) (i32.const 6)))"
             "(start $early) (func (export \"_start\")))"},
     "=ok 0.12.0\n",
     NULL},
    {"a start that traps",
     {.wat = "(module (func $early unreachable) (start $early)"
             "(func (export \"_start\")))"},
     "trap failed to instantiate wasm module: wasm ",
     NULL},
    {"imported",
     {.wat = "(module (import \"env\" \"memory\" (memory 1))"
             "(func (export \"_start\")))"},
     "link failed to instantiate wasm module: import 'env.memory': unknown "
     "import",
     NULL},
    {"a host function taken for a number",
     {.wat = "(module (import \"hugind\" \"print\" (global i32))"
             "(func (export \"_start\")))"},
     "link failed to instantiate wasm module: import 'hugind.print': ",
     NULL},
    {"4 GiB at once",
     {.wat = "(module (memory (export \"memory\") 65536)"
             "(func (export \"_start\")))"},
     "memory failed to instantiate wasm module: ",
     NULL},
};

static void memories_of_all_kinds(void **state)
{
    (void)state;
    HUGIND_RUN_ROWS(memories);
}

/* --- callbacks --------------------------------------------------------------
 */

#define STREAM                                                                 \
    "(import \"hugind\" \"llm_chat_stream\" (func $ask (param i32 i32)"        \
    " (result i64)))"
#define ANSWERS(tokens) "{\"llm\":[{\"reply\":{\"tokens\":[" tokens "]}}]}"
/* An agent that asks and says what it got; `body` is its callback's. */
#define CALLED_BACK(name, body)                                                \
    HUGIND_AGENT(STREAM,                                                       \
                 "(data (i32.const 16) \"hi\")"                                \
                 "(func (export \"" name "\") (param i32 i32) " body ")",      \
                 "(call $say (call $ask (i32.const 16) (i32.const 2)))")

static const struct hugind_row callbacks[] = {
    {"one that traps is passed over",
     {.wat = CALLED_BACK("llm_on_token", "unreachable"),
      .world = ANSWERS("\"a\",\"b\"")},
     "=ok ab\n",
     NULL},
    {"one that asks again, and so on: the depth has an end",
     {.wat = CALLED_BACK("llm_on_token",
                         "(drop (call $ask (i32.const 16) (i32.const 2)))"),
      .world = ANSWERS("\"a\"")},
     "=ok a\n",
     NULL},
    {"one for lines that asks again, until there is no memory left",
     {.wat = CALLED_BACK("llm_on_sse",
                         "(drop (call $ask (i32.const 16) (i32.const 2)))"),
      .world = ANSWERS("")},
     "=trap Guest allocation out of bounds",
     NULL},
    {"one without end",
     {.wat = CALLED_BACK("llm_on_token", "(loop (br 0))"),
      .world = ANSWERS("\"a\""),
      .manifest = HUGIND_HEAD "wasm: {resources: {cpu: '50000'}}\n"},
     "fuel ",
     NULL},
    {"one that sets a result that is none",
     {.wat =
          HUGIND_AGENT(STREAM "(import \"hugind\" \"set_result\""
                              " (func $set (param i32 i32)))",
                       "(data (i32.const 16) \"hi\")"
                       "(func (export \"llm_on_token\") (param i32 i32)"
                       " (call $set (i32.const 16) (i32.const 2)))",
                       "(call $say (call $ask (i32.const 16) (i32.const 2)))"),
      .world = ANSWERS("\"a\"")},
     "=ok a\n",
     "null"},
    {"one of another type is not called",
     {.wat = HUGIND_AGENT(
          STREAM,
          "(data (i32.const 16) \"hi\")"
          "(func (export \"llm_on_token\") (param i64) unreachable)",
          "(call $say (call $ask (i32.const 16) (i32.const 2)))"),
      .world = ANSWERS("\"a\"")},
     "=ok a\n",
     NULL},
};

static void callbacks_that_call_back(void **state)
{
    (void)state;
    HUGIND_RUN_ROWS(callbacks);
}

/* --- more than a trace can hold ---------------------------------------------
 */

/* `count` times a text of `len` bytes on standard error. */
static gk_json *run_loud(unsigned count, unsigned len)
{
    char wat[1000];

    snprintf(wat, sizeof wat,
             "(module (import \"hugind\" \"version\" (func $f (result i64)))"
             "(import \"hugind\" \"memory_get\""
             " (func $get (param i32 i32) (result i64)))"
             "(memory (export \"memory\") 1)"
             "(func (export \"alloc\") (param i32) (result i32)"
             " (i32.const 16384))"
             "(func (export \"_start\") (local $left i32)"
             " (memory.fill (i32.const 0) (i32.const 97) (i32.const 16384))"
             " (local.set $left (i32.const %u))"
             " (loop (drop (call $get (i32.const 0) (i32.const %u)))"
             "  (br_if 0 (local.tee $left (i32.sub (local.get $left)"
             "   (i32.const 1)))))"
             " (drop (call $f))))",
             count, len);
    return hugind_run(&(struct hugind_run){.wat = wat});
}

static void a_trace_is_kept_up_to_its_limits(void **state)
{
    static const struct {
        const char *name;
        unsigned count, len;
        size_t least, most; /* calls that are kept */
        bool truncated;
    } rows[] = {
        {"12,000 calls", 12000, 8, 12001, 12001, false},
        {"more than the calls of a trace", GK_MAX_TRACE_CALLS + 5000, 8,
         GK_MAX_TRACE_CALLS, GK_MAX_TRACE_CALLS, true},
        {"more than the bytes of a trace", 20000, 4096, 14000, 19999, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_json *result = run_loud(rows[i].count, rows[i].len);
        const gk_json *step = hugind_step(result);
        size_t calls = gk_json_count(gk_json_get(step, "calls"));
        bool truncated = gk_json_true(gk_json_get(result, "truncated"));
        const char *outcome = gk_json_text(gk_json_get(step, "outcome"));

        if (calls < rows[i].least || calls > rows[i].most ||
            truncated != rows[i].truncated || strcmp(outcome, "ok") != 0)
            fail_msg("%s: %s, %zu calls, %s", rows[i].name, outcome, calls,
                     truncated ? "truncated" : "whole");
        gk_json_free(result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_of_every_row_is_checked),
        cmocka_unit_test(every_row_links_with_its_own_type_only),
        cmocka_unit_test(allocators_that_lie),
        cmocka_unit_test(memories_of_all_kinds),
        cmocka_unit_test(callbacks_that_call_back),
        cmocka_unit_test(a_trace_is_kept_up_to_its_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
