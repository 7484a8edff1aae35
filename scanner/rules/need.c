#include "scanner/rules/need.h"

#include "scanner/rules/wasi_preview1.h"

#include <string.h>

#define MOST_ENTRIES 2

static const struct {
    const char *host;
    const char *names[MOST_ENTRIES + 1];
} entries[] = {
    {"hugind", {"_start", "main", NULL}},
};

/* Hugind looks for these at a call, not before. */
static const struct late {
    const char *host;
    const char *name;
    const char *letters; /* of arguments and results that take the export */
    bool wasi;           /* whether each function of WASI looks for it */
} late[] = {
    {"hugind", "memory", "sdbcwP", true},
    {"hugind", "alloc", "P", false},
};

const char *const *gk_need_entries(const struct gk_abi_host *host)
{
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        if (host != NULL && strcmp(entries[i].host, host->id) == 0)
            return entries[i].names;
    return NULL;
}

bool gk_need_is_entry(const struct gk_abi_host *host, const char *name)
{
    const char *const *names = gk_need_entries(host);

    for (; names != NULL && *names != NULL; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

bool gk_need_is_met(const struct gk_facts *facts,
                    const struct gk_abi_export *row)
{
    const struct gk_export *export = gk_module_export(facts->module, row->name);
    const struct gk_functype *type;
    struct gk_sig sig;

    if (export == NULL || export->kind != GK_EXTERN_FUNC ||
        !gk_sig_parse(row->sig, &sig))
        return false;
    type = gk_module_func_type(facts->module, export->index);
    return type != NULL && gk_facts_type_is(type, &sig);
}

const struct gk_abi_export *gk_need_entry(const struct gk_facts *facts)
{
    const char *const *names = gk_need_entries(facts->host);

    for (; names != NULL && *names != NULL; names++) {
        const struct gk_abi_export *row =
            gk_abi_export_find(facts->host, *names, strlen(*names));

        if (row != NULL && gk_need_is_met(facts, row))
            return row;
    }
    return NULL;
}

/* The first import that takes the export when it is called; NULL. */
static const struct gk_import *find_user(const struct gk_facts *facts,
                                         const struct late *what)
{
    const gk_module *m = facts->module;

    for (uint32_t i = 0; i < m->import_count; i++) {
        const struct gk_abi_import *row =
            gk_facts_import_row(facts, &m->imports[i]);

        if (row != NULL &&
            ((what->wasi && gk_wasi_is_module(m->imports[i].module)) ||
             strpbrk(row->sig, what->letters) != NULL))
            return &m->imports[i];
    }
    return NULL;
}

gk_severity gk_need_severity(const struct gk_facts *facts,
                             const struct gk_abi_export *row,
                             const struct gk_import **by)
{
    *by = NULL;
    for (size_t i = 0; i < sizeof late / sizeof *late; i++) {
        if (strcmp(late[i].host, facts->host->id) != 0 ||
            strcmp(late[i].name, row->name) != 0)
            continue;
        *by = find_user(facts, &late[i]);
        return *by != NULL ? GK_SEVERITY_ERROR : GK_SEVERITY_NOTE;
    }
    return GK_SEVERITY_ERROR;
}
