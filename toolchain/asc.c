#include "toolchain/asc.h"

#include "core/base/home.h"
#include "toolchain/tools.h"

#include <stdlib.h>
#include <string.h>

#define MODULES "node_modules"
#define PROGRAM "assemblyscript/bin/asc.js"
#define SDK     "guestkit"

/* Whether a node_modules has compiler and SDK. */
static bool is_complete(const char *modules)
{
    char *program = gk_path_join(modules, PROGRAM);
    char *sdk = gk_path_join(modules, SDK "/package.json");
    bool there = program != NULL && sdk != NULL && gk_path_exists(program) &&
                 gk_path_exists(sdk);

    free(program);
    free(sdk);
    return there;
}

char *gk_asc_kit(void)
{
    char *modules = NULL;

    if (gk_home_path("sdk-assemblyscript/" MODULES, &modules, NULL) != GK_OK)
        return NULL;
    if (!is_complete(modules)) {
        free(modules);
        return NULL;
    }
    return modules;
}

/* The project's own, else the kit's. */
static gk_status find_modules(const gk_project *p, struct gk_asc *a,
                              gk_error *err)
{
    char *modules = gk_project_path(p, MODULES);
    gk_buf remedy = GK_BUF_LIMIT(512);

    if (modules == NULL)
        return gk_fail_nomem(err);
    a->own = is_complete(modules);
    if (a->own) {
        /* Run in the project's folder, so relative to it. */
        free(modules);
        a->modules = strdup(MODULES);
        return a->modules == NULL ? gk_fail_nomem(err) : GK_OK;
    }
    free(modules);
    a->modules = gk_asc_kit();
    if (a->modules != NULL)
        return GK_OK;
    gk_tool_remedy(GK_TOOL_ASC, &remedy);
    gk_fail(err, GK_E_TOOL,
            "the AssemblyScript compiler and the package \"" SDK
            "\" are neither in '%s/" MODULES "' nor in the kit: %s",
            p->dir, gk_buf_text(&remedy));
    gk_buf_clear(&remedy);
    return GK_E_TOOL;
}

static gk_status check_config(const gk_project *p, gk_error *err)
{
    char *path = gk_project_path(p, GK_ASC_CONFIG);
    gk_status st = GK_OK;

    if (path == NULL)
        return gk_fail_nomem(err);
    if (!gk_path_exists(path))
        st = gk_fail(err, GK_E_NOENT,
                     "'%s' is not there; to begin with: {\"extends\": \"" SDK
                     "/asconfig/%s.json\", \"entries\": [\"src/index.ts\"]}",
                     path, p->host);
    free(path);
    return st;
}

gk_status gk_asc_find(const gk_project *project, struct gk_asc *out,
                      gk_error *err)
{
    struct gk_asc a = {0};
    gk_status st = check_config(project, err);

    if (st == GK_OK)
        st = gk_tool_require(GK_TOOL_NODE, &a.node, err);
    if (st == GK_OK)
        st = find_modules(project, &a, err);
    if (st == GK_OK) {
        a.program = gk_path_join(a.modules, PROGRAM);
        a.sdk = gk_path_join(a.modules, SDK);
        if (a.program == NULL || a.sdk == NULL)
            st = gk_fail_nomem(err);
    }
    if (st == GK_OK)
        *out = a;
    else
        gk_asc_clear(&a);
    return st;
}

void gk_asc_clear(struct gk_asc *asc)
{
    if (asc == NULL)
        return;
    free(asc->node);
    free(asc->modules);
    free(asc->program);
    free(asc->sdk);
    memset(asc, 0, sizeof *asc);
}

/* What the SDK's targets "release" and "debug" do not say already. */
static void add_levels(const gk_project *p, bool debug, gk_argv *out)
{
    gk_argv_add(out, "--target");
    gk_argv_add(out, debug ? "debug" : "release");
    /* Names of functions: for backtraces and reports. */
    gk_argv_add(out, "--debug");
    if (debug || p->optimize == GK_OPTIMIZE_SIZE)
        return;
    gk_argv_add(out, "--optimizeLevel");
    gk_argv_add(out, p->optimize == GK_OPTIMIZE_SPEED ? "3" : "0");
    gk_argv_add(out, "--shrinkLevel");
    gk_argv_add(out, "0");
}

void gk_asc_command(const struct gk_asc *asc, const gk_project *project,
                    bool debug, const char *output, gk_argv *out)
{
    if (!asc->own) {
        /* For "extends" and transforms; --path is for imports. */
        gk_argv_add(out, "env");
        gk_argv_addf(out, "NODE_PATH=%s", asc->modules);
    }
    gk_argv_add(out, asc->node);
    gk_argv_add(out, asc->program);
    if (!asc->own) {
        gk_argv_add(out, "--path");
        gk_argv_add(out, asc->modules);
    }
    add_levels(project, debug, out);
    gk_argv_add(out, "--stackSize");
    gk_argv_addf(out, "%llu", (unsigned long long)project->stack_size);
    if (project->memory_pages > 0) {
        gk_argv_add(out, "--initialMemory");
        gk_argv_addf(out, "%llu", (unsigned long long)project->memory_pages);
    }
    gk_argv_add(out, "--outFile");
    gk_argv_add(out, output);
}

gk_status gk_asc_run(const gk_project *project, const gk_argv *command,
                     bool color, gk_error *err)
{
    struct gk_spawn how = {.cwd = project->dir};
    gk_argv argv = GK_ARGV_INIT;
    gk_error why = GK_ERROR_INIT;
    gk_status st;

    gk_argv_add_names(&argv, &command->words);
    /* Not part of the command: colours change nothing in the module. */
    if (!color)
        gk_argv_add(&argv, "--noColors");
    st = gk_argv_run(&argv, how, &why);
    if (st == GK_E_FAILED)
        gk_fail(err, st, "the AssemblyScript compiler refused '%s'",
                project->name);
    else if (st != GK_OK)
        gk_fail(err, st, "%s", why.text);
    gk_argv_clear(&argv);
    return st;
}

/* --- what a module is made from ------------------------------------------- */

static bool is_read(const char *name)
{
    size_t len = strlen(name);

    return (len > 3 && strcmp(name + len - 3, ".ts") == 0) ||
           (len > 3 && strcmp(name + len - 3, ".js") == 0) ||
           (len > 5 && strcmp(name + len - 5, ".json") == 0);
}

/* The SDK's files. Changing one is rare, but who works on it must see it. */
static gk_status walk(const gk_project *p, const char *folder, gk_names *out,
                      gk_error *err)
{
    gk_names names = GK_NAMES_INIT;
    char *full = gk_project_path(p, folder);
    gk_status st =
        full == NULL ? gk_fail_nomem(err) : gk_list_dir(full, &names, err);

    for (size_t i = 0; i < names.count && st == GK_OK; i++) {
        char *path = gk_path_join(folder, names.at[i]);
        char *place = path != NULL ? gk_project_path(p, path) : NULL;

        if (place == NULL)
            st = gk_fail_nomem(err);
        else if (gk_path_is_dir(place) && strcmp(names.at[i], MODULES) != 0)
            st = walk(p, path, out, err);
        else if (is_read(names.at[i]))
            st = gk_names_add(out, path, err);
        free(place);
        free(path);
    }
    gk_names_clear(&names);
    free(full);
    return st;
}

gk_status gk_asc_inputs(const struct gk_asc *asc, const gk_project *project,
                        gk_names *out, gk_error *err)
{
    /* Packages do not change without their version. */
    static const char *const packages[] = {"assemblyscript/package.json",
                                           "json-as/package.json",
                                           "xjb-as/package.json"};
    gk_status st = gk_names_add(out, GK_ASC_CONFIG, err);

    for (size_t i = 0; i < sizeof packages / sizeof *packages && st == GK_OK;
         i++) {
        char *path = gk_path_join(asc->modules, packages[i]);
        char *place = path != NULL ? gk_project_path(project, path) : NULL;

        if (place == NULL)
            st = gk_fail_nomem(err);
        else if (gk_path_exists(place))
            st = gk_names_add(out, path, err);
        free(place);
        free(path);
    }
    if (st == GK_OK)
        st = walk(project, asc->sdk, out, err);
    return st;
}
