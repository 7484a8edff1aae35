#include "core/base/json_expect.h"

#include "core/base/opts.h"

#include <stdio.h>
#include <string.h>

#define MOST_FIELDS 64

static void list_kinds(char *text, size_t size, unsigned kinds)
{
    size_t used = 0;

    text[0] = '\0';
    for (int k = 0; k <= GK_JSON_OBJECT; k++)
        if (kinds & GK_JSON_BIT(k))
            used += (size_t)snprintf(text + used, used < size ? size - used : 0,
                                     "%s%s", used > 0 ? " or " : "",
                                     gk_json_kind_name((gk_json_kind)k));
}

gk_status gk_json_expect_kind(const gk_json *value, const char *where,
                              unsigned kinds, gk_error *err)
{
    char wanted[80];

    if (value != NULL && kinds & GK_JSON_BIT(gk_json_type(value)))
        return GK_OK;
    list_kinds(wanted, sizeof wanted, kinds);
    return gk_fail(err, GK_E_SCHEMA, "%s: found %s, wanted %s",
                   *where ? where : "the file",
                   value == NULL ? "nothing"
                                 : gk_json_kind_name(gk_json_type(value)),
                   wanted);
}

static gk_status unknown_key(const char *key, const char *where,
                             const struct gk_json_field *fields, size_t count,
                             gk_error *err)
{
    const char *names[MOST_FIELDS];
    const char *near;

    for (size_t i = 0; i < count && i < MOST_FIELDS; i++)
        names[i] = fields[i].key;
    near = gk_nearest(key, names, count < MOST_FIELDS ? count : MOST_FIELDS);
    if (near != NULL)
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: unknown key \"%s\", did you mean \"%s\"?",
                       *where ? where : "the file", key, near);
    return gk_fail(err, GK_E_SCHEMA, "%s: unknown key \"%s\"",
                   *where ? where : "the file", key);
}

gk_status gk_json_expect(const gk_json *object, const char *where,
                         const struct gk_json_field *fields, size_t count,
                         gk_error *err)
{
    gk_status st =
        gk_json_expect_kind(object, where, GK_JSON_BIT(GK_JSON_OBJECT), err);

    for (const gk_json *m = gk_json_first(object); m != NULL && st == GK_OK;
         m = gk_json_next(m)) {
        char path[512];
        size_t i = 0;

        while (i < count && strcmp(fields[i].key, gk_json_key(m)) != 0)
            i++;
        if (i == count)
            return unknown_key(gk_json_key(m), where, fields, count, err);
        snprintf(path, sizeof path, "%s/%s", where, fields[i].key);
        st = gk_json_expect_kind(m, path, fields[i].kinds, err);
    }
    for (size_t i = 0; i < count && st == GK_OK; i++)
        if (fields[i].required && gk_json_get(object, fields[i].key) == NULL)
            st = gk_fail(err, GK_E_SCHEMA, "%s: key \"%s\" is missing",
                         *where ? where : "the file", fields[i].key);
    return st;
}

gk_status gk_json_expect_uint(const gk_json *value, const char *where,
                              uint64_t low, uint64_t high, uint64_t *out,
                              gk_error *err)
{
    double number = gk_json_number(value);

    if (value == NULL)
        return GK_OK;
    if (!gk_json_is(value, GK_JSON_NUMBER))
        return gk_json_expect_kind(value, where, GK_JSON_BIT(GK_JSON_NUMBER),
                                   err);
    /* Beyond 2^53 a double no longer holds every integer. */
    if (!(number >= (double)low && number <= (double)high &&
          number <= 9007199254740992.0 && (double)(uint64_t)number == number))
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: found %.17g, wanted a whole number from %llu to "
                       "%llu",
                       where, number, (unsigned long long)low,
                       (unsigned long long)high);
    *out = (uint64_t)number;
    return GK_OK;
}

/* --- where is it? a walk over sound JSON ---------------------------------- */

static size_t skip_space(const char *t, size_t len, size_t at)
{
    while (at < len && (t[at] == ' ' || t[at] == '\t' || t[at] == '\n' ||
                        t[at] == '\r' || t[at] == ',' || t[at] == ':'))
        at++;
    return at;
}

static size_t skip_string(const char *t, size_t len, size_t at)
{
    for (at++; at < len && t[at] != '"'; at++)
        at += t[at] == '\\';
    return at < len ? at + 1 : len;
}

/* Past one value: brackets are counted, strings jumped over. */
static size_t skip_value(const char *t, size_t len, size_t at)
{
    size_t depth = 0;

    while (at < len) {
        if (t[at] == '"') {
            at = skip_string(t, len, at);
        } else if (t[at] == '{' || t[at] == '[') {
            depth++;
            at++;
        } else if (t[at] == '}' || t[at] == ']') {
            depth--;
            at++;
        } else if (depth > 0) {
            at++;
            continue;
        } else {
            while (at < len && strchr(",]} \t\r\n", t[at]) == NULL)
                at++;
        }
        if (depth == 0)
            break;
    }
    return at;
}

/* Whether the key at t[pos..end), quotes included, is `token` of a pointer. */
static bool key_is(const char *t, size_t pos, size_t end, const char *token,
                   size_t token_len)
{
    gk_json *key = NULL;
    const char *text;
    bool same = false;

    if (gk_json_parse(t + pos, end - pos, &key, NULL) == GK_OK &&
        (text = gk_json_text(key)) != NULL) {
        size_t at = 0;

        same = true;
        for (; same && *text != '\0'; text++) {
            char escape = *text == '~' ? '0' : *text == '/' ? '1' : '\0';

            same = at < token_len && token[at] == (escape ? '~' : *text);
            at++;
            if (same && escape)
                same = at < token_len && token[at++] == escape;
        }
        same = same && at == token_len;
    }
    gk_json_free(key);
    return same;
}

/* The value that the token names in the container at *at. */
static bool enter(const char *t, size_t len, size_t *at, const char *token,
                  size_t token_len)
{
    bool object = t[*at] == '{';
    size_t pos = *at + 1;
    unsigned long index = 0;
    char number[24];

    if (!object && t[*at] != '[')
        return false;
    for (;; index++) {
        bool found;

        pos = skip_space(t, len, pos);
        if (pos >= len || t[pos] == '}' || t[pos] == ']')
            return false;
        if (object) {
            size_t end = skip_string(t, len, pos);

            found = key_is(t, pos, end, token, token_len);
            pos = skip_space(t, len, end);
        } else {
            int n = snprintf(number, sizeof number, "%lu", index);

            found =
                (size_t)n == token_len && memcmp(number, token, token_len) == 0;
        }
        if (found) {
            *at = pos;
            return true;
        }
        pos = skip_value(t, len, pos);
    }
}

bool gk_json_locate(const char *text, size_t len, const char *pointer,
                    size_t *line, size_t *column)
{
    size_t at = skip_space(text, len, 0), start = 0;

    while (*pointer == '/') {
        size_t token = strcspn(++pointer, "/");

        if (at >= len || !enter(text, len, &at, pointer, token) || at >= len)
            return false;
        pointer += token;
    }
    *line = 1;
    for (size_t i = 0; i < at && i < len; i++)
        if (text[i] == '\n') {
            ++*line;
            start = i + 1;
        }
    *column = at - start + 1;
    return true;
}

/* --- errors with a line --------------------------------------------------- */

/* What a message speaks of: the pointer it begins with, and for an unknown key
 * that key, not its object. */
static void find_pointer(const char *message, gk_buf *pointer)
{
    static const char unknown[] = ": unknown key \"";
    const char *key = strstr(message, unknown);

    if (message[0] == '/')
        gk_buf_put(pointer, message, strcspn(message, ":"));
    if (key == NULL)
        return;
    gk_buf_byte(pointer, '/');
    for (key += sizeof unknown - 1; *key != '\0' && *key != '"'; key++)
        if (*key == '~' || *key == '/')
            gk_buf_puts(pointer, *key == '~' ? "~0" : "~1");
        else
            gk_buf_byte(pointer, (uint8_t)*key);
}

/* Of what a message speaks of. A key that is missing has no place: its
 * object's will do. */
static void find_place(const char *message, const char *text, size_t len,
                       size_t *line, size_t *column)
{
    gk_buf pointer = GK_BUF_INIT;

    find_pointer(message, &pointer);
    while (!gk_json_locate(text, len, gk_buf_text(&pointer), line, column) &&
           pointer.len > 0) {
        while (pointer.data[pointer.len - 1] != '/')
            pointer.len--;
        pointer.data[--pointer.len] = 0;
    }
    gk_buf_clear(&pointer);
}

void gk_json_place_error(const char *file, const char *text, size_t len,
                         gk_error *err)
{
    char words[GK_ERROR_TEXT_BYTES];
    size_t line = 1, column = 1;
    int used = 0;

    if (err == NULL || err->status == GK_OK)
        return;
    /* The parser tells the place itself: it goes to the front. */
    if (sscanf(err->text, "line %zu, column %zu: %n", &line, &column, &used) ==
            2 &&
        used > 0) {
        snprintf(words, sizeof words, "%s", err->text + used);
        snprintf(err->text, sizeof err->text, "%s", words);
    } else {
        line = column = 1;
        find_place(err->text, text, len, &line, &column);
    }
    gk_wrap(err, "%s:%zu:%zu", file, line, column);
}
