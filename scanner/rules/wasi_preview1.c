#include "scanner/rules/wasi_preview1.h"

#include "scanner/rules/near_name.h"

#include <string.h>

const struct gk_abi_import gk_wasi_rows[] = {
#define GK_IMPORT(module, name, sig, dep, effect, origin, doc)                 \
    {module, #name, sig, dep, GK_EFFECT_##effect, GK_ORIGIN_##origin, doc},
#include "abi/wasi_preview1.def"
};
#define COUNT (sizeof gk_wasi_rows / sizeof *gk_wasi_rows)
const uint32_t gk_wasi_count = COUNT;
_Static_assert(COUNT < 64, "sets of them are 64 bits wide");

/* Where the effect does not say it: what writes to open files changes nothing
 * that opening them did not tell. */
static const struct {
    const char *name;
    enum gk_wasi_group group;
} special[] = {
    {"environ_get", GK_WASI_ENVIRONMENT}, {"path_open", GK_WASI_OPEN},
    {"fd_pwrite", GK_WASI_ORDINARY},      {"fd_sync", GK_WASI_ORDINARY},
    {"fd_datasync", GK_WASI_ORDINARY},    {"proc_raise", GK_WASI_SIGNAL},
};

enum gk_wasi_group gk_wasi_group_of(uint32_t number)
{
    const struct gk_abi_import *row = &gk_wasi_rows[number];

    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (strcmp(row->name, special[i].name) == 0)
            return special[i].group;
    if (row->effect == GK_EFFECT_FS_WRITE)
        return GK_WASI_CHANGE;
    return row->effect == GK_EFFECT_NETWORK ? GK_WASI_SOCKET : GK_WASI_ORDINARY;
}

bool gk_wasi_is_module(struct gk_name module)
{
    return gk_name_is(module, gk_wasi_rows[0].module) ||
           gk_name_is(module, "wasi_unstable");
}

bool gk_wasi_find(struct gk_name name, uint32_t *number)
{
    for (uint32_t i = 0; i < COUNT; i++)
        if (gk_name_is(name, gk_wasi_rows[i].name)) {
            *number = i;
            return true;
        }
    return false;
}

const char *gk_wasi_nearest(struct gk_name name)
{
    const char *names[COUNT];

    for (size_t i = 0; i < COUNT; i++)
        names[i] = gk_wasi_rows[i].name;
    return gk_near_among(name, names, COUNT);
}
