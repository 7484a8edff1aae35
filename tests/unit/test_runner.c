#include "host-mock/testing/runner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/*
 * Children that are pipes: what module_len says is how often one must be served
 * until it is done, so that they end in another order than they start.
 */
struct gk_child {
    int ends[2];
    size_t left;
    double number;
    bool breaks; /* serving it fails */
};

/* What the runner was seen to do; static, for the callbacks of a child have no
 * context. Each test clears it. */
static struct {
    unsigned running, most, started, ended, abandoned;
} seen;

static gk_status fake_start(const struct gk_job *job, gk_child **out,
                            gk_error *err)
{
    gk_child *child;

    if (job->module_len == 666)
        return gk_fail(err, GK_E_IO, "no more processes");
    child = calloc(1, sizeof *child);
    assert_non_null(child);
    assert_int_equal(pipe(child->ends), 0);
    assert_int_equal(write(child->ends[1], "x", 1), 1);
    child->left = job->module_len;
    child->breaks = job->module_len == 555;
    child->number = (double)job->limits.fuel;
    seen.started++;
    if (++seen.running > seen.most)
        seen.most = seen.running;
    *out = child;
    return GK_OK;
}

static int fake_fd(const gk_child *child)
{
    return child->ends[0];
}

static gk_status fake_serve(gk_child *child, bool *done, gk_error *err)
{
    if (child->breaks)
        return gk_fail(err, GK_E_SYNTAX, "nonsense");
    *done = child->left == 0;
    child->left -= child->left > 0;
    return GK_OK;
}

static void fake_free(gk_child *child)
{
    close(child->ends[0]);
    close(child->ends[1]);
    free(child);
    seen.running--;
}

static gk_status fake_finish(gk_child *child, gk_json **result, gk_error *err)
{
    (void)err;
    *result = gk_json_new_number(child->number);
    fake_free(child);
    seen.ended++;
    return GK_OK;
}

static void fake_abandon(gk_child *child)
{
    fake_free(child);
    seen.abandoned++;
}

static const struct gk_runner_ops fakes = {fake_start, fake_fd, fake_serve,
                                           fake_finish, fake_abandon};

#define MOST 1000

struct log {
    size_t order[MOST]; /* indices, as told */
    size_t told;
    bool done[MOST];
    char words[MOST][64];
    double results[MOST];
    size_t (*effort)(size_t index); /* 0: nothing to run */
};

static gk_status prepare(void *context, size_t index, struct gk_job *job,
                         gk_error *err)
{
    struct log *log = context;
    size_t effort = log->effort(index);

    if (effort == 777)
        return gk_fail(err, GK_E_SCHEMA, "no world");
    if (effort == 0)
        return GK_OK;
    job->host = "cortex";
    job->module_len = effort;
    job->limits.fuel = index;
    return GK_OK;
}

static void done(void *context, size_t index, gk_json *result,
                 const gk_error *err)
{
    struct log *log = context;

    assert_false(log->done[index]);
    log->done[index] = true;
    log->results[index] = result != NULL ? gk_json_number(result) : -1;
    for (size_t i = 0; i + 1 < sizeof log->words[index]; i++)
        if ((log->words[index][i] = err->text[i]) == 0)
            break;
    gk_json_free(result);
}

static void tell(void *context, size_t index)
{
    struct log *log = context;

    assert_true(log->done[index]);
    log->order[log->told++] = index;
}

static void run(struct log *log, size_t count, unsigned parallel)
{
    const struct gk_runner runner = {count, parallel, prepare, done,
                                     tell,  log,      &fakes};

    memset(&seen, 0, sizeof seen);
    assert_int_equal(gk_runner_run(&runner, NULL), GK_OK);
    assert_int_equal(log->told, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(log->order[i], i);
    assert_int_equal(seen.running, 0);
}

static size_t uneven(size_t index)
{
    return index * 7919 % 23 + 1;
}

static void order_does_not_depend_on_how_many_run_at_once(void **state)
{
    static const unsigned parallel[] = {0, 1, 2, 3, 8, 100, 5000};

    (void)state;
    for (size_t p = 0; p < sizeof parallel / sizeof *parallel; p++) {
        struct log *log = calloc(1, sizeof *log);

        assert_non_null(log);
        log->effort = uneven;
        run(log, 300, parallel[p]);
        for (size_t i = 0; i < 300; i++)
            assert_true(log->results[i] == (double)i);
        assert_int_equal(seen.ended, 300);
        assert_true(seen.most <= (parallel[p] > 0 ? parallel[p] : 1));
        assert_true(parallel[p] < 2 || seen.most > 1);
        free(log);
    }
}

/* The first takes longest of all. */
static size_t slow_first(size_t index)
{
    return index == 0 ? 5000 : 1;
}

static void results_do_not_pile_up_behind_a_slow_one(void **state)
{
    struct log *log = calloc(1, sizeof *log);

    (void)state;
    assert_non_null(log);
    log->effort = slow_first;
    run(log, 1000, 4);
    assert_int_equal(seen.ended, 1000);
    free(log);
}

static size_t troubled(size_t index)
{
    static const size_t efforts[] = {3, 0, 666, 555, 777, 2};

    return efforts[index % 6];
}

static void trouble_stays_with_its_own_job(void **state)
{
    static const struct {
        double result;
        const char *words;
    } want[] = {
        {0, ""},          {-1, ""},         {-1, "no more processes"},
        {-1, "nonsense"}, {-1, "no world"}, {5, ""},
    };
    struct log *log = calloc(1, sizeof *log);

    (void)state;
    assert_non_null(log);
    log->effort = troubled;
    run(log, 60, 3);
    assert_int_equal(seen.abandoned, 10);
    assert_int_equal(seen.ended, 20);
    for (size_t i = 0; i < 60; i++) {
        assert_string_equal(log->words[i], want[i % 6].words);
        assert_true(log->results[i] ==
                    (want[i % 6].result < 0 ? -1 : (double)i));
    }
    free(log);
}

static void nothing_to_run_is_fine(void **state)
{
    struct log log = {.effort = uneven};

    (void)state;
    run(&log, 0, 4);
    assert_int_equal(seen.started, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_does_not_depend_on_how_many_run_at_once),
        cmocka_unit_test(results_do_not_pile_up_behind_a_slow_one),
        cmocka_unit_test(trouble_stays_with_its_own_job),
        cmocka_unit_test(nothing_to_run_is_fine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
