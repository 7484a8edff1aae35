/* A build of an AssemblyScript project: one command makes the module. */
#include "toolchain/asc.h"
#include "toolchain/builder.h"

#include <stdlib.h>
#include <string.h>

gk_status gk_builder_plan_asc(struct gk_builder *b, gk_error *err)
{
    gk_status st = gk_project_sources(b->project, &b->sources, err);

    if (st == GK_OK)
        st = gk_asc_find(b->project, &b->asc, err);
    if (st == GK_OK) {
        gk_asc_command(&b->asc, b->project, b->options->debug, GK_LINKED_FILE,
                       &b->command);
        if (b->command.status != GK_OK)
            st = gk_fail_nomem(err);
    }
    return st;
}

bool gk_builder_plan_asc_is_same(const struct gk_builder *b)
{
    const gk_json *objects = gk_json_get(b->old, "objects");
    char hash[GK_SHA256_HEX_BYTES];
    bool same = true;

    gk_argv_hash(&b->command, hash);
    for (size_t i = 0; i < b->sources.count && same; i++) {
        char *object = gk_build_object(b->sources.at[i]);
        const char *found =
            gk_json_text(gk_json_get(gk_json_get(objects, object), "command"));

        same = object != NULL && found != NULL && strcmp(found, hash) == 0;
        free(object);
    }
    return same;
}

/* A row for each source, so that the record tells one that came or went. */
static gk_status record_sources(struct gk_builder *b, gk_error *err)
{
    char command[GK_SHA256_HEX_BYTES], hash[GK_SHA256_HEX_BYTES];
    gk_status st = GK_OK;

    gk_argv_hash(&b->command, command);
    for (size_t i = 0; i < b->sources.count && st == GK_OK; i++) {
        const char *source = b->sources.at[i];
        char *object = gk_build_object(source);
        gk_json *row = gk_json_new_object();

        st = gk_build_hash(b->project, source, b->files, hash, err);
        if (st == GK_OK &&
            (object == NULL ||
             gk_json_set_string(row, "source", source) != GK_OK ||
             gk_json_set_string(row, "command", command) != GK_OK))
            st = gk_fail_nomem(err);
        if (st != GK_OK)
            gk_json_free(row);
        else if (gk_json_set(b->objects, object, row) != GK_OK)
            st = gk_fail_nomem(err);
        free(object);
    }
    return st;
}

static gk_status record_inputs(struct gk_builder *b, gk_error *err)
{
    gk_names inputs = GK_NAMES_INIT;
    char hash[GK_SHA256_HEX_BYTES];
    gk_status st = gk_asc_inputs(&b->asc, b->project, &inputs, err);

    for (size_t i = 0; i < inputs.count && st == GK_OK; i++)
        st = gk_build_hash(b->project, inputs.at[i], b->files, hash, err);
    gk_names_clear(&inputs);
    return st;
}

static gk_status make_folder(const gk_project *p, gk_error *err)
{
    char *path = gk_project_path(p, GK_LINKED_FILE);
    char *folder = path != NULL ? gk_path_dir(path) : NULL;
    gk_status st =
        folder == NULL ? gk_fail_nomem(err) : gk_make_dirs(folder, err);

    free(folder);
    free(path);
    return st;
}

gk_status gk_builder_compile_asc(struct gk_builder *b, gk_error *err)
{
    gk_status st = gk_builder_used(b, b->asc.node, err);

    /* Before it runs: what is changed meanwhile is a change. */
    if (st == GK_OK)
        st = record_sources(b, err);
    if (st == GK_OK)
        st = record_inputs(b, err);
    if (st == GK_OK)
        st = make_folder(b->project, err);
    if (st == GK_OK) {
        gk_builder_say(b, &b->command);
        b->compiled = b->sources.count;
        st = gk_asc_run(b->project, &b->command, b->options->color, err);
    }
    return st;
}
