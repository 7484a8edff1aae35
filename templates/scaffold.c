#include "templates/scaffold.h"

#include "core/base/home.h"
#include "core/manifest/project.h"
#include "templates/tree.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Schemas that every project gets a copy of: editors find them by "$schema". */
static const struct {
    const char *from; /* in the kit */
    const char *to;   /* in the project */
} schemas[] = {
    {"docs/schema/guestkit.json", "guestkit.schema.json"},
    {"docs/schema/test.json", "tests/guestkit.test.schema.json"},
};

#define DOT_PREFIX "dot-"

/* --- names ---------------------------------------------------------------- */

/* The last part of the folder's full path, also for "." and "a/..". Owned. */
static char *folder_base(const char *dir)
{
    char *real = realpath(dir, NULL);
    char *copy = real != NULL ? real : strdup(dir);
    char *base = NULL;
    size_t len = copy != NULL ? strlen(copy) : 0;

    while (len > 1 && copy[len - 1] == '/')
        copy[--len] = '\0';
    if (copy != NULL)
        base = strdup(gk_path_base(copy));
    free(copy);
    return base;
}

gk_status gk_scaffold_name(const char *dir, char **out, gk_error *err)
{
    char *base = folder_base(dir);
    size_t used = 0;

    if (base == NULL)
        return gk_fail_nomem(err);
    for (const char *p = base; *p != '\0'; p++) {
        bool gap = strchr("-_. ", *p) != NULL;

        if (!gap)
            base[used++] = (char)tolower((unsigned char)*p);
        else if (used > 0 && base[used - 1] != '-')
            base[used++] = '-';
    }
    while (used > 0 && base[used - 1] == '-')
        used--;
    base[used] = '\0';
    if (!gk_project_name_ok(base)) {
        free(base);
        return gk_fail(err, GK_E_USAGE,
                       "no name can be taken from the folder '%s': give one "
                       "with --name, lower-case letters, digits and single "
                       "dashes between them",
                       dir);
    }
    *out = base;
    return GK_OK;
}

/* "weather" or "@author/weather": the part that names the project. */
static gk_status check_name(const char *name, const char **bare, gk_error *err)
{
    const char *slash = strchr(name, '/');
    char *author = NULL;
    bool fine = true;

    *bare = name;
    if (name[0] == '@' && slash != NULL) {
        author = strndup(name + 1, (size_t)(slash - name - 1));
        if (author == NULL)
            return gk_fail_nomem(err);
        fine = gk_project_name_ok(author);
        *bare = slash + 1;
    }
    free(author);
    if (!fine || !gk_project_name_ok(*bare))
        return gk_fail(err, GK_E_USAGE,
                       "name '%s': wanted lower-case letters, digits and "
                       "single dashes between them, at most %d bytes, as in "
                       "'weather-now' or '@author/weather-now'",
                       name, GK_MAX_PROJECT_NAME);
    return GK_OK;
}

/* "weather-now" -> "Weather now". Owned. */
static char *make_title(const char *name)
{
    char *title = strdup(name);

    if (title == NULL)
        return NULL;
    title[0] = (char)toupper((unsigned char)title[0]);
    for (char *p = title; *p != '\0'; p++)
        if (*p == '-')
            *p = ' ';
    return title;
}

/* --- is there room? ------------------------------------------------------- */

/* Names what is in the folder: "README.md, src and 3 more". */
static void list_some(const gk_names *names, gk_buf *out)
{
    size_t shown = 0, total = 0;

    for (size_t i = 0; i < names->count; i++)
        total += strcmp(names->at[i], ".git") != 0;
    for (size_t i = 0; i < names->count && shown < 3; i++) {
        if (strcmp(names->at[i], ".git") == 0)
            continue;
        gk_buf_printf(out, "%s%s", shown > 0 ? ", " : "", names->at[i]);
        shown++;
    }
    if (total > shown)
        gk_buf_printf(out, " and %zu more", total - shown);
}

static gk_status check_room(const struct gk_scaffold *what, gk_error *err)
{
    gk_names names = GK_NAMES_INIT;
    gk_buf some = GK_BUF_LIMIT(1024);
    gk_status st;

    if (!gk_path_exists(what->dir))
        return GK_OK;
    if (!gk_path_is_dir(what->dir))
        return gk_fail(err, GK_E_EXISTS, "'%s' is there and is not a folder",
                       what->dir);
    st = gk_list_dir(what->dir, &names, err);
    /* A fresh repository is as good as empty. */
    if (st == GK_OK)
        list_some(&names, &some);
    if (st == GK_OK && some.len > 0 && !what->here)
        st = gk_fail(err, GK_E_EXISTS,
                     "'%s' is not empty, it holds %s; --here adds what is "
                     "missing and leaves all that is there alone",
                     what->dir, gk_buf_text(&some));
    gk_names_clear(&names);
    gk_buf_clear(&some);
    return st;
}

/* --- copying -------------------------------------------------------------- */

struct copying {
    gk_tree *tree;
    const struct gk_template_words *words;
    struct gk_scaffolded *done;
    bool here;
};

static gk_status add_file(struct copying *c, const char *path, const void *data,
                          size_t len, gk_error *err)
{
    bool made = false;
    gk_status st = gk_tree_add(c->tree, path, data, len, &made, err);

    if (st != GK_OK)
        return st;
    if (!made && !c->here)
        return gk_fail(err, GK_E_EXISTS, "'%s' has appeared meanwhile", path);
    return gk_names_add(made ? &c->done->made : &c->done->kept, path, err);
}

static gk_status copy_file(struct copying *c, const char *from, const char *to,
                           bool fill, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_buf filled = GK_BUF_LIMIT(4 * GK_MAX_TEMPLATE_BYTES);
    gk_status st = gk_read_file(from, GK_MAX_TEMPLATE_BYTES, &text, err);

    if (st == GK_OK && fill) {
        st = gk_template_fill(gk_buf_text(&text), text.len, c->words, &filled,
                              err);
        if (st != GK_OK)
            gk_wrap(err, "in '%s'", from);
    }
    if (st == GK_OK)
        st = fill ? add_file(c, to, filled.data, filled.len, err)
                  : add_file(c, to, text.data, text.len, err);
    gk_buf_clear(&text);
    gk_buf_clear(&filled);
    return st;
}

/* "dot-gitignore" -> ".gitignore", below the folder `to`. Owned. */
static char *target_path(const char *to, const char *name)
{
    gk_buf path = GK_BUF_INIT;
    bool dot = strncmp(name, DOT_PREFIX, sizeof DOT_PREFIX - 1) == 0;

    gk_buf_printf(&path, "%s%s%s%s", to, *to != '\0' ? "/" : "", dot ? "." : "",
                  dot ? name + sizeof DOT_PREFIX - 1 : name);
    return gk_buf_take(&path);
}

static gk_status copy_tree(struct copying *c, const char *from, const char *to,
                           gk_error *err)
{
    gk_names names = GK_NAMES_INIT;
    gk_status st = gk_list_dir(from, &names, err);

    for (size_t i = 0; i < names.count && st == GK_OK; i++) {
        char *source = gk_path_join(from, names.at[i]);
        char *target = target_path(to, names.at[i]);

        if (source == NULL || target == NULL)
            st = gk_fail_nomem(err);
        else if (gk_path_is_dir(source))
            st = copy_tree(c, source, target, err);
        else
            st = copy_file(c, source, target, true, err);
        free(target);
        free(source);
    }
    gk_names_clear(&names);
    return st;
}

static gk_status copy_schemas(struct copying *c, gk_error *err)
{
    gk_status st = GK_OK;

    for (size_t i = 0; i < sizeof schemas / sizeof *schemas && st == GK_OK;
         i++) {
        char *from = NULL;

        st = gk_home_path(schemas[i].from, &from, err);
        if (st == GK_OK)
            st = copy_file(c, from, schemas[i].to, false, err);
        free(from);
    }
    return st;
}

static gk_status copy_all(const struct gk_scaffold *what,
                          const struct gk_template_words *words,
                          struct gk_scaffolded *done, gk_error *err)
{
    struct copying c = {NULL, words, done, what->here};
    gk_buf folder = GK_BUF_INIT;
    char *from = NULL;
    gk_status st;

    gk_buf_printf(&folder, "templates/files/%s", what->tpl->folder);
    st = gk_buf_check(&folder, err);
    if (st == GK_OK)
        st = gk_home_path(gk_buf_text(&folder), &from, err);
    if (st == GK_OK)
        st = gk_tree_open(what->dir, &c.tree, err);
    if (st == GK_OK)
        st = copy_tree(&c, from, "", err);
    if (st == GK_OK)
        st = copy_schemas(&c, err);
    if (st == GK_OK)
        gk_tree_keep(c.tree);
    gk_tree_close(c.tree);
    free(from);
    gk_buf_clear(&folder);
    return st;
}

gk_status gk_scaffold(const struct gk_scaffold *what, struct gk_scaffolded *out,
                      gk_error *err)
{
    struct gk_scaffolded done = {0};
    struct gk_template_words words = {0};
    char *derived = NULL, *title = NULL;
    gk_status st = GK_OK;

    words.package = what->name;
    if (what->name == NULL) {
        st = gk_scaffold_name(what->dir, &derived, err);
        words.package = derived;
    }
    if (st == GK_OK)
        st = check_name(words.package, &words.name, err);
    if (st == GK_OK)
        st = check_room(what, err);
    if (st == GK_OK) {
        words.title = title = make_title(words.name);
        done.name = strdup(words.name);
        st = title == NULL || done.name == NULL
                 ? gk_fail_nomem(err)
                 : copy_all(what, &words, &done, err);
    }
    if (st == GK_OK)
        *out = done;
    else
        gk_scaffolded_clear(&done);
    free(derived);
    free(title);
    return st;
}

void gk_scaffolded_clear(struct gk_scaffolded *made)
{
    if (made == NULL)
        return;
    free(made->name);
    gk_names_clear(&made->made);
    gk_names_clear(&made->kept);
    memset(made, 0, sizeof *made);
}
