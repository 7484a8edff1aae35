/*
 * The exports of every agent. All in one file, so that the linker, which looks
 * for `_start`, gets them all.
 */
#include "private.h"

#include <guestkit/nowasi.h>
#include <guestkit/start.h>

/* The compiler's name for main without arguments; main.c's when it has some. */
extern int __main_void(void);
/* The C library's: atexit functions, then what stdio still holds. */
extern void __wasm_call_dtors(void);
/* Made by the linker where libguestkit-nowasi has something to do at the end.
 */
extern gk_at_end_fn *const __start_gk_at_end[] __attribute__((weak));
extern gk_at_end_fn *const __stop_gk_at_end[] __attribute__((weak));

void *gk_hugind_give(int32_t size) HUGIND_EXPORT(alloc);
void gk_hugind_run(void) __asm__("_start") HUGIND_EXPORT(_start);

/*
 * The host takes any address that is not negative, 0 too, and writes there.
 * It calls while a function of the agent waits in a call of the host.
 */
void *gk_hugind_give(int32_t size)
{
    void *block = gk_hugind_alloc(size < 0 ? SIZE_MAX : (size_t)size);

    if ((int32_t)(intptr_t)block < 0)
        __builtin_trap(); /* the host takes none above 2 GiB */
    return block;
}

/* Without hugind_failf: formatting weighs more than the rest of a small agent.
 */
static void fail_status(int status)
{
    char line[32];
    gk_writer w;

    gk_writer_init(&w, line, sizeof line - 1);
    gk_put_text(&w, "main returned ");
    gk_put_int(&w, status);
    line[w.len] = '\0';
    hugind_fail(line);
}

void gk_hugind_run(void)
{
    int status;

    gk_start();
    status = __main_void();
    __wasm_call_dtors();
    for (gk_at_end_fn *const *f = __start_gk_at_end; f != __stop_gk_at_end; f++)
        (*f)();
    if (status != 0)
        fail_status(status);
}
