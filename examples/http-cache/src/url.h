/* url: putting other people's text into a URL. */
#ifndef URL_H
#define URL_H

#include <guestkit/json.h>

/* Percent-encodes all but the unreserved characters (RFC 3986, 2.3), so that
 * the text is one value wherever it is put. */
void url_put(gk_writer *url, const char *text);

#endif
