/*
 * cortex_names: the imports that the supply-chain table of CortexPrism speaks
 * of. Names are bytes with a length: they come from a module.
 */
#ifndef GK_SCANNER_CORTEX_NAMES_H
#define GK_SCANNER_CORTEX_NAMES_H

#include "core/wasm/module.h"

/* Whether "module.name" is one that the table blocks. */
bool gk_cortex_suspicious(struct gk_name module, struct gk_name name);

/* Whether `module` is "env" and the host has nothing called `name`. */
bool gk_cortex_unknown(struct gk_name module, struct gk_name name);

#endif
