#include "scanner/content/link.h"

#include "scanner/content/secret.h"
#include "scanner/content/url.h"

#include <string.h>

/* Reports show less; a token that begins in what they show is read whole, so
 * that it is known for one. */
#define MAX_READ 5000u

gk_status gk_link_put(struct gk_name link, gk_buf *out)
{
    struct gk_text t = {link.at, link.len < MAX_READ ? link.len : MAX_READ, 0};
    struct gk_url url;
    gk_buf text = GK_BUF_INIT;
    size_t scheme = gk_text_run(&t, 0, GK_LETTER, 8);
    gk_status st;

    if (gk_text_has(&t, scheme, "://", 3, false) &&
        gk_url_read(&t, scheme, &url) && url.start == 0)
        gk_url_put(&t, &url, true, &text);
    else if (gk_text_has(&t, 0, "data:", 5, true))
        gk_buf_puts(&text, "data:…");
    else if (gk_text_has(&t, scheme, "://", 3, false) &&
             memchr(t.at, '@', t.len) != NULL)
        gk_buf_printf(&text, "%.*s://…", (int)scheme, (const char *)t.at);
    else
        gk_buf_put(&text, t.at, t.len);
    st = gk_secret_hide(&text, out);
    gk_buf_clear(&text);
    return st;
}
