/*
 * exit: what the exit status of every command means.
 */
#ifndef GK_CORE_BASE_EXIT_H
#define GK_CORE_BASE_EXIT_H

enum gk_exit {
    GK_EXIT_OK = 0,
    GK_EXIT_FOUND = 1, /* ran, and found something */
    GK_EXIT_USAGE = 2, /* wrong usage, or a project/test/policy file is wrong */
    GK_EXIT_CANNOT = 3, /* could not run: unreadable input, missing tool */
    /* `guestkit run` tells more */
    GK_EXIT_TRAP = 10,
    GK_EXIT_FUEL = 11,
    GK_EXIT_TIMEOUT = 12,
    GK_EXIT_MEMORY = 13,
    GK_EXIT_LINK = 14,   /* missing or mistyped import */
    GK_EXIT_EXPORT = 15, /* missing export */
    GK_EXIT_CRASH = 16   /* the process that held the guest died */
};

/* Several inputs: 3 beats 1 beats 0 (2 ends a command at once). */
static inline int gk_exit_worst(int a, int b)
{
    if (a == GK_EXIT_CANNOT || b == GK_EXIT_CANNOT)
        return GK_EXIT_CANNOT;
    return a > b ? a : b;
}

#endif
