#include "core/base/json.h"
#include "core/base/json_lex.h"
#include "core/base/utf8.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Doubles with as many decimal digits read back as they were printed. */
#define SURE_DIGITS 15

static bool reads_back(const char *text, double value)
{
    return strtod(text, NULL) == value;
}

/*
 * The decimal of the same length one above `text` ("d.ddde±x"), when it reads
 * back as `value`. The gap below a power of two is half of that above it, so
 * the nearest decimal of some length can fall out below while its neighbour
 * above, farther away, still reads back: 2^-44 is 5.684341886080802e-14.
 */
static bool next_above(char *text, double value)
{
    char copy[40];
    char *at;

    snprintf(copy, sizeof copy, "%s", text);
    at = strchr(copy, 'e') - 1;
    while (at >= copy && (*at == '9' || *at == '.')) {
        if (*at == '9')
            *at = '0';
        at--;
    }
    /* All nines would be one digit less. */
    if (at < copy)
        return false;
    ++*at;
    if (!reads_back(copy, value))
        return false;
    memcpy(text, copy, sizeof copy);
    return true;
}

static bool is_power_of_two(double value)
{
    int exponent;

    return frexp(value, &exponent) == 0.5;
}

/*
 * The fewest digits that read back as `value`, the nearest ones of these;
 * returns the decimal exponent: value = 0.d1d2d3… × 10^exponent.
 */
static int shortest_digits(double value, char digits[20])
{
    char text[40];
    char *at = digits;
    const char *e;
    bool normal = value >= 2.2250738585072014e-308;

    /* Fifteen digits hold every shorter form, zeros at their end. */
    for (int precision = normal ? SURE_DIGITS - 1 : 0; precision <= 16;
         precision++) {
        snprintf(text, sizeof text, "%.*e", precision, value);
        if (reads_back(text, value) ||
            (is_power_of_two(value) && next_above(text, value)))
            break;
    }
    e = strchr(text, 'e');
    for (const char *p = text; p < e; p++)
        if (*p != '.')
            *at++ = *p;
    while (at > digits + 1 && at[-1] == '0')
        at--;
    *at = '\0';
    return atoi(e + 1) + 1;
}

/* Whole numbers that a double holds exactly are their own shortest form. */
static bool put_whole(gk_buf *out, double value)
{
    char digits[20];
    char *at = digits + sizeof digits;
    uint64_t whole;

    if (!(value < 9007199254740992.0) || value != (double)(uint64_t)value)
        return false;
    whole = (uint64_t)value;
    do
        *--at = (char)('0' + whole % 10);
    while ((whole /= 10) > 0);
    gk_buf_put(out, at, (size_t)(digits + sizeof digits - at));
    return true;
}

/* ECMA-262, 6.1.6.1.20 Number::toString; n and k are its names. */
gk_status gk_json_put_number(gk_buf *out, double value)
{
    char digits[20];
    int n, k;

    if (!isfinite(value))
        return gk_buf_puts(out, "null");
    if (value == 0)
        return gk_buf_byte(out, '0');
    if (value < 0) {
        gk_buf_byte(out, '-');
        value = -value;
    }
    if (put_whole(out, value))
        return out->status;
    n = shortest_digits(value, digits);
    k = (int)strlen(digits);
    if (k <= n && n <= 21) {
        gk_buf_puts(out, digits);
        return gk_buf_fill(out, '0', (size_t)(n - k));
    }
    if (0 < n && n <= 21)
        return gk_buf_printf(out, "%.*s.%s", n, digits, digits + n);
    if (-6 < n && n <= 0) {
        gk_buf_puts(out, "0.");
        gk_buf_fill(out, '0', (size_t)-n);
        return gk_buf_puts(out, digits);
    }
    gk_buf_byte(out, (uint8_t)digits[0]);
    if (k > 1)
        gk_buf_printf(out, ".%s", digits + 1);
    return gk_buf_printf(out, "e%c%d", n - 1 < 0 ? '-' : '+', abs(n - 1));
}

static void put_escaped(gk_buf *out, uint8_t c)
{
    static const char plain[] = "\"\\\b\f\n\r\t";
    static const char names[] = "\"\\bfnrt";
    const char *at = c == 0 ? NULL : strchr(plain, c);

    if (at != NULL) {
        gk_buf_byte(out, '\\');
        gk_buf_byte(out, (uint8_t)names[at - plain]);
    } else {
        gk_buf_printf(out, "\\u%04x", c);
    }
}

/* Appends what stands for itself at the beginning. */
static size_t put_plain(gk_buf *out, const uint8_t *bytes, size_t len)
{
    size_t plain = gk_json_plain_prefix(bytes, len);

    gk_buf_put(out, bytes, plain);
    return plain;
}

gk_status gk_json_quote(gk_buf *out, const void *bytes, size_t len)
{
    /* No bytes may come as NULL, which nothing can be added to. */
    const uint8_t *b = bytes != NULL ? bytes : (const uint8_t *)"";

    gk_buf_byte(out, '"');
    for (size_t at = 0; (at += put_plain(out, b + at, len - at)) < len;) {
        uint32_t cp;
        int n = gk_utf8_next(b + at, len - at, &cp);

        if (n < 0)
            gk_buf_puts(out, "\xef\xbf\xbd");
        else if (cp < 0x20 || cp == '"' || cp == '\\')
            put_escaped(out, (uint8_t)cp);
        else
            gk_buf_put(out, b + at, (size_t)n);
        at += (size_t)(n < 0 ? -n : n);
    }
    return gk_buf_byte(out, '"');
}

/* Text as the tree stores it (json_lex.h). */
static void put_stored(gk_buf *out, const char *text)
{
    const uint8_t *b = (const uint8_t *)text;
    size_t len = strlen(text);

    gk_buf_byte(out, '"');
    for (size_t at = 0; (at += put_plain(out, b + at, len - at)) < len;) {
        uint32_t cp;
        int n = gk_utf8_next(b + at, len - at, &cp);

        if (n > 0 && (cp < 0x20 || cp == '"' || cp == '\\')) {
            put_escaped(out, (uint8_t)cp);
        } else if (n > 0) {
            gk_buf_put(out, b + at, (size_t)n);
        } else if (b[at] == 0xc0) {
            gk_buf_puts(out, "\\u0000");
            n = 2;
        } else {
            gk_buf_printf(out, "\\ud%x%02x", (b[at + 1] & 0x3f) >> 2,
                          (b[at + 1] & 3) << 6 | (b[at + 2] & 0x3f));
            n = 3;
        }
        at += (size_t)n;
    }
    gk_buf_byte(out, '"');
}

static void new_line(gk_buf *out, unsigned flags, unsigned depth)
{
    if (!(flags & GK_JSON_PRETTY))
        return;
    gk_buf_byte(out, '\n');
    gk_buf_fill(out, ' ', (size_t)2 * depth);
}

/* JavaScript's array index: the canonical decimal form of 0 … 2^32 - 2. */
static bool array_index(const char *key, uint32_t *out)
{
    size_t len = strlen(key);
    unsigned long long value;

    if (len == 0 || len > 10 || strspn(key, "0123456789") != len ||
        (key[0] == '0' && len > 1))
        return false;
    value = strtoull(key, NULL, 10);
    if (value >= 0xffffffffull)
        return false;
    *out = (uint32_t)value;
    return true;
}

struct member {
    const cJSON *value;
    uint32_t index;
    bool is_index;
    size_t order; /* as inserted */
};

static int by_bytes(const void *a, const void *b)
{
    return strcmp(((const struct member *)a)->value->string,
                  ((const struct member *)b)->value->string);
}

static int by_javascript(const void *a, const void *b)
{
    const struct member *x = a, *y = b;

    if (x->is_index != y->is_index)
        return x->is_index ? -1 : 1;
    if (x->is_index && x->index != y->index)
        return x->index < y->index ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void print_value(const cJSON *value, unsigned flags, unsigned depth,
                        gk_buf *out);

/* The members in the order they are printed in, owned. */
static struct member *ordered(const cJSON *object, size_t count, unsigned flags)
{
    struct member *members = calloc(count, sizeof *members);
    size_t i = 0;

    if (members == NULL)
        return NULL;
    for (const cJSON *m = object->child; m != NULL; m = m->next, i++) {
        members[i].value = m;
        members[i].order = i;
        members[i].is_index = array_index(m->string, &members[i].index);
    }
    qsort(members, count, sizeof *members,
          flags & GK_JSON_SORTED ? by_bytes : by_javascript);
    return members;
}

static void print_object(const cJSON *object, unsigned flags, unsigned depth,
                         gk_buf *out)
{
    size_t count = gk_json_count(object);
    struct member *members;

    if (count == 0) {
        gk_buf_puts(out, "{}");
        return;
    }
    members = ordered(object, count, flags);
    if (members == NULL) {
        out->status = GK_E_NOMEM;
        return;
    }
    gk_buf_byte(out, '{');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            gk_buf_byte(out, ',');
        new_line(out, flags, depth + 1);
        put_stored(out, members[i].value->string);
        gk_buf_puts(out, flags & GK_JSON_PRETTY ? ": " : ":");
        print_value(members[i].value, flags, depth + 1, out);
    }
    free(members);
    new_line(out, flags, depth);
    gk_buf_byte(out, '}');
}

static void print_array(const cJSON *array, unsigned flags, unsigned depth,
                        gk_buf *out)
{
    if (array->child == NULL) {
        gk_buf_puts(out, "[]");
        return;
    }
    gk_buf_byte(out, '[');
    for (const cJSON *m = array->child; m != NULL; m = m->next) {
        if (m != array->child)
            gk_buf_byte(out, ',');
        new_line(out, flags, depth + 1);
        print_value(m, flags, depth + 1, out);
    }
    new_line(out, flags, depth);
    gk_buf_byte(out, ']');
}

static void print_value(const cJSON *value, unsigned flags, unsigned depth,
                        gk_buf *out)
{
    switch (gk_json_type(value)) {
    case GK_JSON_NULL:
        gk_buf_puts(out, "null");
        break;
    case GK_JSON_BOOL:
        gk_buf_puts(out, gk_json_true(value) ? "true" : "false");
        break;
    case GK_JSON_NUMBER:
        gk_json_put_number(out, value->valuedouble);
        break;
    case GK_JSON_STRING:
        put_stored(out, value->valuestring);
        break;
    case GK_JSON_ARRAY:
        print_array(value, flags, depth, out);
        break;
    case GK_JSON_OBJECT:
        print_object(value, flags, depth, out);
        break;
    }
}

gk_status gk_json_print(const gk_json *value, unsigned flags, gk_buf *out)
{
    print_value(value, flags, 0, out);
    return out->status;
}
