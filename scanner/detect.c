#include "scanner/detect.h"

#include "core/base/opts.h"
#include "scanner/place.h"

#include <stdio.h>
#include <string.h>

/* What tells a host's modules apart beyond its rows: how names begin, so that
 * a misspelt or newer import still counts. */
struct fingerprint {
    const char *host;
    const char *module;
    const char *prefix;
};

static const struct fingerprint fingerprints[] = {
    {"cortex", "env", "host_"},
    {"hugind", "hugind", ""},
    {"hugind", "hugind_fs", ""},
};

/* Imports that modules for many hosts have, though only some hosts of the
 * tables do: they tell nothing. "": every name. */
static const struct {
    const char *module, *name;
} common_imports[] = {
    {"env", "abort"}, /* every AssemblyScript module */
    {"wasi_snapshot_preview1", ""},
    {"wasi_unstable", ""},
};

/* Likewise exports. */
static const char *const common_exports[] = {"alloc", "_start", "main"};

/* The hosts that are asked, and what they found at one level. */
struct search {
    const struct gk_abi_host *hosts;
    size_t count;
    const gk_module *module;
    const struct gk_abi_host *found;
    char evidence[sizeof(struct gk_label)];
};

static const struct gk_abi_host *host_of(const struct search *s, const char *id)
{
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->hosts[i].id, id) == 0)
            return &s->hosts[i];
    return NULL;
}

static gk_status unknown_host(const struct search *s, const char *id,
                              gk_error *err)
{
    gk_buf known = GK_BUF_INIT;
    const char *names[64];
    size_t count = 0;
    const char *near;
    gk_status st;

    for (size_t i = 0; i < s->count; i++) {
        gk_buf_printf(&known, "%s%s", i > 0 ? ", " : "", s->hosts[i].id);
        if (count < sizeof names / sizeof *names)
            names[count++] = s->hosts[i].id;
    }
    near = gk_nearest(id, names, count);
    st = gk_fail(err, GK_E_USAGE, "unknown host '%s', %s%s%sknown: %s", id,
                 near != NULL ? "did you mean '" : "", near != NULL ? near : "",
                 near != NULL ? "'? " : "", gk_buf_text(&known));
    gk_buf_clear(&known);
    return st;
}

/* An id that somebody wrote down. NULL: nobody did. */
static gk_status take_id(struct search *s, const char *id, gk_error *err)
{
    if (id == NULL)
        return GK_OK;
    s->found = host_of(s, id);
    return s->found == NULL ? unknown_host(s, id, err) : GK_OK;
}

/* Records that `host` claims the module; another one may have done so. */
static gk_status claim(struct search *s, const struct gk_abi_host *host,
                       const char *level, const char *evidence, gk_error *err)
{
    if (s->found == host)
        return GK_OK;
    if (s->found != NULL)
        return gk_fail(err, GK_E_USAGE,
                       "the %s belong to two hosts: %s (%s) and %s (%s); say "
                       "which with --host",
                       level, s->found->id, s->evidence, host->id, evidence);
    s->found = host;
    snprintf(s->evidence, sizeof s->evidence, "%s", evidence);
    return GK_OK;
}

static bool has_import(const struct gk_abi_host *host,
                       const struct gk_import *import)
{
    return gk_abi_import_find(host, (const char *)import->module.at,
                              import->module.len, (const char *)import->name.at,
                              import->name.len) != NULL;
}

/* A name that several hosts have tells nothing. */
static bool only_here(const struct search *s, const struct gk_abi_host *host,
                      const struct gk_import *import)
{
    if (!has_import(host, import))
        return false;
    for (size_t i = 0; i < s->count; i++)
        if (&s->hosts[i] != host && has_import(&s->hosts[i], import))
            return false;
    return true;
}

static bool is_common_import(const struct gk_import *import)
{
    for (size_t i = 0; i < sizeof common_imports / sizeof *common_imports; i++)
        if (gk_name_is(import->module, common_imports[i].module) &&
            (common_imports[i].name[0] == '\0' ||
             gk_name_is(import->name, common_imports[i].name)))
            return true;
    return false;
}

static bool is_common_export(const char *name)
{
    for (size_t i = 0; i < sizeof common_exports / sizeof *common_exports; i++)
        if (strcmp(name, common_exports[i]) == 0)
            return true;
    return false;
}

static bool known_to_any(const struct search *s, const struct gk_import *import)
{
    for (size_t i = 0; i < s->count; i++)
        if (has_import(&s->hosts[i], import))
            return true;
    return false;
}

static bool has_prefix(const struct gk_abi_host *host,
                       const struct gk_import *import)
{
    for (size_t i = 0; i < sizeof fingerprints / sizeof *fingerprints; i++) {
        const struct fingerprint *f = &fingerprints[i];
        size_t len = strlen(f->prefix);

        if (strcmp(f->host, host->id) == 0 &&
            gk_name_is(import->module, f->module) && import->name.len >= len &&
            memcmp(import->name.at, f->prefix, len) == 0)
            return true;
    }
    return false;
}

static gk_status search_imports(struct search *s, gk_error *err)
{
    for (uint32_t i = 0; i < s->module->import_count; i++) {
        const struct gk_import *import = &s->module->imports[i];
        bool known;

        if (import->kind != GK_EXTERN_FUNC || is_common_import(import))
            continue;
        known = known_to_any(s, import);
        for (size_t h = 0; h < s->count; h++) {
            const struct gk_abi_host *host = &s->hosts[h];
            gk_status st;

            if (known ? !only_here(s, host, import) : !has_prefix(host, import))
                continue;
            st = claim(s, host, "imports", gk_label_import(import).text, err);
            if (st != GK_OK)
                return st;
        }
    }
    return GK_OK;
}

static bool other_has_export(const struct search *s,
                             const struct gk_abi_host *host, const char *name)
{
    for (size_t i = 0; i < s->count; i++)
        if (&s->hosts[i] != host &&
            gk_abi_export_find(&s->hosts[i], name, strlen(name)) != NULL)
            return true;
    return false;
}

/* A required function of one host only. */
static gk_status search_exports(struct search *s, gk_error *err)
{
    for (size_t h = 0; h < s->count; h++) {
        const struct gk_abi_host *host = &s->hosts[h];

        for (size_t i = 0; i < host->export_count; i++) {
            const struct gk_abi_export *row = &host->exports[i];
            const struct gk_export *export =
                gk_module_export(s->module, row->name);
            gk_status st;

            if (row->need != GK_NEED_REQUIRED || is_common_export(row->name) ||
                export == NULL || export->kind != GK_EXTERN_FUNC ||
                other_has_export(s, host, row->name))
                continue;
            st = claim(s, host, "exports", row->name, err);
            if (st != GK_OK)
                return st;
        }
    }
    return GK_OK;
}

static gk_status search_level(struct search *s, gk_detect_level level,
                              const struct gk_clues *clues, gk_error *err)
{
    switch (level) {
    case GK_DETECT_GIVEN:
        return take_id(s, clues->given, err);
    case GK_DETECT_PROJECT:
        return take_id(s, clues->project, err);
    case GK_DETECT_MANIFEST:
        return take_id(s, clues->manifest, err);
    case GK_DETECT_IMPORTS:
        return search_imports(s, err);
    default:
        return search_exports(s, err);
    }
}

static void say_none(const struct search *s, char *out, size_t size)
{
    if (s->module->import_count > 0)
        snprintf(
            out, size,
            "neither its imports, like %s, nor its exports are a known host's",
            gk_label_import(&s->module->imports[0]).text);
    else
        snprintf(out, size, "no import, and no export of a known host");
}

static void say_why(const struct search *s, const struct gk_clues *clues,
                    struct gk_detected *d)
{
    switch (d->level) {
    case GK_DETECT_GIVEN:
        snprintf(d->reason, sizeof d->reason, "given with --host");
        return;
    case GK_DETECT_PROJECT:
        snprintf(d->reason, sizeof d->reason, "from %s",
                 clues->project_file != NULL ? clues->project_file
                                             : "guestkit.json");
        return;
    case GK_DETECT_MANIFEST:
        snprintf(d->reason, sizeof d->reason, "from %s",
                 clues->manifest_file != NULL ? clues->manifest_file
                                              : "its manifest");
        return;
    case GK_DETECT_NONE:
        say_none(s, d->reason, sizeof d->reason);
        return;
    default:
        snprintf(d->reason, sizeof d->reason, "found from its %s: %s",
                 d->level == GK_DETECT_IMPORTS ? "imports" : "exports",
                 s->evidence);
    }
}

/* The newest generation of which the module exports something. */
static unsigned generation_of(const struct gk_abi_host *host,
                              const gk_module *module)
{
    unsigned newest = 0;

    for (size_t i = 0; i < host->export_count; i++)
        if (host->exports[i].generation > newest &&
            gk_module_export(module, host->exports[i].name) != NULL)
            newest = host->exports[i].generation;
    return newest;
}

gk_status gk_detect_among(const struct gk_abi_host *hosts, size_t count,
                          const struct gk_clues *clues, struct gk_detected *out,
                          gk_error *err)
{
    struct search s = {.hosts = hosts, .count = count, .module = clues->module};
    struct gk_detected d = {.level = GK_DETECT_GIVEN};

    for (; d.level < GK_DETECT_NONE; d.level++) {
        gk_status st = search_level(&s, d.level, clues, err);

        if (st != GK_OK)
            return st;
        if (s.found != NULL)
            break;
    }
    d.host = s.found;
    say_why(&s, clues, &d);
    if (d.host != NULL)
        d.generation = generation_of(d.host, clues->module);
    *out = d;
    return GK_OK;
}

gk_status gk_detect(const struct gk_clues *clues, struct gk_detected *out,
                    gk_error *err)
{
    return gk_detect_among(gk_abi_hosts, gk_abi_host_count, clues, out, err);
}
