/* The first half of a build: which sources changed, and their objects. */
#include "toolchain/builder.h"

#include "core/base/home.h"
#include "toolchain/tools.h"

#include <stdlib.h>
#include <string.h>

static bool text_is(const gk_json *value, const char *text)
{
    const char *found = gk_json_text(value);

    return found != NULL && strcmp(found, text) == 0;
}

void gk_builder_say(const struct gk_builder *b, const gk_argv *command)
{
    gk_buf line = GK_BUF_INIT;

    if (b->options->commands == NULL)
        return;
    gk_argv_print(command, &line);
    fprintf(b->options->commands, "%s\n", gk_buf_text(&line));
    fflush(b->options->commands);
    gk_buf_clear(&line);
}

gk_status gk_builder_used(struct gk_builder *b, const char *program,
                          gk_error *err)
{
    char *real = gk_tool_real_path(program);
    char identity[64];
    gk_status st;

    if (real == NULL)
        return gk_fail_nomem(err);
    gk_build_program_identity(real, identity);
    st = gk_json_set_string(b->programs, real, identity);
    free(real);
    return st == GK_OK ? GK_OK : gk_fail_nomem(err);
}

/* A source's command, its hash and its object. */
struct unit {
    const char *source;
    char *object;
    gk_argv command;
    char hash[GK_SHA256_HEX_BYTES];
};

static void unit_clear(struct unit *u)
{
    free(u->object);
    gk_argv_clear(&u->command);
}

static gk_status unit_init(struct unit *u, const struct gk_builder *b,
                           const char *source, gk_error *err)
{
    const struct gk_compiler compiler = {b->project, b->clang, b->include,
                                         b->options->debug};

    memset(u, 0, sizeof *u);
    u->source = source;
    u->object = gk_build_object(source);
    if (u->object == NULL)
        return gk_fail_nomem(err);
    gk_compile_command(&compiler, source, u->object, &u->command);
    if (u->command.status != GK_OK)
        return gk_fail_nomem(err);
    gk_argv_hash(&u->command, u->hash);
    return GK_OK;
}

/* An entry of compile_commands.json. */
static gk_status add_command(struct gk_builder *b, const char *folder,
                             const struct unit *u, gk_error *err)
{
    gk_json *entry = gk_json_new_object();
    gk_status st = gk_json_set_string(entry, "directory", folder);

    if (st == GK_OK)
        st = gk_json_set_string(entry, "file", u->source);
    if (st == GK_OK)
        st = gk_json_set_string(entry, "output", u->object);
    if (st == GK_OK)
        st = gk_json_set(entry, "arguments", gk_argv_json(&u->command));
    if (st != GK_OK)
        gk_json_free(entry);
    else
        st = gk_json_push(b->commands, entry);
    return st == GK_OK ? GK_OK : gk_fail_nomem(err);
}

gk_status gk_builder_plan(struct gk_builder *b, gk_error *err)
{
    char *folder = realpath(b->project->dir, NULL);
    gk_status st = folder == NULL
                       ? gk_fail(err, GK_E_NOENT, "folder '%s' cannot be found",
                                 b->project->dir)
                       : GK_OK;

    if (st == GK_OK)
        st = gk_project_sources(b->project, &b->sources, err);
    if (st == GK_OK)
        st = gk_tool_require(GK_TOOL_CLANG, &b->clang, err);
    if (st == GK_OK)
        st = gk_home_path("sdk-c/include", &b->include, err);
    for (size_t i = 0; i < b->sources.count && st == GK_OK; i++) {
        struct unit u;

        st = unit_init(&u, b, b->sources.at[i], err);
        if (st == GK_OK)
            st = add_command(b, folder, &u, err);
        unit_clear(&u);
    }
    free(folder);
    return st;
}

bool gk_builder_plan_is_same(const struct gk_builder *b)
{
    const gk_json *objects = gk_json_get(b->old, "objects");
    bool same = true;

    for (size_t i = 0; i < b->sources.count && same; i++) {
        const gk_json *row;
        struct unit u;

        same = unit_init(&u, b, b->sources.at[i], NULL) == GK_OK;
        row = same ? gk_json_get(objects, u.object) : NULL;
        same = same && text_is(gk_json_get(row, "command"), u.hash);
        unit_clear(&u);
    }
    return same;
}

/* --- one object ----------------------------------------------------------- */

/* Whether the compiler of today is the recorded one. */
static bool compiler_is_same(const struct gk_builder *b)
{
    const gk_json *programs = gk_json_get(b->old, "programs");
    char *real = gk_tool_real_path(b->clang);
    char identity[64];
    bool same = false;

    if (real != NULL) {
        gk_build_program_identity(real, identity);
        same = text_is(gk_json_get(programs, real), identity);
    }
    free(real);
    return same;
}

/* Not remembered in b->files: an object is no input. */
static gk_status hash_object(const struct gk_builder *b, const struct unit *u,
                             char out[GK_SHA256_HEX_BYTES], gk_error *err)
{
    gk_json *once = gk_json_new_object();
    gk_status st = once == NULL
                       ? gk_fail_nomem(err)
                       : gk_build_hash(b->project, u->object, once, out, err);

    gk_json_free(once);
    return st;
}

/* The recorded row of an object that need not be made again, else NULL. */
static const gk_json *up_to_date(struct gk_builder *b, const struct unit *u)
{
    const gk_json *row = gk_json_get(gk_json_get(b->old, "objects"), u->object);
    const gk_json *files = gk_json_get(b->old, "files");
    char now[GK_SHA256_HEX_BYTES];

    if (!text_is(gk_json_get(row, "command"), u->hash) ||
        !compiler_is_same(b) || gk_json_get(row, "inputs") == NULL)
        return NULL;
    for (const gk_json *m = gk_json_first(gk_json_get(row, "inputs"));
         m != NULL; m = gk_json_next(m)) {
        const char *path = gk_json_text(m);

        if (path == NULL ||
            gk_build_hash(b->project, path, b->files, now, NULL) != GK_OK ||
            !text_is(gk_json_get(files, path), now))
            return NULL;
    }
    return hash_object(b, u, now, NULL) == GK_OK &&
                   text_is(gk_json_get(row, "sha256"), now)
               ? row
               : NULL;
}

static gk_status record_inputs(struct gk_builder *b, gk_json *row,
                               const gk_names *inputs, gk_error *err)
{
    gk_json *list = gk_json_new_array();
    gk_status st = list == NULL ? gk_fail_nomem(err) : GK_OK;

    for (size_t i = 0; i < inputs->count && st == GK_OK; i++) {
        char hash[GK_SHA256_HEX_BYTES];

        st = gk_build_hash(b->project, inputs->at[i], b->files, hash, err);
        if (st == GK_OK &&
            gk_json_push(list, gk_json_new_string(inputs->at[i])) != GK_OK)
            st = gk_fail_nomem(err);
    }
    if (st != GK_OK)
        gk_json_free(list);
    else if (gk_json_set(row, "inputs", list) != GK_OK)
        st = gk_fail_nomem(err);
    return st;
}

static gk_status record_object(struct gk_builder *b, const struct unit *u,
                               const gk_names *inputs, gk_error *err)
{
    gk_json *row = gk_json_new_object();
    char hash[GK_SHA256_HEX_BYTES];
    gk_status st = hash_object(b, u, hash, err);

    if (st == GK_OK && (gk_json_set_string(row, "source", u->source) != GK_OK ||
                        gk_json_set_string(row, "command", u->hash) != GK_OK ||
                        gk_json_set_string(row, "sha256", hash) != GK_OK))
        st = gk_fail_nomem(err);
    if (st == GK_OK)
        st = record_inputs(b, row, inputs, err);
    if (st != GK_OK)
        gk_json_free(row);
    else if (gk_json_set(b->objects, u->object, row) != GK_OK)
        st = gk_fail_nomem(err);
    return st;
}

static gk_status make_object(struct gk_builder *b, const struct unit *u,
                             gk_error *err)
{
    const struct gk_compiler compiler = {b->project, b->clang, b->include,
                                         b->options->debug};
    const gk_json *row = up_to_date(b, u);
    gk_names inputs = GK_NAMES_INIT;
    gk_status st;

    if (row != NULL)
        return gk_json_set(b->objects, u->object, gk_json_copy(row)) == GK_OK
                   ? GK_OK
                   : gk_fail_nomem(err);
    gk_builder_say(b, &u->command);
    b->compiled++;
    st = gk_compile(&compiler, &u->command, b->options->color, u->object,
                    &inputs, err);
    if (st == GK_OK)
        st = record_object(b, u, &inputs, err);
    gk_names_clear(&inputs);
    return st;
}

gk_status gk_builder_compile(struct gk_builder *b, gk_names *objects,
                             gk_error *err)
{
    gk_status st = gk_builder_used(b, b->clang, err);
    size_t refused = 0;
    gk_error first = GK_ERROR_INIT;

    for (size_t i = 0; i < b->sources.count && st == GK_OK; i++) {
        gk_error one = GK_ERROR_INIT;
        struct unit u;

        st = unit_init(&u, b, b->sources.at[i], &one);
        if (st == GK_OK)
            st = make_object(b, &u, &one);
        if (st == GK_OK)
            st = gk_names_add(objects, u.object, &one);
        if (st != GK_OK && refused == 0) {
            gk_wrap(&one, "'%s'", b->sources.at[i]);
            first = one;
        }
        if (st == GK_E_FAILED) {
            refused++;
            st = GK_OK;
        }
        unit_clear(&u);
    }
    if (st != GK_OK)
        return gk_fail(err, st, "%s", first.text);
    if (refused > 1)
        return gk_fail(err, GK_E_FAILED, "%zu of %zu files do not compile",
                       refused, b->sources.count);
    return refused == 1 ? gk_fail(err, GK_E_FAILED, "%s", first.text) : GK_OK;
}
