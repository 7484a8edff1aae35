/*
 * need: what a host really calls or needs of the exports in its rows, where
 * the rows alone do not tell. Shared by the rules on exports.
 */
#ifndef GK_SCANNER_RULES_NEED_H
#define GK_SCANNER_RULES_NEED_H

#include "scanner/facts.h"
#include "scanner/severity.h"

/* The exports one of which the host calls to run its guest: the first of them
 * that has the type of its row. Ends with NULL; NULL: the host has none such.
 */
const char *const *gk_need_entries(const struct gk_abi_host *host);
bool gk_need_is_entry(const struct gk_abi_host *host, const char *name);

/* The one that is called; NULL: none is there with the right type. */
const struct gk_abi_export *gk_need_entry(const struct gk_facts *facts);

/* Whether the module's export of that name has the row's kind and type. */
bool gk_need_is_met(const struct gk_facts *facts,
                    const struct gk_abi_export *row);

/* How bad it is when a required export cannot be used. `*by`: the import that
 * does not work without; NULL when there is none, or the host always needs it.
 */
gk_severity gk_need_severity(const struct gk_facts *facts,
                             const struct gk_abi_export *row,
                             const struct gk_import **by);

#endif
