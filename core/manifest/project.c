#include "core/manifest/project.h"

#include "core/base/json_expect.h"
#include "core/base/limits.h"
#include "core/manifest/manifest.h"
#include "core/manifest/project_value.h"
#include "sdk-c/abi/abi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define S GK_JSON_BIT(GK_JSON_STRING)
#define N GK_JSON_BIT(GK_JSON_NUMBER)
#define A GK_JSON_BIT(GK_JSON_ARRAY)
#define O GK_JSON_BIT(GK_JSON_OBJECT)

static const struct gk_json_field project_fields[] = {
    {"$schema", S, false},  {"host", S, true},     {"lang", S, false},
    {"name", S, true},      {"sources", A, false}, {"output", S, false},
    {"manifest", S, false}, {"tests", A, false},   {"build", O, false},
    {"scan", O, false},
};

static const struct gk_json_field build_fields[] = {
    {"cflags", A, false},       {"defines", A, false},
    {"memory-pages", N, false}, {"stack-size", N, false},
    {"optimize", S, false},     {"libc", S, false},
};

#undef S
#undef N
#undef A
#undef O

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const langs[] = {"c", "as"};
static const char *const optimize_words[] = {"size", "speed", "none"};
static const char *const libc_words[] = {"wasi", "nowasi"};

bool gk_project_name_ok(const char *name)
{
    size_t len = strlen(name);

    for (size_t i = 0; i < len; i++) {
        bool plain = (name[i] >= 'a' && name[i] <= 'z') ||
                     (name[i] >= '0' && name[i] <= '9');

        if (!plain && (name[i] != '-' || i == 0 || name[i - 1] == '-'))
            return false;
    }
    return len > 0 && len <= GK_MAX_PROJECT_NAME && name[len - 1] != '-';
}

const char *gk_optimize_word(gk_optimize optimize)
{
    return optimize_words[optimize];
}

char *gk_project_path(const gk_project *project, const char *path)
{
    return gk_path_join(project->dir, path);
}

/* --- the parts of the file ------------------------------------------------ */

static gk_status take_host(gk_project *p, gk_error *err)
{
    const char *ids[32];
    size_t count = 0, which;
    gk_status st;

    while (count < gk_abi_host_count && count < COUNT(ids)) {
        ids[count] = gk_abi_hosts[count].id;
        count++;
    }
    st = gk_value_word(gk_json_get(p->root, "host"), "/host", ids, count,
                       &which, err);
    if (st != GK_OK)
        return st;
    p->host = strdup(ids[which]);
    return p->host == NULL ? gk_fail_nomem(err) : GK_OK;
}

static gk_status take_lang(gk_project *p, gk_error *err)
{
    const gk_json *value = gk_json_get(p->root, "lang");
    size_t which = 0;
    gk_status st = GK_OK;

    if (value != NULL)
        st = gk_value_word(value, "/lang", langs, COUNT(langs), &which, err);
    if (st != GK_OK)
        return st;
    p->lang = strdup(langs[which]);
    return p->lang == NULL ? gk_fail_nomem(err) : GK_OK;
}

static gk_status take_name(gk_project *p, gk_error *err)
{
    gk_status st;

    st = gk_value_text(gk_json_get(p->root, "name"), "/name", &p->name, err);
    if (st == GK_OK && !gk_project_name_ok(p->name))
        st = gk_fail(err, GK_E_SCHEMA,
                     "/name: found \"%s\", wanted lower-case letters, digits "
                     "and single dashes between them, at most %d bytes",
                     p->name, GK_MAX_PROJECT_NAME);
    return st;
}

static gk_status take_output(gk_project *p, gk_error *err)
{
    const gk_json *value = gk_json_get(p->root, "output");
    gk_buf path = GK_BUF_INIT;
    gk_status st;
    size_t len;

    if (value == NULL) {
        gk_buf_printf(&path, "build/%s.wasm", p->name);
        p->output = gk_buf_take(&path);
        return p->output == NULL ? gk_fail_nomem(err) : GK_OK;
    }
    st = gk_value_text(value, "/output", &p->output, err);
    if (st == GK_OK)
        st = gk_value_path(p->output, "/output", err);
    len = st == GK_OK ? strlen(p->output) : 0;
    if (st == GK_OK && (len < 6 || strcmp(p->output + len - 5, ".wasm") != 0))
        st = gk_fail(err, GK_E_SCHEMA,
                     "/output: found \"%s\", wanted a name that ends in "
                     "\".wasm\"",
                     p->output);
    return st;
}

static gk_status take_manifest(gk_project *p, gk_error *err)
{
    const gk_json *value = gk_json_get(p->root, "manifest");
    char *path = NULL;
    gk_status st;

    if (value != NULL) {
        st = gk_value_text(value, "/manifest", &p->manifest, err);
        return st == GK_OK ? gk_value_path(p->manifest, "/manifest", err) : st;
    }
    st = gk_manifest_find(p->dir, &path, err);
    if (st == GK_OK && path != NULL) {
        p->manifest = strdup(gk_path_base(path));
        st = p->manifest == NULL ? gk_fail_nomem(err) : GK_OK;
        free(path);
    }
    return st;
}

/* Options for clang and C mean nothing where it is not run. */
static gk_status check_c_only(const gk_project *p, const gk_json *build,
                              gk_error *err)
{
    static const char *const keys[] = {"cflags", "defines", "libc"};

    for (size_t i = 0; i < COUNT(keys) && strcmp(p->lang, "c") != 0; i++)
        if (gk_json_get(build, keys[i]) != NULL)
            return gk_fail(err, GK_E_SCHEMA,
                           "/build/%s: for lang \"c\" only, found lang "
                           "\"%s\": its compiler is told in asconfig.json",
                           keys[i], p->lang);
    return GK_OK;
}

static gk_status take_libc(gk_project *p, const gk_json *build, gk_error *err)
{
    const gk_json *value = gk_json_get(build, "libc");
    size_t which = 0;
    gk_status st;

    if (value == NULL)
        return GK_OK;
    st = gk_value_word(value, "/build/libc", libc_words, COUNT(libc_words),
                       &which, err);
    if (st == GK_OK)
        p->libc = which == 0 ? GK_LIBC_WASI : GK_LIBC_NOWASI;
    return st;
}

static gk_status take_build(gk_project *p, gk_error *err)
{
    const gk_json *build = gk_json_get(p->root, "build");
    const gk_json *optimize = gk_json_get(build, "optimize");
    size_t which = GK_OPTIMIZE_SIZE;
    gk_status st = GK_OK;

    p->stack_size = GK_DEFAULT_STACK_SIZE;
    if (build == NULL)
        return GK_OK;
    st =
        gk_json_expect(build, "/build", build_fields, COUNT(build_fields), err);
    if (st == GK_OK)
        st = check_c_only(p, build, err);
    if (st == GK_OK)
        st = gk_value_list(gk_json_get(build, "cflags"), "/build/cflags",
                           gk_value_flag, &p->cflags, err);
    if (st == GK_OK)
        st = gk_value_list(gk_json_get(build, "defines"), "/build/defines",
                           gk_value_define, &p->defines, err);
    if (st == GK_OK)
        st = gk_json_expect_uint(gk_json_get(build, "memory-pages"),
                                 "/build/memory-pages", 1, 65536,
                                 &p->memory_pages, err);
    if (st == GK_OK)
        st = gk_json_expect_uint(gk_json_get(build, "stack-size"),
                                 "/build/stack-size", 1024, 1u << 30,
                                 &p->stack_size, err);
    if (st == GK_OK && p->stack_size % 16 != 0)
        st = gk_fail(err, GK_E_SCHEMA,
                     "/build/stack-size: found %llu, wanted a multiple of 16",
                     (unsigned long long)p->stack_size);
    if (st == GK_OK && optimize != NULL)
        st = gk_value_word(optimize, "/build/optimize", optimize_words,
                           COUNT(optimize_words), &which, err);
    p->optimize = (gk_optimize)which;
    return st == GK_OK ? take_libc(p, build, err) : st;
}

/* A list of paths; `fallback` when it is not given. */
static gk_status take_paths(const gk_json *list, const char *where,
                            const char *fallback, gk_names *out, gk_error *err)
{
    if (list == NULL)
        return gk_names_add(out, fallback, err);
    if (gk_json_count(list) == 0)
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: found an empty list, wanted at least one path",
                       where);
    return gk_value_list(list, where, gk_value_path, out, err);
}

static gk_status take_all(gk_project *p, gk_error *err)
{
    gk_status st =
        gk_json_expect(p->root, "", project_fields, COUNT(project_fields), err);

    if (st == GK_OK)
        st = take_host(p, err);
    if (st == GK_OK)
        st = take_lang(p, err);
    if (st == GK_OK)
        st = take_name(p, err);
    if (st == GK_OK)
        st = take_paths(gk_json_get(p->root, "sources"), "/sources", "src",
                        &p->sources, err);
    if (st == GK_OK)
        st = take_output(p, err);
    if (st == GK_OK)
        st = take_manifest(p, err);
    if (st == GK_OK)
        st = take_paths(gk_json_get(p->root, "tests"), "/tests", "tests",
                        &p->tests, err);
    if (st == GK_OK)
        st = take_build(p, err);
    p->scan = gk_json_get(p->root, "scan");
    return st;
}

gk_status gk_project_read(const char *dir, gk_project *out, gk_error *err)
{
    gk_project p = {0};
    gk_buf text = GK_BUF_INIT;
    gk_status st;

    p.dir = strdup(dir);
    p.file = gk_path_join(dir, GK_PROJECT_FILE);
    if (p.dir == NULL || p.file == NULL) {
        st = gk_fail_nomem(err);
        goto done;
    }
    if (!gk_path_exists(p.file)) {
        st = gk_fail(err, GK_E_NOENT,
                     "'%s' is not there: 'guestkit new' makes a project",
                     p.file);
        goto done;
    }
    st = gk_read_file(p.file, GK_MAX_JSON_BYTES, &text, err);
    if (st != GK_OK)
        goto done;
    st = gk_json_parse(gk_buf_text(&text), text.len, &p.root, err);
    if (st == GK_OK)
        st = take_all(&p, err);
    if (st == GK_E_SCHEMA || st == GK_E_SYNTAX)
        gk_json_place_error(p.file, gk_buf_text(&text), text.len, err);
    if (st == GK_OK) {
        *out = p;
        memset(&p, 0, sizeof p);
    }
done:
    gk_buf_clear(&text);
    gk_project_clear(&p);
    return st;
}

void gk_project_clear(gk_project *project)
{
    if (project == NULL)
        return;
    free(project->dir);
    free(project->file);
    free(project->host);
    free(project->lang);
    free(project->name);
    free(project->output);
    free(project->manifest);
    gk_names_clear(&project->sources);
    gk_names_clear(&project->tests);
    gk_names_clear(&project->cflags);
    gk_names_clear(&project->defines);
    gk_json_free(project->root);
    memset(project, 0, sizeof *project);
}
