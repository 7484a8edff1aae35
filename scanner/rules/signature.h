/*
 * signature: how the type a module declares for a host function stands to the
 * two types of its row. Shared by the rules that report each case.
 */
#ifndef GK_SCANNER_RULES_SIGNATURE_H
#define GK_SCANNER_RULES_SIGNATURE_H

#include "scanner/facts.h"
#include "scanner/place.h"

enum gk_signature_case {
    GK_SIGNATURE_NONE,            /* no row, or no function */
    GK_SIGNATURE_RIGHT,           /* right everywhere */
    GK_SIGNATURE_DOCUMENTED_ONLY, /* the deployed host fails its calls */
    GK_SIGNATURE_DEPLOYED_ONLY,   /* the contract has another type */
    GK_SIGNATURE_WRONG,
    GK_SIGNATURE_IMPOSSIBLE /* no host function can have such a type */
};

struct gk_signature {
    enum gk_signature_case which;
    const char *fault; /* IMPOSSIBLE: what is wrong with the type */
    struct gk_label declared;
    struct gk_label documented;
    struct gk_label deployed; /* the type that works in the deployed host */
};

/* Whether the host takes any type of plain values for it, and converts at each
 * call. Else a module that declares another type does not load. */
bool gk_signature_converts(const struct gk_facts *facts,
                           const struct gk_import *import);

/* Which case it is. Cheap: a module may have a million imports. */
enum gk_signature_case gk_signature_which(const struct gk_facts *facts,
                                          const struct gk_import *import);

/* That, and the words for it. */
void gk_signature_compare(const struct gk_facts *facts,
                          const struct gk_import *import,
                          struct gk_signature *out);

#endif
