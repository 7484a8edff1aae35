/*
 * grants: what a manifest asks its host for, and what that lets a guest do.
 *
 * The same questions for every host; grants.c has one row for each host whose
 * manifest asks for anything. Pure functions; words are borrowed from static
 * tables.
 */
#ifndef GK_CORE_MANIFEST_GRANTS_H
#define GK_CORE_MANIFEST_GRANTS_H

#include "abi/abi.h"
#include "core/base/file.h"
#include "core/base/json.h"

typedef enum gk_capability_kind {
    GK_CAPABILITY_POINT,  /* where a guest plugs in: not a permission */
    GK_CAPABILITY_PLAIN,  /* a permission */
    GK_CAPABILITY_STRONG, /* one that does harm in the wrong hands */
} gk_capability_kind;

struct gk_capability {
    const char *word; /* as the manifest has it */
    gk_capability_kind kind;
    uint32_t effects; /* what it grants: bit per gk_effect; 0: nothing that a
                         guest of this host can do */
};

typedef enum gk_grant {
    GK_GRANT_FREE,  /* the host lets every guest do that */
    GK_GRANT_GIVEN, /* the manifest declares a word that grants it */
    GK_GRANT_DENIED /* it declares none of them */
} gk_grant;

/* How many words are named for one effect; hosts have fewer. */
#define GK_MAX_GRANT_WORDS 8u
/* Declared words that are looked at; the rest is not. */
#define GK_MAX_DECLARED 256u

struct gk_grant_words {
    const char *at[GK_MAX_GRANT_WORDS]; /* each alone would grant it */
    size_t count;                       /* 0: FREE */
    bool all;                           /* only all of them together do */
    const char *refusal;                /* DENIED: what the host does then */
};

/* Whether a manifest of that host lets its guest call a function of the
 * contract. `words` may be NULL. A host without a row: FREE. */
gk_grant gk_manifest_grants(const char *host, const gk_json *manifest,
                            const struct gk_abi_import *function,
                            struct gk_grant_words *words);

/* Whether a function of the contract has any use for that capability. */
bool gk_capability_serves(const char *host, const struct gk_capability *c,
                          const struct gk_abi_import *function);
/* The key of the manifest that declares it: "capabilities". */
const char *gk_capability_key(const char *host, const struct gk_capability *c);

/* The host's row for a declared word; NULL: the host does not know it. */
const struct gk_capability *gk_capability_find(const char *host,
                                               const char *word);

/* Copies the declared words, at most GK_MAX_DECLARED, in the manifest's order;
 * what is no text is left out. Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_manifest_declared(const char *host,
                                            const gk_json *manifest,
                                            gk_names *out, gk_error *err);

/* The names of the tools a manifest declares, likewise. *named is false when
 * the manifest does not list tools at all. Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_manifest_tools(const char *host,
                                         const gk_json *manifest, bool *named,
                                         gk_names *out, gk_error *err);

#endif
