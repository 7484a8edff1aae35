#include "scanner/rules.h"
#include "scanner/rules/signature.h"

#include <string.h>

/* A module that imports the function with both types chooses at run time. */
static bool has_the_other(const struct gk_facts *facts, uint32_t index,
                          int other)
{
    const gk_module *m = facts->module;
    const struct gk_import *this = &m->imports[index];

    for (uint32_t i = 0; i < m->import_count; i++) {
        const struct gk_import *that = &m->imports[i];
        struct gk_signature s;

        if (that->name.len != this->name.len ||
            that->module.len != this->module.len ||
            memcmp(that->name.at, this->name.at, this->name.len) != 0 ||
            memcmp(that->module.at, this->module.at, this->module.len) != 0)
            continue;
        gk_signature_compare(facts, that, &s);
        if ((int)s.which == other)
            return true;
    }
    return false;
}

void gk_rule_deployed_signature(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;

    for (uint32_t i = 0; i < m->import_count; i++) {
        struct gk_signature s;
        struct gk_label name;

        gk_signature_compare(facts, &m->imports[i], &s);
        if (s.which != GK_SIGNATURE_DOCUMENTED_ONLY &&
            s.which != GK_SIGNATURE_DEPLOYED_ONLY)
            continue;
        if (has_the_other(facts, i,
                          s.which == GK_SIGNATURE_DOCUMENTED_ONLY
                              ? GK_SIGNATURE_DEPLOYED_ONLY
                              : GK_SIGNATURE_DOCUMENTED_ONLY))
            continue;
        name = gk_label_import(&m->imports[i]);
        if (s.which == GK_SIGNATURE_DOCUMENTED_ONLY)
            gk_found(out, GK_SEVERITY_NOTE, gk_place_import(m, i),
                     "%s as %s traps when called in the deployed host",
                     name.text, s.declared.text);
        else
            gk_found(out, GK_SEVERITY_NOTE, gk_place_import(m, i),
                     "%s as %s works in the deployed host only", name.text,
                     s.declared.text);
        gk_found_why(out,
                     "the contract says %s, what works in the deployed "
                     "host is %s",
                     s.documented.text, s.deployed.text);
    }
}
