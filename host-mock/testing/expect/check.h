/*
 * check: the fields of an "expect", one function each: is this how such a field
 * is written? Used by match.c only.
 */
#ifndef GK_HOST_MOCK_TESTING_EXPECT_CHECK_H
#define GK_HOST_MOCK_TESTING_EXPECT_CHECK_H

#include "core/base/json.h"

/* A pointer to a member; long keys are cut, errors may be. */
#define GK_EXPECT_PATH_BYTES 512

/* `where` is the JSON pointer for messages. Fails: GK_E_SCHEMA, GK_E_LIMIT and
 * GK_E_UNSUPPORTED (regular expressions). */
typedef gk_status gk_check_fn(const gk_json *want, const char *where,
                              gk_error *err);

gk_check_fn gk_check_outcome, gk_check_pattern, gk_check_operator,
    gk_check_logs, gk_check_calls, gk_check_tools, gk_check_state,
    gk_check_files, gk_check_fuel, gk_check_memory, gk_check_cause;

#endif
