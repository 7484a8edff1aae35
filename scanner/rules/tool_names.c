#include "core/base/utf8.h"
#include "core/manifest/grants.h"
#include "scanner/manifest_facts.h"
#include "scanner/rules.h"

#include <string.h>

/* Bytes of data times names: half a second of looking, at most. */
#define MAX_WORK ((uint64_t)1 << 30)

static struct gk_label label_of(const char *text)
{
    struct gk_name name = {(const uint8_t *)text, (uint32_t)strlen(text)};

    return gk_label_name(name);
}

static bool holds(const gk_names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->at[i], name) == 0)
            return true;
    return false;
}

/* Names that the manifest has and the module's data does not. */
static void look_for_names(const struct gk_facts *facts, const gk_names *tools,
                           gk_findings *out)
{
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < facts->module->data_count; i++)
        bytes += facts->module->datas[i].len;
    if (bytes * tools->count > MAX_WORK)
        return;
    for (size_t i = 0; i < tools->count; i++) {
        if (tools->at[i][0] == '\0' ||
            gk_data_holds(facts->module, tools->at[i], NULL))
            continue;
        gk_found(out, GK_SEVERITY_NOTE, gk_place_manifest("tools"),
                 "the manifest declares the tool \"%s\", whose name is nowhere "
                 "in the module's data",
                 label_of(tools->at[i]).text);
    }
}

/* Names that stand in the module's own list and not in the manifest. */
static void look_for_tools(const struct gk_facts *facts, const gk_names *tools,
                           gk_findings *out)
{
    gk_names own = GK_NAMES_INIT;
    struct gk_data_place place;
    bool found;

    if (gk_data_tools(facts->module, &found, &place, &own, NULL) != GK_OK) {
        out->status = GK_E_NOMEM;
        return;
    }
    for (size_t i = 0; found && i < own.count; i++) {
        if (holds(tools, own.at[i]))
            continue;
        gk_found(out, GK_SEVERITY_NOTE,
                 gk_place_data_at(facts->module, place.segment, place.within),
                 "the module lists the tool \"%s\", the manifest does not",
                 label_of(own.at[i]).text);
    }
    gk_names_clear(&own);
}

void gk_rule_tool_names(const struct gk_facts *facts, gk_findings *out)
{
    gk_names tools = GK_NAMES_INIT;
    bool named;

    if (!gk_facts_declares(facts) || !facts->sound)
        return;
    if (gk_manifest_tools(facts->host->id, facts->manifest, &named, &tools,
                          NULL) != GK_OK) {
        out->status = GK_E_NOMEM;
        return;
    }
    if (named) {
        look_for_names(facts, &tools, out);
        look_for_tools(facts, &tools, out);
    }
    gk_names_clear(&tools);
}
