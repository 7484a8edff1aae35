/*
 * guestfile: the module a person named: a .wasm, a .wat, an agent.yaml, or a
 * folder with a project or an agent in it.
 */
#ifndef GK_HOST_MOCK_GUESTFILE_H
#define GK_HOST_MOCK_GUESTFILE_H

#include "core/base/file.h"
#include "core/base/json.h"

struct gk_guestfile {
    char *path;        /* of the module, owned */
    gk_map map;        /* the file */
    gk_buf assembled;  /* wasm of a .wat */
    const void *bytes; /* borrowed from one of the two */
    size_t len;
    bool escapes;         /* an agent's manifest names one outside its folder */
    const char *named_by; /* id of the host whose manifest named it, static */
    char *manifest;       /* owned: the project's or the one beside; or NULL */
    const char *host;     /* id, static */
    char reason[256];     /* how the host was found */
};

/*
 * Reads it and finds its host (`given` is --host, or NULL).
 * Fails: GK_E_NOENT (a project that is not built: the command that does it),
 * GK_E_MALFORMED, GK_E_TOOL (.wat without wat2wasm), GK_E_USAGE (no host is
 * to be found: the list of those there are).
 */
GK_NODISCARD gk_status gk_guestfile_open(const char *name, const char *given,
                                         struct gk_guestfile *out,
                                         gk_error *err);
void gk_guestfile_close(struct gk_guestfile *file);

#endif
