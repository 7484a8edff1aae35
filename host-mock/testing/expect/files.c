/*
 * files: the field "files" of an "expect": {path: what is there}. A path is
 * absolute, or starts from the guest's own folder (the result's "root"). What
 * is there: a text or pattern, an entry as the result tells it (base64, link,
 * size and sha256), {"dir": {}} for a folder, null for nothing.
 */
#include "core/base/json_expect.h"
#include "host-mock/testing/expect/check.h"
#include "host-mock/testing/expect/compare.h"

#include <stdio.h>
#include <string.h>

#define SHOWN_BYTES 400

/* --- checking --------------------------------------------------------------
 */

static bool is_pattern(const gk_json *want)
{
    return gk_json_is(want, GK_JSON_STRING) ||
           gk_json_get(want, "match") != NULL ||
           gk_json_get(want, "contains") != NULL ||
           gk_json_get(want, "json") != NULL;
}

static gk_status check_file(const gk_json *want, const char *where,
                            gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"text", GK_JSON_BIT(GK_JSON_STRING), false},
        {"base64", GK_JSON_BIT(GK_JSON_STRING), false},
        {"dir", GK_JSON_BIT(GK_JSON_OBJECT), false},
        {"link", GK_JSON_BIT(GK_JSON_STRING), false},
        {"size", GK_JSON_BIT(GK_JSON_NUMBER), false},
        {"sha256", GK_JSON_BIT(GK_JSON_STRING), false},
        {"readonly", GK_JSON_BIT(GK_JSON_BOOL), false},
    };

    if (gk_json_is(want, GK_JSON_NULL))
        return GK_OK;
    if (is_pattern(want))
        return gk_check_pattern(want, where, err);
    return gk_json_expect(want, where, fields, sizeof fields / sizeof *fields,
                          err);
}

gk_status gk_check_files(const gk_json *want, const char *where, gk_error *err)
{
    gk_status st = GK_OK;

    for (const gk_json *m = gk_json_first(want); m != NULL && st == GK_OK;
         m = gk_json_next(m)) {
        char path[GK_EXPECT_PATH_BYTES];

        snprintf(path, sizeof path, "%s/%s", where, gk_json_key(m));
        st = check_file(m, path, err);
    }
    return st;
}

/* --- comparing -------------------------------------------------------------
 */

static void full_path(const char *path, const gk_json *part, gk_buf *out)
{
    const char *root = gk_json_text(gk_json_get(part, "root"));

    gk_buf_reset(out);
    if (*path != '/')
        gk_buf_printf(out, "%s/",
                      root != NULL && strcmp(root, "/") != 0 ? root : "");
    gk_buf_puts(out, path);
    while (out->len > 1 && out->data[out->len - 1] == '/')
        out->data[--out->len] = '\0';
}

/* A folder with something in it is told by what is in it. */
static bool is_full_folder(const gk_json *files, const gk_buf *path)
{
    for (const gk_json *m = gk_json_first(files); m != NULL;
         m = gk_json_next(m))
        if (strncmp(gk_json_key(m), gk_buf_text(path), path->len) == 0 &&
            (path->len == 1 || gk_json_key(m)[path->len] == '/'))
            return true;
    return false;
}

/* What is at a path, owned: as the result tells it. NULL: nothing. */
static gk_json *what_is_at(const gk_json *files, const gk_buf *path)
{
    const gk_json *got = gk_json_get(files, gk_buf_text(path));
    gk_json *folder;

    if (got != NULL)
        return gk_json_copy(got);
    if (!is_full_folder(files, path))
        return NULL;
    folder = gk_json_new_object();
    gk_json_set(folder, "dir", gk_json_new_object());
    return folder;
}

static bool file_fits(struct gk_comparison *c, const gk_json *want,
                      const gk_json *got)
{
    const gk_json *text =
        gk_json_is(got, GK_JSON_STRING) ? got : gk_json_get(got, "text");
    gk_json *plain;
    bool fit;

    if (gk_json_is(want, GK_JSON_NULL) || got == NULL)
        return gk_json_is(want, GK_JSON_NULL) && got == NULL;
    if (is_pattern(want))
        return text != NULL && gk_text_fits(c, want, text);
    if (!gk_json_is(got, GK_JSON_STRING))
        return gk_json_contains(got, want, NULL);
    plain = gk_json_new_object();
    gk_json_set(plain, "text", gk_json_copy(got));
    fit = gk_json_contains(plain, want, NULL);
    gk_json_free(plain);
    return fit;
}

/* What is at the wanted paths; null for nothing. */
static gk_json *files_seen(struct gk_comparison *c, const gk_json *want,
                           const gk_json *part)
{
    gk_json *seen = gk_json_new_object();
    gk_buf path = GK_BUF_INIT;

    for (const gk_json *m = gk_json_first(want); m != NULL;
         m = gk_json_next(m)) {
        gk_json *got;

        full_path(gk_json_key(m), part, &path);
        got = what_is_at(gk_json_get(part, "files"), &path);
        if (gk_json_set(seen, gk_json_key(m),
                        got != NULL ? got : gk_json_new_null()) != GK_OK)
            c->status = GK_E_NOMEM;
    }
    gk_buf_clear(&path);
    return seen;
}

static void differ(struct gk_comparison *c, const gk_json *want,
                   const gk_json *got, gk_json *seen)
{
    gk_buf expected = GK_BUF_INIT, text = GK_BUF_INIT;

    gk_put_value(&expected, gk_json_is(want, GK_JSON_NULL) ? NULL : want,
                 SHOWN_BYTES);
    gk_put_value(&text, got, SHOWN_BYTES);
    if (expected.status != GK_OK || text.status != GK_OK)
        c->status = GK_E_NOMEM;
    gk_differ(c, gk_json_key(want), gk_buf_text(&expected), gk_buf_text(&text),
              seen);
    gk_buf_clear(&expected);
    gk_buf_clear(&text);
}

void gk_compare_files(struct gk_comparison *c, const gk_json *want,
                      const gk_json *part)
{
    gk_buf path = GK_BUF_INIT;

    for (const gk_json *m = gk_json_first(want); m != NULL;
         m = gk_json_next(m)) {
        gk_json *got;

        full_path(gk_json_key(m), part, &path);
        got = what_is_at(gk_json_get(part, "files"), &path);
        if (!file_fits(c, m, got))
            differ(c, m, got, files_seen(c, want, part));
        gk_json_free(got);
    }
    if (path.status != GK_OK)
        c->status = GK_E_NOMEM;
    gk_buf_clear(&path);
}
