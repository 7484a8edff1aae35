/*
 * link: where a module says that its source map or debug information lies.
 *
 * A URL or a path that somebody's build wrote, so that it may hold a password
 * or a token; every report shows it through here.
 */
#ifndef GK_SCANNER_CONTENT_LINK_H
#define GK_SCANNER_CONTENT_LINK_H

#include "core/base/buf.h"
#include "core/wasm/module.h"

/*
 * Appends the link without what may be secret: of a URL the host and the plain
 * parts of its path, of "data:" nothing else, tokens as "***". It is as hostile
 * as before: to be escaped where it is printed; the end of a very long one is
 * left out. Fails: GK_E_NOMEM.
 */
gk_status gk_link_put(struct gk_name link, gk_buf *out);

#endif
