/*
 * compare: the fields of an "expect", one function each: does this part of a
 * result fit, and if not, what differs? Used by match.c only.
 */
#ifndef GK_HOST_MOCK_TESTING_EXPECT_COMPARE_H
#define GK_HOST_MOCK_TESTING_EXPECT_COMPARE_H

#include "host-mock/testing/expect/match.h"

/* Where differences go. */
struct gk_comparison {
    gk_json *list;     /* borrowed array */
    long step;         /* from 0; -1: the case's own "expect" */
    bool many;         /* name the step in places */
    const char *field; /* the key that is being compared */
    gk_status status;  /* GK_E_NOMEM once something could not be kept */
};

/*
 * Adds a difference. `detail` follows the field in the place ("" for none);
 * `seen` (owned, may be NULL) is what would fit.
 */
void gk_differ(struct gk_comparison *c, const char *detail,
               const char *expected, const char *got, gk_json *seen);

/*
 * Whether a text fits a pattern. Exact text is compared as JSON, which keeps
 * NUL and lone surrogates apart from everything else; for the searches a NUL
 * becomes U+FFFD, lest it end the text and hide what follows.
 */
bool gk_text_fits(struct gk_comparison *c, const gk_json *pattern,
                  const gk_json *got);

/* `want` is the field's value, `part` a PART of the result (host-mock/job.h)
 * with "state", "files", "root" and "tools" added where the case's own "expect"
 * is compared. */
typedef void gk_compare_fn(struct gk_comparison *c, const gk_json *want,
                           const gk_json *part);

gk_compare_fn gk_compare_ok, gk_compare_text, gk_compare_stdout,
    gk_compare_stderr, gk_compare_json, gk_compare_value, gk_compare_logs,
    gk_compare_calls, gk_compare_tools, gk_compare_state, gk_compare_files,
    gk_compare_fuel, gk_compare_memory, gk_compare_error, gk_compare_trap;

/* Whether an object is written with these operators and nothing else:
 * {"equal": …}, {"pointer": {…}}. */
bool gk_is_json_operator(const gk_json *want);

#endif
