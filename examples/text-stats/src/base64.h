/* base64: RFC 4648, section 4; blanks and line ends between are skipped. */
#ifndef BASE64_H
#define BASE64_H

#include <stdbool.h>
#include <stddef.h>

/* Decodes in place: *len becomes the bytes there are. False: it is none. */
bool base64_decode(char *text, size_t *len);

#endif
