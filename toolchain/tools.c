#include "toolchain/tools.h"

#include "core/base/home.h"
#include "toolchain/argv.h"
#include "toolchain/asc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const struct gk_tool_row gk_tools[GK_TOOL_COUNT] = {
#define GK_TOOL(id, word, need, names, package, purpose)                       \
    {word, GK_TOOL_##need, names, package, purpose},
#include "toolchain/tools.def"
};

/* Version texts and paths. */
#define MOST_ANSWER_BYTES ((size_t)65536)

/* What a program prints on standard output; NULL when it fails. */
static char *ask(const char *program, const char *const *args)
{
    gk_argv argv = GK_ARGV_INIT;
    gk_buf out = GK_BUF_LIMIT(MOST_ANSWER_BYTES);
    gk_buf chatter = GK_BUF_LIMIT(MOST_ANSWER_BYTES);
    struct gk_spawn how = {.out = &out, .err = &chatter};
    char *answer = NULL;

    gk_argv_add(&argv, program);
    for (; *args != NULL; args++)
        gk_argv_add(&argv, *args);
    if (gk_argv_run(&argv, how, NULL) == GK_OK)
        answer = gk_buf_take(&out);
    gk_buf_clear(&out);
    gk_buf_clear(&chatter);
    gk_argv_clear(&argv);
    if (answer != NULL)
        answer[strcspn(answer, "\n")] = '\0';
    return answer;
}

/* clang answers with a full path, or with the bare name of what it lacks. */
static char *ask_clang(gk_tool_id id)
{
    static const char *const libc[] = {"--target=wasm32-wasi",
                                       "-print-file-name=libc.a", NULL};
    static const char *const builtins[] = {"--target=wasm32-wasi",
                                           "--rtlib=compiler-rt",
                                           "-print-libgcc-file-name", NULL};
    char *clang = gk_tool_find(GK_TOOL_CLANG);
    char *path;

    if (clang == NULL)
        return NULL;
    path = ask(clang, id == GK_TOOL_LIBC ? libc : builtins);
    free(clang);
    if (path != NULL && (path[0] != '/' || !gk_path_exists(path))) {
        free(path);
        path = NULL;
    }
    return path;
}

static char *find_on_path(const char *names)
{
    char *path = NULL;

    while (*names != '\0' && path == NULL) {
        size_t len = strcspn(names, " ");
        char *name = strndup(names, len);

        path = name != NULL ? gk_which(name) : NULL;
        free(name);
        names += len;
        names += strspn(names, " ");
    }
    return path;
}

/* Takes `path`. */
static char *without_links(char *path)
{
    char *real = realpath(path, NULL);

    free(path);
    return real;
}

char *gk_tool_find(gk_tool_id id)
{
    const struct gk_tool_row *row = &gk_tools[id];
    char *helper = NULL;

    if (row->names[0] != '(')
        return find_on_path(row->names);
    if (strcmp(row->names, "(asc)") == 0)
        return gk_asc_kit();
    if (strcmp(row->names, "(kit)") != 0)
        return ask_clang(id);
    return gk_helper_path(row->word, &helper, NULL) == GK_OK
               ? without_links(helper)
               : NULL;
}

gk_status gk_tool_remedy(gk_tool_id id, gk_buf *out)
{
    const struct gk_tool_row *row = &gk_tools[id];

    if (id == GK_TOOL_ASC)
        return gk_buf_puts(out, "part of guestkit: 'make as-sdk' in its source "
                                "tree, or install it again");
    if (row->package[0] == '\0')
        return gk_buf_puts(out, "part of guestkit: build or install it again");
    return gk_buf_printf(out, "apt-get install %s", row->package);
}

gk_status gk_tool_require(gk_tool_id id, char **out, gk_error *err)
{
    char *path = gk_tool_find(id);
    gk_buf remedy = GK_BUF_LIMIT(512);

    if (path != NULL) {
        *out = path;
        return GK_OK;
    }
    gk_tool_remedy(id, &remedy);
    gk_fail(err, GK_E_TOOL, "%s, which %s, was not found: %s",
            gk_tools[id].word, gk_tools[id].purpose, gk_buf_text(&remedy));
    gk_buf_clear(&remedy);
    return GK_E_TOOL;
}

/* The first run of digits and dots in a line. */
static char *first_number(const char *line)
{
    const char *at = line;

    while (*at != '\0' && !isdigit((unsigned char)*at))
        at++;
    return *at != '\0' ? strndup(at, strspn(at, "0123456789.")) : NULL;
}

/* Asked like others, npm would leave a log in the home. */
static char *ask_npm(const char *path)
{
    const char *const words[] = {"npm_config_cache=/dev/null/npm", path,
                                 "--version", NULL};

    return ask("/usr/bin/env", words);
}

char *gk_tool_version(gk_tool_id id, const char *path)
{
    static const char *const version[] = {"--version", NULL};
    char *line, *number;

    /* Files, and the kit's own helpers, which have the kit's version. */
    if (gk_tools[id].names[0] == '(')
        return NULL;
    line = id == GK_TOOL_NPM ? ask_npm(path) : ask(path, version);
    number = line != NULL ? first_number(line) : NULL;
    free(line);
    return number;
}

char *gk_tool_real_path(const char *path)
{
    return realpath(path, NULL);
}
