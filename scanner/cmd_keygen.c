#include "core/base/exit.h"
#include "core/base/file.h"
#include "scanner/commands.h"
#include "scanner/signing/key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct keygen_options {
    const char *out;
};

static const struct gk_opt keygen_options[] = {
    GK_OPT_TEXT("out", struct keygen_options, out, "NAME",
                "NAME.key and NAME.pub are written (guestkit)"),
    GK_OPT_END};

/* Never over a file that is there: a lost key cannot be made again. */
static gk_status write_new(const char *path, const gk_buf *text, mode_t mode,
                           gk_error *err)
{
    gk_status st = GK_OK;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

    if (fd < 0)
        return gk_fail(err, errno == EEXIST ? GK_E_EXISTS : GK_E_IO,
                       "cannot write '%s': %s", path, strerror(errno));
    if (write(fd, text->data, text->len) != (ssize_t)text->len)
        st = gk_fail(err, GK_E_IO, "cannot write '%s': %s", path,
                     strerror(errno));
    if (close(fd) != 0 && st == GK_OK)
        st = gk_fail(err, GK_E_IO, "cannot write '%s': %s", path,
                     strerror(errno));
    if (st != GK_OK)
        unlink(path);
    return st;
}

/* Both or neither. */
static gk_status write_pair(const gk_key *key, const char *private_path,
                            const char *public_path, gk_error *err)
{
    gk_buf private_text = GK_BUF_INIT;
    gk_buf public_text = GK_BUF_INIT;
    gk_status st;

    gk_key_put_private(key, &private_text);
    gk_key_put_public(key, &public_text);
    st = gk_buf_check(&private_text, err);
    if (st == GK_OK)
        st = gk_buf_check(&public_text, err);
    if (st == GK_OK)
        st = write_new(private_path, &private_text, 0600, err);
    if (st == GK_OK) {
        st = write_new(public_path, &public_text, 0644, err);
        if (st != GK_OK)
            unlink(private_path);
    }
    if (private_text.data != NULL)
        explicit_bzero(private_text.data, private_text.len);
    gk_buf_clear(&private_text);
    gk_buf_clear(&public_text);
    return st;
}

static gk_status generate(struct gk_cli *cli, const char *name, gk_error *err)
{
    gk_buf private_path = GK_BUF_INIT;
    gk_buf public_path = GK_BUF_INIT;
    gk_key *key = NULL;
    gk_status st;

    gk_buf_printf(&private_path, "%s.key", name);
    gk_buf_printf(&public_path, "%s.pub", name);
    st = gk_buf_check(&private_path, err);
    if (st == GK_OK)
        st = gk_buf_check(&public_path, err);
    if (st == GK_OK)
        st = gk_key_generate(&key, err);
    if (st == GK_OK)
        st = write_pair(key, gk_buf_text(&private_path),
                        gk_buf_text(&public_path), err);
    if (st == GK_OK && !cli->quiet)
        fprintf(cli->out,
                "key %s\n"
                "  %s  sign with it, and keep it to yourself\n"
                "  %s  give it to those who check\n",
                gk_key_id(key), gk_buf_text(&private_path),
                gk_buf_text(&public_path));
    gk_key_close(key);
    gk_buf_clear(&private_path);
    gk_buf_clear(&public_path);
    return st;
}

static int run_keygen(struct gk_cli *cli, int argc, char **argv)
{
    struct keygen_options o = {.out = "guestkit"};
    struct gk_opt_list words = {0};
    gk_error err = GK_ERROR_INIT;
    gk_status st =
        gk_opts_parse(argc, argv, keygen_options, &o, &words, NULL, &err);

    if (st == GK_OK && words.count > 0)
        st = gk_fail(&err, GK_E_USAGE,
                     "unexpected '%s'; name the key with "
                     "--out",
                     words.at[0]);
    if (st == GK_OK && gk_path_base(o.out)[0] == '\0')
        st = gk_fail(&err, GK_E_USAGE, "--out '%s' names no file", o.out);
    if (st == GK_OK)
        st = generate(cli, o.out, &err);
    gk_opt_list_clear(&words);
    return st == GK_OK ? GK_EXIT_OK : gk_cli_fail(cli, &gk_cmd_keygen, &err);
}

const struct gk_command gk_cmd_keygen = {
    .name = "keygen",
    .summary = "make a pair of keys to sign modules with",
    .usage = "keygen [OPTIONS]",
    .details = "Writes an Ed25519 key pair as PEM: NAME.key, which only its "
               "owner can\n"
               "read, and NAME.pub. A file that is there is never overwritten.",
    .options = keygen_options,
    .examples = "  guestkit keygen --out release\n",
    .run = run_keygen,
};
