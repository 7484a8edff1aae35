#include "scanner/rules.h"
#include "scanner/rules/near_name.h"
#include "scanner/rules/need.h"

#include <string.h>

/* A plugin has a dozen exports; in a module with thousands more nobody has
 * misspelt just one. */
#define LOOKED_AT 10000u

/* The module's export that may be the missing one, misspelt: one that the host
 * does not know, and near to it. NULL: none. */
static const struct gk_export *find_near(const struct gk_facts *facts,
                                         const char *missing)
{
    const gk_module *m = facts->module;
    uint32_t count = m->export_count < LOOKED_AT ? m->export_count : LOOKED_AT;

    for (uint32_t i = 0; i < count; i++) {
        struct gk_name name = m->exports[i].name;

        if (gk_abi_export_find(facts->host, (const char *)name.at, name.len) ==
                NULL &&
            gk_near_among(name, &missing, 1) != NULL)
            return &m->exports[i];
    }
    return NULL;
}

/* Says what to export: a type for a function, else what the row says. */
static void say_what(const struct gk_facts *facts,
                     const struct gk_abi_export *row, gk_findings *out)
{
    const struct gk_export *near = find_near(facts, row->name);
    gk_buf type = GK_BUF_INIT;
    struct gk_sig sig;

    if (near != NULL) {
        gk_found_mend(out, "did you mean %s by \"%s\"? call it so", row->name,
                      gk_label_name(near->name).text);
    } else if (gk_sig_parse(row->sig, &sig)) {
        gk_facts_print_sig(&sig, &type);
        gk_found_mend(out, "export the function %s %s", row->name,
                      gk_buf_text(&type));
    } else {
        gk_found_mend(out, "export the %s as \"%s\"", row->sig, row->name);
    }
    gk_buf_clear(&type);
}

/* A required one. */
static void say_missing(const struct gk_facts *facts,
                        const struct gk_abi_export *row, gk_findings *out)
{
    const struct gk_import *by;
    gk_severity severity = gk_need_severity(facts, row, &by);

    gk_found(out, severity, gk_place_module(), "no export \"%s\"", row->name);
    if (by != NULL)
        gk_found_why(out, "%s does not work without: its calls end the run",
                     gk_label_import(by).text);
    else if (severity < GK_SEVERITY_ERROR)
        gk_found_why(out, "the contract requires it, but nothing that the "
                          "module imports makes use of it");
    say_what(facts, row, out);
}

/* Nothing that the host would call to run the guest. One of another type is
 * GK017's. */
static void look_for_entry(const struct gk_facts *facts, gk_findings *out)
{
    const char *const *names = gk_need_entries(facts->host);
    const struct gk_abi_export *row = NULL;
    gk_buf list = GK_BUF_INIT;

    for (; names != NULL && *names != NULL; names++) {
        if (gk_module_export(facts->module, *names) != NULL)
            goto done;
        if (row == NULL)
            row = gk_abi_export_find(facts->host, *names, strlen(*names));
        gk_buf_printf(&list, "%s\"%s\"", list.len > 0 ? " or " : "", *names);
    }
    if (row == NULL)
        goto done;
    gk_found(out, GK_SEVERITY_ERROR, gk_place_module(), "no export %s",
             gk_buf_text(&list));
    if (gk_module_export(facts->module, "_initialize") != NULL)
        gk_found_why(out, "the host calls nothing, \"_initialize\" neither, "
                          "and the run succeeds without a result");
    else
        gk_found_why(out, "the host calls nothing, and the run succeeds "
                          "without a result");
    say_what(facts, row, out);
done:
    gk_buf_clear(&list);
}

/* What is near to an export that the host may call, and has its type. */
static void look_for_slip(const struct gk_facts *facts,
                          const struct gk_abi_export *row, gk_findings *out)
{
    const struct gk_export *near = find_near(facts, row->name);
    const struct gk_functype *type;
    struct gk_sig sig;

    if (near == NULL || near->kind != GK_EXTERN_FUNC ||
        !gk_sig_parse(row->sig, &sig))
        return;
    type = gk_module_func_type(facts->module, near->index);
    if (type == NULL || !gk_facts_type_is(type, &sig))
        return;
    gk_found(out, GK_SEVERITY_NOTE,
             gk_place_export(facts->module,
                             (uint32_t)(near - facts->module->exports)),
             "\"%s\" is no export that the host knows",
             gk_label_name(near->name).text);
    gk_found_why(out, "the host does not call it");
    gk_found_mend(out, "did you mean %s? call it so", row->name);
}

void gk_rule_missing_export(const struct gk_facts *facts, gk_findings *out)
{
    const struct gk_abi_host *host = facts->host;

    /* What could not be read is not said to be missing. */
    if (!facts->sound)
        return;
    for (size_t i = 0; i < host->export_count; i++) {
        const struct gk_abi_export *row = &host->exports[i];

        if (gk_module_export(facts->module, row->name) != NULL)
            continue;
        if (row->need == GK_NEED_REQUIRED)
            say_missing(facts, row, out);
        else if (!gk_need_is_entry(host, row->name))
            look_for_slip(facts, row, out);
    }
    look_for_entry(facts, out);
}
