/*
 * permit: what the permissions of a Hugind agent say about one request: yes or
 * no, in the host's own words, and which key of the manifest decided.
 *
 * Pure functions: rules and request in, decision out. What a check must know
 * of a file system it asks through gk_permit_tree.
 *
 * `deployed` picks a side where host and documents differ.
 */
#ifndef GK_CORE_MANIFEST_PERMIT_H
#define GK_CORE_MANIFEST_PERMIT_H

#include "core/base/url.h"
#include "core/manifest/hugind.h"

#define GK_PERMIT_FACT_BYTES 512

/* What host and documents do not agree on. */
typedef enum gk_permit_difference {
    GK_PERMIT_SAME,
    GK_PERMIT_IP_RANGES,    /* ranges and IPv6 addresses in allowed_ips */
    GK_PERMIT_PRIVATE_IPV6, /* ::ffff:10.0.0.1 and :: as private networks */
    GK_PERMIT_PATHS_OUTSIDE /* allowed_paths outside the agent's folder */
} gk_permit_difference;

typedef struct gk_permit {
    bool allowed;
    /* What decided; static, "permissions.network.allow". NULL: no key did
     * (a URL's scheme, "..", a link). */
    const char *key;
    /* Of a list: the entry that decided, borrowed from the manifest, or NULL.
     */
    const char *entry;
    /* Not SAME: the other fidelity decides otherwise, because of this. */
    gk_permit_difference differs;
    /* "permissions.filesystem.write is false": why not; "" when allowed. */
    char fact[GK_PERMIT_FACT_BYTES];
    /* What the host says; "" when allowed. Long paths are cut. */
    char words[GK_ERROR_TEXT_BYTES];
} gk_permit;

/* --- network ---------------------------------------------------------------
 * For each hop: gk_permit_url, then gk_permit_address for each address that
 * the host's name stands for (url->ip, when it is one). A redirect is a hop.
 */

/* `allow`, the scheme, the lists of domains and addresses, in this order. */
void gk_permit_url(const struct gk_hugind_network *rules, const gk_url *url,
                   bool deployed, gk_permit *out);
/* block_private_networks. */
void gk_permit_address(const struct gk_hugind_network *rules, const gk_ip *ip,
                       bool deployed, gk_permit *out);

/* --- shell ------------------------------------------------------------------
 */

/* run_command: `allow` alone. */
void gk_permit_command(const struct gk_hugind_shell *rules, gk_permit *out);
/* spawn: `allow`, whitelist, blacklist. `program` is its first word. */
void gk_permit_spawn(const struct gk_hugind_shell *rules, const char *program,
                     size_t len, gk_permit *out);

/* --- files ------------------------------------------------------------------
 */

typedef enum gk_permit_bit {
    GK_PERMIT_READ,
    GK_PERMIT_WRITE,
    GK_PERMIT_CREATE,
    GK_PERMIT_DELETE
} gk_permit_bit;

/* `allow`, then that bit. */
void gk_permit_files(const struct gk_hugind_filesystem *rules,
                     gk_permit_bit bit, gk_permit *out);

typedef enum gk_permit_entry {
    GK_PERMIT_NOTHING,
    GK_PERMIT_FILE, /* or anything that nothing can be in */
    GK_PERMIT_FOLDER,
    GK_PERMIT_LINK,
    GK_PERMIT_UNREADABLE /* what is there cannot be told */
} gk_permit_entry;

/* What is at an absolute path that has no link, "." or ".." before its last
 * name. A LINK's target, or the reason of UNREADABLE, is appended to `text`. */
typedef gk_permit_entry gk_permit_look(void *context, const char *path,
                                       gk_buf *text);

struct gk_permit_tree {
    const char *root; /* absolute: where relative paths start; "/agent" */
    const char *home; /* absolute: what ~ and $HOME in entries are */
    gk_permit_look *look;
    void *context;
    bool deployed;
};

/*
 * The path a guest names: cleaned, resolved, held against links, denied_paths
 * and allowed_paths. `path` need not end in NUL and may hold it.
 *
 * resolved  the absolute path to use is put there when it is allowed
 * Fails: GK_E_NOMEM, GK_E_LIMIT (a path over 64 KiB).
 */
GK_NODISCARD gk_status gk_permit_path(const struct gk_hugind_filesystem *rules,
                                      const struct gk_permit_tree *tree,
                                      const char *path, size_t len,
                                      gk_buf *resolved, gk_permit *out,
                                      gk_error *err);

#endif
