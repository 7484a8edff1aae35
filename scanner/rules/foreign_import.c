#include "scanner/rules.h"
#include "scanner/rules/near_name.h"
#include "scanner/rules/wasi_preview1.h"

#include <inttypes.h>
#include <string.h>

/* One finding a module name: a program of another host has dozens of them. */
#define MAX_MODULES 32u

struct foreign {
    struct gk_name module;
    uint32_t first; /* import */
    uint64_t count;
};

static bool same_name(struct gk_name a, struct gk_name b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static void count_import(struct foreign *list, size_t *used, uint32_t index,
                         struct gk_name module)
{
    for (size_t i = 0; i < *used; i++)
        if (same_name(list[i].module, module)) {
            list[i].count++;
            return;
        }
    if (*used < MAX_MODULES)
        list[(*used)++] = (struct foreign){module, index, 1};
}

/* What the host has instead. */
static void say_remedy(const struct gk_facts *facts,
                       const struct gk_import *import, gk_findings *out)
{
    const char *wasi = gk_wasi_rows[0].module;
    struct gk_name newer = {(const uint8_t *)wasi, (uint32_t)strlen(wasi)};
    const char *near = gk_near_module(facts, import);

    if (gk_wasi_is_module(import->module)) {
        if (gk_facts_host_has_module(facts, newer))
            gk_found_mend(out,
                          "build it with a current toolchain: the host has "
                          "%s, not what came before",
                          wasi);
    } else if (near != NULL) {
        gk_found_mend(out, "did you mean \"%s\"? the host's are there", near);
    }
}

void gk_rule_foreign_import(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;
    struct foreign list[MAX_MODULES];
    size_t used = 0;

    for (uint32_t i = 0; i < m->import_count; i++)
        if (!gk_facts_host_has_module(facts, m->imports[i].module))
            count_import(list, &used, i, m->imports[i].module);
    for (size_t i = 0; i < used; i++) {
        gk_found(out, GK_SEVERITY_ERROR, gk_place_import(m, list[i].first),
                 "%" PRIu64 " import%s from \"%s\", which %s does not have",
                 list[i].count, list[i].count == 1 ? "" : "s",
                 gk_label_name(list[i].module).text, facts->host->title);
        say_remedy(facts, &m->imports[list[i].first], out);
    }
}
