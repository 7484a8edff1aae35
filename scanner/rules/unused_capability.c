#include "core/base/utf8.h"
#include "core/manifest/grants.h"
#include "scanner/effects.h"
#include "scanner/rules.h"

#include <string.h>

/* Whether it stands earlier in the list, too. */
static bool said_before(const gk_names *declared, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(declared->at[i], declared->at[index]) == 0)
            return true;
    return false;
}

static void report(const struct gk_facts *facts,
                   const struct gk_capability *capability, gk_findings *out)
{
    gk_found(out,
             capability->kind == GK_CAPABILITY_STRONG ? GK_SEVERITY_WARNING
                                                      : GK_SEVERITY_NOTE,
             gk_place_manifest(gk_capability_key(facts->host->id, capability)),
             "the manifest asks for \"%s\", nothing in the module can use it",
             capability->word);
    if (capability->effects == 0)
        gk_found_why(out, "no function that %s offers needs it",
                     facts->host->title);
}

/* Whether anything that is reached has a use for it. */
static bool is_used(const struct gk_facts *facts,
                    const struct gk_capability *capability)
{
    for (size_t i = 0; i < facts->effects->count; i++)
        if (facts->effects->at[i].reached &&
            gk_capability_serves(facts->host->id, capability,
                                 facts->effects->at[i].row))
            return true;
    return false;
}

/*
 * Permissions, not where a plugin plugs in. Words the host does not know are
 * the manifest check's business.
 */
void gk_rule_unused_capability(const struct gk_facts *facts, gk_findings *out)
{
    gk_names declared = GK_NAMES_INIT;

    /* What could not be read is not said to be unused. */
    if (!gk_facts_declares(facts) || facts->effects == NULL || !facts->sound)
        return;
    if (gk_manifest_declared(facts->host->id, facts->manifest, &declared,
                             NULL) != GK_OK) {
        out->status = GK_E_NOMEM;
        return;
    }
    for (size_t i = 0; i < declared.count; i++) {
        const struct gk_capability *c =
            gk_capability_find(facts->host->id, declared.at[i]);

        if (c != NULL && c->kind != GK_CAPABILITY_POINT && !is_used(facts, c) &&
            !said_before(&declared, i))
            report(facts, c, out);
    }
    gk_names_clear(&declared);
}
