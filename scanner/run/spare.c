#include "scanner/run/spare.h"

#include "scanner/folders.h"
#include "scanner/policy/policy.h"

static gk_status spare_keys(const struct gk_scan_run *run, gk_error *err)
{
    const struct gk_opt_list *given = &run->options->keys;
    gk_status st = GK_OK;

    for (size_t i = 0; st == GK_OK && i < given->count; i++)
        st =
            gk_sinks_spare(&run->sinks, given->at[i], "the file of --key", err);
    if (run->policy == NULL)
        return st;
    for (size_t i = 0; st == GK_OK && i < run->policy->keys.count; i++)
        st = gk_sinks_spare(&run->sinks, run->policy->keys.at[i],
                            "a key of the policy", err);
    return st;
}

gk_status gk_spare_options(const struct gk_scan_run *run, gk_error *err)
{
    const struct gk_scan_options *o = run->options;
    const struct {
        const char *path;
        const char *what;
    } named[] = {
        {o->manifest, "the file of --manifest"},
        {o->policy, "the file of --policy"},
        {o->baseline, "the file of --baseline"},
        {o->lock, "the file of --lock"},
        {o->batch ? "-" : NULL, "the list of paths"},
    };
    gk_status st = GK_OK;

    for (size_t i = 0; st == GK_OK && i < sizeof named / sizeof *named; i++)
        if (named[i].path != NULL)
            st = gk_sinks_spare(&run->sinks, named[i].path, named[i].what, err);
    return st == GK_OK ? spare_keys(run, err) : st;
}

/* Whether some report has the name of a file that is there. */
static bool replaces_something(const gk_sinks *sinks)
{
    for (size_t i = 0; i < sinks->count; i++)
        if (sinks->at[i].temp != NULL && gk_path_exists(sinks->at[i].path))
            return true;
    return false;
}

/* Nobody named it, but it is read all the same. */
static gk_status spare_manifest(const struct gk_scan_run *run, const char *file,
                                gk_error *err)
{
    struct gk_folder *folder = NULL;
    gk_status st = gk_folders_of(run->folders, file, &folder, err);

    if (st != GK_OK)
        return st;
    if (folder->manifest != NULL && gk_folder_manifest_is_of(folder, file))
        st = gk_sinks_spare(&run->sinks, folder->manifest_path,
                            "a manifest of what is to be scanned", err);
    gk_folder_close(folder);
    return st;
}

gk_status gk_spare_files(const struct gk_scan_run *run, const gk_names *files,
                         gk_error *err)
{
    gk_status st = GK_OK;

    /* Folders are read for it: not when there is nothing to lose. */
    if (!replaces_something(&run->sinks))
        return GK_OK;
    for (size_t i = 0; st == GK_OK && i < files->count; i++) {
        st = gk_sinks_spare(&run->sinks, files->at[i], "which is to be scanned",
                            err);
        if (st == GK_OK && run->manifest == NULL)
            st = spare_manifest(run, files->at[i], err);
    }
    return st;
}
