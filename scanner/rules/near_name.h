/*
 * near_name: the name a slip of the finger may have meant. Shared by the rules
 * on unknown and on misspelt imports, which divide them.
 */
#ifndef GK_SCANNER_RULES_NEAR_NAME_H
#define GK_SCANNER_RULES_NEAR_NAME_H

#include "scanner/facts.h"

/* As gk_nearest, for a name of a module: of any length and bytes. Quick where
 * no word is near, because modules have millions of names. */
const char *gk_near_among(struct gk_name given, const char *const *words,
                          size_t count);

/* The host's import in the same import module whose name is nearest; NULL when
 * the host has exactly that import, or none that is near. */
const char *gk_near_import(const struct gk_facts *facts,
                           const struct gk_import *import);

/* The host's import module that has an import of exactly that name, else the
 * one whose own name is nearest; NULL. For imports that the host has not. */
const char *gk_near_module(const struct gk_facts *facts,
                           const struct gk_import *import);

#endif
