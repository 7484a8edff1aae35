/* main with arguments: those of the run. */
#include "private.h"

/* The compiler's name for main(argc, argv). */
extern int __main_argc_argv(int argc, char **argv);

/* Where main has no arguments, the compiler has made this from it. */
int __main_void(void);

int __main_void(void)
{
    static char name[] = "agent";
    size_t count = hugind_arg_count();
    char **argv = gk_hugind_alloc((count + 2) * sizeof *argv);

    argv[0] = name;
    for (size_t i = 0; i < count; i++)
        argv[i + 1] = (char *)hugind_arg(i); /* C lets main change them */
    argv[count + 1] = NULL;
    return __main_argc_argv((int)count + 1, argv);
}
