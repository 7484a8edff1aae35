/* How a host call is written down: the line --trace prints, its arguments, and
 * what is hidden in both. */
#include "tests/unit/cortex_guest.h"

#define A     "2097152"
#define B     "2097408"
#define C     "2097664"
#define D     "2097920"
#define WORD  "2162688"
#define STAT  "2162692"
#define VALUE "2228224"

/* The script's last call of a host function. */
static const struct {
    const char *name, *script, *line, *args;
} rows[] = {
    {"text", "poke " A " Ready; host_log " A " 5", "host_log(\"Ready\")",
     "[\"Ready\"]"},
    {"an empty text", "host_log 0 0", "host_log(\"\")", "[\"\"]"},
    {"a range that is not there", "host_log -1 5", "host_log(\"\")", "[\"\"]"},
    {"controls, quotes, backslashes",
     "poke " A " %1B[1m%22a\\%0A%C2%85; host_log " A " 10",
     "host_log(\"\\x1b[1m\\\"a\\\\\\n\\u{85}\")",
     "[\"\\u001b[1m\\\"a\\\\\\n\xc2\x85\"]"},
    {"bytes that are no text", "poke " A " a%FF%C3b; host_log " A " 4",
     "host_log(\"a\\xff\\xc3b\")",
     "[\"a\xef\xbf\xbd\xef\xbf\xbd"
     "b\"]"},
    {"a long text is cut in the line", "fill " A " 120 70; host_log " A " 70",
     "host_log(\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "\xe2\x80\xa6\")",
     "[\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxx\"]"},
    {"a number and its result, in a column", "host_alloc 8",
     "host_alloc(8)                                            = 131072",
     "[8]"},
    {"a negative number", "host_alloc -1",
     "host_alloc(-1)                                           = 0", "[-1]"},
    {"no result", "host_free 8", "host_free(8)", "[8]"},
    {"an i64", "host_get_time_ms",
     "host_get_time_ms()                                       = "
     "1767225600000",
     "[]"},
    {"bytes out", "host_random " A " 16", "host_random(cap 16)", "[16]"},
    {"a trap", "host_random " A " -1",
     "host_random(cap 4294967295)                              = trap: Invalid "
     "typed array length: -1",
     "[4294967295]"},
    {"a capacity, a length",
     "poke " A " k; poke " B " v; host_set_state " A " 1 " B " 1; store " WORD
     " 9; host_get_state " A " 1 " VALUE " " WORD,
     "host_get_state(\"k\", cap 9)                               = 0  1 B",
     "[\"k\",9]"},
    {"a no, without a length",
     "poke " A " k; store " WORD " 9; host_get_state " A " 1 " VALUE " " WORD,
     "host_get_state(\"k\", cap 9)                               = -1",
     "[\"k\",9]"},
    {"a capacity that cannot be read",
     "poke " A " k; host_get_state " A " 1 " VALUE " -4",
     "host_get_state(\"k\", cap ?)                               = -1",
     "[\"k\",null]"},
    {"the value of a secret is hidden",
     "poke " A " api_token; poke " B " hunter2; host_set_state " A " 9 " B " 7",
     "host_set_state(\"api_token\", \"***\")", "[\"api_token\",\"***\"]"},
    {"a value that names a secret is no secret",
     "poke " A " kind; poke " B " token; host_set_state " A " 4 " B " 5",
     "host_set_state(\"kind\", \"token\")", "[\"kind\",\"token\"]"},
    {"a key of many letters",
     "poke " A " city:Oslo; poke " B " {%22c%22:7}; host_set_state " A " 9 " B
     " 7",
     "host_set_state(\"city:Oslo\", \"{\\\"c\\\":7}\")",
     "[\"city:Oslo\",\"{\\\"c\\\":7}\"]"},
    {"status and length of an answer; secrets in URL, body and headers",
     "poke " A " POST; poke " B " http://h/auth?token=abc; poke " C
     " {%22password%22:%22abc%22,%22n%22:1}; poke " D
     " {%22Authorization%22:%22Bearer%20abc%22}; store " WORD
     " 100; host_http_request " A " 4 " B " 23 " C " 24 " D " 30 " STAT
     " " VALUE " " WORD,
     "host_http_request(\"POST\", \"http://h/auth?token=***\", "
     "\"{\\\"password\\\":\\\"***\\\",\\\"n\\\":1}\", "
     "\"{\\\"Authorization\\\":\\\"***\\\"}\", cap 100) = 0  201  2 B",
     "[\"POST\",\"http://h/auth?token=***\","
     "\"{\\\"password\\\":\\\"***\\\",\\\"n\\\":1}\","
     "\"{\\\"Authorization\\\":\\\"***\\\"}\",100]"},
};

static const gk_json *last_call(const gk_json *result)
{
    const gk_json *last = NULL;
    const gk_json *steps = gk_json_get(result, "steps");
    for (const gk_json *s = gk_json_first(steps); s; s = gk_json_next(s))
        for (const gk_json *c = gk_json_first(gk_json_get(s, "calls")); c;
             c = gk_json_next(c))
            last = c;
    return last;
}

static void a_call_is_written_as_it_was(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct cortex_try t = {
            .world = "{\"http\":[{\"url\":\"*\",\"reply\":{\"status\":201,"
                     "\"body\":\"ok\"}}]}"};
        gk_json *result = NULL;
        gk_buf line = GK_BUF_INIT;
        char *args;
        free(cortex_script(&t, rows[i].script, &result));
        gk_json_bytes(gk_json_get(last_call(result), "line"), &line);
        args = cortex_at(last_call(result), "/args");
        if (strcmp(gk_buf_text(&line), rows[i].line) != 0 ||
            strcmp(args, rows[i].args) != 0)
            fail_msg("%s:\n  wanted %s\n         %s\n  found  %s\n         %s",
                     rows[i].name, rows[i].line, rows[i].args,
                     gk_buf_text(&line), args);
        /* What is hidden is nowhere in the record. */
        assert_null(strstr(args, "hunter2"));
        free(args);
        gk_buf_clear(&line);
        gk_json_free(result);
    }
}

static void a_call_has_its_effect_and_module(void **state)
{
    static const char *const want[][2] = {
        {"host_log 0 0", "\"log\""},
        {"host_random 0 0", "\"random\""},
        {"host_get_time_ms", "\"time\""},
        {"host_alloc 1", "\"control\""},
        {"host_set_state 0 0 0 0", "\"state\""},
        {"host_get_config 0 0 0 2097152", "\"config\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        const struct cortex_try t = {.wat = NULL};
        gk_json *result = NULL;
        free(cortex_script(&t, want[i][0], &result));
        cortex_expect(want[i][0], GK_DOCUMENTED, last_call(result), "/effect",
                      want[i][1]);
        cortex_expect(want[i][0], GK_DOCUMENTED, last_call(result), "/module",
                      "\"env\"");
        gk_json_free(result);
    }
}

/* Untyped imports: numbers that JSON does not have, i64, too few of them. */
static void any_declared_type_can_be_written_down(void **state)
{
    static const struct {
        const char *type, *args, *want;
    } types[] = {
        {"host_alloc\" (func $f (param f64) (result f64)))", "f64.const nan",
         "[null]"},
        {"host_alloc\" (func $f (param f32) (result f64)))", "f32.const -inf",
         "[null]"},
        {"host_alloc\" (func $f (param i64) (result f64)))",
         "i64.const 9007199254740993", "[\"9007199254740993\"]"},
        {"host_alloc\" (func $f (result f64)))", "", "[]"},
        {"host_log\" (func $f (param i32) (result f64)))", "i32.const 1", "[]"},
        {"host_log\" (func $f (param f64 i64) (result f64)))",
         "f64.const 1 i64.const 1", "[\"\"]"},
        {"host_random\" (func $f (param f64 f64) (result f64)))",
         "f64.const 8 f64.const 8.5", "[8.5]"},
        {"host_get_state\" (func $f (param i32 i32 f64 f64) (result f64)))",
         "i32.const 0 i32.const 0 f64.const 2097152 f64.const 2097152",
         "[\"\",null]"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        char wat[4096];
        const struct cortex_try t = {.wat = wat, .fidelity = GK_DEPLOYED};
        gk_json *result = NULL;
        snprintf(
            wat, sizeof wat,
            "(module (import \"env\" \"%s %s (func (export \"go\") (result "
            "f64) %s call $f))",
            types[i].type, CORTEX_HOST_MEMORY, types[i].args);
        free(cortex_script(&t, "go", &result));
        cortex_expect(types[i].type, GK_DEPLOYED, last_call(result), "/args",
                      types[i].want);
        gk_json_free(result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_written_as_it_was),
        cmocka_unit_test(a_call_has_its_effect_and_module),
        cmocka_unit_test(any_declared_type_can_be_written_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
