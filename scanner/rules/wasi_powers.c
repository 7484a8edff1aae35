#include "scanner/reach.h"
#include "scanner/rules.h"
#include "scanner/rules/wasi_preview1.h"

#include <inttypes.h>

static const struct {
    gk_severity severity;
    gk_effect effect;
    const char *what;
} groups[GK_WASI_GROUP_COUNT] = {
    [GK_WASI_ENVIRONMENT] = {GK_SEVERITY_NOTE, GK_EFFECT_CONFIG,
                             "reads the environment"},
    [GK_WASI_OPEN] = {GK_SEVERITY_NOTE, GK_EFFECT_FS_READ,
                      "opens files, to read and to write"},
    [GK_WASI_CHANGE] = {GK_SEVERITY_NOTE, GK_EFFECT_FS_WRITE,
                        "makes, changes or removes files"},
    [GK_WASI_SOCKET] = {GK_SEVERITY_WARNING, GK_EFFECT_NETWORK,
                        "speaks over sockets"},
    [GK_WASI_SIGNAL] = {GK_SEVERITY_WARNING, GK_EFFECT_PROCESS,
                        "sends signals to the process"},
};

/* What is imported and can be called, of one group. */
struct used {
    uint32_t first; /* import */
    uint64_t names; /* bit per row of gk_wasi_rows */
};

static bool is_dead(const struct gk_facts *facts, const struct gk_import *i)
{
    return facts->reach != NULL && !gk_reach_has(facts->reach, i->index);
}

static void say_unknown(const struct gk_facts *facts, uint32_t import,
                        gk_findings *out)
{
    const struct gk_import *i = &facts->module->imports[import];
    const char *near = gk_wasi_nearest(i->name);

    if (facts->host != NULL)
        return; /* GK004 or GK010 has said so */
    gk_found(out, GK_SEVERITY_WARNING, gk_place_import(facts->module, import),
             "%s: no such function in preview 1%s%s%s", gk_label_import(i).text,
             near != NULL ? "; did you mean " : "", near != NULL ? near : "",
             near != NULL ? "?" : "");
    gk_found_why(out, "a host that keeps to WASI does not load the module; one "
                      "that has more gives it more than WASI would");
    if (near != NULL)
        gk_found_mend(out, "call it %s", near);
    else
        gk_found_mend(out, "do without, or say which hosts it is for");
}

static void say_group(const struct gk_facts *facts, unsigned group,
                      const struct used *used, gk_findings *out)
{
    gk_buf names = GK_BUF_INIT;

    for (uint32_t n = 0; n < gk_wasi_count; n++)
        if ((used->names >> n & 1) != 0)
            gk_buf_printf(&names, "%s%s", names.len > 0 ? ", " : "",
                          gk_wasi_rows[n].name);
    gk_found(out, groups[group].severity,
             gk_place_import(facts->module, used->first), "%s: %s (%s)",
             gk_effect_word(groups[group].effect), groups[group].what,
             gk_buf_text(&names));
    gk_buf_clear(&names);
}

/* A host without WASI: GK011 has said that none of it is there. */
static bool is_foreign(const struct gk_facts *facts,
                       const struct gk_import *import)
{
    return facts->host != NULL &&
           !gk_facts_host_has_module(facts, import->module);
}

void gk_rule_wasi_powers(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;
    struct used used[GK_WASI_GROUP_COUNT] = {{0, 0}};

    for (uint32_t i = 0; i < m->import_count; i++) {
        const struct gk_import *import = &m->imports[i];
        struct used *group;
        uint32_t row;

        if (import->kind != GK_EXTERN_FUNC ||
            !gk_wasi_is_module(import->module) || is_foreign(facts, import))
            continue;
        if (!gk_wasi_find(import->name, &row)) {
            say_unknown(facts, i, out);
            continue;
        }
        if (is_dead(facts, import))
            continue;
        group = &used[gk_wasi_group_of(row)];
        if (group->names == 0)
            group->first = i;
        group->names |= UINT64_C(1) << row;
    }
    for (unsigned g = GK_WASI_ORDINARY + 1; g < GK_WASI_GROUP_COUNT; g++)
        if (used[g].names != 0)
            say_group(facts, g, &used[g], out);
}
