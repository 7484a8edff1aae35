#include "host-mock/testing/run.h"

#include "host-mock/testing/expect/match.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *gk_verdict_word(gk_verdict verdict)
{
    static const char *const words[] = {"passed", "failed", "skipped",
                                        "blessed", "failed"};

    return words[verdict];
}

bool gk_verdict_is_failure(gk_verdict verdict)
{
    return verdict == GK_VERDICT_FAILED || verdict == GK_VERDICT_BROKEN;
}

const char *gk_fidelity_word(gk_fidelity fidelity)
{
    return fidelity == GK_DEPLOYED ? "deployed" : "documented";
}

static void set_why(struct gk_test_run *run, gk_verdict verdict,
                    const char *why)
{
    run->verdict = verdict;
    free(run->why);
    run->why = strdup(why);
}

/* Whether the file says what is to come of it on the deployed side. */
static bool says_deployed(const struct gk_test_case *c)
{
    bool says = gk_json_get(c->expect, "deployed") != NULL;

    for (const gk_json *s = gk_json_first(c->steps); s; s = gk_json_next(s))
        says = says || gk_json_pointer(s, "/expect/deployed") != NULL;
    return says || c->on == GK_ON_DEPLOYED;
}

static void judge_result(struct gk_test_run *run)
{
    const struct gk_match match = {run->c->expect, run->c->steps, run->fidelity,
                                   run->result};
    const char *skipped = gk_json_text(gk_json_get(run->result, "skipped"));
    gk_error err = GK_ERROR_INIT;
    gk_status st = gk_match_result(&match, &run->differences, &err);
    bool fits = st == GK_OK && gk_json_first(run->differences) == NULL;

    if (st != GK_OK)
        set_why(run, GK_VERDICT_BROKEN, err.text);
    else if (skipped != NULL && !(fits && says_deployed(run->c)))
        set_why(run, GK_VERDICT_SKIPPED, skipped);
    else
        run->verdict = fits ? GK_VERDICT_PASSED : GK_VERDICT_FAILED;
}

void gk_test_judge(struct gk_test_run *run, gk_json *result,
                   const gk_error *err)
{
    run->result = result;
    if (result != NULL)
        judge_result(run);
    else if (err != NULL && err->status != GK_OK)
        set_why(run, GK_VERDICT_BROKEN, err->text);
    else
        set_why(run, GK_VERDICT_SKIPPED,
                run->c->skip != NULL ? run->c->skip : "not run");
}

gk_status gk_test_match_again(const struct gk_test_run *run,
                              const gk_json *root, gk_json **differences,
                              gk_error *err)
{
    struct gk_match match = {NULL, NULL, run->fidelity, run->result};
    const gk_json *c;
    char where[64];

    snprintf(where, sizeof where, "/cases/%zu",
             (size_t)(run->c - run->file->cases));
    c = gk_json_pointer(root, where);
    match.expect = gk_json_get(c, "expect");
    match.steps = gk_json_get(c, "steps");
    return gk_match_result(&match, differences, err);
}

void gk_test_run_clear(struct gk_test_run *run)
{
    gk_json_free(run->result);
    gk_json_free(run->differences);
    free(run->why);
    run->result = NULL;
    run->differences = NULL;
    run->why = NULL;
}

static void add_part(const gk_json *part, struct gk_test_figures *out)
{
    double pages = gk_json_number(gk_json_pointer(part, "/memory/pages"));

    out->us += gk_json_number(gk_json_get(part, "us"));
    out->fuel += gk_json_number(gk_json_pointer(part, "/fuel/used"));
    if (pages > out->pages)
        out->pages = pages;
}

void gk_test_figures(const struct gk_test_run *run, struct gk_test_figures *out)
{
    const gk_json *step = gk_json_first(gk_json_get(run->result, "steps"));

    memset(out, 0, sizeof *out);
    if (step == NULL)
        add_part(gk_json_get(run->result, "load"), out);
    for (; step != NULL; step = gk_json_next(step))
        add_part(step, out);
}
