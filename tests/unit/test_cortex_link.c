/* What the mock CortexPrism host links, and what it makes of declared types. */
#include "tests/unit/cortex_guest.h"

#define GUEST(imports, rest)                                                   \
    "(module " imports CORTEX_HOST_MEMORY CORTEX_ABI CORTEX_ABC_TOOL           \
        CORTEX_SAY_NOTHING rest ")"

/* --- imports ---------------------------------------------------------------
 */

static const struct {
    const char *name, *imports, *documented, *deployed; /* NULL: it links */
} imports[] = {
    {"nothing", "", NULL, NULL},
    {"another module",
     "(import \"wasi_snapshot_preview1\" \"proc_exit\" (func (param i32)))",
     "import 'wasi_snapshot_preview1.proc_exit': module is not an object or "
     "function; this host has one import module, 'env'",
     "import 'wasi_snapshot_preview1.proc_exit': module is not an object or "
     "function; this host has one import module, 'env'"},
    {"a slip of the finger", "(import \"env\" \"host_lgo\" (func))",
     "import 'env.host_lgo': function import requires a callable; did you mean "
     "'host_log'?",
     "import 'env.host_lgo': function import requires a callable; did you mean "
     "'host_log'?"},
    {"nothing like it", "(import \"env\" \"abort\" (func))",
     "import 'env.abort': function import requires a callable; this host has "
     "no function of that name",
     "import 'env.abort': function import requires a callable; this host has "
     "no function of that name"},
    {"the memory as a function", "(import \"env\" \"memory\" (func))",
     "import 'env.memory': function import requires a callable; this host has "
     "no function of that name",
     "import 'env.memory': function import requires a callable; this host has "
     "no function of that name"},
    {"a global", "(import \"env\" \"g\" (global i32))",
     "import 'env.g': global import must be a number, valid Wasm reference, or "
     "WebAssembly.Global object; this host has none",
     "import 'env.g': global import must be a number, valid Wasm reference, or "
     "WebAssembly.Global object; this host has none"},
    {"a table", "(import \"env\" \"t\" (table 1 funcref))",
     "import 'env.t': table import requires a WebAssembly.Table; this host has "
     "none",
     "import 'env.t': table import requires a WebAssembly.Table; this host has "
     "none"},
    {"another type", "(import \"env\" \"host_log\" (func (param i64)))",
     "import 'env.host_log': type is (i64) -> (), the contract says (i32 i32) "
     "-> ()",
     NULL},
    {"one function, two types",
     "(import \"env\" \"host_log\" (func (param i32 i32)))"
     "(import \"env\" \"host_log\" (func (param f64)))",
     "import 'env.host_log': type is (f64) -> (), the contract says (i32 i32) "
     "-> ()",
     NULL},
    {"the time as both hosts say it",
     "(import \"env\" \"host_get_time_ms\" (func (result i64)))"
     "(import \"env\" \"host_get_time_ms\" (func (result f64)))",
     NULL, NULL},
    {"the time in 32 bits",
     "(import \"env\" \"host_get_time_ms\" (func (result i32)))",
     "import 'env.host_get_time_ms': type is () -> i32, the contract says () "
     "-> i64",
     NULL},
    {"a vector", "(import \"env\" \"host_log\" (func (param v128)))",
     "import 'env.host_log': type is (v128) -> (), the contract says (i32 i32) "
     "-> ()",
     "import 'env.host_log': type is (v128) -> (), the contract says (i32 i32) "
     "-> ()"},
    {"a reference", "(import \"env\" \"host_log\" (func (param externref)))",
     "import 'env.host_log': type is (externref) -> (), the contract says (i32 "
     "i32) -> ()",
     "import 'env.host_log': type is (externref) -> (), the contract says (i32 "
     "i32) -> ()"},
    {"two results",
     "(import \"env\" \"host_get_abi_version\" (func (result i32 i32)))",
     "import 'env.host_get_abi_version': type is () -> (i32 i32), the contract "
     "says () -> i32",
     "import 'env.host_get_abi_version': type is () -> (i32 i32), the contract "
     "says () -> i32"},
};

static void imports_link_or_say_why(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof imports / sizeof *imports; i++)
        for (gk_fidelity f = GK_DOCUMENTED; f <= GK_DEPLOYED; f++) {
            char wat[4096], want[1024] = "";
            const struct cortex_try t = {.wat = wat, .fidelity = f};
            const char *why =
                f == GK_DEPLOYED ? imports[i].deployed : imports[i].documented;
            gk_json *result;
            snprintf(wat, sizeof wat, "(module %s %s)", imports[i].imports,
                     CORTEX_HOST_MEMORY CORTEX_ABI CORTEX_ABC_TOOL
                         CORTEX_SAY_NOTHING);
            /* Imports come first, the memory's too. */
            result = cortex_try(&t);
            if (why != NULL)
                snprintf(want, sizeof want,
                         "\"Failed to instantiate WASM plugin "
                         "\\\"my-wasm-plugin\\\": %s\"",
                         why);
            cortex_expect(imports[i].name, f, result, "/outcome",
                          why != NULL ? "\"link\"" : "\"ok\"");
            cortex_expect(imports[i].name, f, result, "/load/error/text", want);
            gk_json_free(result);
        }
}

/* --- declared types, deployed ----------------------------------------------
 */

#define RETURNS(import, params, type, args)                                    \
    GUEST("(import \"env\" \"" import "\" (func $f " params " (result " type   \
          ")))",                                                               \
          "(func (export \"go\") (result " type ") " args " call $f)")

#define UNDEFINED_BIG "trap:Cannot convert undefined to a BigInt"
#define MIXED         "trap:Cannot mix BigInt and other types, use explicit conversions"

static const struct {
    const char *name, *wat, *want;
} conversions[] = {
    {"the time as i32", RETURNS("host_get_time_ms", "", "i32", ""),
     "1994041344"},
    {"the time as f32", RETURNS("host_get_time_ms", "", "f32", ""),
     "1767225556992"},
    {"the time as f64", RETURNS("host_get_time_ms", "", "f64", ""),
     "1767225600000"},
    {"the version as i64", RETURNS("host_get_abi_version", "", "i64", ""),
     "trap:Cannot convert 1 to a BigInt"},
    {"the version as f32", RETURNS("host_get_abi_version", "", "f32", ""), "1"},
    {"no result as f64",
     RETURNS("host_log", "(param i32 i32)", "f64", "i32.const 0 i32.const 0"),
     "log: NaN"},
    {"no result as i32",
     RETURNS("host_log", "(param i32 i32)", "i32", "i32.const 0 i32.const 0"),
     "log: 0"},
    {"no result as i64",
     RETURNS("host_log", "(param i32 i32)", "i64", "i32.const 0 i32.const 0"),
     "log: " UNDEFINED_BIG},
    {"no result of host_free", RETURNS("host_free", "", "i64", ""),
     UNDEFINED_BIG},
    {"no result of host_random",
     RETURNS("host_random", "(param i32 i32)", "f32",
             "i32.const 0 i32.const 0"),
     "NaN"},
    {"no result of host_set_state", RETURNS("host_set_state", "", "i64", ""),
     UNDEFINED_BIG},
    {"no parameters at all", RETURNS("host_log", "", "i32", ""), "log: 0"},
    {"more parameters than there are",
     RETURNS("host_get_abi_version", "(param i32 i64)", "i32",
             "i32.const 1 i64.const 2"),
     "1"},
    {"an i64 for a length",
     RETURNS("host_log", "(param i32 i64)", "i32", "i32.const 0 i64.const 1"),
     "trap:Cannot convert a BigInt value to a number"},
    {"an i64 for an address",
     RETURNS("host_log", "(param i64 i32)", "i32", "i64.const 0 i32.const 1"),
     MIXED},
    {"an i64 for an address of random bytes",
     RETURNS("host_random", "(param i64 i32)", "i32",
             "i64.const 0 i32.const 1"),
     "trap:Cannot convert a BigInt value to a number"},
    {"an i64 for a size",
     RETURNS("host_alloc", "(param i64)", "i32", "i64.const 8"), MIXED},
    {"an i64 is caught by host_get_state",
     RETURNS("host_get_state", "(param i64 i32 i32 i32)", "i32",
             "i64.const 0 i32.const 0 i32.const 2097152 i32.const 2097152"),
     "-1"},
    {"an i64 is caught by host_get_config",
     RETURNS("host_get_config", "(param i64 i32 i32 i32)", "i32",
             "i64.const 0 i32.const 0 i32.const 2097152 i32.const 2097152"),
     "-1"},
    {"a float for a size",
     RETURNS("host_alloc", "(param f64)", "f64", "f64.const 8.5"), "65536"},
    {"NaN for a length",
     RETURNS("host_log", "(param i32 f64)", "i32", "i32.const 0 f64.const nan"),
     "log: 0"},
    {"infinity for an address",
     RETURNS("host_log", "(param f64 i32)", "i32", "f64.const inf i32.const 1"),
     "log: 0"},
};

static void the_deployed_host_converts_as_javascript_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof conversions / sizeof *conversions; i++) {
        const struct cortex_try t = {.wat = conversions[i].wat,
                                     .fidelity = GK_DEPLOYED};
        char *got = cortex_script(&t, "go", NULL);
        if (strcmp(got, conversions[i].want) != 0)
            fail_msg("%s: wanted '%s', found '%s'", conversions[i].name,
                     conversions[i].want, got);
        free(got);
    }
}

static void a_caught_throw_writes_nothing(void **state)
{
    static const char *const names[] = {"host_get_state", "host_get_config"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char wat[4096], *got;
        const struct cortex_try t = {.wat = wat, .fidelity = GK_DEPLOYED};
        snprintf(wat, sizeof wat,
                 "(module (import \"env\" \"%s\" (func $f (param i64 i32 i32 "
                 "i32) (result i32))) %s (func (export \"go\") (result i32 "
                 "i32) (i32.store (i32.const 2097152) (i32.const 7)) (call $f "
                 "(i64.const 0) (i32.const 0) (i32.const 2097160) (i32.const "
                 "2097152)) (i32.load (i32.const 2097152))))",
                 names[i], CORTEX_HOST_MEMORY);
        got = cortex_script(&t, "go", NULL);
        if (strcmp(got, "-1 7") != 0)
            fail_msg("%s: found '%s'", names[i], got);
        free(got);
    }
}

/* --- exports ---------------------------------------------------------------
 */

#define MEMORY CORTEX_HOST_MEMORY
#define ABI    CORTEX_ABI
#define TOOLS  CORTEX_ABC_TOOL
#define EXEC   CORTEX_SAY_NOTHING
#define IDLE   CORTEX_EXECUTE("i32.const 0")

static const struct {
    const char *name, *wat, *outcome[2], *text[2];
} loads[] = {
    {"all there is",
     "(module " MEMORY ABI TOOLS EXEC ")",
     {"\"ok\"", "\"ok\""},
     {"", ""}},
    {"no memory",
     "(module " ABI IDLE "(func (export \"plugin_get_capabilities\") (param "
     "i32 i32) (result i32) i32.const 1))",
     {"\"export\"", "\"ok\""},
     {"\"WASM plugin \\\"my-wasm-plugin\\\" does not export 'memory', which "
      "every plugin must: The plugin's linear memory.\"",
      ""}},
    {"a memory that is none",
     "(module (global (export \"memory\") i32 (i32.const 0))" ABI IDLE
     "(func (export \"plugin_get_capabilities\") (param i32 i32) (result i32) "
     "i32.const 1))",
     {"\"export\"", "\"ok\""},
     {"\"WASM plugin \\\"my-wasm-plugin\\\" exports 'memory', which is no "
      "memory\"",
      ""}},
    {"no ABI version",
     "(module " MEMORY TOOLS EXEC ")",
     {"\"export\"", "\"ok\""},
     {"\"WASM plugin \\\"my-wasm-plugin\\\" does not export "
      "'plugin_get_abi_version', which every plugin must: The ABI version the "
      "plugin was written for: 1.\"",
      ""}},
    {"an ABI version that is no function",
     "(module " MEMORY TOOLS EXEC
     "(global (export \"plugin_get_abi_version\") i32 (i32.const 1)))",
     {"\"export\"", "\"trap\""},
     {"\"WASM plugin \\\"my-wasm-plugin\\\" exports 'plugin_get_abi_version', "
      "which is no function\"",
      "\"plugin_get_abi_version is not a function\""}},
    {"an ABI version 1.0",
     "(module " MEMORY TOOLS EXEC
     "(func (export \"plugin_get_abi_version\") (result f64) f64.const 1))",
     {"\"export\"", "\"ok\""},
     {"\"WASM plugin \\\"my-wasm-plugin\\\" exports 'plugin_get_abi_version' "
      "of type () -> f64, the contract says () -> i32\"",
      ""}},
    {"an ABI version of 64 bits",
     "(module " MEMORY TOOLS EXEC
     "(func (export \"plugin_get_abi_version\") (result i64) i64.const 1))",
     {"\"export\"", "\"load\""},
     {"\"WASM plugin \\\"my-wasm-plugin\\\" exports 'plugin_get_abi_version' "
      "of type () -> i64, the contract says () -> i32\"",
      "\"WASM plugin \\\"my-wasm-plugin\\\" ABI version 1 is not supported "
      "(supported: 1)\""}},
    {"no ABI version from the function",
     "(module " MEMORY TOOLS EXEC "(func (export \"plugin_get_abi_version\")))",
     {"\"export\"", "\"load\""},
     {"\"WASM plugin \\\"my-wasm-plugin\\\" exports 'plugin_get_abi_version' "
      "of type () -> (), the contract says () -> i32\"",
      "\"WASM plugin \\\"my-wasm-plugin\\\" ABI version undefined is not "
      "supported (supported: 1)\""}},
    {"an ABI version that traps",
     "(module " MEMORY TOOLS EXEC
     "(func (export \"plugin_get_abi_version\") (result i32) unreachable))",
     {"\"trap\"", "\"trap\""},
     {"\"unreachable\"", "\"unreachable\""}},
    {"an init that traps",
     "(module " MEMORY ABI TOOLS EXEC
     "(func (export \"plugin_init\") unreachable))",
     {"\"trap\"", "\"trap\""},
     {"\"WASM plugin \\\"my-wasm-plugin\\\" init failed: unreachable\"",
      "\"WASM plugin \\\"my-wasm-plugin\\\" init failed: unreachable\""}},
    {"an init that is no function",
     "(module " MEMORY ABI TOOLS EXEC
     "(global (export \"plugin_init\") i32 (i32.const 1)))",
     {"\"export\"", "\"trap\""},
     {"\"WASM plugin \\\"my-wasm-plugin\\\" exports 'plugin_init', which is no "
      "function\"",
      "\"WASM plugin \\\"my-wasm-plugin\\\" init failed: plugin_init is not a "
      "function\""}},
    {"an init that wants an i64",
     "(module " MEMORY ABI TOOLS EXEC
     "(func (export \"plugin_init\") (param i64)))",
     {"\"export\"", "\"trap\""},
     {"\"WASM plugin \\\"my-wasm-plugin\\\" exports 'plugin_init' of type "
      "(i64) -> (), the contract says () -> ()\"",
      "\"WASM plugin \\\"my-wasm-plugin\\\" init failed: Cannot convert "
      "undefined to a BigInt\""}},
    {"capabilities that trap",
     "(module " MEMORY ABI EXEC "(func (export \"plugin_get_capabilities\") "
     "(param i32 i32) (result i32) unreachable))",
     {"\"trap\"", "\"trap\""},
     {"\"unreachable\"", "\"unreachable\""}},
    {"capabilities of 64 bits",
     "(module " MEMORY ABI EXEC "(func (export \"plugin_get_capabilities\") "
     "(param i32 i64) (result i32) unreachable))",
     {"\"export\"", "\"trap\""},
     {"\"WASM plugin \\\"my-wasm-plugin\\\" exports 'plugin_get_capabilities' "
      "of type (i32 i64) -> i32, the contract says (i32 i32) -> i32\"",
      "\"Cannot convert 4 to a BigInt\""}},
    {"a start function that traps",
     "(module " MEMORY ABI TOOLS EXEC "(func $s unreachable) (start $s))",
     {"\"trap\"", "\"trap\""},
     {"\"Failed to instantiate WASM plugin \\\"my-wasm-plugin\\\": "
      "unreachable\"",
      "\"Failed to instantiate WASM plugin \\\"my-wasm-plugin\\\": "
      "unreachable\""}},
    {"an empty memory of its own",
     "(module (memory (export \"memory\") 0)" ABI EXEC
     "(func (export \"plugin_get_capabilities\") (param i32 i32) (result i32) "
     "i32.const 1))",
     {"\"load\"", "\"load\""},
     {"\"Invalid typed array length: 1\"",
      "\"Invalid typed array length: 1\""}},
};

static void a_plugin_loads_or_says_why(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof loads / sizeof *loads; i++)
        for (gk_fidelity f = GK_DOCUMENTED; f <= GK_DEPLOYED; f++) {
            const struct cortex_try t = {.wat = loads[i].wat,
                                         .steps = "[{\"call\":{\"tool\":"
                                                  "\"abc\"}}]",
                                         .fidelity = f};
            gk_json *result = cortex_try(&t);
            bool ok = strcmp(loads[i].outcome[f], "\"ok\"") == 0;
            cortex_expect(loads[i].name, f, result, "/load/outcome",
                          loads[i].outcome[f]);
            cortex_expect(loads[i].name, f, result, "/load/error/text",
                          loads[i].text[f]);
            /* Nothing is called after a load that failed. */
            if (!ok)
                cortex_expect(loads[i].name, f, result, "/steps", "[]");
            gk_json_free(result);
        }
}

/* --- tools without what they need ------------------------------------------
 */

#define NAMELESS_RESULT                                                        \
    "(module " MEMORY ABI TOOLS                                                \
    "(func (export \"plugin_execute_tool\") (param i32 i32 i32 i32 i32 i32) "  \
    "(i32.store (local.get 5) (i32.const 0))))"
#define BIG_RESULT                                                             \
    "(module " MEMORY ABI TOOLS                                                \
    "(func (export \"plugin_execute_tool\") (param i32 i32 i32 i32 i32 i32) "  \
    "(result i64) (i32.store (local.get 5) (i32.const 0)) i64.const 0))"
#define TWO_RESULTS                                                            \
    "(module " MEMORY ABI TOOLS                                                \
    "(func (export \"plugin_execute_tool\") (param i32 i32 i32 i32 i32 i32) "  \
    "(result i32 i32) (i32.store (local.get 5) (i32.const 0)) i32.const 0 "    \
    "i32.const 0))"
#define MANY_PARAMS                                                            \
    "(module " MEMORY ABI TOOLS                                                \
    "(func (export \"plugin_execute_tool\") (param i32 i32 i32 i32 i32 i32 "   \
    "i32 i32 i32 f64) (result i32) (i32.store (local.get 5) (i32.const 0)) "   \
    "local.get 8))"

static const struct {
    const char *name, *wat, *want;
} calls[] = {
    {"no execute_tool", "(module " MEMORY ABI TOOLS ")",
     "WASM plugin has no execute_tool export"},
    {"imported memory, not exported",
     "(module (import \"env\" \"memory\" (memory $m 18))" ABI TOOLS EXEC ")",
     "WASM plugin has no execute_tool export"},
    {"execute_tool is a global",
     "(module " MEMORY ABI TOOLS
     "(global (export \"plugin_execute_tool\") i32 (i32.const 1)))",
     "trap:plugin_execute_tool is not a function"},
    {"no result is not 0", NAMELESS_RESULT, "WASM tool execution failed"},
    {"an i64 0 is not 0", BIG_RESULT, "WASM tool execution failed"},
    {"two results are not 0", TWO_RESULTS, "WASM tool execution failed"},
    {"more parameters are undefined", MANY_PARAMS, ""},
};

static void deployed_tools_are_called_as_javascript_would(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        const struct cortex_try t = {.wat = calls[i].wat,
                                     .fidelity = GK_DEPLOYED};
        char *got = cortex_script(&t, "tool abc {\"a\":1}", NULL);
        if (strcmp(got, calls[i].want) != 0)
            fail_msg("%s: wanted '%s', found '%s'", calls[i].name,
                     calls[i].want, got);
        free(got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imports_link_or_say_why),
        cmocka_unit_test(the_deployed_host_converts_as_javascript_does),
        cmocka_unit_test(a_caught_throw_writes_nothing),
        cmocka_unit_test(a_plugin_loads_or_says_why),
        cmocka_unit_test(deployed_tools_are_called_as_javascript_would),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
