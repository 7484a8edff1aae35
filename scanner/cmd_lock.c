#include "core/base/exit.h"
#include "core/base/utf8.h"
#include "scanner/change/entry.h"
#include "scanner/change/lock.h"
#include "scanner/commands.h"
#include "scanner/scan.h"
#include "scanner/walk.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct lock_options {
    const char *lock;
    const char *host;
    bool check;
    bool prune;
};

static const struct gk_opt lock_options[] = {
    GK_OPT_TEXT("lock", struct lock_options, lock, "FILE",
                "the lock file (guestkit.lock)"),
    GK_OPT_TEXT("host", struct lock_options, host, "HOST",
                "the host the modules are for, instead of finding out"),
    GK_OPT_FLAG("check", struct lock_options, check,
                "change nothing; exit 1 when a file is not as locked"),
    GK_OPT_FLAG("prune", struct lock_options, prune,
                "drop the entries of files that are not named"),
    GK_OPT_END};

/* A run over all files. */
struct locking {
    struct gk_cli *cli;
    const struct lock_options *options;
    gk_lock *lock;
    gk_names seen; /* entries of the files named; sorted before use */
    bool named;    /* files are; else they are those of the lock */
    bool dirty;    /* the lock is to be written */
    size_t files;
    size_t changes; /* entries that are new, other, or gone */
    int exit;
};

/* What is said of files comes before the errors and the last line. */
static void fail(struct locking *l, const gk_error *err)
{
    fflush(l->cli->out);
    l->exit = gk_exit_worst(l->exit, gk_cli_fail(l->cli, &gk_cmd_lock, err));
}

static void say(struct locking *l, const char *name, const char *words)
{
    gk_buf line = GK_BUF_INIT;

    gk_utf8_put_printable(&line, (const uint8_t *)name, strlen(name), false);
    gk_buf_printf(&line, "  %s\n", words);
    if (!l->cli->quiet)
        fwrite(gk_buf_text(&line), 1, line.len, l->cli->out);
    gk_buf_clear(&line);
}

static void say_change(struct locking *l, const char *name, const char *words)
{
    say(l, name, words);
    l->changes++;
}

/* The entry of the file as it is now; *out is owned. */
static gk_status look_at(const char *path, const char *host, gk_json **out,
                         gk_error *err)
{
    const struct gk_scan_context context = {.host = host};
    gk_profile *profile = NULL;
    gk_scan scan;
    gk_status st = gk_scan_file(path, &context, &scan, err);

    if (st != GK_OK)
        return st;
    st = gk_scan_check_valid(&scan, err);
    if (st != GK_OK)
        gk_wrap(err, "'%s' is no valid module, so it is not locked", path);
    if (st == GK_OK)
        st = gk_profile_make(&scan.facts, &profile, err);
    if (st == GK_OK) {
        gk_profile_seal(profile, &scan.facts);
        *out = gk_entry_new(profile);
        if (*out == NULL)
            st = gk_fail_nomem(err);
    }
    gk_profile_free(profile);
    gk_scan_clear(&scan);
    return st;
}

/* Says how the file differs from its entry; whether it does. */
static bool compare(struct locking *l, const char *name, const gk_json *now)
{
    const gk_json *old = gk_lock_entry(l->lock, name);
    gk_buf words = GK_BUF_INIT;

    if (old == NULL) {
        say_change(l, name, l->options->check ? "not locked" : "new");
        return true;
    }
    gk_buf_puts(&words, l->options->check ? "differs: " : "changed: ");
    if (gk_json_equal(old, now)) {
        say(l, name, "unchanged");
        gk_buf_clear(&words);
        return false;
    }
    gk_entry_differences(old, now, &words);
    say_change(l, name, gk_buf_text(&words));
    gk_buf_clear(&words);
    return true;
}

/* Where a file is and what its entry is called; both are owned. `given` is one
 * of the two. */
static gk_status place(struct locking *l, const char *given, char **path,
                       char **name, gk_error *err)
{
    if (l->named)
        *path = strdup(given);
    else
        *path = gk_lock_entry_path(l->lock, given);
    if (*path == NULL)
        return gk_fail_nomem(err);
    if (l->named)
        return gk_lock_name_of(l->lock, given, name, err);
    *name = strdup(given);
    return *name != NULL ? GK_OK : gk_fail_nomem(err);
}

static gk_status update(struct locking *l, const char *path, const char *name,
                        gk_error *err)
{
    gk_json *entry = NULL;
    gk_status st = look_at(path, l->options->host, &entry, err);

    if (st == GK_OK && compare(l, name, entry) && !l->options->check) {
        st = gk_lock_put(l->lock, name, entry, err);
        entry = NULL;
        l->dirty = true;
    }
    gk_json_free(entry);
    return st;
}

static void lock_one(struct locking *l, const char *given)
{
    gk_error err = GK_ERROR_INIT;
    char *path = NULL;
    char *name = NULL;
    gk_status st = place(l, given, &path, &name, &err);

    if (st == GK_OK && !l->named && !gk_path_exists(path)) {
        if (!l->options->prune)
            say_change(l, name,
                       l->options->check ? "gone"
                                         : "gone; --prune drops its entry");
        goto done;
    }
    if (st == GK_OK)
        st = gk_names_add(&l->seen, name, &err);
    if (st == GK_OK)
        st = update(l, path, name, &err);
    if (st != GK_OK)
        fail(l, &err);
done:
    free(path);
    free(name);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Entries of files that were not named: dropped, or said to be too many. */
static void drop_others(struct locking *l)
{
    if (l->seen.count > 1)
        qsort(l->seen.at, l->seen.count, sizeof *l->seen.at, by_text);
    for (size_t i = gk_lock_count(l->lock); i-- > 0;) {
        const char *name = gk_lock_entry_name(l->lock, i);

        if (l->seen.count > 0 && bsearch(&name, l->seen.at, l->seen.count,
                                         sizeof *l->seen.at, by_text) != NULL)
            continue;
        say_change(l, name, l->options->check ? "not there" : "dropped");
        if (l->options->check)
            continue;
        gk_lock_remove(l->lock, name);
        l->dirty = true;
    }
}

/* The files that the arguments mean; without any, those of the lock. */
static gk_status find_files(struct locking *l, const struct gk_opt_list *paths,
                            gk_names *files, gk_error *err)
{
    gk_names troubles = GK_NAMES_INIT;
    gk_status st = GK_OK;

    for (size_t i = 0; st == GK_OK && i < paths->count; i++)
        st = strcmp(paths->at[i], "-") == 0
                 ? gk_fail(err, GK_E_USAGE,
                           "'-': standard input has no name to be locked by")
                 : gk_walk(paths->at[i], files, &troubles, err);
    for (size_t i = 0; i < troubles.count; i++) {
        fprintf(l->cli->err, "guestkit lock: error: %s\n", troubles.at[i]);
        l->exit = GK_EXIT_CANNOT;
    }
    gk_names_clear(&troubles);
    if (st == GK_OK && l->named && files->count == 0)
        st = gk_fail(err, GK_E_NOENT, "no .wasm file there");
    for (size_t i = 0; st == GK_OK && !l->named && i < gk_lock_count(l->lock);
         i++)
        st = gk_names_add(files, gk_lock_entry_name(l->lock, i), err);
    return st;
}

/* A host nobody knows is said once, not for each file. */
static gk_status check_host(const char *host, gk_error *err)
{
    static const gk_module nothing = {0};
    const struct gk_clues clues = {.module = &nothing, .given = host};
    struct gk_detected found;

    return host == NULL ? GK_OK : gk_detect(&clues, &found, err);
}

/* The lock that is there; none, where one is to be written, is an empty one. */
static gk_status open_lock(struct locking *l, gk_error *err)
{
    const char *path = l->options->lock;
    bool there = access(path, F_OK) == 0 || errno != ENOENT;

    if (!there && !l->named && !l->options->check)
        return gk_fail(err, GK_E_USAGE,
                       "which file? there is no '%s' that names any", path);
    return there || l->options->check ? gk_lock_open(path, &l->lock, err)
                                      : gk_lock_new(path, &l->lock, err);
}

static void finish(struct locking *l)
{
    gk_error err = GK_ERROR_INIT;
    const char *name = l->options->lock;

    fflush(l->cli->out);
    if (l->options->check) {
        if (l->changes > 0)
            l->exit = gk_exit_worst(l->exit, GK_EXIT_FOUND);
        gk_cli_say(l->cli, "%zu file%s, %zu not as in %s", l->files,
                   l->files == 1 ? "" : "s", l->changes, name);
        return;
    }
    if (l->dirty && gk_lock_write(l->lock, &err) != GK_OK) {
        fail(l, &err);
        return;
    }
    /* One that is not there, because nothing could be locked, is not kept. */
    if (l->dirty || gk_lock_count(l->lock) > 0)
        gk_cli_say(l->cli, "%s %s: %zu file%s", l->dirty ? "wrote" : "kept",
                   name, gk_lock_count(l->lock),
                   gk_lock_count(l->lock) == 1 ? "" : "s");
}

static int lock_all(struct locking *l, const struct gk_opt_list *paths)
{
    gk_names files = GK_NAMES_INIT;
    gk_error err = GK_ERROR_INIT;
    gk_status st = check_host(l->options->host, &err);

    l->named = paths->count > 0;
    if (st == GK_OK)
        st = open_lock(l, &err);
    if (st == GK_OK)
        st = find_files(l, paths, &files, &err);
    if (st != GK_OK) {
        fail(l, &err);
    } else {
        l->files = files.count;
        for (size_t i = 0; i < files.count; i++)
            lock_one(l, files.at[i]);
        if (l->options->prune)
            drop_others(l);
        finish(l);
    }
    gk_names_clear(&files);
    gk_names_clear(&l->seen);
    gk_lock_close(l->lock);
    return l->exit;
}

static int run_lock(struct gk_cli *cli, int argc, char **argv)
{
    struct lock_options o = {.lock = GK_LOCK_FILE};
    struct locking l = {.cli = cli, .options = &o, .seen = GK_NAMES_INIT};
    struct gk_opt_list paths = {0};
    gk_error err = GK_ERROR_INIT;
    int status;
    gk_status st =
        gk_opts_parse(argc, argv, lock_options, &o, &paths, NULL, &err);

    status = st == GK_OK ? lock_all(&l, &paths)
                         : gk_cli_fail(cli, &gk_cmd_lock, &err);
    gk_opt_list_clear(&paths);
    return status;
}

const struct gk_command gk_cmd_lock = {
    .name = "lock",
    .summary = "write down what modules are, to see later what changed",
    .usage = "lock [OPTIONS] [FILE…|DIR]",
    .details =
        "Writes guestkit.lock: digest, imports, exports, effects and limits "
        "of\n"
        "each file. 'guestkit scan --lock guestkit.lock' compares with it.\n"
        "Without FILE, the files that the lock names. Entries of other files\n"
        "are kept. Exit status: 1 when --check finds a difference, 3 when a\n"
        "file cannot be read or is no valid module.",
    .options = lock_options,
    .examples = "  guestkit lock plugins\n"
                "  guestkit lock --check\n"
                "  guestkit scan plugins --lock guestkit.lock\n",
    .run = run_lock,
};
