#include "scanner/change/diff.h"
#include "scanner/inspect.h"
#include "scanner/rules.h"

#include <stdio.h>

typedef struct gk_place place_of(const gk_module *module, uint32_t index);

/* "at most 512 pages", as a label. */
static struct gk_label describe(const struct gk_profile_space *space)
{
    struct gk_label label = {"none"};
    gk_buf text = GK_BUF_LIMIT(sizeof label.text - 1);

    if (space != NULL) {
        if (space->reftype != 0)
            gk_buf_printf(&text, "%s, ", gk_valtype_name(space->reftype));
        gk_inspect_put_limits(&space->limits,
                              space->reftype != 0 ? "entries" : "pages", &text);
        snprintf(label.text, sizeof label.text, "%s", gk_buf_text(&text));
    }
    gk_buf_clear(&text);
    return label;
}

static void compare(const struct gk_facts *facts, const char *noun,
                    const struct gk_profile_spaces *old,
                    const struct gk_profile_spaces *now, place_of *place,
                    gk_findings *out)
{
    size_t most = old->count > now->count ? old->count : now->count;

    for (size_t i = 0; i < most; i++) {
        const struct gk_profile_space *o = i < old->count ? &old->at[i] : NULL;
        const struct gk_profile_space *n = i < now->count ? &now->at[i] : NULL;
        gk_growth growth = gk_diff_space(o, n);

        if (growth == GK_GROWTH_NONE)
            continue;
        gk_found(
            out,
            growth == GK_GROWTH_MORE ? GK_SEVERITY_WARNING : GK_SEVERITY_NOTE,
            n != NULL ? place(facts->module, (uint32_t)i) : gk_place_module(),
            "%s %zu: %s; in %s: %s", noun, i, describe(n).text,
            gk_diff_old_name(facts).text, describe(o).text);
        if (growth != GK_GROWTH_LESS)
            continue;
        gk_found_why(out, "it asks for less than before");
        gk_found_mend(out, "nothing, where that is enough for it");
    }
}

void gk_rule_changed_limits(const struct gk_facts *facts, gk_findings *out)
{
    const gk_profile *old = facts->older;

    if (old == NULL)
        return;
    compare(facts, "memory", &old->memories, &facts->profile->memories,
            gk_place_memory, out);
    compare(facts, "table", &old->tables, &facts->profile->tables,
            gk_place_table, out);
}
