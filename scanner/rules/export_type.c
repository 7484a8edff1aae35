#include "scanner/rules.h"

#include <string.h>

static const char *const kinds[] = {"function", "table", "memory", "global",
                                    "tag"};

static gk_extern_kind kind_of(const char *sig)
{
    if (strcmp(sig, "memory") == 0)
        return GK_EXTERN_MEMORY;
    return strncmp(sig, "global", 6) == 0 ? GK_EXTERN_GLOBAL : GK_EXTERN_FUNC;
}

static void look(const struct gk_facts *facts, const struct gk_abi_export *row,
                 const struct gk_export *export, gk_findings *out)
{
    const gk_module *m = facts->module;
    struct gk_place place = gk_place_export(m, (uint32_t)(export - m->exports));
    gk_extern_kind want = kind_of(row->sig);
    const struct gk_functype *type;
    struct gk_sig sig;
    gk_buf wanted = GK_BUF_INIT;

    if (export->kind != want) {
        gk_found(out, GK_SEVERITY_ERROR, place,
                 "\"%s\" is a %s, the contract says %s", row->name,
                 kinds[export->kind], kinds[want]);
        return;
    }
    if (want != GK_EXTERN_FUNC || !gk_sig_parse(row->sig, &sig))
        return;
    type = gk_module_func_type(m, export->index);
    if (type == NULL || gk_facts_type_is(type, &sig))
        return;
    gk_facts_print_sig(&sig, &wanted);
    gk_found(out, GK_SEVERITY_ERROR, place,
             "\"%s\" is %s, the contract says %s", row->name,
             gk_label_type(type).text, gk_buf_text(&wanted));
    gk_buf_clear(&wanted);
}

void gk_rule_export_type(const struct gk_facts *facts, gk_findings *out)
{
    for (size_t i = 0; i < facts->host->export_count; i++) {
        const struct gk_abi_export *row = &facts->host->exports[i];
        const struct gk_export *export =
            gk_module_export(facts->module, row->name);

        if (export != NULL)
            look(facts, row, export, out);
    }
}
