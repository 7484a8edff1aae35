#include "core/wasm/calls.h"

#include <stdlib.h>
#include <string.h>

void gk_calls_clear(gk_calls *calls)
{
    if (calls == NULL)
        return;
    free(calls->first);
    free(calls->targets);
    free(calls->same_type);
    free(calls->referred);
    memset(calls, 0, sizeof *calls);
}
