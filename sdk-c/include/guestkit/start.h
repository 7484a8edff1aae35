/*
 * start: constructors of a guest that has no main.
 */
#ifndef GUESTKIT_START_H
#define GUESTKIT_START_H

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Runs the module's constructors, the first time it is called; call it first
 * in every function you export. plugin.h does so for you. A module that never
 * refers to it gets its constructors from the linker, before *each* call of an
 * export.
 */
void gk_start(void);

#ifdef __cplusplus
}
#endif
#endif
