#include "toolchain/link.h"

#include <stdlib.h>
#include <string.h>

static const struct gk_link_host hosts[] = {
    /* Below 1 MiB the host writes arguments and results of each call. */
    {"cortex",
     true,
     0x100000,
     {"guestkit-cortex", "guestkit-json", "guestkit-base", "guestkit-nowasi",
      NULL}},
    {"hugind", false, 1024, {"guestkit-json", "guestkit-base", NULL}},
};

const struct gk_link_host *gk_link_host_find(const char *id)
{
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        if (strcmp(hosts[i].id, id) == 0)
            return &hosts[i];
    return NULL;
}

gk_status gk_link_libraries(const struct gk_linker *linker, gk_names *out,
                            gk_error *err)
{
    gk_names found = GK_NAMES_INIT;
    gk_status st = GK_OK;

    for (const char *const *lib = linker->host->libs;
         *lib != NULL && st == GK_OK; lib++) {
        gk_buf path = GK_BUF_INIT;

        gk_buf_printf(&path, "%s/lib%s.a", linker->lib_dir, *lib);
        st = gk_buf_check(&path, err);
        if (st == GK_OK && !gk_path_exists(gk_buf_text(&path)))
            st = gk_fail(err, GK_E_NOENT, "'%s' is missing from the kit",
                         gk_buf_text(&path));
        if (st == GK_OK)
            st = gk_names_add(&found, gk_buf_text(&path), err);
        gk_buf_clear(&path);
    }
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
    gk_argv_add(out, "--no-entry");
    gk_argv_add(out, "--fatal-warnings");
    if (linker->host->imports_memory)
        gk_argv_add(out, "--import-memory");
    gk_argv_addf(out, "--global-base=%u", linker->host->global_base);
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
