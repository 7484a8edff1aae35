/*
 * hugind: the mock of Hugind's agent runtime.
 *
 * An agent lives for one run: each call makes an instance, calls its `_start`
 * (or `main`) and takes the result it has set. Host functions are typed, and
 * whatever goes wrong in one is a trap.
 */
#ifndef GK_HOST_MOCK_HOSTS_HUGIND_HUGIND_H
#define GK_HOST_MOCK_HOSTS_HUGIND_HUGIND_H

#include "core/base/uuid.h"
#include "core/manifest/hugind.h"
#include "host-mock/session.h"

extern const struct gk_host gk_host_hugind;

/* Rows of the contract's import table. */
#define HUGIND_MOST_IMPORTS 128

/* What `version` says, unless the world's config has "hugind_version". */
#define HUGIND_VERSION "0.12.0"

struct hugind {
    struct gk_session *session;
    gk_hugind_manifest manifest; /* borrows from the job's */
    char *agent;                 /* its name in the team, owned */
    const gk_json *call;         /* of this run; borrowed */
    gk_guest *guest;             /* NULL before the first run */
    gk_json *result;             /* owned: what set_result has set; or NULL */
    gk_buf out;                  /* standard output of this run */
    gk_buf err;                  /* standard error */
    const char *session_id;      /* borrowed; "" when the run is stateless */
    char *resumed;               /* that id, when it was given; owned */
    char fresh_id[sizeof "agentic-" + GK_UUID_TEXT_BYTES];
    const char *session_mode; /* "fresh", "resume"; NULL: stateless */
    const gk_json *next_line; /* of the input, borrowed; NULL: its end */
    bool has_read;            /* a line of it */
    gk_json *team;            /* owned: what the input says of the team */
    uint64_t waited_ms;       /* of this run, on the world's clock */
    bool timed_out;           /* wasm.resources.timeout has ended it */
    struct gk_host_link links[HUGIND_MOST_IMPORTS];
};

/* Every row of differences.def. */
enum hugind_difference_id {
#define GK_DIFFERENCE(id, code, fault, title, documented, deployed, advice)    \
    HUGIND_##id,
#include "host-mock/hosts/hugind/differences.def"
    HUGIND_DIFFERENCE_COUNT
};
extern const struct gk_difference hugind_differences[HUGIND_DIFFERENCE_COUNT];

/* The guest has met a difference. */
void hugind_meet(struct hugind *hugind, enum hugind_difference_id id);

/* --- before a run (before.c) ------------------------------------------------
 */

/* The release that this mock is. */
const char *hugind_version_of(const struct hugind *hugind);
/* Fails (GK_E_TRAP) in the host's words when it would not start the agent. */
GK_NODISCARD gk_status hugind_before(struct hugind *hugind, gk_error *err);

/* --- the session (session.c) ------------------------------------------------
 */

/* session_id and session_mode of this run. */
GK_NODISCARD gk_status hugind_session_begin(struct hugind *hugind,
                                            gk_error *err);
/* A fresh one is deleted at a live server that has heard of it. What goes wrong
 * is a note. */
void hugind_session_end(struct hugind *hugind);
/* Appends the base URL of the agent's server, without a slash at its end. */
void hugind_put_base_url(const struct hugind *hugind, gk_buf *url);

/* --- WASI (mounts.c) ---------------------------------------------------------
 */

/* session->wasi for this run. Fails (GK_E_TRAP) in the host's words for a
 * mount. */
GK_NODISCARD gk_status hugind_open_wasi(struct hugind *hugind, gk_error *err);
void hugind_close_wasi(struct hugind *hugind);

/* --- values (values.c) ------------------------------------------------------
 */

/* A string argument at `index` (pointer, length): strict UTF-8. Appends to
 * `out`. Fails (a trap) in the host's words. */
GK_NODISCARD gk_status hugind_text_arg(const struct gk_hostcall *call,
                                       size_t index, gk_buf *out,
                                       gk_error *err);
/* Bytes likewise, of any kind. */
GK_NODISCARD gk_status hugind_bytes_arg(const struct gk_hostcall *call,
                                        size_t index, gk_buf *out,
                                        gk_error *err);
/* Copies bytes into a buffer of the guest's own `alloc`, with a 0 behind them.
 */
GK_NODISCARD gk_status hugind_place(struct hugind *hugind, const void *bytes,
                                    size_t len, uint32_t *ptr, gk_error *err);
/* The result of a call that gives a text or bytes: places them and packs
 * pointer and length. */
GK_NODISCARD gk_status hugind_give(struct gk_hostcall *call, const void *bytes,
                                   size_t len, gk_error *err);
/* The same for a JSON value, compact, keys sorted; takes it. */
GK_NODISCARD gk_status hugind_give_json(struct gk_hostcall *call,
                                        gk_json *value, gk_error *err);
/* The i32 result. */
void hugind_result(struct gk_hostcall *call, uint32_t value);

/* --- time (wait.c) ----------------------------------------------------------
 */

/* A call takes `ms` of the world's clock. Fails (a trap): the run's timeout is
 * reached. */
GK_NODISCARD gk_status hugind_wait(struct hugind *hugind, int64_t ms,
                                   gk_error *err);

/* --- linking (link.c) -------------------------------------------------------
 */
gk_status hugind_resolve(void *context, const struct gk_import *import,
                         const struct gk_functype *type,
                         struct gk_vm_extern *out, gk_error *err);
const char *hugind_trap_words(const struct gk_trap *trap);

/* --- what others put into a run ---------------------------------------------
 */
/* The MCP servers of the manifest (mcp.c). Fails (GK_E_TRAP) in the host's
 * words when it would not start the agent. */
GK_NODISCARD gk_status hugind_tools_begin(struct hugind *hugind, gk_error *err);
/* The team as it is before a run (team.c). */
GK_NODISCARD gk_status hugind_team_begin(struct hugind *hugind, gk_error *err);
/* {"memory", "memory_summary", "messages"} of the run's input; owned. */
gk_json *hugind_team_input(const struct hugind *hugind);

/* --- host functions: hugind_NAME for each row of the contract --------------
 */
#define GK_IMPORT(module, name, sig, dep, effect, origin, doc)                 \
    gk_host_fn hugind_##name;
#include "abi/hugind.def"
#define GK_IMPORT(module, name, sig, dep, effect, origin, doc)                 \
    gk_host_fn hugind_##name;
#include "abi/hugind_fs.def"

#endif
