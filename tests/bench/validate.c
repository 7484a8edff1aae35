/*
 * validate FILE [RUNS]: milliseconds of processor time, and MB/s of the whole
 * file, of reading the sections, of a loop that only decodes each instruction,
 * of gk_validate, and of a whole scan without its report. The best of RUNS (7)
 * counts.
 */
#include "core/wasm/validate.h"
#include "core/base/file.h"
#include "core/base/limits.h"
#include "scanner/scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(gk_status st, const gk_error *err)
{
    if (st == GK_OK)
        return;
    fprintf(stderr, "validate: %s\n", err->text);
    exit(3);
}

static uint64_t decode_all(const gk_module *m)
{
    uint64_t count = 0;

    for (uint32_t i = 0; i < m->code_count; i++) {
        const struct gk_code *code = &m->codes[i];
        size_t end = (size_t)code->offset + code->len;
        uint32_t locals, at;
        struct gk_instr in;

        if (gk_code_locals(m, code, &locals, &at, NULL) != GK_OK)
            continue;
        while (at < end &&
               gk_instr_decode(m->bytes, end, at, &in, NULL) == GK_OK) {
            at += in.len;
            count++;
        }
    }
    return count;
}

static void say(const char *what, size_t bytes, double seconds)
{
    printf("%-10s %9.3f ms  %7.1f MB/s\n", what, seconds * 1e3,
           (double)bytes / 1e6 / seconds);
}

/* Seconds, and what was counted on the way. */
struct laps {
    double read, decode, validate, scan;
    uint64_t decoded, instructions, problems;
};

static void keep_best(double *best, double start)
{
    double took = now() - start;

    if (*best == 0 || took < *best)
        *best = took;
}

static void lap(const char *path, const struct gk_map *map, struct laps *laps)
{
    gk_error err = GK_ERROR_INIT;
    gk_module m;
    gk_validation v;
    gk_scan scan;
    double start = now();

    must(gk_module_read(map->data, map->len, &m, &err), &err);
    keep_best(&laps->read, start);
    start = now();
    laps->decoded = decode_all(&m);
    keep_best(&laps->decode, start);
    start = now();
    must(gk_validate(&m, &v, &err), &err);
    keep_best(&laps->validate, start);
    laps->instructions = v.instructions;
    laps->problems = v.problem_count + v.more + m.problem_count;
    gk_validation_clear(&v);
    gk_module_clear(&m);
    start = now();
    must(gk_scan_file(path, NULL, &scan, &err), &err);
    gk_scan_clear(&scan);
    keep_best(&laps->scan, start);
}

int main(int argc, char **argv)
{
    gk_error err = GK_ERROR_INIT;
    struct gk_map map = {0};
    struct laps laps = {0};
    int runs = argc > 2 ? atoi(argv[2]) : 7;

    if (argc < 2) {
        fputs("usage: validate FILE [RUNS]\n", stderr);
        return 2;
    }
    must(gk_map_file(argv[1], GK_MAX_MODULE_BYTES, &map, &err), &err);
    for (int i = 0; i < runs; i++)
        lap(argv[1], &map, &laps);
    say("read", map.len, laps.read);
    say("decode", map.len, laps.decode);
    say("validate", map.len, laps.validate);
    say("scan", map.len, laps.scan);
    printf("%" PRIu64 " instructions (%" PRIu64 " decoded), %" PRIu64
           " problems\n",
           laps.instructions, laps.decoded, laps.problems);
    gk_map_clear(&map);
    return 0;
}
