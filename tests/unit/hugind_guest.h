/*
 * hugind_guest: agents for the mock Hugind host, from text, run as jobs: child
 * process, trace and all.
 *
 * An agent is written as the body of its `_start`. It has an allocator, and
 * $say, which prints what a call gave.
 */
#ifndef GK_TESTS_UNIT_HUGIND_GUEST_H
#define GK_TESTS_UNIT_HUGIND_GUEST_H

#include "core/base/yaml.h"
#include "host-mock/job.h"
#include "tests/unit/test_wat.h"

#include <stdio.h>

#define HUGIND_PRINT                                                           \
    "(import \"hugind\" \"print\" (func $print (param i32 i32)))"
#define HUGIND_ALLOC                                                           \
    "(memory (export \"memory\") 2)"                                           \
    "(global $top (mut i32) (i32.const 8192))"                                 \
    "(func (export \"alloc\") (param i32) (result i32)"                        \
    " (global.get $top)"                                                       \
    " (global.set $top (i32.add (global.get $top) (local.get 0))))"
#define HUGIND_SAY                                                             \
    "(func $say (param $r i64) (call $print"                                   \
    " (i32.wrap_i64 (i64.shr_u (local.get $r) (i64.const 32)))"                \
    " (i32.wrap_i64 (local.get $r))))"
#define HUGIND_AGENT(imports, more, body)                                      \
    "(module " imports HUGIND_PRINT HUGIND_ALLOC HUGIND_SAY more               \
    "(func (export \"_start\") " body "))"

#define HUGIND_HEAD "name: a\nversion: '1'\nentry_point: a.wasm\n"

struct hugind_run {
    const char *wat;
    const char *manifest; /* YAML; NULL: none */
    const char *world;    /* JSON; NULL: the empty world */
    const char *call;     /* JSON; NULL: {} */
    gk_fidelity fidelity;
};

static inline gk_json *hugind_parse(const char *text)
{
    gk_json *json = NULL;
    gk_error err = GK_ERROR_INIT;

    if (text != NULL && gk_json_parse(text, strlen(text), &json, &err) != GK_OK)
        fail_msg("%s: %s", text, err.text);
    return json;
}

/* The job's result; owned. */
static inline gk_json *hugind_run(const struct hugind_run *run)
{
    gk_buf wasm = GK_BUF_INIT;
    gk_json *manifest = NULL, *result = NULL;
    gk_json *world = hugind_parse(run->world);
    gk_json *steps = gk_json_new_array(), *step = gk_json_new_object();
    gk_error err = GK_ERROR_INIT;
    struct gk_job job = {
        .host = "hugind", .module_name = "a.wasm", .fidelity = run->fidelity};

    if (run->manifest != NULL &&
        gk_yaml_parse(run->manifest, strlen(run->manifest), &manifest, &err) !=
            GK_OK)
        fail_msg("%s: %s", run->manifest, err.text);
    test_wat(run->wat, &wasm);
    gk_json_set(step, "call",
                run->call != NULL ? hugind_parse(run->call)
                                  : gk_json_new_object());
    gk_json_push(steps, step);
    job.module = wasm.data;
    job.module_len = wasm.len;
    job.manifest = manifest;
    job.world = world;
    job.steps = steps;
    gk_job_limit(job.host, job.manifest, &job.limits);
    if (gk_job_run(&job, &result, &err) != GK_OK)
        fail_msg("the job failed: %s", err.text);
    gk_buf_clear(&wasm);
    gk_json_free(manifest);
    gk_json_free(world);
    gk_json_free(steps);
    return result;
}

/* The step of a run. */
static inline const gk_json *hugind_step(const gk_json *result)
{
    const gk_json *step = gk_json_first(gk_json_get(result, "steps"));

    return step != NULL ? step : gk_json_get(result, "load");
}

/* Outcome and what was said of it: "ok OUT", "trap WORDS", "link WORDS" … */
static inline void hugind_told(const gk_json *result, gk_buf *out)
{
    const gk_json *step = hugind_step(result);
    const gk_json *words = gk_json_pointer(step, "/trap/text");
    const char *outcome = gk_json_text(gk_json_get(step, "outcome"));

    if (words == NULL)
        words = gk_json_pointer(step, "/error/text");
    if (words == NULL)
        words = gk_json_get(step, "stdout");
    gk_buf_printf(out, "%s ", outcome != NULL ? outcome : "?");
    if (words != NULL)
        gk_json_bytes(words, out);
}

struct hugind_row {
    const char *name;
    struct hugind_run run;
    const char *told;   /* begins with this; "=" before it: is this */
    const char *result; /* the JSON set, compact and sorted; NULL: not looked
                           at */
};

static inline void hugind_check(const struct hugind_row *row)
{
    gk_json *result = hugind_run(&row->run);
    const gk_json *json = gk_json_get(hugind_step(result), "json");
    bool whole = row->told[0] == '=';
    const char *want = row->told + whole;
    gk_buf told = GK_BUF_INIT, set = GK_BUF_INIT;

    hugind_told(result, &told);
    if (whole ? strcmp(gk_buf_text(&told), want) != 0
              : strncmp(gk_buf_text(&told), want, strlen(want)) != 0)
        fail_msg("%s: found '%s', wanted '%s'", row->name, gk_buf_text(&told),
                 want);
    if (json != NULL)
        gk_json_print(json, GK_JSON_COMPACT | GK_JSON_SORTED, &set);
    if (row->result != NULL && strcmp(gk_buf_text(&set), row->result) != 0)
        fail_msg("%s: the result is '%s', wanted '%s'", row->name,
                 gk_buf_text(&set), row->result);
    gk_buf_clear(&told);
    gk_buf_clear(&set);
    gk_json_free(result);
}

#define HUGIND_RUN_ROWS(rows)                                                  \
    for (size_t hugind_i = 0; hugind_i < sizeof(rows) / sizeof *(rows);        \
         hugind_i++)                                                           \
    hugind_check(&(rows)[hugind_i])

#endif
