/*
 * wasi: WASI preview 1, for every host that links it: all 46 functions over
 * the world's clock, chance and files.
 *
 * A host opens a gk_wasi for each instance and hangs it on session->wasi,
 * where the handlers find it. A session that has none answers ENOSYS.
 *
 * No path leads out of the folder of the descriptor it is given with; nothing
 * of the machine is seen; nobody really sleeps: waiting moves the world's
 * clock. After proc_exit every call traps.
 */
#ifndef GK_HOST_MOCK_HOSTS_WASI_WASI_H
#define GK_HOST_MOCK_HOSTS_WASI_WASI_H

#include "host-mock/session.h"

typedef struct gk_wasi gk_wasi;

/* Whose WASI this is, where hosts differ. */
typedef enum gk_wasi_model {
    /* Rights are held: what is opened gets no more than the folder hands on.
     * A way out of a folder is ENOTCAPABLE. */
    GK_WASI_CAPABILITIES,
    /* As wasmtime: rights are told, only reading and writing are held. A way
     * out is EPERM; proc_exit takes 0 to 125. */
    GK_WASI_WASMTIME
} gk_wasi_model;

struct gk_wasi_preopen {
    const char *guest; /* its name for the guest; copied */
    gk_node *dir;      /* of the world's files */
    bool readonly;
};

/* Appends what comes next on standard input, as far as a reader gets it at
 * once; appends nothing at its end. */
typedef gk_status gk_wasi_input(void *context, gk_buf *out);
/* Lets so much time pass. Non-OK traps the guest with err's words. */
typedef gk_status gk_wasi_wait(void *context, int64_t ms, gk_error *err);

struct gk_wasi_config {
    gk_wasi_model model;
    gk_world *world;         /* borrowed */
    const char *const *args; /* copied; the program's name first */
    size_t arg_count;
    const char *const *env; /* copied: NAME=VALUE */
    size_t env_count;
    const struct gk_wasi_preopen *preopens; /* descriptors 3, 4, … */
    size_t preopen_count;
    gk_buf *out, *err;     /* borrowed: what is written to 1 and 2 */
    gk_wasi_input *input;  /* NULL: standard input is at its end */
    gk_wasi_wait *wait;    /* NULL: the world's clock goes on */
    void *context;         /* of both */
    bool terminal;         /* what 0, 1 and 2 say they are */
    const char *exit_hint; /* told when the guest ends with 0; borrowed, NULL:
                              nothing is */
};

/* Ceilings for what a guest can make the host keep. */
#define GK_WASI_MAX_FDS           4096u
#define GK_WASI_MAX_PATH          4096u
#define GK_WASI_MAX_LINKS         40u   /* followed for one path, as Linux */
#define GK_WASI_MAX_IOVECS        1024u /* as Linux */
#define GK_WASI_MAX_SUBSCRIPTIONS 4096u
#define GK_WASI_MAX_OUTPUT        ((size_t)4 << 20)  /* each of 1 and 2 */
#define GK_WASI_MAX_LISTINGS      ((size_t)64 << 20) /* open folders' names */

/* Fails: GK_E_NOMEM, GK_E_LIMIT. */
GK_NODISCARD gk_status gk_wasi_open(const struct gk_wasi_config *config,
                                    gk_wasi **out, gk_error *err);
/* NULL is fine. */
void gk_wasi_close(gk_wasi *wasi);
/* Whether the guest has called proc_exit, and with what. */
bool gk_wasi_exited(const gk_wasi *wasi, uint32_t *code);

/* The handler of a row of wasi_preview1.def. Never NULL. */
gk_host_fn *gk_wasi_handler(const char *name);

#endif
