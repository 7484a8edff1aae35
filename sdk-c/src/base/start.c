#include <guestkit/start.h>

#include <stdbool.h>

/* Made by the linker. Because something refers to it, the linker leaves the
 * exports alone instead of wrapping each in a call of it. */
extern void __wasm_call_ctors(void);

void gk_start(void)
{
    static bool started;
    if (started)
        return;
    started = true; /* first: a constructor that traps is not run again */
    __wasm_call_ctors();
}
