#include "host-mock/testing/testcase.h"

#include "core/base/file.h"
#include "core/base/json_expect.h"
#include "core/base/limits.h"
#include "core/manifest/manifest.h"
#include "host-mock/testing/expect/match.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define BOOL    GK_JSON_BIT(GK_JSON_BOOL)
#define NUMBER  GK_JSON_BIT(GK_JSON_NUMBER)
#define STRING  GK_JSON_BIT(GK_JSON_STRING)
#define ARRAY   GK_JSON_BIT(GK_JSON_ARRAY)
#define OBJECT  GK_JSON_BIT(GK_JSON_OBJECT)
#define NOTHING GK_JSON_BIT(GK_JSON_NULL)

void gk_place(char out[GK_PLACE_BYTES], const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    vsnprintf(out, GK_PLACE_BYTES, fmt, args);
    va_end(args);
}

unsigned gk_fidelity_sides(const char *word)
{
    if (word == NULL)
        return 0;
    if (strcmp(word, "documented") == 0)
        return GK_ON_DOCUMENTED;
    if (strcmp(word, "deployed") == 0)
        return GK_ON_DEPLOYED;
    return strcmp(word, "both") == 0 ? GK_ON_BOTH : 0;
}

gk_status gk_test_read_limits(const gk_json *json, const char *where,
                              struct gk_vm_limits *limits, gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"fuel", NUMBER, false},          {"memory-pages", NUMBER, false},
        {"timeout-ms", NUMBER, false},    {"call-depth", NUMBER, false},
        {"table-entries", NUMBER, false},
    };
    struct {
        const char *key;
        uint64_t high, value;
    } rows[] = {
        {"fuel", (uint64_t)1 << 53, limits->fuel},
        {"memory-pages", 65536, limits->memory_pages},
        {"timeout-ms", 3600000, limits->timeout_ms},
        {"call-depth", 100000, limits->call_depth},
        {"table-entries", GK_MAX_TABLE_ENTRIES, limits->table_entries},
    };
    gk_status st;

    if (json == NULL)
        return GK_OK;
    st = gk_json_expect(json, where, fields, COUNT(fields), err);
    for (size_t i = 0; i < COUNT(rows) && st == GK_OK; i++) {
        char path[GK_PLACE_BYTES];

        gk_place(path, "%s/%s", where, rows[i].key);
        st = gk_json_expect_uint(gk_json_get(json, rows[i].key), path, 1,
                                 rows[i].high, &rows[i].value, err);
    }
    if (st != GK_OK)
        return st;
    limits->fuel = rows[0].value;
    limits->memory_pages = (uint32_t)rows[1].value;
    limits->timeout_ms = (uint32_t)rows[2].value;
    limits->call_depth = (uint32_t)rows[3].value;
    limits->table_entries = (uint32_t)rows[4].value;
    return GK_OK;
}

bool gk_test_path_ok(const char *path)
{
    return path != NULL && *path != '\0' && strcmp(path, "-") != 0;
}

/* Counted: ten thousand cases may each name a large file. */
static gk_status read_manifest_file(struct gk_test_reading *r, const char *name,
                                    gk_json **out)
{
    gk_buf text = GK_BUF_INIT;
    char *path = gk_path_join(r->dir, name);
    gk_status st;

    if (path == NULL)
        return gk_fail_nomem(r->err);
    st = gk_read_file(path, GK_MAX_TEST_MANIFEST_BYTES - r->manifest_bytes,
                      &text, r->err);
    if (st == GK_OK) {
        r->manifest_bytes += text.len;
        st = gk_manifest_parse(path, gk_buf_text(&text), text.len, out, r->err);
        if (st != GK_OK)
            gk_wrap(r->err, "%s", path);
    }
    gk_buf_clear(&text);
    free(path);
    return st;
}

gk_status gk_test_read_manifest(struct gk_test_reading *r, const gk_json *value,
                                const char *where, gk_json **out)
{
    gk_json *manifest = NULL;
    gk_status st = GK_OK;

    if (gk_json_is(value, GK_JSON_NULL))
        return GK_OK;
    if (gk_json_is(value, GK_JSON_OBJECT)) {
        manifest = gk_json_copy(value);
        if (manifest == NULL)
            return gk_fail_nomem(r->err);
    } else if (!gk_test_path_ok(gk_json_text(value))) {
        return gk_fail(r->err, GK_E_SCHEMA, "%s: wanted a path", where);
    } else {
        st = read_manifest_file(r, gk_json_text(value), &manifest);
        if (st != GK_OK)
            gk_wrap(r->err, "%s", where);
    }
    if (st == GK_OK)
        st = r->checks->manifest(r->file->host, manifest, where, r->err);
    if (st == GK_OK)
        *out = manifest;
    else
        gk_json_free(manifest);
    return st;
}

char *gk_test_folder(const struct gk_test_reading *r, const gk_json *value)
{
    const char *name = gk_json_text(value);
    char *path = name == NULL ? NULL : gk_path_join(r->dir, name);
    char *folder = path == NULL ? NULL : gk_path_folder_name(path);

    free(path);
    return folder;
}

/* A step without its "expect", appended for the job. */
static gk_status add_step(struct gk_test_reading *r, struct gk_test_case *c,
                          const gk_json *step, const char *where)
{
    gk_json *bare = gk_json_copy(step);
    gk_status st;

    if (bare == NULL)
        return gk_fail_nomem(r->err);
    gk_json_unset(bare, "expect");
    st = r->checks->step(r->file->host, bare, where, r->err);
    if (st != GK_OK) {
        gk_json_free(bare);
        return st;
    }
    if (gk_json_push(c->job_steps, bare) != GK_OK)
        return gk_fail_nomem(r->err);
    return GK_OK;
}

static gk_status read_steps(struct gk_test_reading *r, struct gk_test_case *c,
                            const char *where)
{
    size_t index = 0;
    gk_status st = GK_OK;

    if (gk_json_count(c->steps) > GK_MAX_TEST_STEPS)
        return gk_fail(r->err, GK_E_LIMIT, "%s/steps: %zu steps are over %u",
                       where, gk_json_count(c->steps), GK_MAX_TEST_STEPS);
    for (const gk_json *s = gk_json_first(c->steps); s != NULL && st == GK_OK;
         s = gk_json_next(s), index++) {
        char at[GK_PLACE_BYTES], expect[GK_PLACE_BYTES];

        gk_place(at, "%s/steps/%zu", where, index);
        gk_place(expect, "%s/expect", at);
        st = gk_json_expect_kind(s, at, OBJECT, r->err);
        if (st == GK_OK)
            st = gk_expect_check(gk_json_get(s, "expect"), GK_EXPECT_STEP,
                                 expect, r->err);
        if (st == GK_OK)
            st = add_step(r, c, s, at);
    }
    return st;
}

/* {"call": …} alone is one step. */
static gk_status read_bare_call(struct gk_test_reading *r,
                                struct gk_test_case *c, const gk_json *call,
                                const char *where)
{
    gk_json *step = gk_json_new_object();
    gk_status st = gk_json_set(step, "call", gk_json_copy(call));

    st = st == GK_OK ? add_step(r, c, step, where) : gk_fail_nomem(r->err);
    gk_json_free(step);
    return st;
}

static gk_status read_actions(struct gk_test_reading *r, struct gk_test_case *c,
                              const gk_json *json, const char *where)
{
    const gk_json *call = gk_json_get(json, "call");
    char at[GK_PLACE_BYTES];
    gk_status st;

    c->steps = gk_json_get(json, "steps");
    c->expect = gk_json_get(json, "expect");
    if ((call == NULL) == (c->steps == NULL))
        return gk_fail(r->err, GK_E_SCHEMA, "%s: found %s, wanted one of them",
                       where,
                       call != NULL ? "both \"call\" and \"steps\""
                                    : "neither \"call\" nor \"steps\"");
    c->job_steps = gk_json_new_array();
    if (c->job_steps == NULL)
        return gk_fail_nomem(r->err);
    gk_place(at, "%s/expect", where);
    st = gk_expect_check(
        c->expect, call != NULL ? GK_EXPECT_BOTH : GK_EXPECT_END, at, r->err);
    if (st != GK_OK)
        return st;
    return call != NULL ? read_bare_call(r, c, call, where)
                        : read_steps(r, c, where);
}

static gk_status read_case_world(struct gk_test_reading *r,
                                 struct gk_test_case *c, const gk_json *world,
                                 const char *where)
{
    char at[GK_PLACE_BYTES];

    if (world == NULL)
        return GK_OK;
    c->world = world;
    gk_place(at, "%s/world", where);
    return r->checks->world(r->file->host, world, at, r->err);
}

static gk_status read_case_manifest(struct gk_test_reading *r,
                                    struct gk_test_case *c,
                                    const gk_json *manifest, const char *where)
{
    char at[GK_PLACE_BYTES];
    gk_status st;

    c->manifest = r->file->manifest;
    c->folder = r->file->folder;
    if (manifest == NULL)
        return GK_OK;
    c->own_folder = gk_test_folder(r, manifest);
    if (c->own_folder != NULL)
        c->folder = c->own_folder;
    gk_place(at, "%s/manifest", where);
    st = gk_test_read_manifest(r, manifest, at, &c->own_manifest);
    c->manifest = c->own_manifest;
    return st;
}

/* Words that the kind alone does not check. */
static gk_status read_case_words(struct gk_test_reading *r,
                                 struct gk_test_case *c, const gk_json *json,
                                 const char *where)
{
    const gk_json *skip = gk_json_get(json, "skip");
    const gk_json *sides = gk_json_get(json, "fidelity");

    c->name = gk_json_text(gk_json_get(json, "name"));
    if (c->name == NULL || c->name[0] == '\0' || strlen(c->name) > 200)
        return gk_fail(r->err, GK_E_SCHEMA,
                       "%s/name: wanted a text of 1 to 200 bytes", where);
    if (gk_json_is(skip, GK_JSON_STRING))
        c->skip = gk_json_text(skip) != NULL ? gk_json_text(skip) : "skipped";
    else if (gk_json_true(skip))
        c->skip = "the test file says so";
    c->on = gk_fidelity_sides(gk_json_text(sides));
    if (sides != NULL && c->on == 0)
        return gk_fail(r->err, GK_E_SCHEMA,
                       "%s/fidelity: wanted \"documented\", \"deployed\" or "
                       "\"both\"",
                       where);
    return GK_OK;
}

gk_status gk_test_read_case(struct gk_test_reading *r, struct gk_test_case *c,
                            const gk_json *json, const char *where)
{
    static const struct gk_json_field fields[] = {
        {"name", STRING, true},
        {"world", OBJECT, false},
        {"manifest", STRING | OBJECT | NOTHING, false},
        {"limits", OBJECT, false},
        {"fidelity", STRING, false},
        {"skip", STRING | BOOL, false},
        {"steps", ARRAY, false},
        {"call", OBJECT, false},
        {"expect", OBJECT, false},
    };
    char at[GK_PLACE_BYTES];
    gk_status st = gk_json_expect(json, where, fields, COUNT(fields), r->err);

    if (st == GK_OK)
        st = read_case_words(r, c, json, where);
    gk_place(at, "%s/limits", where);
    c->limits = r->limits;
    if (st == GK_OK)
        st = gk_test_read_limits(gk_json_get(json, "limits"), at, &c->limits,
                                 r->err);
    if (st == GK_OK)
        st = read_case_world(r, c, gk_json_get(json, "world"), where);
    if (st == GK_OK)
        st = read_case_manifest(r, c, gk_json_get(json, "manifest"), where);
    if (st == GK_OK)
        st = read_actions(r, c, json, where);
    return st;
}
