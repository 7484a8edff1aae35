#include "core/manifest/build_record.h"

#include "core/base/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SCHEMA "guestkit.build-record/1"

static bool text_is(const gk_json *value, const char *text)
{
    const char *found = gk_json_text(value);

    return found != NULL && strcmp(found, text) == 0;
}

gk_status gk_build_record_read(const gk_project *project, gk_json **out,
                               gk_error *err)
{
    char *path = gk_project_path(project, GK_BUILD_RECORD_FILE);
    gk_json *record = NULL;
    gk_status st;

    if (path == NULL)
        return gk_fail_nomem(err);
    st = gk_json_read(path, &record, NULL);
    free(path);
    if (st == GK_E_NOMEM)
        return gk_fail_nomem(err);
    if (st != GK_OK || !text_is(gk_json_get(record, "schema"), SCHEMA) ||
        !text_is(gk_json_get(record, "kit"), GK_VERSION)) {
        gk_json_free(record);
        record = NULL;
    }
    *out = record;
    return GK_OK;
}

gk_status gk_build_record_write(const gk_project *project,
                                const gk_json *record, gk_error *err)
{
    char *path = gk_project_path(project, GK_BUILD_RECORD_FILE);
    gk_json *whole = gk_json_copy(record);
    gk_buf text = GK_BUF_INIT;
    gk_status st = GK_E_NOMEM;

    if (path != NULL)
        st = gk_json_set_string(whole, "schema", SCHEMA);
    if (st == GK_OK)
        st = gk_json_set_string(whole, "kit", GK_VERSION);
    if (st == GK_OK)
        st = gk_json_print(whole, GK_JSON_PRETTY | GK_JSON_SORTED, &text);
    if (st == GK_OK)
        st = gk_buf_byte(&text, '\n');
    if (st == GK_OK)
        st = gk_write_file(path, text.data, text.len, 0644, err);
    else
        gk_fail_nomem(err);
    gk_buf_clear(&text);
    gk_json_free(whole);
    free(path);
    return st;
}

gk_status gk_build_hash(const gk_project *project, const char *path,
                        gk_json *files, char out[GK_SHA256_HEX_BYTES],
                        gk_error *err)
{
    const char *known = gk_json_text(gk_json_get(files, path));
    gk_map map = GK_MAP_INIT;
    char *full;
    gk_status st;

    if (known != NULL && strlen(known) == GK_SHA256_HEX_BYTES - 1) {
        memcpy(out, known, GK_SHA256_HEX_BYTES);
        return GK_OK;
    }
    full = gk_project_path(project, path);
    if (full == NULL)
        return gk_fail_nomem(err);
    st = gk_map_file(full, GK_MAX_MODULE_BYTES, &map, err);
    free(full);
    if (st != GK_OK)
        return st;
    gk_sha256_hex(map.data, map.len, out);
    gk_map_clear(&map);
    if (gk_json_set_string(files, path, out) != GK_OK)
        return gk_fail_nomem(err);
    return GK_OK;
}

char *gk_build_object(const char *source)
{
    gk_buf path = GK_BUF_INIT;

    gk_buf_printf(&path, GK_BUILD_DIR "/obj/%s.o", source);
    return gk_buf_take(&path);
}

void gk_build_program_identity(const char *path, char out[64])
{
    struct stat info;

    out[0] = '\0';
    if (stat(path, &info) == 0)
        snprintf(out, 64, "%lld %lld.%09ld", (long long)info.st_size,
                 (long long)info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
}

static bool differs(gk_buf *why, const char *path, const char *how)
{
    if (why != NULL)
        gk_buf_printf(why, "%s %s", path, how);
    return false;
}

static bool programs_are_same(const gk_json *record, gk_buf *why)
{
    const gk_json *programs = gk_json_get(record, "programs");

    for (const gk_json *m = gk_json_first(programs); m != NULL;
         m = gk_json_next(m)) {
        char now[64];

        gk_build_program_identity(gk_json_key(m), now);
        if (!text_is(m, now))
            return differs(why, gk_json_key(m), "is another version");
    }
    return true;
}

static bool files_are_same(const gk_project *project, const gk_json *record,
                           gk_buf *why)
{
    gk_json *fresh = gk_json_new_object();
    const gk_json *files = gk_json_get(record, "files");
    bool same = fresh != NULL;

    for (const gk_json *m = gk_json_first(files); m != NULL && same;
         m = gk_json_next(m)) {
        char now[GK_SHA256_HEX_BYTES];

        if (gk_build_hash(project, gk_json_key(m), fresh, now, NULL) != GK_OK)
            same = differs(why, gk_json_key(m), "is gone");
        else if (!text_is(m, now))
            same = differs(why, gk_json_key(m), "changed");
    }
    gk_json_free(fresh);
    return same;
}

/* The sources of today are the recorded ones: none was added or removed. */
static bool sources_are_same(const gk_project *project, const gk_json *record,
                             gk_buf *why)
{
    const gk_json *objects = gk_json_get(record, "objects");
    gk_names sources = GK_NAMES_INIT;
    bool same = gk_project_sources(project, &sources, NULL) == GK_OK &&
                sources.count == gk_json_count(objects);

    for (size_t i = 0; i < sources.count && same; i++) {
        char *object = gk_build_object(sources.at[i]);

        same = object != NULL && gk_json_get(objects, object) != NULL;
        free(object);
    }
    gk_names_clear(&sources);
    return same ? true : differs(why, "the list of sources", "changed");
}

static bool output_is_same(const gk_project *project, const gk_json *record,
                           gk_buf *why)
{
    const gk_json *output = gk_json_get(record, "output");
    gk_json *fresh = gk_json_new_object();
    char now[GK_SHA256_HEX_BYTES];
    bool same =
        fresh != NULL &&
        text_is(gk_json_get(output, "path"), project->output) &&
        gk_build_hash(project, project->output, fresh, now, NULL) == GK_OK &&
        text_is(gk_json_get(output, "sha256"), now);

    gk_json_free(fresh);
    return same ? true : differs(why, project->output, "is not what was built");
}

bool gk_build_record_is_fresh(const gk_project *project, const gk_json *record,
                              gk_buf *why)
{
    if (record == NULL)
        return differs(why, "there", "is no build yet");
    return programs_are_same(record, why) &&
           sources_are_same(project, record, why) &&
           files_are_same(project, record, why) &&
           output_is_same(project, record, why);
}

bool gk_build_is_fresh(const gk_project *project)
{
    gk_json *record = NULL;
    bool fresh = gk_build_record_read(project, &record, NULL) == GK_OK &&
                 gk_build_record_is_fresh(project, record, NULL);

    gk_json_free(record);
    return fresh;
}
