/*
 * effects: what a module can do to the world through its host, and which of
 * its exports leads there. Where no host is known, WASI preview 1 is all the
 * same, for every host that has it means the same by it.
 *
 * A value; owns its list. Rows are borrowed from the contract tables.
 */
#ifndef GK_SCANNER_EFFECTS_H
#define GK_SCANNER_EFFECTS_H

#include "scanner/facts.h"
#include "scanner/reach.h"

struct gk_effect_use {
    const struct gk_abi_import *row;
    uint32_t import;     /* number of the first import of that row; its module
                            may be WASI's older one, the row's is the newer */
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

/* What an import lets the module do: the row of its host; where none is known,
 * that of WASI preview 1. NULL: not known. */
const struct gk_abi_import *gk_effects_row(const struct gk_facts *facts,
                                           const struct gk_import *import);

/* How many functions are imported of which nobody knows what they do, because
 * no host is known; *first is the number of the first one's import. */
uint32_t gk_effects_unknown(const struct gk_facts *facts, uint32_t *first);

/* The rows that are imported as functions. Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_effects_find(const struct gk_facts *facts,
                                       const gk_reach *reach, gk_effects *out,
                                       gk_error *err);
void gk_effects_clear(gk_effects *effects);

/* Bit per gk_effect that an entry can reach (dead imports left out). */
uint32_t gk_effects_reached(const gk_effects *effects);

#endif
