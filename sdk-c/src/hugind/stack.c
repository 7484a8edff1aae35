#include "stack.h"

static uint32_t noted;

uint32_t gk_stack_note(void)
{
    uint32_t before = noted;

    __asm__ volatile(".globaltype __stack_pointer, i32\n"
                     "global.get __stack_pointer\n"
                     "local.set %0"
                     : "=r"(noted));
    return before;
}

__attribute__((noinline)) void gk_stack_return(void)
{
    if (noted != 0)
        __asm__ volatile("local.get %0\n"
                         "global.set __stack_pointer"
                         :
                         : "r"(noted));
}

void gk_stack_forget(uint32_t before)
{
    noted = before;
}
