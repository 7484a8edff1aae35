#include "toolchain/link.h"

#include <stdlib.h>
#include <string.h>

static const struct gk_link_host hosts[] = {
    /* Below 1 MiB the host writes arguments and results of each call. */
    {"cortex",
     true,
     false,
     0x100000,
     NULL,
     {"guestkit-cortex", "guestkit-json", "guestkit-base", NULL},
     {"guestkit-nowasi", NULL}},
    {"hugind",
     false,
     true,
     0,
     "_start",
     {"guestkit-hugind", "guestkit-json", "guestkit-base", NULL},
     {"guestkit-hugind-nowasi", "guestkit-nowasi", NULL}},
};

const struct gk_link_host *gk_link_host_find(const char *id)
{
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        if (strcmp(hosts[i].id, id) == 0)
            return &hosts[i];
    return NULL;
}

gk_status gk_link_wasi(const struct gk_link_host *host,
                       const gk_project *project, bool *out, gk_error *err)
{
    if (project->libc == GK_LIBC_WASI && !host->has_wasi)
        return gk_fail(err, GK_E_SCHEMA,
                       "in '%s': /build/libc: found \"wasi\", wanted "
                       "\"nowasi\": host '%s' has no WASI",
                       project->file, host->id);
    *out = host->has_wasi && project->libc != GK_LIBC_NOWASI;
    return GK_OK;
}

static gk_status add_libraries(const char *dir, const char *const *names,
                               gk_names *out, gk_error *err)
{
    gk_status st = GK_OK;

    for (; *names != NULL && st == GK_OK; names++) {
        gk_buf path = GK_BUF_INIT;

        gk_buf_printf(&path, "%s/lib%s.a", dir, *names);
        st = gk_buf_check(&path, err);
        if (st == GK_OK && !gk_path_exists(gk_buf_text(&path)))
            st = gk_fail(err, GK_E_NOENT, "'%s' is missing from the kit",
                         gk_buf_text(&path));
        if (st == GK_OK)
            st = gk_names_add(out, gk_buf_text(&path), err);
        gk_buf_clear(&path);
    }
    return st;
}

gk_status gk_link_libraries(const struct gk_linker *linker, gk_names *out,
                            gk_error *err)
{
    const struct gk_link_host *host = linker->host;
    gk_names found = GK_NAMES_INIT;
    bool wasi = false;
    gk_status st = gk_link_wasi(host, linker->project, &wasi, err);

    if (st == GK_OK)
        st = add_libraries(linker->lib_dir, host->libs, &found, err);
    if (st == GK_OK && !wasi)
        st = add_libraries(linker->lib_dir, host->nowasi, &found, err);
    /* After ours: nowasi stands in for what libc would import. */
    if (st == GK_OK)
        st = gk_names_add(&found, linker->libc, err);
    if (st == GK_OK)
        st = gk_names_add(&found, linker->builtins, err);
    if (st == GK_OK)
        *out = found;
    else
        gk_names_clear(&found);
    return st;
}

void gk_link_command(const struct gk_linker *linker, const gk_names *objects,
                     const gk_names *libraries, const char *output,
                     gk_argv *out)
{
    const gk_project *p = linker->project;

    gk_argv_add(out, linker->wasm_ld);
    gk_argv_add(out, "-m");
    gk_argv_add(out, "wasm32");
    if (linker->host->entry == NULL)
        gk_argv_add(out, "--no-entry");
    else
        gk_argv_addf(out, "--entry=%s", linker->host->entry);
    gk_argv_add(out, "--fatal-warnings");
    if (linker->host->imports_memory)
        gk_argv_add(out, "--import-memory");
    if (linker->host->global_base > 0)
        gk_argv_addf(out, "--global-base=%u", linker->host->global_base);
    else
        gk_argv_add(out, "--stack-first");
    gk_argv_add(out, "-z");
    gk_argv_addf(out, "stack-size=%llu", (unsigned long long)p->stack_size);
    if (p->memory_pages > 0)
        gk_argv_addf(out, "--initial-memory=%llu",
                     (unsigned long long)p->memory_pages * 65536);
    gk_argv_add_names(out, objects);
    gk_argv_add_names(out, libraries);
    gk_argv_add(out, "-o");
    gk_argv_add(out, output);
}

gk_status gk_link(const struct gk_linker *linker, const gk_argv *command,
                  bool color, gk_error *err)
{
    struct gk_spawn how = {.cwd = linker->project->dir};
    gk_argv argv = GK_ARGV_INIT;
    gk_status st;

    gk_argv_add_names(&argv, &command->words);
    gk_argv_addf(&argv, "--color-diagnostics=%s", color ? "always" : "never");
    st = gk_argv_run(&argv, how, err);
    gk_argv_clear(&argv);
    return st;
}
