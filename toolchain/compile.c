#include "toolchain/compile.h"

#include <stdlib.h>
#include <string.h>

/* The list that the compiler writes beside an object. */
#define MOST_DEPS_BYTES ((size_t)4 << 20)

static const char *optimize_flag(const struct gk_compiler *c)
{
    if (c->debug || c->project->optimize == GK_OPTIMIZE_NONE)
        return "-O0";
    return c->project->optimize == GK_OPTIMIZE_SPEED ? "-O2" : "-Os";
}

void gk_compile_command(const struct gk_compiler *compiler, const char *source,
                        const char *object, gk_argv *out)
{
    /* gnu17, clang's own default: strdup and M_PI are there. No feature is
     * assumed: what a host's engine has is for the author to say, in cflags.
     * Bulk memory would make a start function where memory is imported. Address
     * 0 is memory like any other, and a host may pass it. */
    static const char *const always[] = {
        "--target=wasm32-wasi",
        "-std=gnu17",
        "-mcpu=mvp",
        "-fno-delete-null-pointer-checks",
        "-ffunction-sections",
        "-fdata-sections",
        "-Wall",
        "-Wextra",
    };
    const gk_project *p = compiler->project;

    gk_argv_add(out, compiler->clang);
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        gk_argv_add(out, always[i]);
    gk_argv_add(out, optimize_flag(compiler));
    if (compiler->debug)
        gk_argv_add(out, "-g");
    gk_argv_add(out, "-isystem");
    gk_argv_add(out, compiler->include);
    for (size_t i = 0; i < p->defines.count; i++)
        gk_argv_addf(out, "-D%s", p->defines.at[i]);
    gk_argv_add_names(out, &p->cflags);
    gk_argv_add(out, "-MD");
    gk_argv_add(out, "-MF");
    gk_argv_addf(out, "%s.d", object);
    gk_argv_add(out, "-c");
    gk_argv_add(out, source);
    gk_argv_add(out, "-o");
    gk_argv_add(out, object);
}

/* --- what the object was made from ---------------------------------------- */

/* One word at *at; "\ ", "\#" and "$$" are characters of it. */
static bool next_word(const char *text, size_t len, size_t *at, gk_buf *word)
{
    size_t i = *at;

    while (i < len && (text[i] == ' ' || text[i] == '\t' || text[i] == '\n' ||
                       (text[i] == '\\' && i + 1 < len &&
                        (text[i + 1] == '\n' || text[i + 1] == '\r')) ||
                       text[i] == '\r'))
        i++;
    gk_buf_reset(word);
    while (i < len && strchr(" \t\r\n", text[i]) == NULL) {
        bool pair =
            i + 1 < len &&
            ((text[i] == '\\' && (text[i + 1] == ' ' || text[i + 1] == '#')) ||
             (text[i] == '$' && text[i + 1] == '$'));

        i += pair;
        gk_buf_byte(word, (uint8_t)text[i++]);
    }
    *at = i;
    return word->len > 0;
}

static bool has(const gk_names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->at[i], name) == 0)
            return true;
    return false;
}

gk_status gk_compile_read_deps(const char *text, size_t len, gk_names *out,
                               gk_error *err)
{
    gk_names found = GK_NAMES_INIT;
    gk_buf word = GK_BUF_INIT;
    gk_status st = GK_OK;
    size_t at = 0;

    while (st == GK_OK && next_word(text, len, &at, &word)) {
        const char *name = gk_buf_text(&word);

        /* The target itself ends in a colon; a name never does. */
        if (name[word.len - 1] != ':' && !has(&found, name))
            st = gk_names_add(&found, name, err);
    }
    if (st == GK_OK)
        st = gk_buf_check(&word, err);
    gk_buf_clear(&word);
    if (st != GK_OK) {
        gk_names_clear(&found);
        return st;
    }
    *out = found;
    return GK_OK;
}

static gk_status read_deps_file(const gk_project *project, const char *object,
                                gk_names *out, gk_error *err)
{
    gk_buf name = GK_BUF_INIT;
    gk_buf text = GK_BUF_INIT;
    char *path = NULL;
    gk_status st;

    gk_buf_printf(&name, "%s.d", object);
    st = gk_buf_check(&name, err);
    if (st == GK_OK) {
        path = gk_project_path(project, gk_buf_text(&name));
        st = path == NULL ? gk_fail_nomem(err) : GK_OK;
    }
    if (st == GK_OK)
        st = gk_read_file(path, MOST_DEPS_BYTES, &text, err);
    if (st == GK_OK)
        st = gk_compile_read_deps(gk_buf_text(&text), text.len, out, err);
    free(path);
    gk_buf_clear(&text);
    gk_buf_clear(&name);
    return st;
}

gk_status gk_compile(const struct gk_compiler *compiler, const gk_argv *command,
                     bool color, const char *object, gk_names *inputs,
                     gk_error *err)
{
    struct gk_spawn how = {.cwd = compiler->project->dir};
    gk_argv argv = GK_ARGV_INIT;
    char *folder = NULL, *full = gk_project_path(compiler->project, object);
    gk_status st;

    if (full != NULL)
        folder = gk_path_dir(full);
    st = folder == NULL ? gk_fail_nomem(err) : gk_make_dirs(folder, err);
    if (st == GK_OK) {
        /* Not part of the command: colours change nothing in the object. */
        gk_argv_add_names(&argv, &command->words);
        gk_argv_add(&argv,
                    color ? "-fcolor-diagnostics" : "-fno-color-diagnostics");
        st = gk_argv_run(&argv, how, err);
    }
    if (st == GK_OK)
        st = read_deps_file(compiler->project, object, inputs, err);
    gk_argv_clear(&argv);
    free(folder);
    free(full);
    return st;
}
