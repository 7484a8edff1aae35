#include "scanner/cortex_names.h"

#include "abi/abi.h"

#include <string.h>

static const char wasi[] = "wasi_snapshot_preview1";
static const char *const suspicious[] = {"proc_exit", "args_get", "environ_get",
                                         "sock_open", "sock_connect"};

bool gk_cortex_suspicious(struct gk_name module, struct gk_name name)
{
    if (!gk_name_is(module, wasi))
        return false;
    for (size_t i = 0; i < sizeof suspicious / sizeof *suspicious; i++)
        if (gk_name_is(name, suspicious[i]))
            return true;
    return false;
}

bool gk_cortex_unknown(struct gk_name module, struct gk_name name)
{
    const struct gk_abi_host *host = gk_abi_host_find("cortex");

    if (host == NULL || !gk_name_is(module, "env"))
        return false;
    return gk_abi_import_find(host, "env", 3, (const char *)name.at,
                              name.len) == NULL &&
           gk_abi_memory_find(host, "env", 3, (const char *)name.at,
                              name.len) == NULL;
}
