/*
 * cores: how many cores this process may use.
 */
#ifndef GK_CORE_BASE_CORES_H
#define GK_CORE_BASE_CORES_H

#ifdef __cplusplus
extern "C" {
#endif

/* At least 1, also where that cannot be found out. */
unsigned gk_cores(void);

#ifdef __cplusplus
}
#endif
#endif
