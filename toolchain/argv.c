#include "toolchain/argv.h"

#include <stdlib.h>
#include <string.h>

void gk_argv_add(gk_argv *argv, const char *word)
{
    gk_status st = gk_names_add(&argv->words, word, NULL);

    if (argv->status == GK_OK)
        argv->status = st;
}

void gk_argv_addf(gk_argv *argv, const char *fmt, ...)
{
    gk_buf word = GK_BUF_INIT;
    va_list args;

    va_start(args, fmt);
    gk_buf_vprintf(&word, fmt, args);
    va_end(args);
    if (word.status == GK_OK)
        gk_argv_add(argv, gk_buf_text(&word));
    else
        argv->status = word.status;
    gk_buf_clear(&word);
}

void gk_argv_add_names(gk_argv *argv, const gk_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        gk_argv_add(argv, names->at[i]);
}

void gk_argv_clear(gk_argv *argv)
{
    gk_names_clear(&argv->words);
    argv->status = GK_OK;
}

void gk_argv_hash(const gk_argv *argv, char out[GK_SHA256_HEX_BYTES])
{
    gk_buf all = GK_BUF_INIT;

    for (size_t i = 0; i < argv->words.count; i++)
        gk_buf_put(&all, argv->words.at[i], strlen(argv->words.at[i]) + 1);
    gk_sha256_hex(all.data, all.len, out);
    gk_buf_clear(&all);
}

static bool is_plain(const char *word)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz"
                                "0123456789_-+=./,:@%";

    return *word != '\0' && word[strspn(word, plain)] == '\0';
}

gk_status gk_argv_print(const gk_argv *argv, gk_buf *out)
{
    for (size_t i = 0; i < argv->words.count; i++) {
        const char *word = argv->words.at[i];

        if (i > 0)
            gk_buf_byte(out, ' ');
        if (is_plain(word)) {
            gk_buf_puts(out, word);
            continue;
        }
        gk_buf_byte(out, '\'');
        for (; *word != '\0'; word++)
            if (*word == '\'')
                gk_buf_puts(out, "'\\''");
            else
                gk_buf_byte(out, (uint8_t)*word);
        gk_buf_byte(out, '\'');
    }
    return out->status;
}

gk_json *gk_argv_json(const gk_argv *argv)
{
    gk_json *list = gk_json_new_array();
    gk_status st = list == NULL ? GK_E_NOMEM : GK_OK;

    for (size_t i = 0; i < argv->words.count && st == GK_OK; i++)
        st = gk_json_push(list, gk_json_new_string(argv->words.at[i]));
    if (st == GK_OK)
        return list;
    gk_json_free(list);
    return NULL;
}

/* How a program that was started came to its end. */
static gk_status judge(const char *program, const struct gk_spawned *done,
                       gk_error *err)
{
    if (done->timed_out)
        return gk_fail(err, GK_E_FAILED,
                       "'%s' took longer than %u s and was stopped", program,
                       GK_TOOL_TIMEOUT_MS / 1000);
    if (done->signal != 0)
        return gk_fail(err, GK_E_FAILED, "'%s' was killed by signal %d (%s)",
                       program, done->signal, strsignal(done->signal));
    if (done->exit_status != 0)
        return gk_fail(err, GK_E_FAILED, "'%s' ended with status %d", program,
                       done->exit_status);
    return GK_OK;
}

gk_status gk_argv_run(const gk_argv *argv, struct gk_spawn how, gk_error *err)
{
    size_t count = argv->words.count;
    const char **words = calloc(count + 1, sizeof *words);
    struct gk_spawned done = {0};
    gk_status st = GK_OK;

    if (words == NULL || argv->status != GK_OK) {
        st = gk_fail_nomem(err);
    } else {
        for (size_t i = 0; i < count; i++)
            words[i] = argv->words.at[i];
        how.argv = words;
        how.timeout_ms = GK_TOOL_TIMEOUT_MS;
        st = gk_spawn(&how, &done, err);
    }
    if (st == GK_OK)
        st = judge(gk_path_base(words[0]), &done, err);
    free(words);
    return st;
}
