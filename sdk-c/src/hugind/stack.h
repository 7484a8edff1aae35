/*
 * stack: the stack pointer while the host streams. Private to the hugind
 * library.
 *
 * A function of the agent that traps while it is told of a token does not give
 * back its stack, and the host goes on: enough of them, and there is none left.
 * So the stack pointer is noted before the host is asked, every hook begins
 * there, and so does what comes after.
 */
#ifndef GUESTKIT_SRC_HUGIND_STACK_H
#define GUESTKIT_SRC_HUGIND_STACK_H

#include <stdint.h>

/* Notes it; returns what was noted before, for a stream inside a stream. */
uint32_t gk_stack_note(void);
/* Goes back to what was noted, if anything was. Right only where the caller
 * has no frame of its own on the stack: no variable whose address is taken. */
void gk_stack_return(void);
/* Notes what was noted before. */
void gk_stack_forget(uint32_t before);

#endif
