#include "host-mock/testing/expect/check.h"

#include "core/base/json_expect.h"
#include "core/base/regex.h"
#include "host-mock/testing/expect/compare.h"
#include "host-mock/world/pattern.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define NUMBER GK_JSON_BIT(GK_JSON_NUMBER)
#define STRING GK_JSON_BIT(GK_JSON_STRING)
#define ARRAY  GK_JSON_BIT(GK_JSON_ARRAY)
#define OBJECT GK_JSON_BIT(GK_JSON_OBJECT)

gk_status gk_check_outcome(const gk_json *want, const char *where,
                           gk_error *err)
{
    static const char *const outcomes[] = {
        "ok",     "tool_error", "exit",   "trap",  "fuel",    "timeout",
        "memory", "link",       "export", "crash", "fixture", "load"};
    const char *text = gk_json_text(want);

    for (size_t i = 0; i < COUNT(outcomes); i++)
        if (text != NULL && strcmp(text, outcomes[i]) == 0)
            return GK_OK;
    return gk_fail(err, GK_E_SCHEMA,
                   "%s: unknown outcome \"%s\", wanted one of ok tool_error "
                   "exit trap fuel timeout memory link export crash fixture "
                   "load",
                   where, text != NULL ? text : "?");
}

/* A text to be fitted; a regular expression must be one that can be paid. */
gk_status gk_check_pattern(const gk_json *want, const char *where,
                           gk_error *err)
{
    const char *regex = gk_json_text(gk_json_get(want, "match"));
    gk_status st = GK_OK;

    if (regex != NULL)
        st = gk_regex_check(regex, err);
    if (st != GK_OK)
        gk_wrap(err, "%s/match", where);
    return st == GK_OK ? gk_pattern_check(want, where, err) : st;
}

gk_status gk_check_operator(const gk_json *want, const char *where,
                            gk_error *err)
{
    const gk_json *pointers;

    if (!gk_is_json_operator(want))
        return GK_OK;
    pointers = gk_json_get(want, "pointer");
    if (pointers == NULL)
        return GK_OK;
    for (const gk_json *m = gk_json_first(pointers); m; m = gk_json_next(m))
        if (gk_json_key(m)[0] != '/' && gk_json_key(m)[0] != '\0')
            return gk_fail(err, GK_E_SCHEMA,
                           "%s/pointer: \"%s\" is no JSON pointer: it must "
                           "begin with '/'",
                           where, gk_json_key(m));
    return GK_OK;
}

static gk_status check_members(const gk_json *list, const char *where,
                               gk_check_fn *check, gk_error *err)
{
    gk_status st = GK_OK;
    size_t i = 0;

    for (const gk_json *m = gk_json_first(list); m != NULL && st == GK_OK;
         m = gk_json_next(m)) {
        char path[GK_EXPECT_PATH_BYTES];

        if (gk_json_key(m) != NULL)
            snprintf(path, sizeof path, "%s/%s", where, gk_json_key(m));
        else
            snprintf(path, sizeof path, "%s/%zu", where, i++);
        st = check(m, path, err);
    }
    return st;
}

/* A list, or {"contains": list}. */
static gk_status check_list(const gk_json *want, const char *where,
                            gk_check_fn *check, gk_error *err)
{
    static const struct gk_json_field fields[] = {{"contains", ARRAY, true}};
    char path[GK_EXPECT_PATH_BYTES];
    gk_status st;

    if (gk_json_is(want, GK_JSON_ARRAY))
        return check_members(want, where, check, err);
    st = gk_json_expect(want, where, fields, COUNT(fields), err);
    if (st != GK_OK)
        return st;
    snprintf(path, sizeof path, "%s/contains", where);
    return check_members(gk_json_get(want, "contains"), path, check, err);
}

gk_status gk_check_logs(const gk_json *want, const char *where, gk_error *err)
{
    return check_list(want, where, gk_check_pattern, err);
}

static gk_status check_call(const gk_json *want, const char *where,
                            gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"name", STRING, true},    {"module", STRING, false},
        {"args", ARRAY, false},    {"result", GK_JSON_ANY, false},
        {"effect", STRING, false},
    };

    if (gk_json_is(want, GK_JSON_STRING))
        return GK_OK;
    if (!gk_json_is(want, GK_JSON_OBJECT))
        return gk_json_expect_kind(want, where, STRING | OBJECT, err);
    return gk_json_expect(want, where, fields, COUNT(fields), err);
}

gk_status gk_check_calls(const gk_json *want, const char *where, gk_error *err)
{
    return check_list(want, where, check_call, err);
}

static gk_status check_tool(const gk_json *want, const char *where,
                            gk_error *err)
{
    return gk_json_expect_kind(want, where, STRING | OBJECT, err);
}

gk_status gk_check_tools(const gk_json *want, const char *where, gk_error *err)
{
    return check_list(want, where, check_tool, err);
}

static gk_status check_kept(const gk_json *want, const char *where,
                            gk_error *err)
{
    return gk_json_is(want, GK_JSON_NULL) ? GK_OK
                                          : gk_check_pattern(want, where, err);
}

gk_status gk_check_state(const gk_json *want, const char *where, gk_error *err)
{
    return check_members(want, where, check_kept, err);
}

static gk_status check_ceiling(const gk_json *want, const char *where,
                               const char *key, uint64_t high, gk_error *err)
{
    const struct gk_json_field fields[] = {{key, NUMBER, true}};
    gk_status st = gk_json_expect(want, where, fields, 1, err);
    char path[GK_EXPECT_PATH_BYTES];
    uint64_t unused;

    if (st != GK_OK)
        return st;
    snprintf(path, sizeof path, "%s/%s", where, key);
    return gk_json_expect_uint(gk_json_get(want, key), path, 0, high, &unused,
                               err);
}

gk_status gk_check_fuel(const gk_json *want, const char *where, gk_error *err)
{
    return check_ceiling(want, where, "max", UINT64_MAX, err);
}

gk_status gk_check_memory(const gk_json *want, const char *where, gk_error *err)
{
    return check_ceiling(want, where, "max-pages", 65536, err);
}

gk_status gk_check_cause(const gk_json *want, const char *where, gk_error *err)
{
    static const struct gk_json_field fields[] = {{"kind", STRING, false},
                                                  {"match", STRING, false}};
    gk_status st = gk_json_expect(want, where, fields, COUNT(fields), err);
    gk_json *pattern = NULL;

    if (st != GK_OK || gk_json_get(want, "match") == NULL)
        return st;
    pattern = gk_json_new_object();
    if (gk_json_set(pattern, "match",
                    gk_json_copy(gk_json_get(want, "match"))) != GK_OK)
        st = gk_fail_nomem(err);
    else
        st = gk_check_pattern(pattern, where, err);
    gk_json_free(pattern);
    return st;
}
