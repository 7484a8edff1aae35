/*
 * url: the parts of a URL in text, and what its host means.
 */
#ifndef GK_SCANNER_CONTENT_URL_H
#define GK_SCANNER_CONTENT_URL_H

#include "scanner/content/text.h"
#include "scanner/severity.h"

struct gk_url {
    const char *scheme; /* static, "https" */
    size_t start;       /* of the scheme; all in characters of the text */
    size_t host, host_len;
    size_t end;       /* of the host and its port */
    bool credentials; /* a name and a password before the host */
    bool store;       /* of a database, a queue, a mail server … */
};

/* What GK032 has to say of it. */
struct gk_url_use {
    bool told;
    gk_severity severity;
    const char *words; /* static; "" for an ordinary host */
    bool shows_path;
};

/* The URL with "://" at `i`. False: none, or one with a hole ("http://%s/"). */
bool gk_url_read(const struct gk_text *t, size_t i, struct gk_url *out);
struct gk_url_use gk_url_use(const struct gk_text *t, const struct gk_url *url);
/* Appends scheme, host, and of the path what cannot be a secret. */
void gk_url_put(const struct gk_text *t, const struct gk_url *url,
                bool with_path, gk_buf *out);

#endif
