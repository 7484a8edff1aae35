#include "scanner/content/url.h"

#include "scanner/content/ip.h"
#include "scanner/content/seek.h"

#include <string.h>

#define MAX_AUTHORITY 300u
/* A part of a path that is longer, or mixes digits in, may be a secret. */
#define MAX_PART   32u
#define MIXED_PART 12u
#define MAX_PATH   64u

/* --- reading -------------------------------------------------------------- */

/* Of a store's URL only a password in it is worth a word. */
static const struct scheme {
    const char *name;
    bool store;
} schemes[] = {
    {"https", false},      {"http", false},      {"wss", false},
    {"ws", false},         {"ftps", false},      {"ftp", false},
    {"postgres", true},    {"postgresql", true}, {"mysql", true},
    {"mariadb", true},     {"mongodb", true},    {"mongodb+srv", true},
    {"redis", true},       {"rediss", true},     {"amqp", true},
    {"amqps", true},       {"ldap", true},       {"ldaps", true},
    {"clickhouse", true},  {"sqlserver", true},  {"mssql", true},
    {"cockroachdb", true}, {"nats", true},       {"sftp", true},
    {"smtp", true},        {"smtps", true},
};

static const struct scheme *scheme_before(const struct gk_text *t, size_t i)
{
    for (size_t n = 0; n < sizeof schemes / sizeof *schemes; n++)
        if (gk_text_ends(t, i, schemes[n].name))
            return &schemes[n];
    return NULL;
}

/* Rust and Go put strings side by side: "docs.rsCould not …" ends where an
 * upper case letter follows a lower case one in the last label. */
static size_t cut_glued(const struct gk_text *t, size_t i, size_t len)
{
    size_t label = len;

    while (label > 0 && gk_text_get(t, i + label - 1) != '.')
        label--;
    for (size_t n = label + 2; n < len; n++)
        if (gk_text_is(t, i + n, GK_UPPER) &&
            gk_text_is(t, i + n - 1, GK_LOWER))
            return n;
    return len;
}

static bool read_host(const struct gk_text *t, struct gk_url *url)
{
    size_t i = url->host, n;

    if (gk_text_get(t, i) == '[') {
        n = gk_text_run(t, i + 1, GK_HEX | GK_COLON | GK_DOT, 48);
        url->host_len = n + 2;
        return n > 2 && gk_text_get(t, i + 1 + n) == ']';
    }
    n = gk_text_run(t, i, GK_BASE64URL_DOT, MAX_AUTHORITY);
    /* A hole: what the host is gets known later. */
    if (gk_text_get(t, i + n) > 0 &&
        strchr("%{$<*", gk_text_get(t, i + n)) != NULL)
        return false;
    n = cut_glued(t, i, n);
    while (n > 0 && gk_text_get(t, i + n - 1) == '.')
        n--;
    url->host_len = n;
    return n > 0 && gk_text_get(t, i) != '.';
}

/* What may stand before '@': not the quotes, brackets and blanks that end a
 * URL in text. */
static bool in_authority(int c)
{
    return c > ' ' && c < 0x7f && strchr("/?#\"'<>\\`()", c) == NULL;
}

bool gk_url_read(const struct gk_text *t, size_t i, struct gk_url *out)
{
    const struct scheme *scheme = scheme_before(t, i);
    struct gk_url url = {0};
    size_t colon = MAX_AUTHORITY, at = 0;

    if (scheme == NULL)
        return false;
    url.scheme = scheme->name;
    url.store = scheme->store;
    url.start = i - strlen(url.scheme);
    i += 3;
    for (size_t n = 0; n < MAX_AUTHORITY; n++) {
        int c = gk_text_get(t, i + n);

        if (!in_authority(c))
            break;
        if (c == ':' && at == 0 && colon == MAX_AUTHORITY)
            colon = n;
        if (c == '@')
            at = n;
    }
    url.host = i + (at > 0 ? at + 1 : 0);
    /* A password that is put in later is none: "%s", "$PASS", "<password>". */
    url.credentials = colon + 1 < at && (colon > 0 || url.store) &&
                      gk_text_run(t, i + colon + 1, GK_ALNUM, 1) == 1;
    if (!read_host(t, &url))
        return false;
    url.end = url.host + url.host_len;
    if (gk_text_get(t, url.end) == ':')
        url.end += 1 + gk_text_run(t, url.end + 1, GK_DIGIT, 5);
    *out = url;
    return true;
}

/* --- meaning -------------------------------------------------------------- */

enum host_kind { QUIET, DROP };

static const struct known_host {
    const char *host;
    size_t len; /* of host */
    const char *path, *says;
    enum host_kind kind;
} known_hosts[] = {
#define GK_URL_HOST(host, path, kind, says)                                    \
    {host, sizeof host - 1, path, says, kind},
#include "scanner/content/hosts.def"
};

static bool is_host(const struct gk_text *t, const struct gk_url *u,
                    const struct known_host *row)
{
    size_t len = row->len;

    if (row->host[len - 1] == '*')
        return u->host_len >= len - 1 &&
               gk_text_has(t, u->host, row->host, len - 1, true);
    /* Most rows end in another letter. */
    if (u->host_len < len ||
        gk_lower(gk_text_get(t, u->host + u->host_len - 1)) !=
            row->host[len - 1] ||
        !gk_text_has(t, u->host + u->host_len - len, row->host, len, true))
        return false;
    return u->host_len == len ||
           gk_text_get(t, u->host + u->host_len - len - 1) == '.';
}

static const struct known_host *known_host(const struct gk_text *t,
                                           const struct gk_url *u)
{
    for (size_t n = 0; n < sizeof known_hosts / sizeof *known_hosts; n++)
        if (is_host(t, u, &known_hosts[n]) &&
            gk_text_has(t, u->end, known_hosts[n].path,
                        strlen(known_hosts[n].path), false))
            return &known_hosts[n];
    return NULL;
}

/* 203.0.113.9 and, since browsers take them too, 3405803785 or 0xcb.0x71. */
static bool is_numeric(const struct gk_text *t, const struct gk_url *u)
{
    size_t label = u->host_len;

    while (label > 0 && gk_text_get(t, u->host + label - 1) != '.')
        label--;
    if (gk_text_has(t, u->host + label, "0x", 2, true))
        label += 2;
    else
        return gk_text_run(t, u->host + label, GK_DIGIT, u->host_len - label) ==
               u->host_len - label;
    return gk_text_run(t, u->host + label, GK_HEX, u->host_len - label) ==
           u->host_len - label;
}

static struct gk_url_use use_of_number(const struct gk_text *t,
                                       const struct gk_url *u)
{
    struct gk_url_use use = {true, GK_SEVERITY_WARNING, "a bare address", true};
    struct gk_text host = gk_text_part(t, u->host, u->host_len);
    struct gk_ip_use ip = {"", true, GK_SEVERITY_WARNING};
    uint16_t groups[8];
    uint32_t address;

    if (gk_text_get(&host, 0) == '[') {
        if (!gk_ip6_read(&host, 1, host.len - 2, groups))
            use.told = false;
        else
            ip = gk_ip6_use(groups);
    } else if (gk_ip4_read(&host, 0, &address) == host.len) {
        ip = gk_ip4_use(address);
    }
    use.told = use.told && ip.told;
    use.severity = ip.severity;
    if (ip.words[0] != '\0')
        use.words = ip.words;
    return use;
}

/* A name needs a dot, and a top level of letters. "www" alone is not what has
 * one: dictionaries of compressors begin words with "http://www.". */
static bool is_name(const struct gk_text *t, const struct gk_url *u)
{
    size_t top =
        gk_text_run_back(t, u->host + u->host_len, GK_ALNUM_DASH, u->host_len);

    if (top < 2 || top >= u->host_len || top > 24 ||
        gk_text_get(t, u->host + u->host_len - top - 1) != '.')
        return false;
    return gk_text_is(t, u->host + u->host_len - top, GK_LETTER) &&
           !(u->host_len - top == 4 &&
             gk_text_has(t, u->host, "www.", 4, true));
}

struct gk_url_use gk_url_use(const struct gk_text *t, const struct gk_url *u)
{
    struct gk_url_use use = {true, GK_SEVERITY_NOTE, "", true};
    const struct known_host *known;

    if (u->store && !u->credentials) {
        use.told = false;
        return use;
    }
    if (gk_text_get(t, u->host) == '[' || is_numeric(t, u))
        return use_of_number(t, u);
    if (!is_name(t, u)) {
        use.told = false;
        return use;
    }
    known = known_host(t, u);
    if (known != NULL && known->kind == QUIET)
        use.told = false;
    else if (known != NULL)
        use =
            (struct gk_url_use){true, GK_SEVERITY_WARNING, known->says, false};
    else if (u->credentials)
        use = (struct gk_url_use){true, GK_SEVERITY_WARNING,
                                  "with a password in it", true};
    else if (gk_text_has(t, u->host, "xn--", 4, true) ||
             gk_text_holds_word(t, u->host, u->host_len, ".xn--"))
        use = (struct gk_url_use){true, GK_SEVERITY_WARNING,
                                  "a name in letters that may look like others",
                                  true};
    return use;
}

/* --- showing -------------------------------------------------------------- */

/* Whether a part of a path reads like a name. */
static bool is_plain(const struct gk_text *t, size_t i, size_t len)
{
    bool digits =
        gk_text_run(t, i, GK_VISIBLE & ~(unsigned)GK_DIGIT, len) < len;

    return len <= MAX_PART && !(digits && len >= MIXED_PART) &&
           gk_text_run(t, i, GK_BASE64URL_DOT, len) == len;
}

static void put_path(const struct gk_text *t, size_t i, gk_buf *out)
{
    size_t from = i;

    while (gk_text_get(t, i) == '/') {
        size_t len = 0;

        while (len < MAX_PATH && in_authority(gk_text_get(t, i + 1 + len)))
            len++;
        if (i + 1 + len - from > MAX_PATH || !is_plain(t, i + 1, len)) {
            gk_buf_puts(out, "/…");
            return;
        }
        for (size_t n = 0; n <= len; n++)
            gk_buf_byte(out, (uint8_t)gk_text_get(t, i + n));
        i += 1 + len;
    }
    if (gk_text_get(t, i) == '?')
        gk_buf_puts(out, "?…");
}

void gk_url_put(const struct gk_text *t, const struct gk_url *u, bool with_path,
                gk_buf *out)
{
    gk_buf_printf(out, "%s://%s", u->scheme, u->credentials ? "…@" : "");
    for (size_t i = u->host; i < u->end; i++)
        gk_buf_byte(out, (uint8_t)gk_text_get(t, i));
    if (with_path)
        put_path(t, u->end, out);
    else if (gk_text_get(t, u->end) == '/')
        gk_buf_puts(out, "/…");
}

/* --- looking -------------------------------------------------------------- */

static void look_url(struct gk_seeker *s, const struct gk_text *t, size_t i,
                     const void *row)
{
    struct gk_url url;
    struct gk_url_use use;
    struct gk_text host;
    struct gk_hit *hit;
    gk_buf text = GK_BUF_INIT;

    (void)row;
    if (!gk_url_read(t, i, &url))
        return;
    use = gk_url_use(t, &url);
    if (!use.told)
        return;
    host = gk_text_part(t, url.host, url.host_len);
    hit = gk_seek_found(s, GK_HIT_URL, use.severity, t, url.start, use.words,
                        &host);
    if (hit == NULL)
        return;
    gk_url_put(t, &url, use.shows_path, &text);
    if (use.words[0] != '\0')
        gk_buf_printf(&text, ", %s", use.words);
    gk_seek_show(s, GK_HIT_URL, hit, &text);
}

void gk_url_triggers(struct gk_seeker *s)
{
    gk_seek_add(
        s, &(struct gk_trigger){
               .text = "://", .len = 3, .kind = GK_HIT_URL, .look = look_url});
}
