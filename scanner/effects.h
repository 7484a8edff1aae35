/*
 * effects: what a module can do to the world through its host, and which of
 * its exports leads there.
 *
 * A value; owns its list. Rows are borrowed from the contract tables.
 */
#ifndef GK_SCANNER_EFFECTS_H
#define GK_SCANNER_EFFECTS_H

#include "scanner/facts.h"
#include "scanner/reach.h"

struct gk_effect_use {
    const struct gk_abi_import *row;
    uint32_t import;     /* number of the first import of that row */
    uint32_t count;      /* imports of that row */
    bool reached;        /* an entry leads there, or it cannot be told */
    bool has_path;       /* `path` says how */
    struct gk_path path; /* to the first of them that is reached */
};

typedef struct gk_effects {
    struct gk_effect_use *at; /* owned; strongest effect first, then as
                                 imported */
    size_t count;
} gk_effects;

/* The rows of the facts' host that are imported as functions. No host: none.
 * Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_effects_find(const struct gk_facts *facts,
                                       const gk_reach *reach, gk_effects *out,
                                       gk_error *err);
void gk_effects_clear(gk_effects *effects);

/* Bit per gk_effect that an entry can reach (dead imports left out). */
uint32_t gk_effects_reached(const gk_effects *effects);

#endif
