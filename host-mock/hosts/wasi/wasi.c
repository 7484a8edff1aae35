#include "core/base/limits.h"
#include "host-mock/hosts/wasi/state.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* --- opening ----------------------------------------------------------------
 */

static gk_status add_texts(struct wasi_texts *texts, const char *const *list,
                           size_t count, gk_error *err)
{
    texts->bytes = (gk_buf)GK_BUF_LIMIT(GK_WASI_MAX_OUTPUT);
    texts->count = count;
    for (size_t i = 0; i < count; i++)
        gk_buf_put(&texts->bytes, list[i], strlen(list[i]) + 1);
    return gk_buf_check(&texts->bytes, err);
}

static gk_status add_stdio(gk_wasi *wasi, const struct gk_wasi_config *config,
                           gk_error *err)
{
    for (int i = 0; i < 3; i++) {
        struct wasi_fd *fd;
        uint32_t number;

        if (wasi_fd_new(wasi, &number, &fd) != WASI_E_SUCCESS)
            return gk_fail_nomem(err);
        fd->kind = i == 0 ? WASI_IN : WASI_OUT;
        fd->rights = WASI_RIGHTS_STDIO;
        fd->rights |= i == 0 ? WASI_R_FD_READ : WASI_R_FD_WRITE;
        fd->stream = i == 1 ? config->out : config->err;
    }
    return GK_OK;
}

static gk_status add_preopen(gk_wasi *wasi, const struct gk_wasi_preopen *from,
                             gk_error *err)
{
    struct wasi_fd *fd;
    uint32_t number;

    if (wasi_fd_new(wasi, &number, &fd) != WASI_E_SUCCESS)
        return gk_fail(err, GK_E_LIMIT, "more than %u preopened folders",
                       GK_WASI_MAX_FDS - 3);
    fd->name = strdup(from->guest);
    if (fd->name == NULL)
        return gk_fail_nomem(err);
    fd->kind = WASI_DIR;
    fd->rights = WASI_RIGHTS_DIR;
    fd->inherit = WASI_RIGHTS_BELOW;
    fd->readonly = from->readonly;
    fd->node = from->dir;
    gk_node_hold(fd->node);
    return GK_OK;
}

gk_status gk_wasi_open(const struct gk_wasi_config *config, gk_wasi **out,
                       gk_error *err)
{
    gk_wasi *wasi = calloc(1, sizeof *wasi);
    gk_status st;

    if (wasi == NULL)
        return gk_fail_nomem(err);
    wasi->model = config->model;
    wasi->world = config->world;
    wasi->read_more = config->input;
    wasi->wait = config->wait;
    wasi->context = config->context;
    wasi->exit_hint = config->exit_hint;
    wasi->input = (gk_buf)GK_BUF_INIT;
    wasi->terminal = config->terminal;
    st = add_texts(&wasi->args, config->args, config->arg_count, err);
    if (st == GK_OK)
        st = add_texts(&wasi->env, config->env, config->env_count, err);
    if (st == GK_OK)
        st = add_stdio(wasi, config, err);
    for (size_t i = 0; i < config->preopen_count && st == GK_OK; i++)
        st = add_preopen(wasi, &config->preopens[i], err);
    if (st == GK_OK)
        *out = wasi;
    else
        gk_wasi_close(wasi);
    return st;
}

void gk_wasi_close(gk_wasi *wasi)
{
    if (wasi == NULL)
        return;
    for (size_t i = 0; i < wasi->fd_count; i++)
        wasi_fd_clear(wasi, &wasi->fds[i]);
    free(wasi->fds);
    gk_buf_clear(&wasi->args.bytes);
    gk_buf_clear(&wasi->env.bytes);
    gk_buf_clear(&wasi->input);
    free(wasi);
}

bool gk_wasi_exited(const gk_wasi *wasi, uint32_t *code)
{
    *code = wasi->exit_code;
    return wasi->exited;
}

/* --- calls ------------------------------------------------------------------
 */

/* In the words of wasmtime, which takes statuses up to 125 only. */
static gk_status trap_exit(struct gk_session *session, gk_error *err)
{
    const gk_wasi *wasi = session->wasi;

    if (wasi->exit_hint != NULL && wasi->exit_code == 0)
        gk_session_hint(session, wasi->exit_hint);
    if (wasi->model == GK_WASI_WASMTIME && wasi->exit_code > 125)
        return gk_fail(err, GK_E_TRAP,
                       "exit with invalid exit status outside of [0..126)");
    return gk_fail(err, GK_E_TRAP, "Exited with i32 exit status %" PRId32,
                   (int32_t)wasi->exit_code);
}

static gk_status serve(struct gk_hostcall *call, wasi_fn *fn, gk_error *err)
{
    gk_buf none = GK_BUF_LIMIT(GK_MAX_RECORD_BYTES);
    struct wasi_call c = {
        .wasi = call->session->wasi,
        .memory = call->session->memory,
        .args = call->args,
        .note = call->note != NULL ? call->note : &none,
        .words = err,
    };
    wasi_errno code = WASI_E_NOSYS;

    if (c.wasi != NULL && c.wasi->exited)
        return gk_fail(err, GK_E_TRAP, "the program has ended");
    if (c.wasi != NULL && c.memory == NULL)
        return gk_fail(err, GK_E_TRAP, "missing required memory export");
    if (c.wasi != NULL)
        code = fn(&c);
    gk_buf_clear(&none);
    if (c.trap != GK_OK)
        return c.trap;
    if (c.wasi != NULL && c.wasi->exited)
        return trap_exit(call->session, err);
    if (code != WASI_E_SUCCESS)
        gk_buf_printf(c.note, "%s%s", c.note->len > 0 ? "  " : "",
                      wasi_errno_name(code));
    if (call->result_count > 0)
        call->results[0].u.i32 = (uint32_t)code;
    return GK_OK;
}

/* A handler for each row of the contract. */
#define GK_IMPORT(module, name, sig, dep, effect, origin, doc)                 \
    static gk_status serve_##name(struct gk_hostcall *call, gk_error *err)     \
    {                                                                          \
        return serve(call, wasi_##name, err);                                  \
    }
#include "abi/wasi_preview1.def"

static gk_status serve_nothing(struct gk_hostcall *call, gk_error *err)
{
    (void)err;
    if (call->result_count > 0)
        call->results[0].u.i32 = WASI_E_NOSYS;
    return GK_OK;
}

gk_host_fn *gk_wasi_handler(const char *name)
{
    static const struct {
        const char *name;
        gk_host_fn *fn;
    } rows[] = {
#define GK_IMPORT(module, name, sig, dep, effect, origin, doc)                 \
    {#name, serve_##name},
#include "abi/wasi_preview1.def"
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, name) == 0)
            return rows[i].fn;
    return serve_nothing;
}
