/*
 * job: one guest, one world, a list of steps, in a child process of its own.
 *
 * `guestkit run` has one step; `guestkit test` has one job for each case. The
 * child holds reader, engine, handlers and fixtures; this side serves the doors
 * it may knock at (live HTTP, kept state) and reads the result.
 */
#ifndef GK_HOST_MOCK_JOB_H
#define GK_HOST_MOCK_JOB_H

#include "core/base/json.h"
#include "host-mock/live.h"
#include "host-mock/vm/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum gk_fidelity { GK_DOCUMENTED, GK_DEPLOYED } gk_fidelity;

typedef struct gk_warm gk_warm; /* warm.h */

struct gk_job {
    const char *host;   /* id from hosts.def */
    const void *module; /* wasm bytes, borrowed until the job ends */
    size_t module_len;
    const char *module_name; /* for backtraces: "weather.wasm" */
    const char *folder;      /* name of the one that the guest is in; NULL: none
                                is known. Borrowed */
    bool escapes;            /* the manifest names it, outside its own folder */
    const gk_json *manifest; /* the host's manifest; NULL: none given, so no
                                capability. Borrowed */
    const gk_json *world;    /* what the world answers (docs/world.md); NULL:
                                the empty world. Borrowed */
    const char *world_dir;   /* where its real folders start; NULL: here */
    const gk_json *steps;    /* array; see gk_job_check_step. Borrowed */
    struct gk_vm_limits limits;
    gk_fidelity fidelity;
    const char *root;       /* with GK_LIVE_FS: the guest's own folder, and */
    const gk_json *folders; /* all that it gets (realfs.h). Borrowed */
    unsigned live;          /* doors to the real world: GK_LIVE_… (live.h) */
    const char
        *state_file; /* SQLite, created when missing; NULL: memory only */
    gk_warm *warm;   /* a process that has the module loaded; NULL: none */
};

/*
 * Checks a world, a step or a manifest without running anything, so that a
 * file of a person's gets its errors at once. `where` is the JSON pointer for
 * messages. Fails: GK_E_SCHEMA.
 * A step is an object with one of: {"call": {…}} (what can be called is the
 * host's: {"tool": NAME, "args": {…}}, {"invoke": EXPORT, "args": [numbers]}),
 * {"reload": true}, {"advance-clock": "1h 30m 5s 10ms" or ms}, {"destroy":
 * true}.
 */
GK_NODISCARD gk_status gk_job_check_world(const char *host,
                                          const gk_json *world,
                                          const char *where, gk_error *err);
GK_NODISCARD gk_status gk_job_check_step(const char *host, const gk_json *step,
                                         const char *where, gk_error *err);
GK_NODISCARD gk_status gk_job_check_manifest(const char *host,
                                             const gk_json *manifest,
                                             const char *where, gk_error *err);

/* Lowers `limits` to what the host would give a guest with this manifest (NULL:
 * none). */
void gk_job_limit(const char *host, const gk_json *manifest,
                  struct gk_vm_limits *limits);

/* A running job. */
typedef struct gk_child gk_child;

/* Starts the child. The job and what it borrows must stay until finish. */
GK_NODISCARD gk_status gk_child_start(const struct gk_job *job, gk_child **out,
                                      gk_error *err);
/* To poll() for POLLIN together with others. */
int gk_child_fd(const gk_child *child);
/* Takes what has come; call when the fd is readable. *done when the child has
 * ended and its result can be taken. */
GK_NODISCARD gk_status gk_child_serve(gk_child *child, bool *done,
                                      gk_error *err);
/* Waits for the end if need be, gives the result (owned) and frees the child,
 * also when it fails. A guest that traps, or a child that dies, is no failure:
 * see "outcome". */
GK_NODISCARD gk_status gk_child_finish(gk_child *child, gk_json **result,
                                       gk_error *err);

/* Kills it and frees everything; for when serving has failed. */
void gk_child_abandon(gk_child *child);

/* start, serve, finish. */
GK_NODISCARD gk_status gk_job_run(const struct gk_job *job, gk_json **result,
                                  gk_error *err);

/*
 * The result:
 * {
 *   "outcome": "ok" | "tool_error" | "exit" | "trap" | "fuel" | "timeout" |
 *              "memory" | "link" | "export" | "crash" | "fixture" | "load",
 *              of the first part (load, then the steps) that is not "ok"
 *   "load":  {PART, "tools": [{name, description, params…}]},
 *   "steps": [{PART, "kind": "call" | "reload" | …}],   (those that were run)
 *   "state": {key: value},          what the guest has kept at the end
 *   "files": {path: entry},         the file system at the end, absolute
 *                                   paths (world/files.h); absent when neither
 *                                   the world nor the guest has put any there
 *   "root": path,                   with it: where relative paths start from
 *   "wrote": [{"path", "what"}]     with GK_LIVE_FS: what was written back to
 *                                   real folders, as realfs.h has it
 *   "not_written": "why"            instead, or after some of it
 *   "files_left_out": n             when there are too many to tell
 *   "diagnostics": {…},             the host's own
 *   "differences": [{"id", "title", "documented", "deployed", "fault",
 *                    "advice", "times"}]   met in this run
 *   "skipped": "why"                deployed only: what stopped the guest is
 * the host's fault, whatever the guest does "unused": [fixture] required ones
 * that nothing asked for "hints": [text]                 what would let a
 * refused call through "truncated": true               the trace was too long
 * to keep
 * }
 * PART:
 *   "outcome", "ok": bool,
 *   "text":   what the guest said (a tool's output or error, as the host hands
 *             it on)
 *   "json":   that text as JSON, when it is JSON
 *   "value":  [results of an invoked export; i64 as decimal strings]
 *   "logs":   [text],
 *   "host_logs": [index in "logs"]  which of them the host itself wrote
 *   "calls":  [{"name", "module", "args": [text or number…], "result": …,
 *               "line": the call as --trace prints it, "us": duration,
 *               "effect"}],
 *   "fuel":   {"used", "bulk"},
 *   "memory": {"pages"},
 *   "trap":   {"kind", "text" (the host's words), "frames": [{"func", "offset",
 *              "name"}], "left_out"},
 *   "error":  {"text", "fixture": {…the fixture to paste} }  when it could not
 *             be done
 *   "us":     wall time in microseconds
 */

/* Whether a guest ended by itself: what it did until then stands. */
bool gk_outcome_is_end(const char *outcome);

/* "ok", …: the exit status of `guestkit run` for an outcome. */
int gk_outcome_exit(const char *outcome);

#ifdef __cplusplus
}
#endif
#endif
