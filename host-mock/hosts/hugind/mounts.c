/*
 * mounts: the WASI that an agent gets: its mounts as preopened folders, no
 * arguments and no environment, the host's own standard streams.
 */
#include "host-mock/hosts/hugind/fs_mounts.h"
#include "host-mock/hosts/wasi/wasi.h"

#include <stdlib.h>

/* The lines that `input` reads as well. */
static gk_status next_line(void *context, gk_buf *out)
{
    struct hugind *hugind = context;

    if (hugind->next_line == NULL)
        return GK_OK;
    gk_json_bytes(hugind->next_line, out);
    gk_buf_byte(out, '\n');
    hugind->next_line = gk_json_next(hugind->next_line);
    return gk_buf_check(out, NULL);
}

static gk_status wait(void *context, int64_t ms, gk_error *err)
{
    return hugind_wait(context, ms, err);
}

gk_status hugind_open_wasi(struct hugind *hugind, gk_error *err)
{
    size_t count = hugind_mount_count(hugind);
    struct gk_wasi_preopen *preopens = calloc(count + 1, sizeof *preopens);
    struct gk_wasi_config config = {
        .model = GK_WASI_WASMTIME,
        .world = hugind->session->world,
        .preopens = preopens,
        .out = &hugind->out,
        .err = &hugind->err,
        .input = next_line,
        .wait = wait,
        .context = hugind,
        .exit_hint = "for this host every exit is a failure, exit(0) too: "
                     "return from main instead",
        .terminal = true,
    };
    gk_status st = GK_OK;

    if (preopens == NULL)
        return gk_fail_nomem(err);
    for (size_t i = 0; i < count && st == GK_OK; i++) {
        struct hugind_mount mount = {NULL, NULL};

        st = hugind_mount_at(hugind, i, &mount, err);
        preopens[i] =
            (struct gk_wasi_preopen){.guest = mount.guest, .dir = mount.dir};
    }
    config.preopen_count = count;
    if (st == GK_OK)
        st = gk_wasi_open(&config, &hugind->session->wasi, err);
    free(preopens);
    return st;
}

void hugind_close_wasi(struct hugind *hugind)
{
    gk_wasi_close(hugind->session->wasi);
    hugind->session->wasi = NULL;
}
