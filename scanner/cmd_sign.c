#include "core/base/exit.h"
#include "core/base/file.h"
#include "core/base/limits.h"
#include "scanner/commands.h"
#include "scanner/component.h"
#include "scanner/signing/embed.h"

#include <string.h>
#include <sys/stat.h>

struct sign_options {
    const char *key;
    const char *out;
    bool add;
};

static const struct gk_opt sign_options[] = {
    GK_OPT_TEXT("key", struct sign_options, key, "FILE",
                "the private key (guestkit keygen makes one)"),
    GK_OPT_TEXT("out", struct sign_options, out, "FILE",
                "where to write; the module itself by default"),
    GK_OPT_FLAG("add", struct sign_options, add,
                "keep the signatures that are there"),
    GK_OPT_END};

/* Nobody should sign what no engine loads. */
static gk_status check_sound(const gk_map *map, gk_error *err)
{
    gk_module module;
    gk_component component;
    gk_status st;

    if (gk_component_is(map->data, map->len)) {
        st = gk_component_read(map->data, map->len, &component, err);
        if (st == GK_OK && component.problem_count > 0)
            st = gk_fail(err, GK_E_MALFORMED, "offset 0x%x: %s",
                         component.problems[0].offset,
                         component.problems[0].text);
        if (st == GK_OK || st == GK_E_MALFORMED)
            gk_component_clear(&component);
        return st;
    }
    st = gk_module_read(map->data, map->len, &module, err);
    if (st != GK_OK)
        return st;
    st = gk_module_sound(&module, err);
    gk_module_clear(&module);
    return st;
}

/* The permissions of the file that is replaced or copied. */
static unsigned mode_of(const char *path)
{
    struct stat s;

    return stat(path, &s) == 0 && S_ISREG(s.st_mode) ? s.st_mode & 0777u
                                                     : 0644u;
}

static gk_status sign(struct gk_cli *cli, const struct sign_options *o,
                      const char *path, gk_error *err)
{
    const char *to = o->out != NULL ? o->out : path;
    gk_buf out = GK_BUF_LIMIT(GK_MAX_MODULE_BYTES);
    gk_map map = GK_MAP_INIT;
    gk_key *key = NULL;
    gk_status st = gk_key_read_private(o->key, &key, err);

    if (st == GK_OK)
        st = gk_map_file(path, GK_MAX_MODULE_BYTES, &map, err);
    if (st != GK_OK)
        goto done;
    st = check_sound(&map, err);
    if (st == GK_OK)
        st = gk_signature_embed(map.data, map.len, key, o->add, &out, err);
    if (st != GK_OK) {
        gk_wrap(err, "'%s'", path);
        goto done;
    }
    st = gk_write_file(to, out.data, out.len, mode_of(path), err);
    if (st == GK_OK && !cli->quiet)
        fprintf(cli->out, "%s  signed with key %s  %zu bytes, %zu more\n", to,
                gk_key_id(key), out.len,
                out.len > map.len ? out.len - map.len : 0);
done:
    gk_key_close(key);
    gk_map_clear(&map);
    gk_buf_clear(&out);
    return st;
}

static gk_status check_usage(const struct sign_options *o,
                             const struct gk_opt_list *paths, gk_error *err)
{
    if (paths->count != 1)
        return gk_fail(err, GK_E_USAGE, "wanted one file, found %zu",
                       paths->count);
    if (o->key == NULL)
        return gk_fail(err, GK_E_USAGE,
                       "which key? give --key FILE (guestkit keygen makes "
                       "one)");
    if (strcmp(paths->at[0], "-") == 0 && o->out == NULL)
        return gk_fail(err, GK_E_USAGE,
                       "standard input is no file to write to; give --out");
    if (o->out != NULL && gk_same_file(o->key, o->out))
        return gk_fail(err, GK_E_USAGE,
                       "option '--out': the module would replace '%s', the "
                       "file of --key",
                       o->key);
    return GK_OK;
}

static int run_sign(struct gk_cli *cli, int argc, char **argv)
{
    struct sign_options o = {0};
    struct gk_opt_list paths = {0};
    gk_error err = GK_ERROR_INIT;
    gk_status st =
        gk_opts_parse(argc, argv, sign_options, &o, &paths, NULL, &err);

    if (st == GK_OK)
        st = check_usage(&o, &paths, &err);
    if (st == GK_OK)
        st = sign(cli, &o, paths.at[0], &err);
    gk_opt_list_clear(&paths);
    return st == GK_OK ? GK_EXIT_OK : gk_cli_fail(cli, &gk_cmd_sign, &err);
}

const struct gk_command gk_cmd_sign = {
    .name = "sign",
    .summary = "put a signature into a module",
    .usage = "sign [OPTIONS] FILE",
    .details =
        "Signs all sections with an Ed25519 key and puts the signature into\n"
        "the module or component, in the format of the WebAssembly tool\n"
        "conventions. Signatures that are there are replaced. The file is\n"
        "replaced at once or stays as it was.",
    .options = sign_options,
    .examples = "  guestkit sign build/weather.wasm --key release.key\n"
                "  guestkit sign a.wasm --key second.key --add --out b.wasm\n",
    .run = run_sign,
};
