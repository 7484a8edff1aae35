/*
 * match: does what a guest did fit what a test file expects?
 *
 * An "expect" object stands on a step and on a case (docs/test-files.md). Its
 * fields are a table in match.c: how each is written, checked and compared.
 * What is not named is not looked at, but for the outcome: that must be "ok".
 */
#ifndef GK_HOST_MOCK_TESTING_EXPECT_MATCH_H
#define GK_HOST_MOCK_TESTING_EXPECT_MATCH_H

#include "core/base/json.h"
#include "host-mock/job.h"

/* Where an "expect" stands. A case whose one call is written without "steps"
 * is both. */
enum {
    GK_EXPECT_STEP = 1 << 0,
    GK_EXPECT_END = 1 << 1,
    GK_EXPECT_BOTH = GK_EXPECT_STEP | GK_EXPECT_END
};

/* Checks how an "expect" is written. NULL is fine. Fails: GK_E_SCHEMA. */
GK_NODISCARD gk_status gk_expect_check(const gk_json *expect, unsigned at,
                                       const char *where, gk_error *err);

struct gk_match {
    const gk_json *expect; /* of the case; NULL: none. Borrowed, as the rest */
    const gk_json *steps;  /* as written; NULL: the case is one bare call */
    gk_fidelity fidelity;
    const gk_json *result; /* see host-mock/job.h */
};

/*
 * Compares. *differences becomes an array (owned, empty when all fits) of
 * {
 *   "step":     from 0; absent when the case's own "expect" differs
 *   "field":    "json"
 *   "place":    "json /celsius" (with "step 2 " before it where there are many)
 *   "expected": "7"   both as text, control characters escaped
 *   "got":      "45"
 *   "seen":     what to write into the field for it to fit; absent: nothing
 *               that could be written
 * }
 * Fails: GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_match_result(const struct gk_match *match,
                                       gk_json **differences, gk_error *err);

/* The part of a result that says why it is not "ok": the first such step, or
 * the load. NULL when there is none. Borrowed from `result`. */
const gk_json *gk_result_culprit(const gk_json *result);

/* Why a part is not "ok", in its own words; "" when it says nothing. Borrowed
 * from `part`. */
const char *gk_part_words(const gk_json *part);

/* Appends a value for a person: compact JSON, cut after `most` bytes, nothing
 * that steers a terminal. */
gk_status gk_put_value(gk_buf *out, const gk_json *value, size_t most);
/* Likewise text, without quotes. */
gk_status gk_put_words(gk_buf *out, const char *text);

#endif
