#include "core/manifest/project_value.h"

#include "core/base/json_expect.h"
#include "core/base/opts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What the build gives the compiler itself; a project's own would win or make
 * something else than an object. */
static const char *const taken_flags[] = {"-c",  "-o",  "-S",  "-E",
                                          "-MF", "-MD", "-MMD"};

/* "found "x", wanted "a", "b" or "c"", and what was probably meant. */
static gk_status fail_word(const char *where, const char *found,
                           const char *const *words, size_t count,
                           gk_error *err)
{
    gk_buf list = GK_BUF_LIMIT(512);
    const char *near = gk_nearest(found, words, count);

    for (size_t i = 0; i < count; i++)
        gk_buf_printf(&list, "%s\"%s\"",
                      i == 0           ? ""
                      : i + 1 == count ? " or "
                                       : ", ",
                      words[i]);
    gk_fail(err, GK_E_SCHEMA, "%s: found \"%s\", wanted %s", where, found,
            gk_buf_text(&list));
    if (near != NULL && err != NULL) {
        size_t used = strlen(err->text);

        snprintf(err->text + used, sizeof err->text - used,
                 "; did you mean \"%s\"?", near);
    }
    gk_buf_clear(&list);
    return GK_E_SCHEMA;
}

gk_status gk_value_word(const gk_json *value, const char *where,
                        const char *const *words, size_t count, size_t *out,
                        gk_error *err)
{
    const char *text = gk_json_text(value);

    for (size_t i = 0; text != NULL && i < count; i++)
        if (strcmp(text, words[i]) == 0) {
            *out = i;
            return GK_OK;
        }
    return fail_word(where, text != NULL ? text : "", words, count, err);
}

/* A string without NUL, copied. */
gk_status gk_value_text(const gk_json *value, const char *where, char **out,
                        gk_error *err)
{
    const char *text = gk_json_text(value);
    gk_status st;

    st = gk_json_expect_kind(value, where, GK_JSON_BIT(GK_JSON_STRING), err);
    if (st != GK_OK)
        return st;
    if (text == NULL || *text == '\0')
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: found %s, wanted a text without NUL", where,
                       text == NULL ? "a NUL in the text" : "an empty text");
    *out = strdup(text);
    return *out == NULL ? gk_fail_nomem(err) : GK_OK;
}

gk_status gk_value_path(const char *path, const char *where, gk_error *err)
{
    if (!gk_path_is_inside(path))
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: found \"%s\", wanted a path inside the project",
                       where, path);
    if (path[0] == '-')
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: found \"%s\", wanted a path that does not look "
                       "like an option (\"./%s\")",
                       where, path, path);
    return GK_OK;
}

gk_status gk_value_flag(const char *flag, const char *where, gk_error *err)
{
    bool taken =
        strncmp(flag, "--target", 8) == 0 || strncmp(flag, "-target", 7) == 0;

    if (flag[0] != '-')
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: found \"%s\", wanted an option of the compiler, "
                       "one word, beginning with '-'",
                       where, flag);
    for (size_t i = 0; i < COUNT(taken_flags) && !taken; i++)
        taken = strcmp(flag, taken_flags[i]) == 0;
    if (taken)
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: found \"%s\", which 'guestkit build' sets itself",
                       where, flag);
    return GK_OK;
}

gk_status gk_value_define(const char *define, const char *where, gk_error *err)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
    size_t len = strspn(define, letters);

    if (len == 0 || (define[len] != '\0' && define[len] != '=') ||
        (define[0] >= '0' && define[0] <= '9'))
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: found \"%s\", wanted \"NAME\" or \"NAME=VALUE\"",
                       where, define);
    return GK_OK;
}

gk_status gk_value_list(const gk_json *list, const char *where,
                        gk_value_check *check, gk_names *out, gk_error *err)
{
    gk_status st = GK_OK;
    size_t i = 0;

    for (const gk_json *m = gk_json_first(list); m != NULL && st == GK_OK;
         m = gk_json_next(m), i++) {
        char place[64];
        char *text = NULL;

        snprintf(place, sizeof place, "%s/%zu", where, i);
        st = gk_value_text(m, place, &text, err);
        if (st == GK_OK)
            st = check(text, place, err);
        if (st == GK_OK)
            st = gk_names_add(out, text, err);
        free(text);
    }
    return st;
}
