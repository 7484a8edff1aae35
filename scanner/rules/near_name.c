#include "scanner/rules/near_name.h"

#include "core/base/opts.h"

#include <string.h>

#define MAX_NAMES   256u
#define MAX_LETTERS 64u

const char *gk_near_import(const struct gk_facts *facts,
                           const struct gk_import *import)
{
    const struct gk_abi_host *host = facts->host;
    const char *names[MAX_NAMES];
    char given[MAX_LETTERS];
    size_t count = 0;

    if (host == NULL || import->name.len >= sizeof given ||
        import->name.len == 0 || gk_facts_import_row(facts, import) != NULL ||
        gk_facts_memory_row(facts, import) != NULL)
        return NULL;
    memcpy(given, import->name.at, import->name.len);
    given[import->name.len] = '\0';
    for (size_t i = 0; i < host->import_count && count < MAX_NAMES; i++)
        if (gk_name_is(import->module, host->imports[i].module))
            names[count++] = host->imports[i].name;
    for (size_t i = 0; i < host->memory_count && count < MAX_NAMES; i++)
        if (gk_name_is(import->module, host->memories[i].module))
            names[count++] = host->memories[i].name;
    return gk_nearest(given, names, count);
}
