/*
 * mask: hides secrets in text that is printed or kept: traces, blessed output.
 */
#ifndef GK_CORE_BASE_MASK_H
#define GK_CORE_BASE_MASK_H

#include "core/base/buf.h"

#include <stdbool.h>

/* Whether a key or header name says that its value is a secret: authorization,
 * token, secret, password, api key, in any case. */
bool gk_mask_is_secret_name(const char *name, size_t len);

/*
 * Appends `text` with secrets replaced by "***": values after secret names in
 * JSON ("token":"…") and in queries (token=…), what follows Bearer or Basic,
 * and words with the well-known prefixes of keys (sk-, ghp_, xoxb-, AKIA …).
 */
gk_status gk_mask_put(gk_buf *out, const char *text, size_t len);
/* The beginning of that, at least `enough` bytes of it if there are so many. */
gk_status gk_mask_put_some(gk_buf *out, const char *text, size_t len,
                           size_t enough);

#endif
