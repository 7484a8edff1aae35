#include "core/base/json.h"

#include <cjson/cJSON.h>
#include <string.h>

static bool same_scalar(const gk_json *a, const gk_json *b)
{
    switch (gk_json_type(a)) {
    case GK_JSON_BOOL:
        return gk_json_true(a) == gk_json_true(b);
    case GK_JSON_NUMBER:
        return a->valuedouble == b->valuedouble;
    case GK_JSON_STRING:
        return strcmp(a->valuestring, b->valuestring) == 0;
    default:
        return true;
    }
}

bool gk_json_equal(const gk_json *a, const gk_json *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    if (gk_json_type(a) != gk_json_type(b))
        return false;
    if (gk_json_count(a) != gk_json_count(b))
        return false;
    if (gk_json_is(a, GK_JSON_OBJECT)) {
        for (const gk_json *m = gk_json_first(a); m; m = gk_json_next(m))
            if (!gk_json_equal(m, gk_json_get(b, gk_json_key(m))))
                return false;
        return true;
    }
    if (gk_json_is(a, GK_JSON_ARRAY)) {
        const gk_json *other = gk_json_first(b);

        for (const gk_json *m = gk_json_first(a); m; m = gk_json_next(m)) {
            if (!gk_json_equal(m, other))
                return false;
            other = gk_json_next(other);
        }
        return true;
    }
    return same_scalar(a, b);
}

/* Appends "/key", escaped as RFC 6901 asks. */
static void put_token(gk_buf *where, const char *key)
{
    gk_buf_byte(where, '/');
    for (; *key != '\0'; key++)
        if (*key == '~')
            gk_buf_puts(where, "~0");
        else if (*key == '/')
            gk_buf_puts(where, "~1");
        else
            gk_buf_byte(where, (uint8_t)*key);
}

/* Compares a member; on a difference `where` keeps the way to it. */
static bool member_contains(const gk_json *whole, const gk_json *part,
                            const char *token, gk_buf *where)
{
    size_t mark = where != NULL ? where->len : 0;

    if (where != NULL)
        put_token(where, token);
    if (whole == NULL || !gk_json_contains(whole, part, where))
        return false;
    if (where != NULL && where->data != NULL) {
        where->len = mark;
        where->data[mark] = 0;
    }
    return true;
}

static bool array_contains(const gk_json *whole, const gk_json *part,
                           gk_buf *where)
{
    const gk_json *element = gk_json_first(whole);
    unsigned index = 0;

    if (gk_json_count(whole) != gk_json_count(part))
        return false;
    for (const gk_json *m = gk_json_first(part); m; m = gk_json_next(m)) {
        gk_buf token = GK_BUF_INIT;
        bool same;

        gk_buf_printf(&token, "%u", index++);
        same = member_contains(element, m, gk_buf_text(&token), where);
        gk_buf_clear(&token);
        if (!same)
            return false;
        element = gk_json_next(element);
    }
    return true;
}

bool gk_json_contains(const gk_json *whole, const gk_json *part, gk_buf *where)
{
    if (whole == NULL || part == NULL)
        return whole == part;
    if (gk_json_type(whole) != gk_json_type(part))
        return false;
    if (gk_json_is(part, GK_JSON_OBJECT)) {
        for (const gk_json *m = gk_json_first(part); m; m = gk_json_next(m))
            if (!member_contains(gk_json_get(whole, gk_json_key(m)), m,
                                 gk_json_key(m), where))
                return false;
        return true;
    }
    if (gk_json_is(part, GK_JSON_ARRAY))
        return array_contains(whole, part, where);
    return same_scalar(whole, part);
}
