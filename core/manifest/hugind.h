/*
 * hugind: the manifest of a Hugind agent (agent.yaml).
 *
 * Read from a JSON tree (see core/base/yaml.h), which must outlive the value:
 * every text and list in here is borrowed from it. Unknown keys are let be, as
 * the host does; a known key of another type is an error, and a number that is
 * not quoted is no string.
 */
#ifndef GK_CORE_MANIFEST_HUGIND_H
#define GK_CORE_MANIFEST_HUGIND_H

#include "core/base/json.h"

/* What `runtime_fs_mode` allows a guest. */
typedef enum gk_hugind_fs_mode {
    GK_HUGIND_FS_BOTH,
    GK_HUGIND_FS_WASI_MOUNTS,
    GK_HUGIND_FS_HOST
} gk_hugind_fs_mode;

typedef enum gk_hugind_session_mode {
    GK_HUGIND_STATELESS,
    GK_HUGIND_FRESH,
    GK_HUGIND_RESUME
} gk_hugind_session_mode;

struct gk_hugind_network {
    bool allow;
    const gk_json *allowed_domains; /* array of strings, or NULL */
    const gk_json *allowed_ips;     /* likewise */
    bool block_private_networks;
    uint64_t timeout_ms;         /* 30000 */
    uint64_t max_response_bytes; /* 10 MiB */
};

struct gk_hugind_filesystem {
    bool allow;
    bool read, write, create, delete_;
    bool allow_outside_agent_root;
    bool follow_symlinks;
    const gk_json *allowed_paths; /* array of strings, or NULL */
    const gk_json *denied_paths;  /* likewise */
};

struct gk_hugind_shell {
    bool present; /* the section is there */
    bool allow;
    const gk_json *whitelist; /* array of strings; NULL: none was given */
    const gk_json *blacklist;
    bool timed;          /* there is a timeout, which may be 0 */
    uint64_t timeout_ms; /* meaningful when timed */
    uint64_t max_output; /* 1 MiB */
    bool env_clear;
    const char *working_dir; /* or NULL */
};

typedef struct gk_hugind_manifest {
    const char *name;
    const char *version;
    const char *entry_point;
    const char *hugind_version; /* a requirement; NULL: none */
    bool agentic;               /* mode: agentic */
    gk_hugind_fs_mode fs_mode;
    const gk_json *mounts; /* array of {host, guest}, or NULL */
    bool capped;           /* wasm.resources.memory is there, as a size */
    uint64_t memory_bytes; /* meaningful when capped; 0 is a cap like any */
    bool metered;          /* wasm.resources.cpu is there */
    uint64_t fuel;         /* meaningful when metered */
    bool timed;            /* wasm.resources.timeout is there, as a time */
    uint64_t timeout_ms;   /* meaningful when timed; 0 is one like any */
    bool has_backend;
    const char *backend_url;    /* or NULL */
    const char *backend_config; /* or NULL */
    gk_hugind_session_mode session_mode;
    const char *session_id; /* RESUME: not empty */
    struct gk_hugind_network network;
    struct gk_hugind_filesystem filesystem;
    struct gk_hugind_shell shell;
    const gk_json *mcp; /* array of servers, or NULL */
    const gk_json *env; /* array of names and {name, required}, or NULL */
} gk_hugind_manifest;

/*
 * NULL gives the manifest of an agent without one: no permission at all.
 * `where` is the pointer to the manifest, for messages.
 * Fails: GK_E_SCHEMA with the place, what was found and wanted.
 */
GK_NODISCARD gk_status gk_hugind_manifest_read(const gk_json *manifest,
                                               const char *where,
                                               gk_hugind_manifest *out,
                                               gk_error *err);

/* Appends one line for each thing that the host takes, silently, for something
 * else than was probably meant: a size or duration it cannot parse, a domain
 * with a wildcard, an IP range, a session id without `resume` … */
gk_status gk_hugind_manifest_lint(const gk_json *manifest, gk_buf *out);

/* The words that gk_hugind_manifest_allow knows, for messages. */
#define GK_HUGIND_ALLOWED "network, filesystem, filesystem:read, shell"

/*
 * Allows one thing more: network and shell as a whole; filesystem with reading,
 * writing, creating and deleting, or reading alone. An empty manifest gets what
 * it must have. Fails: GK_E_USAGE (another word), GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_hugind_manifest_allow(gk_json *manifest,
                                                const char *word,
                                                gk_error *err);

/*
 * Whether `version` ("0.12.0") is one that the requirement names: comparators
 * (= > >= < <= ~ ^, none is ^) with partial versions and wildcards, joined by
 * commas, all of which must hold. Blank: any version.
 * Fails: GK_E_SCHEMA when the requirement is none.
 */
GK_NODISCARD gk_status gk_hugind_version_fits(const char *requirement,
                                              const char *version, bool *fits,
                                              gk_error *err);

/* What this text means as a size ("512MB", "2GB", "1048576") in bytes, or as a
 * duration ("250ms", "30s", "2m", "9") in ms. False: the host cannot parse it
 * and takes its default, without a word. */
bool gk_hugind_size(const char *text, uint64_t *out);
bool gk_hugind_duration(const char *text, uint64_t *out);

#endif
