/*
 * cortex_guest: guests of the mock CortexPrism host, from text, run as jobs:
 * child process, trace and all.
 *
 * Most tests need no module of their own. The console guest exports the host's
 * functions again, and a few of its own to look at memory, so that a test is a
 * script of calls and a line of what they give.
 */
#ifndef GK_TESTS_UNIT_CORTEX_GUEST_H
#define GK_TESTS_UNIT_CORTEX_GUEST_H

#include "host-mock/job.h"
#include "tests/unit/test_wat.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#define CORTEX_NETWORK                                                         \
    "{\"name\":\"my-wasm-plugin\",\"capabilities\":[\"network:fetch\"]}"
#define CORTEX_NO_NETWORK                                                      \
    "{\"name\":\"my-wasm-plugin\",\"capabilities\":[\"tools\"]}"

/* The memory a guest should have, and one it should not. */
#define CORTEX_HOST_MEMORY                                                     \
    "(import \"env\" \"memory\" (memory $m 18)) (export \"memory\" (memory "   \
    "$m))"
#define CORTEX_OWN_MEMORY "(memory $m (export \"memory\") 32)"

#define CORTEX_ABI                                                             \
    "(func (export \"plugin_get_abi_version\") (result i32) i32.const 1)"

/*
 * A list of tools that both hosts can read: where the length word lies in the
 * text, blanks after it instead of a length. `json` is its text, in data at
 * 3 MiB; `len` its bytes.
 */
#define CORTEX_TOOLS(json, len)                                                \
    "(data (i32.const 3145728) \"" json "\")"                                  \
    "(func (export \"plugin_get_capabilities\") (param $o i32) (param $l i32)" \
    " (result i32)"                                                            \
    " (local $n i32) i32.const " len " local.set $n"                           \
    " (if (i32.lt_u (i32.sub (local.get $l) (local.get $o))"                   \
    "               (i32.load (local.get $l)))"                                \
    "  (then (memory.fill (local.get $o) (i32.const 32) (i32.const 65528)))"   \
    "  (else (i32.store (local.get $l) (local.get $n))))"                      \
    " (memory.copy (local.get $o) (i32.const 3145728) (local.get $n))"         \
    " i32.const 0)"
#define CORTEX_ABC_TOOL                                                        \
    CORTEX_TOOLS("{\\22tools\\22:[{\\22name\\22:\\22abc"                       \
                 "\\22},{\\22name\\22:\\22my_tool\\22},"                       \
                 "{\\22name\\22:\\22echo\\22}]}",                              \
                 "61")

/* plugin_execute_tool with its parameters named. */
#define CORTEX_EXECUTE(body)                                                   \
    "(func (export \"plugin_execute_tool\") (param $name i32) (param $nlen "   \
    "i32) (param $args i32) (param $alen i32) (param $out i32) (param $cap "   \
    "i32) (result i32) " body ")"
#define CORTEX_SAY_NOTHING                                                     \
    CORTEX_EXECUTE("(i32.store (local.get $cap) (i32.const 0)) i32.const 0")

#define CORTEX_FUNCTIONS                                                       \
    "(import \"env\" \"host_alloc\" (func $alloc (param i32) (result i32)))"   \
    "(import \"env\" \"host_free\" (func $free (param i32)))"                  \
    "(import \"env\" \"host_log\" (func $log (param i32 i32)))"                \
    "(import \"env\" \"host_get_abi_version\" (func $abi (result i32)))"       \
    "(import \"env\" \"host_get_time_ms\" (func $time (result i64)))"          \
    "(import \"env\" \"host_random\" (func $random (param i32 i32)))"          \
    "(import \"env\" \"host_get_config\""                                      \
    " (func $config (param i32 i32 i32 i32) (result i32)))"                    \
    "(import \"env\" \"host_set_state\""                                       \
    " (func $set (param i32 i32 i32 i32)))"                                    \
    "(import \"env\" \"host_get_state\""                                       \
    " (func $get (param i32 i32 i32 i32) (result i32)))"                       \
    "(import \"env\" \"host_http_request\" (func $http (param i32 i32 i32 "    \
    "i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))"

#define CORTEX_CONSOLE(memory)                                                 \
    "(module " CORTEX_FUNCTIONS memory CORTEX_ABI CORTEX_ABC_TOOL              \
        CORTEX_SAY_NOTHING "(export \"host_alloc\" (func $alloc))"             \
    "(export \"host_free\" (func $free))"                                      \
    "(export \"host_log\" (func $log))"                                        \
    "(export \"host_get_abi_version\" (func $abi))"                            \
    "(export \"host_get_time_ms\" (func $time))"                               \
    "(export \"host_random\" (func $random))"                                  \
    "(export \"host_get_config\" (func $config))"                              \
    "(export \"host_set_state\" (func $set))"                                  \
    "(export \"host_get_state\" (func $get))"                                  \
    "(export \"host_http_request\" (func $http))"                              \
    "(func (export \"load\") (param i32) (result i32)"                         \
    " (i32.load (local.get 0)))"                                               \
    "(func (export \"load8\") (param i32) (result i32)"                        \
    " (i32.load8_u (local.get 0)))"                                            \
    "(func (export \"store\") (param i32 i32)"                                 \
    " (i32.store (local.get 0) (local.get 1)))"                                \
    "(func (export \"store8\") (param i32 i32)"                                \
    " (i32.store8 (local.get 0) (local.get 1)))"                               \
    "(func (export \"fill\") (param i32 i32 i32)"                              \
    " (memory.fill (local.get 0) (local.get 1) (local.get 2)))"                \
    "(func (export \"pages\") (result i32) memory.size)"                       \
    "(func (export \"spin\") (loop (br 0)))"                                   \
    "(func (export \"boom\") unreachable))"

/* One job; what is NULL or zero has its default: the console guest, network
 * allowed, an empty world, no step. */
struct cortex_try {
    const char *wat, *manifest, *world, *steps;
    gk_fidelity fidelity;
    struct gk_vm_limits limits;
};

static inline gk_json *cortex_json(const char *text)
{
    gk_json *json = NULL;
    gk_error err = GK_ERROR_INIT;
    if (text != NULL && gk_json_parse(text, strlen(text), &json, &err) != GK_OK)
        fail_msg("the test's own JSON: %s in %s", err.text, text);
    return json;
}

/* The job's status; *result is owned. */
static inline gk_status cortex_try_steps(const struct cortex_try *t,
                                         const gk_json *steps, gk_json **result,
                                         gk_error *err)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_json *manifest =
        cortex_json(t->manifest != NULL ? t->manifest : CORTEX_NETWORK);
    gk_json *world = cortex_json(t->world);
    struct gk_job job = {.host = "cortex",
                         .module_name = "guest.wasm",
                         .manifest = manifest,
                         .world = world,
                         .steps = steps,
                         .limits = t->limits,
                         .fidelity = t->fidelity};
    gk_status st;
    test_wat(t->wat != NULL ? t->wat : CORTEX_CONSOLE(CORTEX_HOST_MEMORY),
             &bytes);
    job.module = bytes.data;
    job.module_len = bytes.len;
    st = gk_job_run(&job, result, err);
    gk_json_free(manifest);
    gk_json_free(world);
    gk_buf_clear(&bytes);
    return st;
}

/* Runs it; the test fails when there is no result. Owned. */
static inline gk_json *cortex_try(const struct cortex_try *t)
{
    gk_json *steps = cortex_json(t->steps);
    gk_json *result = NULL;
    gk_error err = GK_ERROR_INIT;
    if (cortex_try_steps(t, steps, &result, &err) != GK_OK)
        fail_msg("the job failed: %s", err.text);
    gk_json_free(steps);
    return result;
}

/* What stands at a pointer, as compact JSON; "" when nothing does. Owned. */
static inline char *cortex_at(const gk_json *result, const char *pointer)
{
    gk_buf out = GK_BUF_INIT;
    const gk_json *at = gk_json_pointer(result, pointer);
    gk_buf_puts(&out, "");
    if (at != NULL)
        gk_json_print(at, GK_JSON_COMPACT, &out);
    return gk_buf_take(&out);
}

static inline void cortex_expect(const char *row, gk_fidelity fidelity,
                                 const gk_json *result, const char *pointer,
                                 const char *want)
{
    char *got = cortex_at(result, pointer);
    if (got == NULL || strcmp(got, want) != 0) {
        char *all = cortex_at(result, "");
        fail_msg("%s, %s, %s:\n  wanted %s\n  found  %s\n  in %.3000s", row,
                 fidelity == GK_DEPLOYED ? "deployed" : "documented", pointer,
                 want, got, all);
    }
    free(got);
}

/* Whether some difference of that id was met. */
static inline bool cortex_met(const gk_json *result, const char *id)
{
    for (const gk_json *d = gk_json_first(gk_json_get(result, "differences"));
         d != NULL; d = gk_json_next(d))
        if (strcmp(gk_json_text(gk_json_get(d, "id")), id) == 0)
            return true;
    return false;
}

/* --- scripts ---
 *
 * Commands, separated by "; ": an export with its numbers, or
 *   poke ADDRESS text   writes bytes, %41 is one of them, %20 a blank
 *   peek ADDRESS COUNT  reads bytes, as hexadecimal digits
 *   reload, destroy, advance MS
 *   tool NAME RAW-ARGS
 * What they give, joined by blanks: results, "log:TEXT", a tool's text,
 * "trap:WORDS", "OUTCOME:ERROR". poke gives nothing.
 */

static inline void cortex_invoke_step(gk_json *steps, const char *name,
                                      const char *const *args, size_t count)
{
    gk_json *call = gk_json_new_object(), *step = gk_json_new_object();
    gk_json *list = gk_json_new_array();
    gk_json_set_string(call, "invoke", name);
    for (size_t i = 0; i < count; i++)
        gk_json_push(list, gk_json_new_string(args[i]));
    gk_json_set(call, "args", list);
    gk_json_set(step, "call", call);
    gk_json_push(steps, step);
}

static inline void cortex_poke_steps(gk_json *steps, const char *address,
                                     const char *text)
{
    unsigned long at = strtoul(address, NULL, 0);
    for (; *text != '\0'; text++, at++) {
        char where[24], what[24];
        const char *args[] = {where, what};
        unsigned byte = (unsigned char)*text;
        if (*text == '%' && sscanf(text + 1, "%2x", &byte) == 1)
            text += 2;
        snprintf(where, sizeof where, "%lu", at);
        snprintf(what, sizeof what, "%u", byte);
        cortex_invoke_step(steps, "store8", args, 2);
    }
}

static inline void cortex_peek_steps(gk_json *steps, const char *address,
                                     const char *count)
{
    unsigned long at = strtoul(address, NULL, 0);
    for (long left = strtol(count, NULL, 0); left > 0; left--, at++) {
        char where[24];
        const char *args[] = {where};
        snprintf(where, sizeof where, "%lu", at);
        cortex_invoke_step(steps, "load8", args, 1);
    }
}

static inline void cortex_command_steps(gk_json *steps, char *command)
{
    const char *words[16] = {NULL};
    size_t count = 0;
    char *rest = NULL;
    gk_json *step;
    for (char *w = strtok_r(command, " ", &rest); w != NULL && count < 16;
         w = strtok_r(NULL, " ", &rest))
        words[count++] = w;
    if (count == 0) {
        return;
    } else if (strcmp(words[0], "poke") == 0) {
        cortex_poke_steps(steps, words[1], words[2]);
    } else if (strcmp(words[0], "peek") == 0) {
        cortex_peek_steps(steps, words[1], words[2]);
    } else if (strcmp(words[0], "reload") == 0 ||
               strcmp(words[0], "destroy") == 0) {
        step = gk_json_new_object();
        gk_json_set_bool(step, words[0], true);
        gk_json_push(steps, step);
    } else if (strcmp(words[0], "advance") == 0) {
        step = gk_json_new_object();
        gk_json_set_number(step, "advance-clock", atof(words[1]));
        gk_json_push(steps, step);
    } else if (strcmp(words[0], "tool") == 0) {
        gk_json *call = gk_json_new_object();
        step = gk_json_new_object();
        gk_json_set_string(call, "tool", words[1]);
        gk_json_set_string(call, "raw", words[2]);
        gk_json_set(step, "call", call);
        gk_json_push(steps, step);
    } else {
        cortex_invoke_step(steps, words[0], words + 1, count - 1);
    }
}

static inline void cortex_put_word(gk_buf *out, const char *prefix,
                                   const gk_json *value)
{
    if (out->len > 0)
        gk_buf_byte(out, ' ');
    gk_buf_puts(out, prefix);
    if (gk_json_is(value, GK_JSON_STRING))
        gk_json_bytes(value, out);
    else if (value != NULL)
        gk_json_print(value, GK_JSON_COMPACT, out);
}

static inline void cortex_put_part(gk_buf *out, const gk_json *part)
{
    const char *outcome = gk_json_text(gk_json_get(part, "outcome"));
    for (const gk_json *l = gk_json_first(gk_json_get(part, "logs")); l;
         l = gk_json_next(l))
        cortex_put_word(out, "log:", l);
    for (const gk_json *v = gk_json_first(gk_json_get(part, "value")); v;
         v = gk_json_next(v))
        cortex_put_word(out, "", v);
    if (gk_json_get(part, "trap") != NULL)
        cortex_put_word(out, "trap:", gk_json_pointer(part, "/trap/text"));
    else if (gk_json_get(part, "text") != NULL)
        cortex_put_word(out, "", gk_json_get(part, "text"));
    else if (strcmp(outcome, "ok") != 0)
        gk_buf_printf(out, " %s:%s", outcome,
                      gk_json_text(gk_json_pointer(part, "/error/text")));
}

/* The answers of `count` steps, of a peek as one word of digits. */
static inline const gk_json *cortex_put_command(gk_buf *out,
                                                const gk_json *step,
                                                const char *command,
                                                size_t count)
{
    bool peek = strncmp(command, "peek ", 5) == 0;
    bool poke = strncmp(command, "poke ", 5) == 0;
    if (peek && out->len > 0)
        gk_buf_byte(out, ' ');
    for (; count > 0 && step != NULL; count--, step = gk_json_next(step)) {
        if (peek && gk_json_get(step, "value") != NULL)
            gk_buf_printf(out, "%02X",
                          (unsigned)gk_json_number(
                              gk_json_first(gk_json_get(step, "value"))));
        else if (!poke || !gk_json_true(gk_json_get(step, "ok")))
            cortex_put_part(out, step);
    }
    return step;
}

/* Runs a script; what it gave, owned. *result, when not NULL, is owned too. */
static inline char *cortex_script(const struct cortex_try *t,
                                  const char *script, gk_json **result)
{
    gk_json *steps = gk_json_new_array(), *found = NULL;
    size_t counts[64], count = 0;
    const char *commands[64];
    char *text = strdup(script), *rest = NULL, *again = strdup(script);
    char *first = again;
    gk_error err = GK_ERROR_INIT;
    gk_buf out = GK_BUF_INIT;
    const gk_json *step;
    for (char *c = strtok_r(text, ";", &rest); c != NULL && count < 64;
         c = strtok_r(NULL, ";", &rest)) {
        size_t before = gk_json_count(steps);
        commands[count] = first + (c - text) + strspn(c, " ");
        cortex_command_steps(steps, c);
        counts[count++] = gk_json_count(steps) - before;
    }
    if (cortex_try_steps(t, steps, &found, &err) != GK_OK)
        fail_msg("the job failed: %s", err.text);
    step = gk_json_first(gk_json_get(found, "steps"));
    if (!gk_json_true(gk_json_pointer(found, "/load/ok")))
        cortex_put_part(&out, gk_json_get(found, "load"));
    for (size_t i = 0; i < count; i++)
        step = cortex_put_command(&out, step, commands[i], counts[i]);
    gk_buf_puts(&out, "");
    if (result != NULL)
        *result = found;
    else
        gk_json_free(found);
    gk_json_free(steps);
    free(text);
    free(again);
    return gk_buf_take(&out);
}

/* Row of a table of scripts: what both hosts give, or each. */
struct cortex_row {
    const char *name, *script;
    const char *documented;
    const char *deployed; /* NULL: as documented */
    const char *world, *manifest, *wat;
};

static inline void cortex_run_rows(const struct cortex_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (gk_fidelity f = GK_DOCUMENTED; f <= GK_DEPLOYED; f++) {
            const struct cortex_row *r = &rows[i];
            const struct cortex_try t = {.wat = r->wat,
                                         .manifest = r->manifest,
                                         .world = r->world,
                                         .fidelity = f};
            const char *want = f == GK_DEPLOYED && r->deployed != NULL
                                   ? r->deployed
                                   : r->documented;
            char *got = cortex_script(&t, r->script, NULL);
            if (got == NULL || strcmp(got, want) != 0)
                fail_msg("%s, %s:\n  wanted %s\n  found  %s", r->name,
                         f == GK_DEPLOYED ? "deployed" : "documented", want,
                         got);
            free(got);
        }
}

#define CORTEX_RUN_ROWS(rows)                                                  \
    cortex_run_rows(rows, sizeof(rows) / sizeof *(rows))

#endif
