/*
 * The functions a host calls. All in one file, so that whoever names one gets
 * them all.
 */
#include "capabilities.h"
#include "execute.h"

#include <guestkit/plugin.h>

/*
 * A trap leaves the stack pointer where it was, and the deployed host goes on
 * using the instance: each trap would eat some stack until calls overwrite the
 * plugin's data. A tool call is always the outermost frame, so it begins with
 * the stack pointer that the first one found.
 *
 * This is right only while no function between the export and enter() has a
 * frame of its own on that stack, which is why the exports hold no variables
 * and enter() is kept apart.
 */
__attribute__((noinline)) static void enter(void)
{
    static uint32_t stack_top;
    if (stack_top == 0)
        __asm__ volatile(".globaltype __stack_pointer, i32\n"
                         "global.get __stack_pointer\n"
                         "local.set %0"
                         : "=r"(stack_top));
    else
        __asm__ volatile("local.get %0\n"
                         "global.set __stack_pointer"
                         :
                         : "r"(stack_top));
}

int32_t plugin_get_abi_version(void)
{
    gk_start();
    return CORTEX_ABI_VERSION;
}

int32_t plugin_get_capabilities(char *out, uint32_t *out_len)
{
    enter();
    gk_start();
    return gk_capabilities_get(out, out_len);
}

int32_t plugin_execute_tool(const char *name, uint32_t name_len,
                            const char *args, uint32_t args_len, char *out,
                            uint32_t *out_len)
{
    enter();
    gk_start();
    return gk_execute(name, name_len, args, args_len, out, out_len);
}
