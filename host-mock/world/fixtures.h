/*
 * fixtures: a list of prepared answers: the first that fits a request gives
 * its reply. What they have in common, whatever they answer:
 *   "times": n        answers n times, then no more (any number of times)
 *   "required": true  nothing having asked for it is a failure
 */
#ifndef GK_HOST_MOCK_WORLD_FIXTURES_H
#define GK_HOST_MOCK_WORLD_FIXTURES_H

#include "core/base/json_expect.h"

struct gk_fixtures {
    const gk_json *list; /* array, borrowed; NULL: none */
    unsigned *used;      /* owned: how often each has answered */
    gk_json *missing;    /* owned: the fixture to paste, after GK_E_NOFIXTURE */
};

/* For the table of a fixture's keys. */
#define GK_FIXTURE_COMMON_FIELDS                                               \
    {"times", GK_JSON_BIT(GK_JSON_NUMBER), false},                             \
    {                                                                          \
        "required", GK_JSON_BIT(GK_JSON_BOOL), false                           \
    }

/* Checks each fixture of a list with `check`, which gets its place. */
typedef gk_status gk_fixture_check(const gk_json *fixture, const char *where,
                                   gk_error *err);
GK_NODISCARD gk_status gk_fixtures_check(const gk_json *list, const char *where,
                                         gk_fixture_check *check,
                                         gk_error *err);
/* The value of "times". */
GK_NODISCARD gk_status gk_fixture_check_times(const gk_json *fixture,
                                              const char *where, gk_error *err);
/* A string under `key` that C functions can take; NULL is fine. */
GK_NODISCARD gk_status gk_fixture_check_text(const gk_json *object,
                                             const char *key, const char *where,
                                             gk_error *err);

/* A string under "base64" that is some; NULL is fine. */
GK_NODISCARD gk_status gk_fixture_check_base64(const gk_json *object,
                                               const char *where,
                                               gk_error *err);
/* A text, or {"base64"} of what is none. */
GK_NODISCARD gk_status gk_fixture_check_bytes(const gk_json *value,
                                              const char *where, gk_error *err);
/* What replies of HTTP have in common: "status", "delay", "broken", and an
 * "error" alone or at most one of `bodies`, whose list ends with NULL. */
GK_NODISCARD gk_status gk_fixture_check_response(const gk_json *reply,
                                                 const char *where,
                                                 const char *const *bodies,
                                                 gk_error *err);

/* The value of a reply's "delay": a time as gk_world_duration reads it. */
GK_NODISCARD gk_status gk_fixture_check_delay(const gk_json *reply,
                                              const char *where, gk_error *err);
/* That of a checked reply, in ms; 0 without one. */
int64_t gk_fixture_delay(const gk_json *reply);

/* `list` is borrowed until gk_fixtures_clear. */
GK_NODISCARD gk_status gk_fixtures_init(struct gk_fixtures *fixtures,
                                        const gk_json *list, gk_error *err);
void gk_fixtures_clear(struct gk_fixtures *fixtures);

/* Whether a fixture answers the request. */
typedef bool gk_fixture_fits(const gk_json *fixture, const void *request);
/* The first fixture that fits and is not worn out; NULL when there is none. */
const gk_json *gk_fixtures_look(const struct gk_fixtures *fixtures,
                                gk_fixture_fits *fits, const void *request);
/* The same, and it counts as used. */
const gk_json *gk_fixtures_take(struct gk_fixtures *fixtures,
                                gk_fixture_fits *fits, const void *request);
/* Keeps the fixture that would have answered; takes it. */
void gk_fixtures_miss(struct gk_fixtures *fixtures, gk_json *fixture);
/* Moves what is missing into world[key]; does nothing when nothing is. */
void gk_fixtures_tell_missing(struct gk_fixtures *fixtures, const char *key,
                              gk_json *world);
/* Appends the required ones that have not answered to an array. */
void gk_fixtures_tell_unused(const struct gk_fixtures *fixtures,
                             gk_json *array);

#endif
