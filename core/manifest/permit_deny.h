/*
 * permit_deny: how a check of permit.h says no. Used by permit*.c only.
 */
#ifndef GK_CORE_MANIFEST_PERMIT_DENY_H
#define GK_CORE_MANIFEST_PERMIT_DENY_H

#include "core/manifest/permit.h"

/* Everything is allowed until told otherwise. */
void gk_permit_begin(gk_permit *out);
/* The host's words first, then gk_permit_because. */
void gk_permit_deny(gk_permit *out, const char *fmt, ...) GK_PRINTF(2, 3);
void gk_permit_because(gk_permit *out, const char *key, const char *entry,
                       const char *fmt, ...) GK_PRINTF(4, 5);
/* A switch that is off. `key` is static: "permissions.network.allow". */
void gk_permit_off(gk_permit *out, const char *key, const char *words);

#endif
