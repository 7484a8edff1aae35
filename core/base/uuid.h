/*
 * uuid: RFC 9562, version 4: a name that nobody else has drawn.
 */
#ifndef GK_CORE_BASE_UUID_H
#define GK_CORE_BASE_UUID_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* With its NUL. */
#define GK_UUID_TEXT_BYTES 37

/* False when the system has no randomness; then `out` is untouched. */
bool gk_uuid_draw(char out[GK_UUID_TEXT_BYTES]);

#ifdef __cplusplus
}
#endif

#endif
