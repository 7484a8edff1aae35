/* Reads text that gk_json_parse has found well-formed: every walk below ends at
 * the value's own end, and looks for no error. */
#include <guestkit/json.h>

#include <string.h>

/* Kept out of its many callers, as skip_string: size before speed. */
__attribute__((noinline)) static const char *skip_space(const char *p,
                                                        const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
        p++;
    return p;
}

/* p at the opening quote; returns what follows the closing one. */
__attribute__((noinline)) static const char *skip_string(const char *p,
                                                         const char *end)
{
    for (p++; p < end && *p != '"'; p++)
        if (*p == '\\')
            p++;
    return p < end ? p + 1 : end;
}

static const char *skip_value(const char *p, const char *end)
{
    unsigned depth = 0;
    do {
        char c = *p;
        if (c == '"') {
            p = skip_string(p, end);
        } else {
            p++;
            if (c == '{' || c == '[')
                depth++;
            else if (c == '}' || c == ']')
                depth--;
            else if (depth == 0) /* number or word: to what can follow it */
                while (p < end && strchr(",]} \t\n\r", *p) == NULL)
                    p++;
        }
    } while (depth > 0 && p < end);
    return p;
}

gk_json_kind gk_json_type(gk_json value)
{
    if (value.at == NULL || value.len == 0)
        return GK_JSON_NONE;
    switch (*value.at) {
    case '{':
        return GK_JSON_OBJECT;
    case '[':
        return GK_JSON_ARRAY;
    case '"':
        return GK_JSON_STRING;
    case 't':
    case 'f':
        return GK_JSON_BOOLEAN;
    case 'n':
        return GK_JSON_NULL;
    default:
        return GK_JSON_NUMBER;
    }
}

gk_json_iter gk_json_each(gk_json container)
{
    gk_json_iter it = {{NULL, 0}, {NULL, 0}, NULL, NULL, false};
    gk_json_kind kind = gk_json_type(container);
    if (kind != GK_JSON_OBJECT && kind != GK_JSON_ARRAY)
        return it;
    it.at = container.at + 1;
    it.end = container.at + container.len - 1; /* the closing bracket */
    it.object = kind == GK_JSON_OBJECT;
    return it;
}

bool gk_json_next(gk_json_iter *it)
{
    const char *p = skip_space(it->at, it->end);
    if (p == it->end)
        return false;
    if (*p == ',')
        p = skip_space(p + 1, it->end);
    if (it->object) {
        const char *key = p;
        p = skip_string(p, it->end);
        it->key = (gk_json){key, (size_t)(p - key)};
        p = skip_space(p, it->end) + 1; /* the colon */
        p = skip_space(p, it->end);
    }
    it->at = skip_value(p, it->end);
    it->value = (gk_json){p, (size_t)(it->at - p)};
    return true;
}

gk_json gk_json_get(gk_json object, const char *key)
{
    gk_json found = {NULL, 0};
    gk_json_iter it = gk_json_each(object);
    if (!it.object)
        return found;
    while (gk_json_next(&it))
        if (gk_json_string_is(it.key, key))
            found = it.value;
    return found;
}

size_t gk_json_count(gk_json container)
{
    size_t n = 0;
    gk_json_iter it = gk_json_each(container);
    while (gk_json_next(&it))
        n++;
    return n;
}

bool gk_json_bool(gk_json value, bool fallback)
{
    return gk_json_type(value) == GK_JSON_BOOLEAN ? *value.at == 't' : fallback;
}

int64_t gk_json_int(gk_json value, int64_t fallback)
{
    if (gk_json_type(value) != GK_JSON_NUMBER)
        return fallback;
    bool negative = *value.at == '-';
    int64_t n = 0; /* kept negative: that side reaches further */
    for (size_t i = negative; i < value.len; i++) {
        int digit = value.at[i] - '0';
        if (digit < 0 || digit > 9 || n < (INT64_MIN + digit) / 10)
            return fallback;
        n = n * 10 - digit;
    }
    if (negative)
        return n;
    return n == INT64_MIN ? fallback : -n;
}
