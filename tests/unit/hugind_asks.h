/*
 * hugind_asks: guests of the mock Hugind host that pass one text to one host
 * function and print what they get, as whole jobs: child process and all.
 */
#ifndef GK_TESTS_UNIT_HUGIND_ASKS_H
#define GK_TESTS_UNIT_HUGIND_ASKS_H

#include "host-mock/job.h"
#include "tests/unit/test_wat.h"

#include <stdio.h>
#include <stdlib.h>

/* The guest's allocator: from 1 MiB on, nothing is freed. */
#define HUGIND_ALLOC                                                           \
    "(global $at (mut i32) (i32.const 1048576))"                               \
    "(func $alloc (export \"alloc\") (param i32) (result i32)"                 \
    " (global.get $at)"                                                        \
    " (global.set $at (i32.add (global.get $at) (local.get 0))))"

/* Callbacks: a token is printed as <token>, a line as [line]. */
#define HUGIND_ON_TOKEN                                                        \
    "(func (export \"llm_on_token\") (param i32 i32)"                          \
    " (call $say (i32.const 8) (i32.const 1))"                                 \
    " (call $say (local.get 0) (local.get 1))"                                 \
    " (call $say (i32.const 9) (i32.const 1)))"
#define HUGIND_ON_SSE                                                          \
    "(func (export \"llm_on_sse\") (param i32 i32)"                            \
    " (call $say (i32.const 10) (i32.const 1))"                                \
    " (call $say (local.get 0) (local.get 1))"                                 \
    " (call $say (i32.const 11) (i32.const 1)))"

struct hugind_ask {
    const char *function; /* of module "hugind", (i32 i32) -> i64 */
    const char *input;
    const char *more;  /* of the guest, after all else; NULL: nothing */
    const char *world; /* JSON or NULL, like the rest */
    const char *manifest;
    const char *alloc; /* NULL: HUGIND_ALLOC */
    bool deployed;
    unsigned live; /* doors that stand open: GK_LIVE_… */
};

static inline gk_json *hugind_json(const char *text)
{
    gk_json *json = NULL;
    gk_error err = GK_ERROR_INIT;
    if (text != NULL && gk_json_parse(text, strlen(text), &json, &err) != GK_OK)
        fail_msg("the test's own JSON: %s in %s", err.text, text);
    return json;
}

/* The guest's text; its input lies at 4096, one 16-bit page is 64 KiB. */
static inline void hugind_ask_wat(const struct hugind_ask *ask, gk_buf *wat)
{
    gk_buf_printf(
        wat,
        "(module (import \"hugind\" \"%s\" (func $ask (param i32 i32) (result "
        "i64)))"
        "(import \"hugind\" \"print_raw\" (func $say (param i32 i32)))"
        "(memory (export \"memory\") 200)"
        "(data (i32.const 8) \"<>[]\") (data (i32.const 4096) \"",
        ask->function);
    for (const char *c = ask->input; *c != '\0'; c++)
        gk_buf_printf(wat, "\\%02x", (unsigned char)*c);
    gk_buf_printf(
        wat,
        "\") %s %s (func (export \"_start\") (local $r i64)"
        " (local.set $r (call $ask (i32.const 4096) (i32.const %zu)))"
        " (call $say (i32.wrap_i64 (i64.shr_u (local.get $r) (i64.const 32)))"
        "  (i32.wrap_i64 (local.get $r)))))",
        ask->alloc != NULL ? ask->alloc : HUGIND_ALLOC,
        ask->more != NULL ? ask->more : "", strlen(ask->input));
}

/* Runs it; the result is owned. */
static inline gk_json *hugind_ask_run(const struct hugind_ask *ask)
{
    gk_json *manifest = hugind_json(ask->manifest);
    gk_json *world = hugind_json(ask->world);
    gk_json *steps = hugind_json("[{\"call\":{}}]");
    gk_buf wat = GK_BUF_INIT, bytes = GK_BUF_INIT;
    gk_json *result = NULL;
    gk_error err = GK_ERROR_INIT;
    struct gk_job job = {.host = "hugind",
                         .module_name = "guest.wasm",
                         .manifest = manifest,
                         .world = world,
                         .steps = steps,
                         .fidelity =
                             ask->deployed ? GK_DEPLOYED : GK_DOCUMENTED,
                         .live = ask->live};
    hugind_ask_wat(ask, &wat);
    test_wat(gk_buf_text(&wat), &bytes);
    job.module = bytes.data;
    job.module_len = bytes.len;
    if (gk_job_check_world("hugind", world, "", &err) != GK_OK ||
        gk_job_run(&job, &result, &err) != GK_OK)
        fail_msg("%s(%s): the job failed: %s", ask->function, ask->input,
                 err.text);
    gk_json_free(manifest);
    gk_json_free(world);
    gk_json_free(steps);
    gk_buf_clear(&wat);
    gk_buf_clear(&bytes);
    return result;
}

/* What the run came to: its standard output; "trap: WORDS"; "fixture: WORDS".
 * Owned. */
static inline char *hugind_ask_outcome(const gk_json *result)
{
    const gk_json *step = gk_json_pointer(result, "/steps/0");
    const char *outcome = gk_json_text(gk_json_get(step, "outcome"));
    gk_buf out = GK_BUF_INIT;
    gk_buf_puts(&out, "");
    if (outcome == NULL) {
        gk_json_print(result, GK_JSON_COMPACT, &out);
    } else if (strcmp(outcome, "ok") == 0) {
        gk_json_bytes(gk_json_get(step, "stdout"), &out);
    } else {
        gk_buf_printf(&out, "%s: ", outcome);
        gk_json_bytes(gk_json_pointer(step, strcmp(outcome, "fixture") == 0
                                                ? "/error/text"
                                                : "/trap/text"),
                      &out);
    }
    return gk_buf_take(&out);
}

static inline void hugind_ask_expect(const char *row,
                                     const struct hugind_ask *ask,
                                     const char *want)
{
    gk_json *result = hugind_ask_run(ask);
    char *got = hugind_ask_outcome(result);
    if (got == NULL || strcmp(got, want) != 0)
        fail_msg("%s:\n  wanted %s\n  found  %s", row, want, got);
    free(got);
    gk_json_free(result);
}

/* What stands at a pointer, as compact JSON; "" when nothing does. Owned. */
static inline char *hugind_at(const gk_json *result, const char *pointer)
{
    gk_buf out = GK_BUF_INIT;
    const gk_json *at = gk_json_pointer(result, pointer);
    gk_buf_puts(&out, "");
    if (at != NULL)
        gk_json_print(at, GK_JSON_COMPACT, &out);
    return gk_buf_take(&out);
}

#endif
