#include "scanner/run/load.h"

#include "core/manifest/manifest.h"
#include "scanner/folders.h"
#include "scanner/policy/date.h"
#include "scanner/policy/policy.h"

#include <string.h>

/* An unknown --host is wrong usage, not a fault of each file. */
static gk_status load_host(struct gk_scan_run *run, gk_error *err)
{
    static const gk_module nothing = {0};
    const struct gk_clues clues = {.module = &nothing,
                                   .given = run->options->host};
    struct gk_detected found;

    if (run->options->host == NULL)
        return GK_OK;
    run->context.host = run->options->host;
    return gk_detect(&clues, &found, err);
}

static gk_status load_manifest(struct gk_scan_run *run, gk_error *err)
{
    const char *path = run->options->manifest;
    gk_status st;

    if (path == NULL)
        return GK_OK;
    st = gk_manifest_load(path, &run->manifest, err);
    if (st != GK_OK)
        return st;
    run->context.manifest_host =
        gk_detect_manifest(gk_path_base(path), run->manifest);
    if (run->context.manifest_host == NULL)
        return gk_fail(
            err, GK_E_SCHEMA,
            "'%s' is no manifest of a known host; one of cortex "
            "has name, entryPoint, and kind or runtime; one of hugind "
            "has name, version and entry_point",
            path);
    run->context.manifest = run->manifest;
    run->context.manifest_path = path;
    return GK_OK;
}

/* Not of an option, but read once for many files, too. */
static gk_status load_folders(struct gk_scan_run *run, gk_error *err)
{
    gk_status st = gk_folders_open(&run->folders, err);

    run->context.folders = run->folders;
    return st;
}

/* A policy for one host says nothing of another's modules. */
static gk_status load_policy(struct gk_scan_run *run, gk_error *err)
{
    const char *host = run->options->host;
    gk_status st = gk_date_today(&run->context.today, err);

    if (st == GK_OK && run->options->policy != NULL)
        st = gk_policy_read(run->options->policy, &run->policy, err);
    if (st != GK_OK || run->policy == NULL)
        return st;
    if (host != NULL && run->policy->host != NULL &&
        strcmp(host, run->policy->host->id) != 0)
        return gk_fail(err, GK_E_USAGE,
                       "option '--host': %s, but the policy '%s' is for %s",
                       host, run->options->policy, run->policy->host->id);
    run->context.policy = run->policy;
    return GK_OK;
}

static gk_status load_baseline(struct gk_scan_run *run, gk_error *err)
{
    const struct gk_scan_options *o = run->options;
    const char *host = o->host;
    gk_status st;

    if (o->baseline == NULL)
        return GK_OK;
    if (o->lock != NULL)
        return gk_fail(err, GK_E_USAGE,
                       "--baseline and --lock: compare with one or the other");
    if (host == NULL && run->policy != NULL && run->policy->host != NULL)
        host = run->policy->host->id;
    st = gk_baseline_open(o->baseline, host, &run->baseline, err);
    if (st != GK_OK)
        return st;
    run->context.baseline = gk_baseline_profile(run->baseline);
    run->context.baseline_name = gk_path_base(o->baseline);
    return GK_OK;
}

static gk_status load_lock(struct gk_scan_run *run, gk_error *err)
{
    gk_status st;

    if (run->options->lock == NULL)
        return GK_OK;
    st = gk_lock_open(run->options->lock, &run->lock, err);
    run->context.lock = run->lock;
    return st;
}

static gk_status load_policy_keys(struct gk_scan_run *run, gk_error *err)
{
    const gk_names *named = &run->policy->keys;
    gk_status st = GK_OK;

    for (size_t i = 0; i < named->count && st == GK_OK; i++) {
        st = gk_keyring_read(&run->keys, named->at[i], err);
        if (st != GK_OK)
            gk_wrap(err, "policy '%s': /signature/keys/%zu",
                    run->options->policy, i);
    }
    return st;
}

/* A policy that names keys names all that count: none can be added. */
static gk_status load_keys(struct gk_scan_run *run, gk_error *err)
{
    const struct gk_opt_list *given = &run->options->keys;
    gk_status st = GK_OK;

    run->context.keys = &run->keys;
    if (run->policy != NULL && run->policy->keys.count > 0) {
        if (given->count > 0)
            return gk_fail(err, GK_E_USAGE,
                           "option '--key': the policy '%s' says which keys "
                           "count",
                           run->options->policy);
        return load_policy_keys(run, err);
    }
    for (size_t i = 0; i < given->count && st == GK_OK; i++)
        st = gk_keyring_read(&run->keys, given->at[i], err);
    return st;
}

/* In this order; a loader may use what those before it have loaded. */
static gk_status (*const loaders[])(struct gk_scan_run *run, gk_error *err) = {
    load_host,     load_manifest, load_folders, load_policy,
    load_baseline, load_lock,     load_keys,
};

gk_status gk_load(struct gk_scan_run *run, gk_error *err)
{
    gk_status st = GK_OK;

    for (size_t i = 0; st == GK_OK && i < sizeof loaders / sizeof *loaders; i++)
        st = loaders[i](run, err);
    return st;
}

void gk_unload(struct gk_scan_run *run)
{
    gk_keyring_clear(&run->keys);
    gk_json_free(run->manifest);
    run->manifest = NULL;
    gk_folders_close(run->folders);
    run->folders = NULL;
    gk_policy_close(run->policy);
    run->policy = NULL;
    gk_baseline_close(run->baseline);
    run->baseline = NULL;
    gk_lock_close(run->lock);
    run->lock = NULL;
}
