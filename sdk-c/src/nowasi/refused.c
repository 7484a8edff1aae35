/* What a guest without files, sockets, processes and sleep cannot do. */
#include "preview1.h"

#pragma clang diagnostic ignored "-Wunused-parameter"

#define GK_REFUSED(name, parameters)                                           \
    int32_t GK_PREVIEW1(name) parameters                                       \
    {                                                                          \
        return GK_WASI_ENOSYS;                                                 \
    }
#include "preview1.def"
