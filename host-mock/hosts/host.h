/*
 * host: what a mock host is: a row of functions over its own state.
 *
 * To add one: a folder beside this file with a `const struct gk_host`, a row
 * in hosts.c. The host functions come from its .def: a row without a handler
 * does not build.
 */
#ifndef GK_HOST_MOCK_HOSTS_HOST_H
#define GK_HOST_MOCK_HOSTS_HOST_H

#include "abi/abi.h"
#include "core/base/json.h"
#include "host-mock/vm/engine.h"

struct gk_session;
struct gk_part;

/* A call of a host function, as its handler sees it. */
struct gk_hostcall {
    struct gk_session *session;
    void *host; /* the host's state */
    const struct gk_value *args;
    size_t arg_count;
    struct gk_value *results; /* types set, values zero */
    size_t result_count;
    gk_buf *note; /* a word for the trace, where the values say little; NULL:
                     nobody reads it */
};

/*
 * Non-OK traps the guest with err's words (a broken contract); an ordinary no
 * is GK_OK with the ABI's code in the result.
 */
typedef gk_status gk_host_fn(struct gk_hostcall *call, gk_error *err);

/* A known difference between the documented and the deployed host. */
struct gk_difference {
    const char *id;
    const char *title;
    const char *documented;
    const char *deployed;
    const char *fault; /* "host" or "guest" */
    const char *advice;
};

struct gk_host {
    const char *id;

    /* What runs from its start to its end, with arguments; else a plugin, whose
     * tools are called. */
    bool is_program;

    /* Checks without running. Fails: GK_E_SCHEMA. */
    gk_status (*check_manifest)(const gk_json *manifest, const char *where,
                                gk_error *err);
    /* Appends a line for each likely slip in it. */
    gk_status (*lint_manifest)(const gk_json *manifest, gk_buf *out);
    /* Changes a manifest (an empty object: none was given) so that it allows
     * one thing more. Fails: GK_E_USAGE, with what the word could be. */
    gk_status (*allow)(gk_json *manifest, const char *word, gk_error *err);
    /* Lowers the limits to what the manifest (may be NULL) says. NULL: it says
     * nothing of them. */
    void (*limit)(const gk_json *manifest, struct gk_vm_limits *limits);
    /* Appends the folders beside its own that a guest with this manifest may
     * reach, as paths from there. NULL: its guests have no files. */
    gk_status (*folders)(const gk_json *manifest, gk_json *out);
    /* The object under "call"; {"invoke": …} is common to all hosts. */
    gk_status (*check_call)(const gk_json *call, const char *where,
                            gk_error *err);

    /*
     * The life of a host in a session. Each part writes into `part` what the
     * guest did, traps and refusals included; a non-OK return is a failure of
     * ours (GK_E_NOMEM) and ends the session.
     */
    gk_status (*open)(struct gk_session *session, void **out, gk_error *err);
    gk_status (*load)(void *host, struct gk_part *part, gk_error *err);
    gk_status (*call)(void *host, const gk_json *call, struct gk_part *part,
                      gk_error *err);
    /* Makes an instance when none is there, for a call of an export by name.
     * NULL: the load has made it. */
    gk_status (*ready)(void *host, struct gk_part *part, gk_error *err);
    gk_status (*reload)(void *host, struct gk_part *part, gk_error *err);
    gk_status (*destroy)(void *host, struct gk_part *part, gk_error *err);
    /* The instance now, borrowed; NULL when none is loaded. */
    gk_guest *(*guest)(void *host);
    /* Its trap in the words of the host's own engine, borrowed. */
    const char *(*trap_words)(const struct gk_trap *trap);
    /* The host's own figures at the end, owned; NULL when out of memory. */
    gk_json *(*diagnostics)(void *host);
    void (*close)(void *host);
};

/* NULL when there is no mock of that id. */
const struct gk_host *gk_host_find(const char *id);

#endif
