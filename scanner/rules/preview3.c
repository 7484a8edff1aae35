#include "scanner/component.h"
#include "scanner/rules.h"

#include <string.h>

/* "0.3", alone or before a dot or a dash. */
static bool is_preview3(struct gk_name name)
{
    struct gk_name version = gk_component_version(name, "wasi");

    return version.len >= 3 && memcmp(version.at, "0.3", 3) == 0 &&
           (version.len == 3 || version.at[3] == '.' || version.at[3] == '-');
}

/* The first such name; NULL. */
static const struct gk_component_extern *
first_of(const struct gk_component_extern *at, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (is_preview3(at[i].name))
            return &at[i];
    return NULL;
}

void gk_rule_preview3(const struct gk_facts *facts, gk_findings *out)
{
    const struct gk_component_extern *e;
    const gk_component *c;
    bool import = true;

    if (facts->component == NULL)
        return;
    c = &facts->component->component;
    e = first_of(c->imports, c->import_count);
    if (e == NULL) {
        e = first_of(c->exports, c->export_count);
        import = false;
    }
    if (e != NULL)
        gk_found(out, GK_SEVERITY_ERROR,
                 gk_place_bytes(GK_SECTION_CUSTOM, e->offset), "it %s %s",
                 import ? "imports" : "exports", gk_label_name(e->name).text);
    else if (c->async != NULL)
        gk_found(out, GK_SEVERITY_ERROR,
                 gk_place_bytes(GK_SECTION_CUSTOM, c->async_offset),
                 "it is built for asynchronous calls: %s", c->async);
}
