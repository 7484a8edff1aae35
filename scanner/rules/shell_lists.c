#include "core/manifest/hugind.h"
#include "scanner/effects.h"
#include "scanner/rules.h"

#include <string.h>

/* run_command hands its text to a shell, and the host holds the lists against
 * the programs of spawn alone. */
static const struct gk_effect_use *find_shell(const struct gk_effects *effects)
{
    for (size_t i = 0; i < effects->count; i++)
        if (effects->at[i].reached &&
            strcmp(effects->at[i].row->name, "run_command") == 0)
            return &effects->at[i];
    return NULL;
}

/* A list that is there promises something, even an empty one. */
void gk_rule_shell_lists(const struct gk_facts *facts, gk_findings *out)
{
    const struct gk_effect_use *use;
    gk_hugind_manifest m;

    if (facts->manifest == NULL || facts->effects == NULL ||
        gk_hugind_manifest_read(facts->manifest, "", &m, NULL) != GK_OK)
        return;
    use = find_shell(facts->effects);
    if (use == NULL || !m.shell.allow ||
        (m.shell.whitelist == NULL && m.shell.blacklist == NULL))
        return;
    gk_found(out, GK_SEVERITY_WARNING,
             gk_place_import(facts->module, use->import),
             "run_command runs any command: permissions.shell.%s does not "
             "hold for it",
             m.shell.whitelist != NULL ? "whitelist" : "blacklist");
}
