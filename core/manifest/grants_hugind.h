/*
 * grants_hugind: grants.h for agent.yaml, whose permissions are a tree: a
 * capability is a key of it, as a path.
 */
#ifndef GK_CORE_MANIFEST_GRANTS_HUGIND_H
#define GK_CORE_MANIFEST_GRANTS_HUGIND_H

#include "core/manifest/grants.h"

#define GK_HUGIND_CAPABILITY_COUNT 8
extern const struct gk_capability
    gk_hugind_capabilities[GK_HUGIND_CAPABILITY_COUNT];

/* Whether the manifest has it, counting what the host takes for granted. */
bool gk_hugind_declares(const gk_json *manifest, const struct gk_capability *c);
gk_grant gk_hugind_grants(const gk_json *manifest,
                          const struct gk_abi_import *function,
                          struct gk_grant_words *words);
bool gk_hugind_serves(const struct gk_capability *c,
                      const struct gk_abi_import *function);

#endif
