/*
 * hostcall WASM [RUNS]: microseconds of processor time of one call of an agent
 * (hostcall.wat) that takes 1 KiB from the host's memory and gives 1 KiB, all
 * that the mock does for it included: in the process that holds the guest, and
 * together with reading its trace. The best of RUNS (7) counts.
 */
#include "core/base/file.h"
#include "core/base/limits.h"
#include "host-mock/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CALLS 20000

static double now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void must(gk_status st, const gk_error *err)
{
    if (st == GK_OK)
        return;
    fprintf(stderr, "hostcall: %s\n", err->text);
    exit(3);
}

static gk_json *json(const char *text)
{
    gk_error err = GK_ERROR_INIT;
    gk_json *value = NULL;

    must(gk_json_parse(text, strlen(text), &value, &err), &err);
    return value;
}

static gk_status count_calls(void *context, gk_json *record)
{
    ++*(size_t *)context;
    gk_json_free(record);
    return GK_OK;
}

struct cost {
    double guest, trace; /* microseconds */
};

/* One run of `calls` calls. */
static struct cost run(const gk_buf *wasm, unsigned calls)
{
    gk_error err = GK_ERROR_INIT;
    gk_json *manifest =
        json("{\"name\":\"a\",\"version\":\"1\",\"entry_point\":\"a.wasm\"}");
    gk_json *result = NULL;
    char text[100];
    struct gk_job job = {.host = "hugind",
                         .module = wasm->data,
                         .module_len = wasm->len,
                         .module_name = "hostcall.wasm",
                         .manifest = manifest};
    struct gk_session session = {.job = &job};
    const struct gk_doors doors = {0};
    struct cost cost;
    size_t seen = 0;
    bool truncated = false;

    snprintf(text, sizeof text, "[{\"call\":{\"args\":[\"%u\"]}}]", calls);
    job.steps = json(text);
    must(gk_trace_open(&session.trace, &err), &err);
    cost.guest = now_us();
    must(gk_session_run(&session, &doors, &result, &err), &err);
    cost.trace = now_us();
    cost.guest = cost.trace - cost.guest;
    must(gk_trace_read(&session.trace, count_calls, &seen, &truncated, &err),
         &err);
    cost.trace = now_us() - cost.trace;
    if (strcmp(gk_json_text(gk_json_get(result, "outcome")), "ok") != 0 ||
        seen != (size_t)calls + 2 || truncated) {
        fprintf(stderr, "hostcall: the agent has not come to its end\n");
        exit(3);
    }
    gk_trace_close(&session.trace);
    gk_json_free((gk_json *)job.steps);
    gk_json_free(manifest);
    gk_json_free(result);
    return cost;
}

int main(int argc, char **argv)
{
    gk_error err = GK_ERROR_INIT;
    gk_buf wasm = GK_BUF_INIT;
    struct cost best = {1e9, 1e9};
    int runs = argc > 2 ? atoi(argv[2]) : 7;

    if (argc < 2) {
        fprintf(stderr, "usage: hostcall WASM [RUNS]\n");
        return 2;
    }
    must(gk_read_file(argv[1], GK_MAX_MODULE_BYTES, &wasm, &err), &err);
    for (int i = 0; i < runs; i++) {
        struct cost few = run(&wasm, 1), many = run(&wasm, CALLS + 1);
        double guest = (many.guest - few.guest) / CALLS;
        double trace = (many.trace - few.trace) / CALLS;

        best.guest = guest < best.guest ? guest : best.guest;
        best.trace = trace < best.trace ? trace : best.trace;
    }
    printf("call %.3f\ntrace %.3f\n", best.guest, best.trace);
    gk_buf_clear(&wasm);
    return 0;
}
