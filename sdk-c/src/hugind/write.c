/* Texts that the library puts together. */
#include "private.h"

#include <guestkit/json.h>

hugind_text hugind_json(hugind_put_fn *put, const void *context)
{
    hugind_text text;
    gk_writer w;

    gk_writer_init(&w, NULL, 0);
    put(&w, context);
    text.len = w.len;
    text.at = gk_hugind_alloc(text.len + 1);
    gk_writer_init(&w, text.at, text.len);
    put(&w, context);
    text.at[text.len] = '\0';
    return text;
}

struct format {
    const char *fmt;
    va_list *args;
};

static void put_format(gk_writer *w, const void *context)
{
    const struct format *f = context;
    va_list args;

    va_copy(args, *f->args);
    gk_put_formatv(w, f->fmt, args);
    va_end(args);
}

hugind_text gk_hugind_formatted(const char *fmt, va_list args)
{
    va_list copy;
    const struct format f = {fmt, &copy};
    hugind_text text;

    va_copy(copy, args);
    text = hugind_json(put_format, &f);
    va_end(copy);
    return text;
}

hugind_text hugind_textf(const char *fmt, ...)
{
    hugind_text text;
    va_list args;

    va_start(args, fmt);
    text = gk_hugind_formatted(fmt, args);
    va_end(args);
    return text;
}

static void put_prompt(gk_writer *w, const void *text)
{
    gk_put_object(w);
    gk_put_key(w, "prompt");
    gk_put_string(w, text);
    gk_put_end(w);
}

hugind_text gk_hugind_prompt(const char *text)
{
    return hugind_json(put_prompt, text);
}

char *gk_hugind_string(gk_json value)
{
    size_t len;
    char *text;

    if (gk_json_type(value) != GK_JSON_STRING)
        return NULL;
    len = gk_json_string(value, NULL, 0);
    text = gk_hugind_alloc(len + 1);
    gk_json_string(value, text, len + 1);
    return text;
}
