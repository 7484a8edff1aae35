#include "core/manifest/manifest.h"
#include "scanner/rules.h"

/* A file by a manifest's name that is none, where there is no other; and a
 * manifest that its host does not take. Where no host is known such a file may
 * be anybody's. */
void gk_rule_manifest_fault(const struct gk_facts *facts, gk_findings *out)
{
    gk_error why = GK_ERROR_INIT;

    if (facts->manifest == NULL && facts->manifest_fault != NULL) {
        gk_found(out,
                 facts->host != NULL ? GK_SEVERITY_ERROR : GK_SEVERITY_WARNING,
                 gk_place_manifest(facts->manifest_name), "%s",
                 facts->manifest_fault);
        if (facts->host == NULL)
            gk_found_why(out, "what it declares, if it is a manifest, cannot "
                              "be held against the module");
    }
    if (facts->manifest == NULL || facts->host == NULL)
        return;
    if (gk_manifest_check(facts->host->id, facts->manifest, "", &why) != GK_OK)
        gk_found(out, GK_SEVERITY_ERROR, gk_place_manifest("/"), "%s",
                 why.text);
}
