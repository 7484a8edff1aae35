#include "host-mock/world/fixtures.h"

#include "core/base/base64.h"
#include "host-mock/world/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

gk_status gk_fixtures_check(const gk_json *list, const char *where,
                            gk_fixture_check *check, gk_error *err)
{
    gk_status st = GK_OK;
    unsigned index = 0;

    for (const gk_json *f = gk_json_first(list); f != NULL && st == GK_OK;
         f = gk_json_next(f)) {
        char path[256];

        snprintf(path, sizeof path, "%s/%u", where, index++);
        st = check(f, path, err);
    }
    return st;
}

gk_status gk_fixture_check_times(const gk_json *fixture, const char *where,
                                 gk_error *err)
{
    char path[512];
    uint64_t times = 0;

    snprintf(path, sizeof path, "%s/times", where);
    return gk_json_expect_uint(gk_json_get(fixture, "times"), path, 1, 1000000,
                               &times, err);
}

gk_status gk_fixture_check_text(const gk_json *object, const char *key,
                                const char *where, gk_error *err)
{
    const gk_json *value = gk_json_get(object, key);

    if (gk_json_is(value, GK_JSON_STRING) && gk_json_text(value) == NULL)
        return gk_fail(err, GK_E_SCHEMA,
                       "%s/%s: a NUL or half a surrogate pair cannot stand "
                       "here",
                       where, key);
    return GK_OK;
}

gk_status gk_fixture_check_delay(const gk_json *reply, const char *where,
                                 gk_error *err)
{
    const gk_json *delay = gk_json_get(reply, "delay");
    char path[512];
    int64_t ms = 0;

    if (delay == NULL)
        return GK_OK;
    snprintf(path, sizeof path, "%s/delay", where);
    return gk_world_duration(delay, path, &ms, err);
}

gk_status gk_fixture_check_base64(const gk_json *object, const char *where,
                                  gk_error *err)
{
    const gk_json *base64 = gk_json_get(object, "base64");
    gk_buf bytes = GK_BUF_INIT;
    gk_error why = GK_ERROR_INIT;
    gk_status st = gk_fixture_check_text(object, "base64", where, err);

    if (st != GK_OK || base64 == NULL)
        return st;
    if (gk_base64_decode(gk_json_text(base64), &bytes, &why) != GK_OK)
        st = gk_fail(err, GK_E_SCHEMA, "%s/base64: %s", where, why.text);
    gk_buf_clear(&bytes);
    return st;
}

gk_status gk_fixture_check_bytes(const gk_json *value, const char *where,
                                 gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"base64", GK_JSON_BIT(GK_JSON_STRING), true}};
    gk_status st = gk_json_expect_kind(
        value, where, GK_JSON_BIT(GK_JSON_STRING) | GK_JSON_BIT(GK_JSON_OBJECT),
        err);

    if (st != GK_OK || gk_json_is(value, GK_JSON_STRING))
        return st;
    st = gk_json_expect(value, where, fields, 1, err);
    return st == GK_OK ? gk_fixture_check_base64(value, where, err) : st;
}

static gk_status too_many_bodies(const char *where, const char *const *bodies,
                                 gk_error *err)
{
    gk_buf names = GK_BUF_INIT;
    gk_status st;

    for (size_t i = 0; bodies[i] != NULL; i++)
        gk_buf_printf(&names, "%s\"%s\"", i > 0 ? ", " : "", bodies[i]);
    st = gk_fail(err, GK_E_SCHEMA, "%s: a reply has one of %s", where,
                 gk_buf_text(&names));
    gk_buf_clear(&names);
    return st;
}

/* An error, or a response with one body at most. */
static gk_status check_one_answer(const gk_json *reply, const char *where,
                                  const char *const *bodies, gk_error *err)
{
    unsigned found = 0;

    for (size_t i = 0; bodies[i] != NULL; i++)
        found += gk_json_get(reply, bodies[i]) != NULL;
    if (gk_json_get(reply, "error") != NULL && gk_json_count(reply) > 1)
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: a reply has \"error\" or a response, not both",
                       where);
    return found > 1 ? too_many_bodies(where, bodies, err) : GK_OK;
}

gk_status gk_fixture_check_response(const gk_json *reply, const char *where,
                                    const char *const *bodies, gk_error *err)
{
    char path[512];
    uint64_t status = 0;
    gk_status st;

    snprintf(path, sizeof path, "%s/status", where);
    st = gk_json_expect_uint(gk_json_get(reply, "status"), path, 100, 599,
                             &status, err);
    if (st == GK_OK)
        st = gk_fixture_check_delay(reply, where, err);
    if (st == GK_OK)
        st = check_one_answer(reply, where, bodies, err);
    if (st == GK_OK)
        st = gk_fixture_check_text(reply, "error", where, err);
    return st == GK_OK ? gk_fixture_check_text(reply, "broken", where, err)
                       : st;
}

int64_t gk_fixture_delay(const gk_json *reply)
{
    const gk_json *delay = gk_json_get(reply, "delay");
    int64_t ms = 0;

    return delay != NULL && gk_world_duration(delay, "", &ms, NULL) == GK_OK
               ? ms
               : 0;
}

gk_status gk_fixtures_init(struct gk_fixtures *fixtures, const gk_json *list,
                           gk_error *err)
{
    memset(fixtures, 0, sizeof *fixtures);
    fixtures->list = list;
    fixtures->used = calloc(gk_json_count(list) + 1, sizeof *fixtures->used);
    return fixtures->used == NULL ? gk_fail_nomem(err) : GK_OK;
}

void gk_fixtures_clear(struct gk_fixtures *fixtures)
{
    free(fixtures->used);
    gk_json_free(fixtures->missing);
    memset(fixtures, 0, sizeof *fixtures);
}

static bool worn_out(const gk_json *fixture, unsigned used)
{
    const gk_json *times = gk_json_get(fixture, "times");

    return times != NULL && used >= (unsigned)gk_json_number(times);
}

static const gk_json *find(const struct gk_fixtures *fixtures,
                           gk_fixture_fits *fits, const void *request,
                           size_t *index)
{
    *index = 0;
    for (const gk_json *f = gk_json_first(fixtures->list); f != NULL;
         f = gk_json_next(f), ++*index)
        if (!worn_out(f, fixtures->used[*index]) && fits(f, request))
            return f;
    return NULL;
}

const gk_json *gk_fixtures_look(const struct gk_fixtures *fixtures,
                                gk_fixture_fits *fits, const void *request)
{
    size_t index;

    return find(fixtures, fits, request, &index);
}

const gk_json *gk_fixtures_take(struct gk_fixtures *fixtures,
                                gk_fixture_fits *fits, const void *request)
{
    size_t index;
    const gk_json *found = find(fixtures, fits, request, &index);

    if (found != NULL)
        fixtures->used[index]++;
    return found;
}

void gk_fixtures_miss(struct gk_fixtures *fixtures, gk_json *fixture)
{
    gk_json_free(fixtures->missing);
    fixtures->missing = fixture;
}

void gk_fixtures_tell_missing(struct gk_fixtures *fixtures, const char *key,
                              gk_json *world)
{
    gk_json *list;

    if (fixtures->missing == NULL)
        return;
    list = gk_json_new_array();
    gk_json_push(list, fixtures->missing);
    fixtures->missing = NULL;
    gk_json_set(world, key, list);
}

void gk_fixtures_tell_unused(const struct gk_fixtures *fixtures, gk_json *array)
{
    size_t index = 0;

    for (const gk_json *f = gk_json_first(fixtures->list); f != NULL;
         f = gk_json_next(f), index++)
        if (gk_json_true(gk_json_get(f, "required")) &&
            fixtures->used[index] == 0)
            gk_json_push(array, gk_json_copy(f));
}
