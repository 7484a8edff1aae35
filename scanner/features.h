/*
 * features: which proposals a module uses, where first, and which of them the
 * engine of a host lacks. Pure functions; rows are const.
 */
#ifndef GK_SCANNER_FEATURES_H
#define GK_SCANNER_FEATURES_H

#include "scanner/facts.h"
#include "scanner/place.h"

#define GK_FEATURE_BIT(feature) (UINT32_C(1) << (feature))

struct gk_engine {
    const char *host;  /* id, as in abi/hosts.def */
    const char *title; /* what reports call it */
    uint32_t lacks;    /* GK_FEATURE_BITs */
};

/* The engine a host runs its guests in; NULL when that is not known. */
const struct gk_engine *gk_engine_find(const struct gk_abi_host *host);

/* GK_FEATURE_BITs of all that sections and bodies use, MVP left out.
 * `validation` may be NULL: sections only. */
uint32_t gk_features_used(const gk_module *module,
                          const gk_validation *validation);

/* What few modules use, so that not every engine and tool has it. */
bool gk_feature_is_unusual(gk_feature feature);

/* Where it is used first, as well as that is known. `validation` may be NULL.
 */
struct gk_place gk_feature_place(const gk_module *module,
                                 const gk_validation *validation,
                                 gk_feature feature);

/* The feature that a target_features section calls so; false: none of ours. */
bool gk_feature_find(struct gk_name name, gk_feature *out);

#endif
