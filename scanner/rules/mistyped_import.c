#include "scanner/rules.h"
#include "scanner/rules/signature.h"

static const char *kind_name(gk_extern_kind kind)
{
    static const char *const names[] = {"function", "table", "memory", "global",
                                        "tag"};

    return names[kind];
}

static void look(const struct gk_facts *facts, uint32_t index, gk_findings *out)
{
    const struct gk_import *import = &facts->module->imports[index];
    bool wants_function = gk_facts_import_row(facts, import) != NULL;
    bool wants_memory = gk_facts_memory_row(facts, import) != NULL;
    struct gk_place place = gk_place_import(facts->module, index);
    struct gk_signature s;

    if ((wants_function && import->kind != GK_EXTERN_FUNC) ||
        (wants_memory && import->kind != GK_EXTERN_MEMORY)) {
        gk_found(out, GK_SEVERITY_ERROR, place,
                 "%s is imported as a %s, the contract has a %s",
                 gk_label_import(import).text, kind_name(import->kind),
                 wants_function ? "function" : "memory");
        return;
    }
    if (gk_signature_which(facts, import) != GK_SIGNATURE_IMPOSSIBLE)
        return;
    gk_signature_compare(facts, import, &s);
    gk_found(out, GK_SEVERITY_ERROR, place, "%s %s: %s",
             gk_label_import(import).text, s.fault, s.declared.text);
}

void gk_rule_mistyped_import(const struct gk_facts *facts, gk_findings *out)
{
    for (uint32_t i = 0; i < facts->module->import_count; i++)
        look(facts, i, out);
}
