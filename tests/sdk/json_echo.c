/*
 * The guests' JSON library as a program of this machine, so that sanitizers
 * watch it. Reads records "length\n" + bytes; answers each with one line:
 *   bad                 the text is not JSON
 *   the value, written again by hand: every string, number and container goes
 *   through reader and writer
 */
#include <guestkit/json.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_value(gk_writer *w, gk_json value);

static void put_string(gk_writer *w, gk_json value)
{
    size_t len = gk_json_string(value, NULL, 0);
    char *text = malloc(len + 1);
    if (text == NULL || gk_json_string(value, text, len + 1) != len)
        abort();
    gk_put_string_n(w, text, len);
    if (strlen(text) == len && !gk_json_string_is(value, text))
        abort();
    free(text);
}

/* A key goes through put_key, which ends at NUL. */
static void put_key(gk_writer *w, gk_json key)
{
    char text[256];
    if (gk_json_string(key, text, sizeof text) >= sizeof text)
        abort();
    gk_put_key(w, text);
}

static void put_container(gk_writer *w, gk_json value)
{
    size_t count = 0;
    gk_json_iter it = gk_json_each(value);
    if (gk_json_type(value) == GK_JSON_OBJECT)
        gk_put_object(w);
    else
        gk_put_array(w);
    while (gk_json_next(&it)) {
        if (gk_json_type(value) == GK_JSON_OBJECT)
            put_key(w, it.key);
        put_value(w, it.value);
        count++;
    }
    gk_put_end(w);
    if (count != gk_json_count(value))
        abort();
}

static void put_value(gk_writer *w, gk_json value)
{
    int64_t n = gk_json_int(value, INT64_MIN);
    switch (gk_json_type(value)) {
    case GK_JSON_OBJECT:
    case GK_JSON_ARRAY:
        put_container(w, value);
        return;
    case GK_JSON_STRING:
        put_string(w, value);
        return;
    case GK_JSON_NUMBER:
        if (n > -(1LL << 53) && n < 1LL << 53)
            gk_put_int(w, n);
        else
            gk_put_number(w, gk_json_number(value, 0));
        return;
    case GK_JSON_BOOLEAN:
        gk_put_bool(w, gk_json_bool(value, false));
        return;
    default:
        gk_put_null(w);
    }
}

/* The writer says how long the text is, and writes the same when it fits. */
static void answer(const char *text, size_t len)
{
    gk_json value = gk_json_parse(text, len);
    if (value.at == NULL) {
        puts("bad");
        return;
    }
    gk_writer w;
    gk_writer_init(&w, NULL, 0);
    put_value(&w, value);
    size_t need = w.len;
    char *out = malloc(need + 1);
    if (out == NULL)
        abort();
    gk_writer_init(&w, out, need);
    put_value(&w, value);
    if (!gk_writer_fits(&w) || !gk_writer_closed(&w) || w.len != need)
        abort();
    fwrite(out, 1, need, stdout);
    putchar('\n');
    free(out);
}

int main(void)
{
    size_t len;
    while (scanf("%zu", &len) == 1 && getchar() == '\n') {
        /* Exactly as long as the text, so that a byte too far is noticed. */
        char *text = malloc(len == 0 ? 1 : len);
        if (text == NULL || fread(text, 1, len, stdin) != len)
            return 1;
        answer(text, len);
        free(text);
    }
    return 0;
}
