#include "scanner/change/lock.h"

#include "core/base/file.h"
#include "core/base/json_expect.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "scanner/change/entry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA "guestkit.lock/1"

struct entry {
    char *name;          /* owned */
    gk_json *json;       /* owned */
    gk_profile *profile; /* owned; borrows from `json` */
};

struct gk_lock {
    char *path;       /* owned */
    char *folder;     /* owned; absolute, no links in it */
    struct entry *at; /* owned; sorted by name */
    size_t count, cap;
};

static void clear_entry(struct entry *entry)
{
    free(entry->name);
    gk_profile_free(entry->profile);
    gk_json_free(entry->json);
}

void gk_lock_close(gk_lock *lock)
{
    if (lock == NULL)
        return;
    for (size_t i = 0; i < lock->count; i++)
        clear_entry(&lock->at[i]);
    free(lock->at);
    free(lock->folder);
    free(lock->path);
    free(lock);
}

gk_status gk_lock_new(const char *path, gk_lock **out, gk_error *err)
{
    gk_lock *lock = calloc(1, sizeof *lock);
    char *dir = gk_path_dir(path);
    gk_status st = GK_OK;

    if (lock == NULL || dir == NULL || (lock->path = strdup(path)) == NULL) {
        st = gk_fail_nomem(err);
        goto done;
    }
    lock->folder = realpath(dir, NULL);
    if (lock->folder == NULL) {
        st = gk_fail(err, GK_E_NOENT, "'%s': there is no folder '%s'", path,
                     dir);
        goto done;
    }
    *out = lock;
    lock = NULL;
done:
    gk_lock_close(lock);
    free(dir);
    return st;
}

const char *gk_lock_name(const gk_lock *lock)
{
    return gk_path_base(lock->path);
}

/* --- reading --- */

/* "/files/NAME", escaped as pointers are. */
static void put_where(const char *name, gk_buf *out)
{
    gk_buf_puts(out, "/files/");
    for (; *name != '\0'; name++) {
        if (*name == '~' || *name == '/')
            gk_buf_puts(out, *name == '~' ? "~0" : "~1");
        else
            gk_buf_byte(out, (uint8_t)*name);
    }
}

/* A relative path that JSON can hold. */
static gk_status check_name(const char *name, gk_error *err)
{
    if (name[0] == '\0' || name[0] == '/')
        return gk_fail(err, GK_E_SCHEMA,
                       "/files: found \"%s\", wanted a path from the lock "
                       "file's folder",
                       name);
    if (!gk_utf8_valid((const uint8_t *)name, strlen(name)))
        return gk_fail(err, GK_E_SCHEMA, "/files: a name is no text");
    return GK_OK;
}

/* Makes the profile and puts the entry behind the others. */
static gk_status add(gk_lock *lock, const char *name, gk_json *json,
                     gk_error *err)
{
    struct entry entry = {.json = json};
    gk_buf where = GK_BUF_INIT;
    gk_status st = check_name(name, err);

    if (st == GK_OK && lock->count == lock->cap) {
        size_t cap = lock->cap * 2 + 16;
        struct entry *grown = reallocarray(lock->at, cap, sizeof *grown);

        if (grown == NULL)
            st = gk_fail_nomem(err);
        else
            lock->at = grown, lock->cap = cap;
    }
    put_where(name, &where);
    if (st == GK_OK && (json == NULL || where.status != GK_OK ||
                        (entry.name = strdup(name)) == NULL))
        st = gk_fail_nomem(err);
    if (st == GK_OK)
        st = gk_entry_read(json, gk_buf_text(&where), &entry.profile, err);
    if (st == GK_OK)
        lock->at[lock->count++] = entry;
    else
        clear_entry(&entry);
    gk_buf_clear(&where);
    return st;
}

static int by_name(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    return strcmp(x->name, y->name);
}

static gk_status take_files(gk_lock *lock, const gk_json *root, gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"$schema", GK_JSON_BIT(GK_JSON_STRING), false},
        {"files", GK_JSON_BIT(GK_JSON_OBJECT), true},
        {"schema", GK_JSON_BIT(GK_JSON_STRING), true},
    };
    const gk_json *file;
    const char *schema;
    gk_status st =
        gk_json_expect(root, "", fields, sizeof fields / sizeof *fields, err);

    if (st != GK_OK)
        return st;
    schema = gk_json_text(gk_json_get(root, "schema"));
    if (schema == NULL || strcmp(schema, SCHEMA) != 0)
        return gk_fail(err, GK_E_SCHEMA, "/schema: found \"%s\", wanted \"%s\"",
                       schema != NULL ? schema : "", SCHEMA);
    file = gk_json_first(gk_json_get(root, "files"));
    for (; st == GK_OK && file != NULL; file = gk_json_next(file))
        st = add(lock, gk_json_key(file), gk_json_copy(file), err);
    if (st == GK_OK && lock->count > 1)
        qsort(lock->at, lock->count, sizeof *lock->at, by_name);
    return st;
}

gk_status gk_lock_parse(const char *path, const void *text, size_t len,
                        gk_lock **out, gk_error *err)
{
    gk_json *root = NULL;
    gk_lock *lock = NULL;
    gk_status st = gk_lock_new(path, &lock, err);

    if (st != GK_OK)
        return st;
    st = gk_json_parse(text, len, &root, err);
    if (st == GK_OK)
        st = take_files(lock, root, err);
    if (st == GK_OK) {
        *out = lock;
        lock = NULL;
    } else if (st != GK_E_NOMEM) {
        gk_json_place_error(path, text, len, err);
    }
    gk_json_free(root);
    gk_lock_close(lock);
    return st;
}

gk_status gk_lock_open(const char *path, gk_lock **out, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st = gk_read_file(path, GK_MAX_JSON_BYTES, &text, err);

    if (st == GK_OK)
        st = gk_lock_parse(path, gk_buf_text(&text), text.len, out, err);
    gk_buf_clear(&text);
    return st;
}

/* --- looking --- */

size_t gk_lock_count(const gk_lock *lock)
{
    return lock->count;
}

const char *gk_lock_entry_name(const gk_lock *lock, size_t number)
{
    return lock->at[number].name;
}

static struct entry *find(const gk_lock *lock, const char *name)
{
    struct entry key = {.name = (char *)name};

    if (lock->count == 0)
        return NULL;
    return bsearch(&key, lock->at, lock->count, sizeof *lock->at, by_name);
}

const gk_json *gk_lock_entry(const gk_lock *lock, const char *name)
{
    const struct entry *entry = find(lock, name);

    return entry != NULL ? entry->json : NULL;
}

char *gk_lock_entry_path(const gk_lock *lock, const char *name)
{
    char *dir = gk_path_dir(lock->path);
    char *path = dir != NULL ? gk_path_join(dir, name) : NULL;

    free(dir);
    return path;
}

/* The way from one absolute folder to another: "", "sub/", "../other/". */
static void put_way(const char *from, const char *to, gk_buf *out)
{
    size_t same = 0;
    size_t i = 0;

    /* Both begin with a slash; "/" alone counts as none. */
    from = from[1] == '\0' ? "" : from;
    to = to[1] == '\0' ? "" : to;
    for (; from[i] != '\0' && from[i] == to[i]; i++)
        if (from[i] == '/')
            same = i;
    if ((from[i] == '\0' || from[i] == '/') && (to[i] == '\0' || to[i] == '/'))
        same = i;
    for (i = same; from[i] != '\0'; i++)
        if (from[i] == '/')
            gk_buf_puts(out, "../");
    if (to[same] != '\0')
        gk_buf_printf(out, "%s/", to + same + 1);
}

gk_status gk_lock_name_of(const gk_lock *lock, const char *path, char **out,
                          gk_error *err)
{
    gk_buf name = GK_BUF_INIT;
    char *dir = gk_path_dir(path);
    char *folder = NULL;
    gk_status st = GK_OK;

    if (dir == NULL)
        return gk_fail_nomem(err);
    folder = realpath(dir, NULL);
    if (folder == NULL) {
        st = gk_fail(err, GK_E_NOENT, "cannot find folder '%s'", dir);
        goto done;
    }
    put_way(lock->folder, folder, &name);
    gk_buf_puts(&name, gk_path_base(path));
    if (!gk_utf8_valid((const uint8_t *)gk_buf_text(&name), name.len)) {
        st = gk_fail(err, GK_E_UTF8,
                     "'%s': a file whose name is not UTF-8 cannot be locked",
                     path);
        goto done;
    }
    *out = gk_buf_take(&name);
    st = *out != NULL ? GK_OK : gk_fail_nomem(err);
done:
    gk_buf_clear(&name);
    free(folder);
    free(dir);
    return st;
}

static const gk_profile *find_digest(const gk_lock *lock, const char *sha256)
{
    for (size_t i = 0; i < lock->count; i++)
        if (strcmp(lock->at[i].profile->sha256, sha256) == 0)
            return lock->at[i].profile;
    return NULL;
}

const gk_profile *gk_lock_find(const gk_lock *lock, const char *path,
                               const char *sha256)
{
    const struct entry *entry = NULL;
    char *name = NULL;

    if (strcmp(path, "-") == 0)
        return find_digest(lock, sha256);
    if (gk_lock_name_of(lock, path, &name, NULL) == GK_OK)
        entry = find(lock, name);
    free(name);
    return entry != NULL ? entry->profile : NULL;
}

/* --- changing --- */

gk_status gk_lock_put(gk_lock *lock, const char *name, gk_json *entry,
                      gk_error *err)
{
    struct entry *old;
    struct entry *new;
    gk_status st = add(lock, name, entry, err);
    size_t i;

    if (st != GK_OK)
        return st;
    new = &lock->at[--lock->count];
    old = find(lock, name);
    if (old != NULL) {
        struct entry gone = *old;

        *old = *new;
        clear_entry(&gone);
        return GK_OK;
    }
    for (i = lock->count++;
         i > 0 && strcmp(lock->at[i - 1].name, lock->at[i].name) > 0; i--) {
        struct entry other = lock->at[i - 1];

        lock->at[i - 1] = lock->at[i];
        lock->at[i] = other;
    }
    return GK_OK;
}

void gk_lock_remove(gk_lock *lock, const char *name)
{
    struct entry *entry = find(lock, name);

    if (entry == NULL)
        return;
    clear_entry(entry);
    lock->count--;
    memmove(entry, entry + 1,
            (size_t)(lock->at + lock->count - entry) * sizeof *entry);
}

/* --- writing --- */

gk_status gk_lock_print(const gk_lock *lock, gk_buf *out)
{
    gk_buf_puts(out, "{\n  \"files\": {");
    for (size_t i = 0; i < lock->count; i++) {
        gk_buf_puts(out, i > 0 ? ",\n    " : "\n    ");
        gk_json_quote(out, lock->at[i].name, strlen(lock->at[i].name));
        gk_buf_puts(out, ": ");
        gk_entry_print(lock->at[i].json, out);
    }
    return gk_buf_printf(out, "%s},\n  \"schema\": \"%s\"\n}\n",
                         lock->count > 0 ? "\n  " : "", SCHEMA);
}

gk_status gk_lock_write(const gk_lock *lock, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st;

    gk_lock_print(lock, &text);
    st = gk_buf_check(&text, err);
    if (st == GK_OK && text.len > GK_MAX_JSON_BYTES)
        st = gk_fail(err, GK_E_LIMIT,
                     "'%s' would have %zu bytes, at most %zu can be read again",
                     lock->path, text.len, GK_MAX_JSON_BYTES);
    if (st == GK_OK)
        st = gk_write_file(lock->path, gk_buf_text(&text), text.len, 0644, err);
    gk_buf_clear(&text);
    return st;
}
