#include "toolchain/build.h"

#include "core/base/home.h"
#include "core/base/limits.h"
#include "toolchain/builder.h"
#include "toolchain/finish.h"
#include "toolchain/tools.h"

#include <stdlib.h>
#include <string.h>

#define COMMANDS_FILE "compile_commands.json"

static void builder_clear(struct gk_builder *b)
{
    gk_json_free(b->old);
    gk_json_free(b->record);
    gk_json_free(b->commands);
    gk_names_clear(&b->sources);
    free(b->clang);
    free(b->include);
    gk_asc_clear(&b->asc);
    gk_argv_clear(&b->command);
}

static bool is_asc(const struct gk_builder *b)
{
    return strcmp(b->project->lang, "as") == 0;
}

/* A new object under `key` of the record; borrowed from it. */
static gk_json *new_part(gk_json *record, const char *key)
{
    gk_json *part = gk_json_new_object();

    return gk_json_set(record, key, part) == GK_OK ? part : NULL;
}

static gk_status builder_init(struct gk_builder *b, gk_error *err)
{
    char hash[GK_SHA256_HEX_BYTES];

    b->host = gk_link_host_find(b->project->host);
    if (b->host == NULL)
        return gk_fail(err, GK_E_UNSUPPORTED,
                       "in '%s': guests of host '%s' cannot be built by this "
                       "version",
                       b->project->file, b->project->host);
    b->record = gk_json_new_object();
    b->commands = gk_json_new_array();
    b->files = new_part(b->record, "files");
    b->objects = new_part(b->record, "objects");
    b->programs = new_part(b->record, "programs");
    if (b->commands == NULL || b->files == NULL || b->objects == NULL ||
        b->programs == NULL ||
        gk_json_set_bool(b->record, "debug", b->options->debug) != GK_OK)
        return gk_fail_nomem(err);
    return gk_build_hash(b->project, GK_PROJECT_FILE, b->files, hash, err);
}

/* --- link and finish ------------------------------------------------------ */

/* What linking and finishing need, full paths, owned. */
struct link_tools {
    char *wasm_ld, *lib_dir, *libc, *builtins, *opt;
};

static void link_tools_clear(struct link_tools *t)
{
    free(t->wasm_ld);
    free(t->lib_dir);
    free(t->libc);
    free(t->builtins);
    free(t->opt);
}

static bool wants_optimiser(const struct gk_builder *b)
{
    return !b->options->debug && b->project->optimize != GK_OPTIMIZE_NONE;
}

static gk_status find_linker(struct gk_builder *b, struct link_tools *t,
                             gk_error *err)
{
    gk_status st = gk_tool_require(GK_TOOL_WASM_LD, &t->wasm_ld, err);

    if (st == GK_OK)
        st = gk_tool_require(GK_TOOL_LIBC, &t->libc, err);
    if (st == GK_OK)
        st = gk_tool_require(GK_TOOL_BUILTINS, &t->builtins, err);
    if (st == GK_OK)
        st = gk_home_path("lib", &t->lib_dir, err);
    if (st == GK_OK)
        st = gk_builder_used(b, t->wasm_ld, err);
    return st;
}

static gk_status find_link_tools(struct gk_builder *b, struct link_tools *t,
                                 gk_error *err)
{
    gk_status st = is_asc(b) ? GK_OK : find_linker(b, t, err);

    if (st == GK_OK && wants_optimiser(b))
        st = gk_tool_require(GK_TOOL_OPT, &t->opt, err);
    if (st == GK_OK && t->opt != NULL)
        st = gk_builder_used(b, t->opt, err);
    return st;
}

static gk_status link_objects(struct gk_builder *b, const struct link_tools *t,
                              const gk_names *objects, gk_error *err)
{
    const struct gk_linker linker = {b->project, b->host, t->wasm_ld,
                                     t->lib_dir, t->libc, t->builtins};
    gk_names libraries = GK_NAMES_INIT;
    gk_argv command = GK_ARGV_INIT;
    char hash[GK_SHA256_HEX_BYTES];
    gk_status st = gk_link_libraries(&linker, &libraries, err);

    for (size_t i = 0; i < libraries.count && st == GK_OK; i++)
        st = gk_build_hash(b->project, libraries.at[i], b->files, hash, err);
    if (st == GK_OK) {
        gk_link_command(&linker, objects, &libraries, GK_LINKED_FILE, &command);
        gk_builder_say(b, &command);
        st = gk_link(&linker, &command, b->options->color, err);
    }
    gk_argv_clear(&command);
    gk_names_clear(&libraries);
    return st;
}

static gk_status finish_module(struct gk_builder *b, const struct link_tools *t,
                               struct gk_finished *out, gk_error *err)
{
    const struct gk_finish how = {
        .host = gk_abi_host_find(b->project->host),
        .imports_memory = b->host->imports_memory,
        .starts_itself = is_asc(b),
        .keep_debug = b->options->debug,
        .optimize =
            wants_optimiser(b) ? b->project->optimize : GK_OPTIMIZE_NONE,
        .opt = t->opt,
    };
    char *path = gk_project_path(b->project, GK_LINKED_FILE);
    gk_map linked = GK_MAP_INIT;
    gk_status st;

    if (path == NULL)
        return gk_fail_nomem(err);
    st = gk_map_file(path, GK_MAX_MODULE_BYTES, &linked, err);
    if (st == GK_OK)
        st = gk_finish(&how, linked.data, linked.len, out, err);
    gk_map_clear(&linked);
    free(path);
    return st;
}

/* --- what is left behind -------------------------------------------------- */

static gk_status write_in_project(const gk_project *project, const char *name,
                                  const void *bytes, size_t len, gk_error *err)
{
    char *path = gk_project_path(project, name);
    char *folder = path != NULL ? gk_path_dir(path) : NULL;
    gk_status st =
        folder == NULL ? gk_fail_nomem(err) : gk_make_dirs(folder, err);

    if (st == GK_OK)
        st = gk_write_file(path, bytes, len, 0644, err);
    free(folder);
    free(path);
    return st;
}

/* For editors; left alone when it is the same, so that they do not reload. */
static gk_status write_commands(const struct gk_builder *b, gk_error *err)
{
    char *path = gk_project_path(b->project, COMMANDS_FILE);
    gk_json *old = NULL;
    gk_buf text = GK_BUF_INIT;
    gk_status st = path == NULL ? gk_fail_nomem(err) : GK_OK;

    if (st == GK_OK && gk_json_read(path, &old, NULL) == GK_OK &&
        gk_json_equal(old, b->commands))
        goto done;
    if (st == GK_OK) {
        gk_json_print(b->commands, GK_JSON_PRETTY | GK_JSON_SORTED, &text);
        gk_buf_byte(&text, '\n');
        st = gk_buf_check(&text, err);
    }
    if (st == GK_OK)
        st = gk_write_file(path, text.data, text.len, 0644, err);
done:
    gk_buf_clear(&text);
    gk_json_free(old);
    free(path);
    return st;
}

static gk_status record_output(struct gk_builder *b,
                               const struct gk_finished *f, const char *sha256,
                               gk_error *err)
{
    gk_json *o = new_part(b->record, "output");
    gk_json *warnings = gk_json_new_array();
    gk_status st = gk_json_set_string(o, "path", b->project->output);

    for (size_t i = 0; i < f->warnings.count && st == GK_OK; i++)
        st = gk_json_push(warnings, gk_json_new_string(f->warnings.at[i]));
    if (st == GK_OK)
        st = gk_json_set_string(o, "sha256", sha256);
    if (st == GK_OK)
        st = gk_json_set_number(o, "bytes", (double)f->module.len);
    if (st == GK_OK)
        st = gk_json_set_number(o, "plain_bytes", (double)f->plain_bytes);
    if (st == GK_OK)
        st = gk_json_set_bool(o, "optimised", f->optimised);
    if (st == GK_OK)
        st = gk_json_set_number(o, "memory_pages", (double)f->memory_pages);
    if (st == GK_OK)
        st = gk_json_set_bool(o, "memory_imported", f->memory_imported);
    if (st == GK_OK)
        st = gk_json_set_bool(o, "memory_exported", f->memory_exported);
    if (st != GK_OK)
        gk_json_free(warnings);
    else
        st = gk_json_set(o, "warnings", warnings);
    return st == GK_OK ? GK_OK : gk_fail_nomem(err);
}

/* The result as a record tells it. */
static gk_status read_output(const struct gk_builder *b, const gk_json *record,
                             struct gk_built *out, gk_error *err)
{
    const gk_json *o = gk_json_get(record, "output");
    const char *sha256 = gk_json_text(gk_json_get(o, "sha256"));
    struct gk_built r = {0};
    gk_status st = GK_OK;

    r.path = gk_project_path(b->project, b->project->output);
    if (r.path == NULL || sha256 == NULL)
        st = gk_fail_nomem(err);
    for (const gk_json *m = gk_json_first(gk_json_get(o, "warnings"));
         m != NULL && st == GK_OK; m = gk_json_next(m))
        if (gk_json_text(m) != NULL)
            st = gk_names_add(&r.warnings, gk_json_text(m), err);
    if (st != GK_OK) {
        gk_built_clear(&r);
        return st;
    }
    snprintf(r.sha256, sizeof r.sha256, "%s", sha256);
    r.bytes = (size_t)gk_json_number(gk_json_get(o, "bytes"));
    r.plain_bytes = (size_t)gk_json_number(gk_json_get(o, "plain_bytes"));
    r.optimised = gk_json_true(gk_json_get(o, "optimised"));
    r.debug = gk_json_true(gk_json_get(record, "debug"));
    r.memory_pages = (uint64_t)gk_json_number(gk_json_get(o, "memory_pages"));
    r.memory_imported = gk_json_true(gk_json_get(o, "memory_imported"));
    r.memory_exported = gk_json_true(gk_json_get(o, "memory_exported"));
    r.compiled = b->compiled;
    *out = r;
    return GK_OK;
}

/* --- the whole ------------------------------------------------------------ */

static gk_status make_module(struct gk_builder *b, const gk_names *objects,
                             gk_error *err)
{
    struct gk_finished f = GK_FINISHED_INIT;
    struct link_tools tools = {0};
    char sha256[GK_SHA256_HEX_BYTES];
    gk_status st = find_link_tools(b, &tools, err);

    if (st == GK_OK && !is_asc(b))
        st = link_objects(b, &tools, objects, err);
    if (st == GK_OK)
        st = finish_module(b, &tools, &f, err);
    if (st == GK_OK)
        st = write_in_project(b->project, b->project->output, f.module.data,
                              f.module.len, err);
    if (st == GK_OK) {
        gk_sha256_hex(f.module.data, f.module.len, sha256);
        st = record_output(b, &f, sha256, err);
    }
    gk_finished_clear(&f);
    link_tools_clear(&tools);
    return st;
}

static bool nothing_to_do(const struct gk_builder *b)
{
    return b->old != NULL &&
           gk_json_true(gk_json_get(b->old, "debug")) == b->options->debug &&
           gk_json_get(b->old, "output") != NULL &&
           (is_asc(b) ? gk_builder_plan_asc_is_same(b)
                      : gk_builder_plan_is_same(b)) &&
           gk_build_record_is_fresh(b->project, b->old, NULL);
}

static gk_status make_all(struct gk_builder *b, gk_error *err)
{
    gk_names objects = GK_NAMES_INIT;
    gk_status st = is_asc(b) ? gk_builder_compile_asc(b, err)
                             : gk_builder_compile(b, &objects, err);

    if (st == GK_OK)
        st = make_module(b, &objects, err);
    gk_names_clear(&objects);
    /* Also after a failure: what did compile need not be compiled again. A
     * record without output is never fresh. */
    if (st == GK_OK)
        st = gk_build_record_write(b->project, b->record, err);
    else if (st == GK_E_FAILED &&
             gk_build_record_write(b->project, b->record, NULL) != GK_OK)
        return st;
    return st;
}

gk_status gk_build(const gk_project *project,
                   const struct gk_build_options *options, struct gk_built *out,
                   gk_error *err)
{
    struct gk_builder b = {.project = project, .options = options};
    gk_status st = builder_init(&b, err);

    if (st == GK_OK)
        st = is_asc(&b) ? gk_builder_plan_asc(&b, err)
                        : gk_builder_plan(&b, err);
    if (st == GK_OK && !is_asc(&b))
        st = write_commands(&b, err);
    if (st == GK_OK)
        st = gk_build_record_read(project, &b.old, err);
    if (st == GK_OK && nothing_to_do(&b)) {
        st = read_output(&b, b.old, out, err);
        if (st == GK_OK)
            out->fresh = true;
    } else if (st == GK_OK) {
        st = make_all(&b, err);
        if (st == GK_OK)
            st = read_output(&b, b.record, out, err);
    }
    builder_clear(&b);
    return st;
}

void gk_built_clear(struct gk_built *built)
{
    if (built == NULL)
        return;
    free(built->path);
    gk_names_clear(&built->warnings);
    memset(built, 0, sizeof *built);
}
