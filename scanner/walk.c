#include "scanner/walk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

struct walk {
    gk_names *files;
    gk_names *troubles;
    gk_error *err;
};

enum kind { OTHER, MODULE, FOLDER };

static bool ends_in_wasm(const char *name)
{
    size_t len = strlen(name);

    return len > 5 && strcasecmp(name + len - 5, ".wasm") == 0;
}

/* A link counts as the file it leads to, but never as a folder. One that leads
 * nowhere counts, too: whoever reads it will say so. */
static enum kind kind_of(const char *path)
{
    struct stat info;

    if (lstat(path, &info) != 0)
        return OTHER;
    if (S_ISDIR(info.st_mode))
        return FOLDER;
    if (!ends_in_wasm(path))
        return OTHER;
    return stat(path, &info) != 0 || S_ISREG(info.st_mode) ? MODULE : OTHER;
}

static gk_status trouble(struct walk *w, const char *path, const char *words)
{
    gk_buf line = GK_BUF_INIT;
    gk_status st;

    gk_buf_printf(&line, "cannot read folder '%s': %s", path, words);
    st = gk_buf_check(&line, w->err);
    if (st == GK_OK)
        st = gk_names_add(w->troubles, gk_buf_text(&line), w->err);
    gk_buf_clear(&line);
    return st;
}

static gk_status walk_folder(struct walk *w, const char *path, int depth);

static gk_status walk_entry(struct walk *w, const char *path, int depth)
{
    switch (kind_of(path)) {
    case FOLDER:
        return walk_folder(w, path, depth + 1);
    case MODULE:
        return gk_names_add(w->files, path, w->err);
    default:
        return GK_OK;
    }
}

static gk_status walk_folder(struct walk *w, const char *path, int depth)
{
    gk_names names = GK_NAMES_INIT;
    gk_error why = GK_ERROR_INIT;
    gk_status st;

    if (depth > GK_MAX_WALK_DEPTH)
        return trouble(w, path, "it lies too deep");
    st = gk_list_dir(path, &names, &why);
    if (st == GK_E_NOMEM)
        return gk_fail_nomem(w->err);
    if (st != GK_OK)
        return gk_names_add(w->troubles, why.text, w->err);
    for (size_t i = 0; st == GK_OK && i < names.count; i++) {
        char *entry = gk_path_join(path, names.at[i]);

        st =
            entry == NULL ? gk_fail_nomem(w->err) : walk_entry(w, entry, depth);
        free(entry);
    }
    gk_names_clear(&names);
    return st;
}

gk_status gk_walk(const char *path, gk_names *files, gk_names *troubles,
                  gk_error *err)
{
    struct walk w = {files, troubles, err};

    if (strcmp(path, "-") == 0 || !gk_path_is_dir(path))
        return gk_names_add(files, path, err);
    return walk_folder(&w, path, 0);
}
