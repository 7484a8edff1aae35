/* Arguments, environment, exit: what a process has and a plugin has not. */
#include "preview1.h"

#include <guestkit/json.h>
#include <guestkit/nowasi.h>

static int32_t nothing(int32_t count, int32_t size)
{
    *GK_AT(uint32_t, count) = 0;
    *GK_AT(uint32_t, size) = 0;
    return GK_WASI_OK;
}

int32_t GK_PREVIEW1(args_sizes_get)(int32_t count, int32_t size)
{
    return nothing(count, size);
}

int32_t GK_PREVIEW1(args_get)(int32_t argv, int32_t bytes)
{
    (void)argv, (void)bytes; /* nothing to fill in */
    return GK_WASI_OK;
}

int32_t GK_PREVIEW1(environ_sizes_get)(int32_t count, int32_t size)
{
    return nothing(count, size);
}

int32_t GK_PREVIEW1(environ_get)(int32_t environ, int32_t bytes)
{
    (void)environ, (void)bytes;
    return GK_WASI_OK;
}

int32_t GK_PREVIEW1(sched_yield)(void)
{
    return GK_WASI_OK; /* nobody else waits */
}

void GK_PREVIEW1(proc_exit)(int32_t status)
{
    char line[64];
    gk_writer w;
    gk_writer_init(&w, line, sizeof line);
    gk_put_text(&w, "exit(");
    gk_put_int(&w, status);
    gk_put_text(&w, "): not possible here");
    gk_nowasi_log_error(line, w.len);
    __builtin_trap();
}
