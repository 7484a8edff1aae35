#include "host-mock/world/skills.h"

#include "core/base/json_expect.h"

#include <stdio.h>
#include <string.h>

#define STRING GK_JSON_BIT(GK_JSON_STRING)

gk_status gk_skills_check(const gk_json *skills, const char *where,
                          gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"description", STRING, false},
        {"instructions", STRING, true},
    };
    gk_status st = GK_OK;

    for (const gk_json *s = gk_json_first(skills); s != NULL && st == GK_OK;
         s = gk_json_next(s)) {
        char path[512];

        snprintf(path, sizeof path, "%s/%s", where, gk_json_key(s));
        st = gk_json_expect_kind(s, path, STRING | GK_JSON_BIT(GK_JSON_OBJECT),
                                 err);
        if (st == GK_OK && !gk_json_is(s, GK_JSON_STRING))
            st = gk_json_expect(s, path, fields, sizeof fields / sizeof *fields,
                                err);
    }
    return st;
}

static gk_status put(struct gk_kv *kv, const char *name, const gk_json *text,
                     gk_error *err)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_status st;

    if (text != NULL)
        gk_json_bytes(text, &bytes);
    st = gk_buf_check(&bytes, err);
    if (st == GK_OK)
        st = gk_kv_set(kv, name, strlen(name), bytes.data, bytes.len, err);
    gk_buf_clear(&bytes);
    return st;
}

gk_status gk_skills_init(struct gk_skills *skills, const gk_json *json,
                         gk_error *err)
{
    gk_status st = GK_OK;

    memset(skills, 0, sizeof *skills);
    for (const gk_json *s = gk_json_first(json); s != NULL && st == GK_OK;
         s = gk_json_next(s)) {
        const gk_json *instructions =
            gk_json_is(s, GK_JSON_STRING) ? s : gk_json_get(s, "instructions");

        st = put(&skills->descriptions, gk_json_key(s),
                 gk_json_get(s, "description"), err);
        if (st == GK_OK)
            st = put(&skills->instructions, gk_json_key(s), instructions, err);
    }
    return st;
}

void gk_skills_clear(struct gk_skills *skills)
{
    gk_kv_clear(&skills->descriptions);
    gk_kv_clear(&skills->instructions);
}
