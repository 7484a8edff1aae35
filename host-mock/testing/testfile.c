#include "host-mock/testing/testfile.h"

#include "core/base/file.h"
#include "core/base/json_expect.h"
#include "core/base/limits.h"
#include "host-mock/testing/testcase.h"
#include "sdk-c/abi/abi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define NUMBER  GK_JSON_BIT(GK_JSON_NUMBER)
#define STRING  GK_JSON_BIT(GK_JSON_STRING)
#define ARRAY   GK_JSON_BIT(GK_JSON_ARRAY)
#define OBJECT  GK_JSON_BIT(GK_JSON_OBJECT)
#define NOTHING GK_JSON_BIT(GK_JSON_NULL)

/* --- worlds ----------------------------------------------------------------
 */

/* Appends copies of all members. */
static gk_status add_all(gk_json *into, const gk_json *from)
{
    gk_status st = GK_OK;

    for (const gk_json *m = gk_json_first(from); m != NULL && st == GK_OK;
         m = gk_json_next(m))
        st = gk_json_key(m) != NULL
                 ? gk_json_set(into, gk_json_key(m), gk_json_copy(m))
                 : gk_json_push(into, gk_json_copy(m));
    return st;
}

/* One key that both worlds have. */
static gk_json *merge_value(const gk_json *below, const gk_json *above)
{
    gk_json *made;
    gk_status st;

    if (gk_json_type(below) != gk_json_type(above))
        return gk_json_copy(above);
    if (gk_json_is(above, GK_JSON_OBJECT)) {
        made = gk_json_copy(below);
        st = add_all(made, above);
    } else if (gk_json_is(above, GK_JSON_ARRAY)) {
        /* The first fixture that fits answers: so the case's come first. */
        made = gk_json_copy(above);
        st = add_all(made, below);
    } else {
        return gk_json_copy(above);
    }
    if (made == NULL || st != GK_OK) {
        gk_json_free(made);
        return NULL;
    }
    return made;
}

gk_json *gk_world_merge(const gk_json *file, const gk_json *case_world)
{
    gk_json *made = file != NULL ? gk_json_copy(file) : gk_json_new_object();
    gk_status st = made == NULL ? GK_E_NOMEM : GK_OK;

    for (const gk_json *m = gk_json_first(case_world); m && st == GK_OK;
         m = gk_json_next(m)) {
        const gk_json *below = gk_json_get(made, gk_json_key(m));

        st = gk_json_set(made, gk_json_key(m),
                         below != NULL ? merge_value(below, m)
                                       : gk_json_copy(m));
    }
    if (st == GK_OK)
        return made;
    gk_json_free(made);
    return NULL;
}

/* --- a file ----------------------------------------------------------------
 */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* --filter and reports go by name: two of one name could not be told apart. */
static gk_status check_names(const gk_testfile *file, gk_error *err)
{
    const char **names = calloc(file->count, sizeof *names);
    gk_status st = GK_OK;

    if (names == NULL)
        return gk_fail_nomem(err);
    for (size_t i = 0; i < file->count; i++)
        names[i] = file->cases[i].name;
    qsort(names, file->count, sizeof *names, by_name);
    for (size_t i = 1; i < file->count && st == GK_OK; i++)
        if (strcmp(names[i - 1], names[i]) == 0)
            st = gk_fail(err, GK_E_SCHEMA, "/cases: two are named \"%s\"",
                         names[i]);
    free(names);
    return st;
}

static gk_status read_cases(struct gk_test_reading *r, const gk_json *cases)
{
    gk_testfile *file = r->file;
    size_t count = gk_json_count(cases), index = 0;
    gk_status st = GK_OK;

    if (count == 0)
        return gk_fail(r->err, GK_E_SCHEMA, "/cases: found none");
    if (count > GK_MAX_TEST_CASES)
        return gk_fail(r->err, GK_E_LIMIT, "/cases: %zu cases are over %u",
                       count, GK_MAX_TEST_CASES);
    file->cases = calloc(count, sizeof *file->cases);
    if (file->cases == NULL)
        return gk_fail_nomem(r->err);
    file->count = count;
    for (const gk_json *m = gk_json_first(cases); m != NULL && st == GK_OK;
         m = gk_json_next(m), index++) {
        char where[GK_PLACE_BYTES];

        gk_place(where, "/cases/%zu", index);
        st = gk_test_read_case(r, &file->cases[index], m, where);
    }
    return st == GK_OK ? check_names(file, r->err) : st;
}

static gk_status read_host(struct gk_test_reading *r, const gk_json *root)
{
    gk_buf known = GK_BUF_INIT;
    gk_status st = GK_OK;

    r->file->host = gk_json_text(gk_json_get(root, "host"));
    if (r->file->host != NULL && gk_abi_host_find(r->file->host) != NULL)
        return GK_OK;
    for (size_t i = 0; i < gk_abi_host_count; i++)
        gk_buf_printf(&known, "%s%s", i > 0 ? ", " : "", gk_abi_hosts[i].id);
    st = gk_fail(
        r->err, GK_E_SCHEMA, "/host: unknown host \"%s\", wanted one of: %s",
        r->file->host != NULL ? r->file->host : "?", gk_buf_text(&known));
    gk_buf_clear(&known);
    return st;
}

static gk_status read_module_path(struct gk_test_reading *r,
                                  const gk_json *root)
{
    const char *name = gk_json_text(gk_json_get(root, "module"));

    if (!gk_test_path_ok(name))
        return gk_fail(r->err, GK_E_SCHEMA, "/module: wanted a path");
    r->file->module_path = gk_path_join(r->dir, name);
    return r->file->module_path == NULL ? gk_fail_nomem(r->err) : GK_OK;
}

static gk_status read_root(struct gk_test_reading *r, const gk_json *root)
{
    static const struct gk_json_field fields[] = {
        {"$schema", STRING, false},
        {"host", STRING, true},
        {"module", STRING, true},
        {"manifest", STRING | OBJECT | NOTHING, false},
        {"world", OBJECT, false},
        {"limits", OBJECT, false},
        {"cases", ARRAY, true},
    };
    gk_status st = gk_json_expect(root, "", fields, COUNT(fields), r->err);
    const gk_json *manifest = gk_json_get(root, "manifest");

    if (st == GK_OK)
        st = read_host(r, root);
    if (st == GK_OK)
        st = read_module_path(r, root);
    r->file->world = gk_json_get(root, "world");
    if (st == GK_OK && r->file->world != NULL)
        st = r->checks->world(r->file->host, r->file->world, "/world", r->err);
    if (st == GK_OK)
        st = gk_test_read_limits(gk_json_get(root, "limits"), "/limits",
                                 &r->limits, r->err);
    if (st == GK_OK && manifest != NULL)
        st =
            gk_test_read_manifest(r, manifest, "/manifest", &r->file->manifest);
    if (st == GK_OK)
        r->file->folder = gk_json_is(manifest, GK_JSON_STRING)
                              ? gk_test_folder(r, manifest)
                              : gk_path_folder_name(r->file->module_path);
    return st == GK_OK ? read_cases(r, gk_json_get(root, "cases")) : st;
}

/* --- errors with a line ----------------------------------------------------
 */

/* Appends "/key" for the key that a message calls unknown: its own line is of
 * more use than its object's. */
static void put_unknown_key(gk_buf *pointer, const char *message)
{
    static const char unknown[] = ": unknown key \"";
    const char *key = strstr(message, unknown);
    size_t len;

    if (key == NULL)
        return;
    key += sizeof unknown - 1;
    len = strcspn(key, "\"");
    gk_buf_byte(pointer, '/');
    for (size_t i = 0; i < len; i++)
        if (key[i] == '~' || key[i] == '/')
            gk_buf_puts(pointer, key[i] == '~' ? "~0" : "~1");
        else
            gk_buf_byte(pointer, (uint8_t)key[i]);
}

/* The line of the place a message begins with ("/cases/0/call: found …"); of
 * the nearest place around it that is there; 1 when there is none. */
static size_t line_of(const char *message, const char *text, size_t len)
{
    gk_buf pointer = GK_BUF_INIT;
    size_t line = 1, column;

    if (message[0] == '/')
        gk_buf_put(&pointer, message, strcspn(message, ":"));
    put_unknown_key(&pointer, message);
    while (pointer.len > 0 &&
           !gk_json_locate(text, len, gk_buf_text(&pointer), &line, &column)) {
        while (pointer.data[pointer.len - 1] != '/')
            pointer.len--;
        pointer.data[--pointer.len] = 0;
    }
    gk_buf_clear(&pointer);
    return line;
}

/* Puts "FILE:LINE: " before what went wrong. */
static void place_error(gk_error *err, const char *path, const char *text,
                        size_t len)
{
    unsigned line;

    if (err == NULL || err->status == GK_OK)
        return;
    if (sscanf(err->text, "line %u,", &line) != 1)
        line = (unsigned)line_of(err->text, text, len);
    gk_wrap(err, "%s:%u", path, line);
}

gk_status gk_testfile_parse(const char *path, const void *text, size_t len,
                            const struct gk_testfile_checks *checks,
                            gk_testfile **out, gk_error *err)
{
    gk_error own = GK_ERROR_INIT;
    gk_testfile *file = calloc(1, sizeof *file);
    char *dir = gk_path_dir(path);
    struct gk_test_reading r = {.file = file,
                                .checks = checks,
                                .dir = dir,
                                .err = err != NULL ? err : &own};
    gk_status st;

    if (file == NULL || dir == NULL || (file->path = strdup(path)) == NULL) {
        st = gk_fail_nomem(err);
        goto done;
    }
    st = gk_json_parse(text, len, &file->root, r.err);
    if (st == GK_OK)
        st = read_root(&r, file->root);
    if (st != GK_OK) {
        place_error(r.err, path, text, len);
        goto done;
    }
    *out = file;
    file = NULL;
done:
    gk_testfile_close(file);
    free(dir);
    return st;
}

gk_status gk_testfile_read(const char *path,
                           const struct gk_testfile_checks *checks,
                           gk_testfile **out, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st = gk_read_file(path, GK_MAX_JSON_BYTES, &text, err);

    if (st == GK_OK)
        st = gk_testfile_parse(path, gk_buf_text(&text), text.len, checks, out,
                               err);
    gk_buf_clear(&text);
    return st;
}

void gk_testfile_close(gk_testfile *file)
{
    if (file == NULL)
        return;
    for (size_t i = 0; i < file->count; i++) {
        gk_json_free(file->cases[i].job_steps);
        gk_json_free(file->cases[i].own_manifest);
        free(file->cases[i].own_folder);
    }
    free(file->cases);
    gk_json_free(file->manifest);
    gk_json_free(file->root);
    free(file->module_path);
    free(file->folder);
    free(file->path);
    free(file);
}
