#include "core/base/url.h"

#include "core/base/url_host.h"

#include <stdlib.h>
#include <string.h>

/* Longer ones no server takes. */
#define MAX_URL_BYTES ((size_t)1 << 20)

/* What is being put together. */
struct parts {
    gk_buf scheme, userinfo, host, path, query, fragment;
    bool has_query, has_fragment;
    gk_url_host host_kind;
    gk_ip ip;
    int port; /* -1: the scheme's own */
};

/* The text that is left. */
struct rest {
    const char *at, *end;
};

static const struct {
    const char *scheme;
    unsigned port;
} special[] = {
    {"http", 80}, {"https", 443}, {"ws", 80}, {"wss", 443}, {"ftp", 21}};

static unsigned default_port(const char *scheme)
{
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (strcmp(special[i].scheme, scheme) == 0)
            return special[i].port;
    return 0;
}

/* --- percent-encoding ------------------------------------------------------
 */

/* The standard's sets, each beyond controls and what is not ASCII. */
#define QUERY_SET    " \"#<>'"
#define FRAGMENT_SET " \"<>`"
#define PATH_SET     " \"#<>?`{}"
#define USERINFO_SET PATH_SET "/:;=@[\\]^|"

static void encode(gk_buf *out, const char *at, const char *end,
                   const char *set)
{
    for (; at < end; at++) {
        unsigned char c = (unsigned char)*at;

        if (c <= 0x1f || c >= 0x7f || strchr(set, c) != NULL)
            gk_buf_printf(out, "%%%02X", c);
        else
            gk_buf_byte(out, c);
    }
}

/* --- pieces ----------------------------------------------------------------
 */

static bool is_slash(char c)
{
    return c == '/' || c == '\\';
}

static bool is_alpha(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* "scheme:", lower-cased; moves past it. */
static bool take_scheme(struct rest *r, gk_buf *scheme)
{
    const char *p = r->at;

    if (p == r->end || !is_alpha(*p))
        return false;
    while (p < r->end && (is_alpha(*p) || (*p >= '0' && *p <= '9') ||
                          *p == '+' || *p == '-' || *p == '.'))
        p++;
    if (p == r->end || *p != ':')
        return false;
    for (const char *c = r->at; c < p; c++)
        gk_buf_byte(scheme, (uint8_t)(*c >= 'A' && *c <= 'Z' ? *c | 32 : *c));
    r->at = p + 1;
    return true;
}

static gk_status take_port(const char *at, const char *end, struct parts *u,
                           gk_error *err)
{
    unsigned port = 0;

    for (const char *p = at; p < end; p++) {
        if (*p < '0' || *p > '9')
            return gk_fail(err, GK_E_SYNTAX, "invalid port number");
        port = port * 10 + (unsigned)(*p - '0');
        if (port > 65535)
            return gk_fail(err, GK_E_SYNTAX, "invalid port number");
    }
    if (at < end && port != default_port(gk_buf_text(&u->scheme)))
        u->port = (int)port;
    return GK_OK;
}

static void take_userinfo(const char *at, const char *end, struct parts *u)
{
    const char *colon = memchr(at, ':', (size_t)(end - at));
    const char *user_end = colon != NULL ? colon : end;

    encode(&u->userinfo, at, user_end, USERINFO_SET);
    if (colon != NULL && colon + 1 < end) {
        gk_buf_byte(&u->userinfo, ':');
        encode(&u->userinfo, colon + 1, end, USERINFO_SET);
    }
}

/* What stands between "//" and the path; the last '@' ends the user's part,
 * the first ':' outside brackets the host. */
static gk_status take_authority(struct rest *r, struct parts *u, gk_error *err)
{
    const char *end = r->at, *host = r->at, *colon = NULL, *host_end;
    bool bracket = false;
    gk_status st;

    while (end < r->end && !is_slash(*end) && *end != '?' && *end != '#')
        end++;
    for (const char *p = r->at; p < end; p++)
        if (*p == '@')
            host = p + 1;
    if (host > r->at)
        take_userinfo(r->at, host - 1, u);
    for (const char *p = host; p < end && colon == NULL; p++) {
        bracket = *p == '[' || (bracket && *p != ']');
        if (*p == ':' && !bracket)
            colon = p;
    }
    r->at = end;
    host_end = colon != NULL ? colon : end;
    st = gk_url_host_parse(host, (size_t)(host_end - host), &u->host,
                           &u->host_kind, &u->ip, err);
    if (st == GK_OK && colon != NULL)
        st = take_port(colon + 1, end, u, err);
    return st;
}

/* "." and ".." in all their spellings. */
static unsigned dots(const char *at, const char *end)
{
    unsigned count = 0;

    while (at < end) {
        if (*at == '.')
            at++;
        else if (end - at >= 3 && at[0] == '%' && at[1] == '2' &&
                 (at[2] | 32) == 'e')
            at += 3;
        else
            return 0;
        count++;
    }
    return count <= 2 ? count : 0;
}

static void drop_segment(gk_buf *path)
{
    while (path->len > 0 && path->data[path->len - 1] != '/')
        path->len--;
    if (path->len > 0)
        path->len--;
}

/* The path, each segment put behind a '/'; `u->path` may hold a base's. */
static void take_path(struct rest *r, struct parts *u)
{
    const char *end = r->at;

    while (end < r->end && *end != '?' && *end != '#')
        end++;
    if (r->at < end && is_slash(*r->at))
        r->at++;
    for (;;) {
        const char *p = r->at;
        unsigned n;

        while (p < end && !is_slash(*p))
            p++;
        n = dots(r->at, p);
        if (n == 2)
            drop_segment(&u->path);
        if (n == 0) {
            gk_buf_byte(&u->path, '/');
            encode(&u->path, r->at, p, PATH_SET);
        } else if (p == end) {
            gk_buf_byte(&u->path, '/');
        }
        r->at = p;
        if (p == end)
            return;
        r->at++;
    }
}

static void take_query(struct rest *r, struct parts *u)
{
    const char *end;

    if (r->at == r->end || *r->at != '?')
        return;
    end = memchr(r->at, '#', (size_t)(r->end - r->at));
    end = end != NULL ? end : r->end;
    gk_buf_reset(&u->query);
    encode(&u->query, r->at + 1, end, QUERY_SET);
    u->has_query = true;
    r->at = end;
}

static void take_fragment(struct rest *r, struct parts *u)
{
    if (r->at == r->end || *r->at != '#')
        return;
    encode(&u->fragment, r->at + 1, r->end, FRAGMENT_SET);
    u->has_fragment = true;
}

/* --- the whole -------------------------------------------------------------
 */

static void copy_authority(const gk_url *base, struct parts *u)
{
    gk_buf_puts(&u->userinfo, base->userinfo);
    gk_buf_puts(&u->host, base->host);
    u->host_kind = base->host_kind;
    u->ip = base->ip;
    u->port = base->port;
}

/* "//host/path", "/path", "path", "?query", "#fragment" against a base of the
 * same scheme. */
static gk_status parse_relative(struct rest *r, const gk_url *base,
                                struct parts *u, gk_error *err)
{
    gk_status st = GK_OK;

    if (r->end - r->at >= 2 && is_slash(r->at[0]) && is_slash(r->at[1])) {
        while (r->at < r->end && is_slash(*r->at))
            r->at++;
        st = take_authority(r, u, err);
        take_path(r, u);
        return st;
    }
    copy_authority(base, u);
    if (r->at < r->end && is_slash(*r->at)) {
        take_path(r, u);
        return GK_OK;
    }
    gk_buf_puts(&u->path, base->path);
    if (r->at < r->end && *r->at != '?' && *r->at != '#') {
        drop_segment(&u->path);
        take_path(r, u);
    } else if (r->at == r->end || *r->at == '#') {
        gk_buf_puts(&u->query, base->query);
        u->has_query = base->query[0] != '\0';
    }
    return GK_OK;
}

static gk_status parse_parts(struct rest *r, const gk_url *base,
                             struct parts *u, gk_error *err)
{
    bool same;
    gk_status st;

    if (!take_scheme(r, &u->scheme)) {
        if (base == NULL || default_port(base->scheme) == 0)
            return gk_fail(err, GK_E_SYNTAX, "relative URL without a base");
        gk_buf_puts(&u->scheme, base->scheme);
        st = parse_relative(r, base, u, err);
    } else if (default_port(gk_buf_text(&u->scheme)) == 0) {
        encode(&u->path, r->at, r->end, "");
        return GK_OK;
    } else {
        same =
            base != NULL && strcmp(base->scheme, gk_buf_text(&u->scheme)) == 0;
        if (same &&
            !(r->end - r->at >= 2 && r->at[0] == '/' && r->at[1] == '/')) {
            st = parse_relative(r, base, u, err);
        } else {
            while (r->at < r->end && is_slash(*r->at))
                r->at++;
            st = take_authority(r, u, err);
            take_path(r, u);
        }
    }
    take_query(r, u);
    take_fragment(r, u);
    return st;
}

static void print_href(const struct parts *u, gk_buf *out)
{
    gk_buf_printf(out, "%s:", gk_buf_text(&u->scheme));
    if (u->host_kind != GK_URL_NO_HOST) {
        gk_buf_puts(out, "//");
        if (u->userinfo.len > 0)
            gk_buf_printf(out, "%s@", gk_buf_text(&u->userinfo));
        gk_buf_puts(out, gk_buf_text(&u->host));
        if (u->port >= 0)
            gk_buf_printf(out, ":%d", u->port);
    }
    gk_buf_puts(out, gk_buf_text(&u->path));
    if (u->has_query)
        gk_buf_printf(out, "?%s", gk_buf_text(&u->query));
    if (u->has_fragment)
        gk_buf_printf(out, "#%s", gk_buf_text(&u->fragment));
}

/* Without what the standard ignores: controls and blanks at the ends, tabs and
 * newlines anywhere. */
static void clean(const char *text, size_t len, gk_buf *out)
{
    while (len > 0 && (unsigned char)*text <= ' ') {
        text++;
        len--;
    }
    while (len > 0 && (unsigned char)text[len - 1] <= ' ')
        len--;
    for (size_t i = 0; i < len; i++)
        if (text[i] != '\t' && text[i] != '\n' && text[i] != '\r')
            gk_buf_byte(out, (uint8_t)text[i]);
}

static char *take(gk_buf *buf)
{
    gk_buf_puts(buf, "");
    return gk_buf_take(buf);
}

static gk_status hand_over(struct parts *u, gk_url *out, gk_error *err)
{
    gk_buf href = GK_BUF_INIT;
    gk_url url = {.host_kind = u->host_kind, .ip = u->ip, .port = u->port};

    print_href(u, &href);
    url.href = take(&href);
    url.scheme = take(&u->scheme);
    url.userinfo = take(&u->userinfo);
    url.host = take(&u->host);
    url.path = take(&u->path);
    url.query = take(&u->query);
    gk_buf_clear(&href);
    if (url.href == NULL || url.scheme == NULL || url.userinfo == NULL ||
        url.host == NULL || url.path == NULL || url.query == NULL) {
        gk_url_clear(&url);
        return gk_fail_nomem(err);
    }
    *out = url;
    return GK_OK;
}

gk_status gk_url_parse(const char *text, size_t len, const gk_url *base,
                       gk_url *out, gk_error *err)
{
    struct parts u = {GK_BUF_INIT, GK_BUF_INIT, GK_BUF_INIT, GK_BUF_INIT,
                      GK_BUF_INIT, GK_BUF_INIT, false,       false,
                      0,           {0},         -1};
    gk_buf cleaned = GK_BUF_INIT;
    gk_status st;

    if (len > MAX_URL_BYTES)
        return gk_fail(err, GK_E_LIMIT,
                       "a URL of %zu bytes, at most %zu are taken", len,
                       MAX_URL_BYTES);
    clean(text, len, &cleaned);
    st = gk_buf_check(&cleaned, err);
    if (st == GK_OK) {
        const char *at = gk_buf_text(&cleaned);
        struct rest r = {at, at + cleaned.len};

        st = parse_parts(&r, base, &u, err);
    }
    if (st == GK_OK)
        st = hand_over(&u, out, err);
    gk_buf_clear(&cleaned);
    gk_buf_clear(&u.scheme);
    gk_buf_clear(&u.userinfo);
    gk_buf_clear(&u.host);
    gk_buf_clear(&u.path);
    gk_buf_clear(&u.query);
    gk_buf_clear(&u.fragment);
    return st;
}

void gk_url_clear(gk_url *url)
{
    if (url == NULL)
        return;
    free(url->href);
    free(url->scheme);
    free(url->userinfo);
    free(url->host);
    free(url->path);
    free(url->query);
    memset(url, 0, sizeof *url);
}

bool gk_url_is_http(const gk_url *url)
{
    return strcmp(url->scheme, "http") == 0 ||
           strcmp(url->scheme, "https") == 0;
}

unsigned gk_url_port(const gk_url *url)
{
    return url->port >= 0 ? (unsigned)url->port : default_port(url->scheme);
}
