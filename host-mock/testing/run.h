/*
 * run: one case on one side (documented, deployed), and what came of it.
 */
#ifndef GK_HOST_MOCK_TESTING_RUN_H
#define GK_HOST_MOCK_TESTING_RUN_H

#include "host-mock/testing/testfile.h"

typedef enum gk_verdict {
    GK_VERDICT_PASSED,
    GK_VERDICT_FAILED,
    GK_VERDICT_SKIPPED,
    GK_VERDICT_BLESSED, /* differed; the file now says what was seen */
    GK_VERDICT_BROKEN   /* could not be run at all */
} gk_verdict;

struct gk_test_run {
    const gk_testfile *file;      /* borrowed */
    const struct gk_test_case *c; /* borrowed from the file */
    gk_fidelity fidelity;
    gk_verdict verdict;
    gk_json *result;      /* owned; NULL when nothing was run */
    gk_json *differences; /* owned; see expect/match.h */
    char *why;            /* owned; skipped and broken: in words */
};

/*
 * Judges: takes the result (owned by the run from now on; NULL: nothing was
 * run), compares it with what is expected and sets verdict, differences and
 * why. `err` says why there is no result.
 */
void gk_test_judge(struct gk_test_run *run, gk_json *result,
                   const gk_error *err);
/*
 * Compares the run again, with what another tree of the same file expects.
 * *differences is owned. Fails: GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_test_match_again(const struct gk_test_run *run,
                                           const gk_json *root,
                                           gk_json **differences,
                                           gk_error *err);
void gk_test_run_clear(struct gk_test_run *run);

/* What reports tell of a run: sums over its steps, which is what "fuel" and
 * "memory" in an "expect" are compared with; of the load, if it stopped there.
 */
struct gk_test_figures {
    double us;    /* wall time */
    double fuel;  /* instructions */
    double pages; /* of memory, the most */
};
void gk_test_figures(const struct gk_test_run *run,
                     struct gk_test_figures *out);

/* "passed", "failed", "skipped", "blessed". A broken run has failed. */
const char *gk_verdict_word(gk_verdict verdict);
bool gk_verdict_is_failure(gk_verdict verdict);
/* "documented", "deployed" */
const char *gk_fidelity_word(gk_fidelity fidelity);

#endif
