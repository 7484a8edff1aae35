#include "host-mock/hosts/host.h"

#include "host-mock/hosts/cortex/cortex.h"
#include "host-mock/hosts/hugind/hugind.h"

#include <string.h>

static const struct gk_host *const hosts[] = {
    &gk_host_cortex,
    &gk_host_hugind,
};

const struct gk_host *gk_host_find(const char *id)
{
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        if (strcmp(hosts[i]->id, id) == 0)
            return hosts[i];
    return NULL;
}
