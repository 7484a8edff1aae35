#include "scanner/rules.h"
#include "scanner/rules/need.h"

#include <stdio.h>
#include <string.h>

static const char *const kinds[] = {"function", "table", "memory", "global",
                                    "tag"};

static gk_extern_kind kind_of(const char *sig)
{
    if (strcmp(sig, "memory") == 0)
        return GK_EXTERN_MEMORY;
    return strncmp(sig, "global", 6) == 0 ? GK_EXTERN_GLOBAL : GK_EXTERN_FUNC;
}

/* What follows from an export that the host cannot use. */
struct judged {
    gk_severity severity;
    const char *why;            /* NULL: as in the rule's row */
    const char *mend;           /* likewise */
    const struct gk_import *by; /* what does not work; NULL */
};

static struct judged judge_entry(const struct gk_facts *facts)
{
    const struct gk_abi_export *entry = gk_need_entry(facts);

    if (entry == NULL)
        return (struct judged){
            GK_SEVERITY_ERROR,
            "the host takes it for absent: nothing is called, and the run "
            "succeeds without a result",
            "export a function without arguments and results, and call this "
            "one from there",
            NULL};
    if (strcmp(entry->name, gk_need_entries(facts->host)[0]) == 0)
        return (struct judged){GK_SEVERITY_NOTE,
                               "the host calls the other entry, and never this",
                               "nothing, unless the host should call it", NULL};
    return (struct judged){
        GK_SEVERITY_WARNING,
        "the host passes over it and calls the other entry",
        "declare it as the contract does, or do not export it", NULL};
}

static struct judged judge(const struct gk_facts *facts,
                           const struct gk_abi_export *row)
{
    struct judged j = {GK_SEVERITY_ERROR, NULL, NULL, NULL};

    if (gk_need_is_entry(facts->host, row->name))
        return judge_entry(facts);
    if (row->need != GK_NEED_REQUIRED)
        return j;
    j.severity = gk_need_severity(facts, row, &j.by);
    if (j.severity < GK_SEVERITY_ERROR)
        j.why = "nothing that the module imports makes use of it";
    return j;
}

/* `is` and `wanted` are types, kinds …, printable. */
static void say(const struct gk_facts *facts, const struct gk_abi_export *row,
                struct gk_place place, const char *is, const char *wanted,
                gk_findings *out)
{
    struct judged j = judge(facts, row);

    gk_found(out, j.severity, place, "\"%s\" is %s, the contract says %s",
             row->name, is, wanted);
    if (j.by != NULL)
        gk_found_why(out, "%s does not work with it: its calls end the run",
                     gk_label_import(j.by).text);
    if (j.why != NULL)
        gk_found_why(out, "%s", j.why);
    if (j.mend != NULL)
        gk_found_mend(out, "%s", j.mend);
}

/* Hugind's engine has another kind of object for a shared memory. */
static bool is_shared(const struct gk_facts *facts,
                      const struct gk_export *export)
{
    const gk_module *m = facts->module;

    return gk_facts_host_is(facts, "hugind") &&
           export->index < m->memory_count &&
           m->memories[export->index].limits.shared;
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
        char is[16];

        snprintf(is, sizeof is, "a %s", kinds[export->kind]);
        say(facts, row, place, is, kinds[want], out);
        return;
    }
    if (want == GK_EXTERN_MEMORY && is_shared(facts, export))
        say(facts, row, place, "a shared memory", "one that is not", out);
    if (want != GK_EXTERN_FUNC || !gk_sig_parse(row->sig, &sig))
        return;
    type = gk_module_func_type(m, export->index);
    if (type == NULL || gk_facts_type_is(type, &sig))
        return;
    gk_facts_print_sig(&sig, &wanted);
    say(facts, row, place, gk_label_type(type).text, gk_buf_text(&wanted), out);
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
