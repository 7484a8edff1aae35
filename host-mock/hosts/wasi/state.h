/*
 * state: what wasi.h keeps hidden: descriptors, and a call as the functions
 * see it. Used by the files of this folder only.
 *
 * Each function is wasi_NAME, takes its call and gives an errno; its results
 * go into guest memory, and only when it succeeds.
 */
#ifndef GK_HOST_MOCK_HOSTS_WASI_STATE_H
#define GK_HOST_MOCK_HOSTS_WASI_STATE_H

#include "host-mock/hosts/wasi/wasi.h"
#include "host-mock/hosts/wasi/witx.h"

enum wasi_kind {
    WASI_CLOSED,
    WASI_FILE,
    WASI_DIR,
    WASI_IN,
    WASI_OUT /* standard output and error */
};

struct wasi_listing; /* readdir.c */

struct wasi_fd {
    enum wasi_kind kind;
    bool readonly;                /* it came from a folder that is */
    uint16_t flags;               /* WASI_FD_… */
    uint64_t rights;              /* what may be done with it */
    uint64_t inherit;             /* what those opened below it may get */
    gk_node *node;                /* FILE, DIR: held */
    uint64_t at;                  /* FILE: where the next read or write goes */
    char *name;                   /* of a preopened folder, owned; else NULL */
    gk_buf *stream;               /* OUT: borrowed */
    struct wasi_listing *listing; /* DIR: owned */
};

/* Texts one after the other, each with a NUL. */
struct wasi_texts {
    gk_buf bytes;
    size_t count;
};

struct gk_wasi {
    gk_wasi_model model;
    gk_world *world; /* borrowed */
    struct wasi_texts args, env;
    struct wasi_fd *fds; /* owned */
    size_t fd_count;     /* entries there are, closed ones too */
    gk_wasi_input *read_more;
    gk_wasi_wait *wait;
    void *context; /* of both */
    const char *exit_hint;
    gk_buf input; /* read ahead, from input_at on */
    size_t input_at;
    bool terminal;
    bool timed;       /* the monotonic clock has been looked at */
    int64_t start_ms; /* of that clock */
    size_t listed;    /* bytes of all listings */
    bool exited;
    uint32_t exit_code;
};

struct wasi_call {
    gk_wasi *wasi;
    gk_vm_memory *memory;
    const struct gk_value *args;
    gk_buf *note;    /* what the trace tells beside the values */
    gk_status trap;  /* GK_OK, or why the guest cannot go on */
    gk_error *words; /* of that */
};

typedef wasi_errno wasi_fn(struct wasi_call *call);
#define GK_IMPORT(module, name, sig, dep, effect, origin, doc)                 \
    wasi_fn wasi_##name;
#include "abi/wasi_preview1.def"

static inline uint32_t wasi_u32(const struct wasi_call *call, size_t index)
{
    return call->args[index].u.i32;
}

static inline uint64_t wasi_u64(const struct wasi_call *call, size_t index)
{
    return call->args[index].u.i64;
}

/* What the file tree says, as an errno. */
wasi_errno wasi_errno_of(gk_status status);
/* The tree, with the time that changes get. */
gk_files *wasi_files(const gk_wasi *wasi);
/* Nanoseconds; each look moves the clock. False: there is no such clock. */
bool wasi_clock_now(gk_wasi *wasi, uint32_t clock, uint64_t *ns);
/* Reads standard input when nothing is left of what was read. The bytes there
 * are: 0 at its end. */
wasi_errno wasi_input_ready(gk_wasi *wasi, size_t *len);

/* --- guest memory (memory.c) ------------------------------------------------
 */

/* EFAULT when the range leaves memory. */
wasi_errno wasi_span(const struct wasi_call *call, uint32_t ptr, uint32_t len,
                     uint8_t **out);
void wasi_store_u16(uint8_t *at, uint16_t value);
void wasi_store_u64(uint8_t *at, uint64_t value);
uint64_t wasi_load_u64(const uint8_t *at);

struct wasi_range {
    uint8_t *at; /* in guest memory, checked */
    uint32_t len;
};
struct wasi_ranges {
    struct wasi_range range[GK_WASI_MAX_IOVECS];
    uint32_t count;
    uint64_t total; /* bytes; more than u32 has is EINVAL */
};
wasi_errno wasi_ranges_read(const struct wasi_call *call, uint32_t ptr,
                            uint32_t count, struct wasi_ranges *out);

/* --- descriptors (fds.c) ----------------------------------------------------
 */

/* EBADF when it is not open. Borrowed until a descriptor is opened. */
wasi_errno wasi_fd_get(const gk_wasi *wasi, uint32_t fd, struct wasi_fd **out);
/* The same; a right that it lacks is ENOTCAPABLE, for reading and writing
 * EBADF. */
wasi_errno wasi_fd_with(const gk_wasi *wasi, uint32_t fd, uint64_t rights,
                        struct wasi_fd **out);
/* A folder: ENOTDIR else. */
wasi_errno wasi_fd_dir(const gk_wasi *wasi, uint32_t fd, uint64_t rights,
                       struct wasi_fd **out);
/* A file: EISDIR for folders, ESPIPE for streams. */
wasi_errno wasi_fd_file(const gk_wasi *wasi, uint32_t fd, uint64_t rights,
                        struct wasi_fd **out);
/* The lowest free number; it is all zero. EMFILE. */
wasi_errno wasi_fd_new(gk_wasi *wasi, uint32_t *number, struct wasi_fd **out);
void wasi_fd_clear(gk_wasi *wasi, struct wasi_fd *fd);
void wasi_listing_free(gk_wasi *wasi, struct wasi_listing *listing);

/* --- files (stat.c) ---------------------------------------------------------
 */

uint8_t wasi_type_of(const gk_node *node);
void wasi_put_filestat(gk_node *node, uint8_t *out);

/* --- paths (resolve.c) ------------------------------------------------------
 */

enum wasi_walk {
    WASI_KEEP_LINK,  /* a link at the end is what is meant */
    WASI_ENTER_LINK, /* unless a slash follows it */
    WASI_FOLLOW_LINK
};

/* Where a path leads. */
struct wasi_spot {
    gk_node *dir;     /* the folder it is in, or would be; NULL: see name */
    const char *name; /* in that folder; borrowed. NULL: the path ends in "."
                         or "..", and `node` is that folder */
    size_t name_len;
    gk_node *node; /* what is there; NULL: nothing */
    bool slash;    /* it is written as a folder */
};

/*
 * Walks from the folder of `fd`; `path_arg` is the argument with the pointer,
 * the next one has the length. A path that something must be at the end of is
 * checked by the caller.
 */
wasi_errno wasi_resolve(struct wasi_call *call, const struct wasi_fd *fd,
                        size_t path_arg, enum wasi_walk how,
                        struct wasi_spot *out);
/* Whether something is there, a folder when it is written as one. */
wasi_errno wasi_spot_there(const struct wasi_spot *spot);
/* Both at once: something is there, a folder when it is written as one. */
wasi_errno wasi_resolve_there(struct wasi_call *call, const struct wasi_fd *fd,
                              size_t path_arg, enum wasi_walk how,
                              struct wasi_spot *out);
/* A text that will be a path: checked as one. */
wasi_errno wasi_path_text(const struct wasi_call *call, size_t arg,
                          const char **text, size_t *len);
/* What a way out of the folder is called. */
wasi_errno wasi_escape(const gk_wasi *wasi);

#endif
