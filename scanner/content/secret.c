/*
 * Tokens by their shape, private keys, Authorization headers.
 */
#include "scanner/content/secret.h"

#include "core/base/mask.h"
#include "scanner/content/random.h"

#include <string.h>

/* A prefix that long stands nowhere by chance. */
#define DISTINCT_PREFIX 5u
/* Characters behind the prefix of what was none that are not looked at again:
 * else a text of nothing but prefixes would take long. */
#define REJECTED 64u
/* Characters of a secret that are shown, and at most one in so many. */
#define SHOWN  4u
#define ONE_OF 5u

void gk_secret_found(struct gk_seeker *s, const struct gk_text *t, size_t i,
                     size_t len, const char *label)
{
    struct gk_text key = gk_text_part(t, i, len);
    struct gk_hit *hit =
        gk_seek_found(s, GK_HIT_SECRET, GK_SEVERITY_WARNING, t, i, label, &key);
    gk_buf text = GK_BUF_INIT;

    if (hit == NULL)
        return;
    gk_buf_printf(&text, "%s ", label);
    key.len = len / ONE_OF < SHOWN ? len / ONE_OF : SHOWN;
    gk_text_put(&key, &text);
    gk_buf_printf(&text, "…, %zu characters", len);
    gk_seek_show(s, GK_HIT_SECRET, hit, &text);
}

/* --- tokens --------------------------------------------------------------- */

/* Whether the token at `i` is one; `value` is behind its prefix. */
typedef bool check_fn(const struct gk_text *t, size_t i, size_t value,
                      size_t len);

static bool check_VARIED(const struct gk_text *t, size_t i, size_t value,
                         size_t len)
{
    (void)i;
    return gk_text_varied(t, value, len);
}

static bool check_RANDOM(const struct gk_text *t, size_t i, size_t value,
                         size_t len)
{
    (void)i;
    return gk_text_random(t, value, len);
}

static uint32_t crc32(const struct gk_text *t, size_t i, size_t len)
{
    uint32_t crc = UINT32_MAX;

    for (; len > 0; i++, len--) {
        crc ^= (uint32_t)gk_text_get(t, i);
        for (unsigned bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (UINT32_C(0xedb88320) & -(crc & 1));
    }
    return ~crc;
}

/* The last six characters are the CRC-32 of the thirty before, in base 62. */
static bool check_GITHUB(const struct gk_text *t, size_t i, size_t value,
                         size_t len)
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz";
    uint32_t crc = crc32(t, value, len - 6);

    (void)i;
    for (size_t n = 1; n <= 6; n++, crc /= 62)
        if (gk_text_get(t, value + len - n) != digits[crc % 62])
            return false;
    return true;
}

/* "OpenAI" in base 64 is in the middle of each. */
static bool check_OPENAI(const struct gk_text *t, size_t i, size_t value,
                         size_t len)
{
    (void)i;
    for (size_t n = 0; n + 8 <= len; n++)
        if (gk_text_has(t, value + n, "T3BlbkFJ", 8, false))
            return gk_text_varied(t, value, len);
    return false;
}

/* Three parts, the first an object with "alg"; not the one of the manual. */
static bool check_JWT(const struct gk_text *t, size_t i, size_t value,
                      size_t len)
{
    static const char manual[] = "eyJzdWIiOiIxMjM0NTY3ODkwI";
    size_t head = gk_text_run(t, value, GK_BASE64URL, len);
    size_t body = value + head + 1;
    size_t part = gk_text_run(t, body, GK_BASE64URL, len);
    uint8_t json[96];
    size_t n = gk_text_decode64(t, i, json, sizeof json);

    return head >= 8 && part >= 10 && gk_text_has(t, body, "eyJ", 3, false) &&
           !gk_text_has(t, body, manual, strlen(manual), false) &&
           gk_text_get(t, body + part) == '.' &&
           gk_text_run(t, body + part + 1, GK_BASE64URL, 20) == 20 &&
           memmem(json, n, "\"alg\"", 5) != NULL;
}

static bool check_TELEGRAM(const struct gk_text *t, size_t i, size_t value,
                           size_t len)
{
    size_t number = gk_text_run_back(t, i, GK_DIGIT, 11);

    return number >= 8 && number <= 10 && gk_text_random(t, value, len);
}

static const struct shape {
    const char *name, *prefix;
    unsigned alphabet;
    uint16_t min, max;
    check_fn *check;
} shapes[] = {
#define GK_SECRET(id, name, prefix, alphabet, min, max, check)                 \
    {name, prefix, GK_##alphabet, min, max, check_##check},
#include "scanner/content/secrets.def"
};

_Static_assert(sizeof shapes / sizeof *shapes <= GK_MAX_SHAPES,
               "GK_MAX_SHAPES is too small");

/* How many characters the token at `i` has, its prefix included; 0: none. The
 * prefix is there. `run` is how many behind it have been read. */
static size_t token_at(const struct gk_text *t, size_t i,
                       const struct shape *shape, size_t *run)
{
    size_t prefix = strlen(shape->prefix), value = i + prefix;
    bool strict = prefix < DISTINCT_PREFIX && shape->check != check_GITHUB;
    size_t len;

    *run = 0;
    if (strict && gk_text_is(t, i, GK_WORD) &&
        gk_text_is(t, i - 1, shape->alphabet | GK_UNDERSCORE | GK_DASH))
        return 0;
    len = gk_text_run(t, value, shape->alphabet, (size_t)shape->max + 1);
    *run = len;
    if (len < shape->min || (strict && len > shape->max))
        return 0;
    if (len > shape->max)
        len = shape->max;
    return shape->check(t, i, value, len) ? prefix + len : 0;
}

static void look_token(struct gk_seeker *s, const struct gk_text *t, size_t i,
                       const void *row)
{
    const struct shape *shape = row;
    size_t *done = &s->done[GK_DONE_TOKEN + (shape - shapes)];
    size_t len, run;

    if (i < *done)
        return;
    len = token_at(t, i, shape, &run);
    /* Of a long run that was no token, the end may still be one. */
    *done = i + (len > 0 ? len : run < REJECTED ? run : REJECTED);
    if (len > 0)
        gk_secret_found(s, t, i, len, shape->name);
}

static size_t any_token_at(const struct gk_text *t, size_t i)
{
    for (size_t n = 0; n < sizeof shapes / sizeof *shapes; n++) {
        const char *prefix = shapes[n].prefix;
        size_t len = 0, run;

        if (gk_text_has(t, i, prefix, strlen(prefix), false))
            len = token_at(t, i, &shapes[n], &run);
        if (len > 0)
            return len;
    }
    return 0;
}

gk_status gk_secret_hide(const gk_buf *text, gk_buf *out)
{
    struct gk_text t = {text->data, text->len, 0};
    gk_buf rest = GK_BUF_INIT;
    gk_status st = text->status;

    for (size_t i = 0; st == GK_OK && i < t.len;) {
        size_t len = any_token_at(&t, i);

        st = len > 0 ? gk_buf_puts(&rest, "***") : gk_buf_byte(&rest, t.at[i]);
        i += len > 0 ? len : 1;
    }
    if (st == GK_OK)
        st = gk_mask_put(out, gk_buf_text(&rest), rest.len);
    gk_buf_clear(&rest);
    return st;
}

/* What two characters some token begins with, a bit each. */
struct beginnings {
    uint64_t bits[65536 / 64];
};

static void find_beginnings(struct beginnings *b)
{
    memset(b, 0, sizeof *b);
    for (size_t n = 0; n < sizeof shapes / sizeof *shapes; n++) {
        const uint8_t *p = (const uint8_t *)shapes[n].prefix;
        unsigned pair = p[0] | (unsigned)p[1] << 8;

        b->bits[pair / 64] |= UINT64_C(1) << (pair % 64);
    }
}

static bool may_begin(const struct beginnings *b, const uint8_t *at)
{
    unsigned pair = at[0] | (unsigned)at[1] << 8;

    return (b->bits[pair / 64] >> (pair % 64) & 1) != 0;
}

/* The token at `i`; `done` as in look_token. */
static size_t next_token_at(const struct gk_text *t, size_t i, size_t *done)
{
    for (size_t n = 0; n < sizeof shapes / sizeof *shapes; n++) {
        const char *prefix = shapes[n].prefix;
        size_t len, run;

        if (i < done[n] || !gk_text_has(t, i, prefix, strlen(prefix), false))
            continue;
        len = token_at(t, i, &shapes[n], &run);
        if (len > 0)
            return len;
        done[n] = i + (run < REJECTED ? run : REJECTED);
    }
    return 0;
}

void gk_secret_strike(gk_buf *text)
{
    const struct gk_text t = {text->data, text->len, 0};
    size_t done[sizeof shapes / sizeof *shapes] = {0};
    struct beginnings b;
    size_t to = 0;

    find_beginnings(&b);
    /* A token is longer than what stands for it: nothing is overwritten before
     * it was looked at. */
    for (size_t i = 0; i < t.len;) {
        size_t len = i + 1 < t.len && may_begin(&b, t.at + i)
                         ? next_token_at(&t, i, done)
                         : 0;

        if (len >= 3) {
            memset(text->data + to, '*', 3);
            to += 3;
            i += len;
        } else {
            text->data[to++] = t.at[i++];
        }
    }
    if (text->len > 0)
        text->data[to] = '\0';
    text->len = to;
}

/* --- private keys --------------------------------------------------------- */

#define KEY_BEGINS "-----BEGIN "

/* A line end, also one written as in a string of a program. */
static size_t skip_line_ends(const struct gk_text *t, size_t i)
{
    for (;;) {
        if (gk_text_get(t, i) == '\r' || gk_text_get(t, i) == '\n')
            i++;
        else if (gk_text_get(t, i) == '\\' &&
                 (gk_text_get(t, i + 1) == 'n' || gk_text_get(t, i + 1) == 'r'))
            i += 2;
        else
            return i;
    }
}

/* Libraries that read keys hold the line alone; a key has a body. */
static void look_key(struct gk_seeker *s, const struct gk_text *t, size_t i,
                     const void *row)
{
    size_t kind = i + strlen(KEY_BEGINS);
    size_t len = gk_text_run(t, kind, GK_ALNUM | GK_SPACE, 40);
    size_t body = kind + len + 5;

    (void)row;
    if (!gk_text_has(t, kind + len, "-----", 5, false) ||
        !gk_text_holds_word(t, kind, len, "private key"))
        return;
    i = skip_line_ends(t, body);
    if (i == body || gk_text_run(t, i, GK_BASE64, 40) < 40 ||
        !gk_text_varied(t, i, 40))
        return;
    gk_secret_found(s, t, i, gk_text_run(t, i, GK_BASE64 | GK_SPACE, 8192),
                    "private key");
}

/* --- Authorization -------------------------------------------------------- */

static void look_bearer(struct gk_seeker *s, const struct gk_text *t, size_t i,
                        const void *row)
{
    size_t value = i + strlen("bearer ");
    size_t len = gk_text_run(t, value, GK_BASE64URL_DOT | GK_PLUS_SLASH, 512);

    (void)row;
    /* A JSON web token has its own row. */
    if (len >= 20 && !gk_text_has(t, value, "eyJ", 3, false) &&
        gk_text_random(t, value, len))
        gk_secret_found(s, t, value, len, "authorization token");
}

/* NAME:PASSWORD in base 64, and not the ones that manuals have. */
static void look_basic(struct gk_seeker *s, const struct gk_text *t, size_t i,
                       const void *row)
{
    static const char *const words[] = {"user:pass", "username:password",
                                        "aladdin:open"};
    size_t value = i + strlen("basic ");
    size_t len = gk_text_run(t, value, GK_BASE64, 256);
    uint8_t plain[192];
    size_t n = gk_text_decode64(t, value, plain, sizeof plain);
    struct gk_text text = {plain, n, 0};

    (void)row;
    if (len < 12 || gk_text_run(&text, 0, GK_PRINTS, n) < n ||
        memchr(plain, ':', n) == NULL || memchr(plain, ' ', n) != NULL)
        return;
    for (size_t w = 0; w < sizeof words / sizeof *words; w++)
        if (gk_text_holds_word(&text, 0, n, words[w]))
            return;
    gk_secret_found(s, t, value, len, "authorization password");
}

static void add(struct gk_seeker *s, const char *text, bool fold,
                gk_look_fn *look, const struct shape *shape)
{
    gk_seek_add(s, &(struct gk_trigger){.text = text,
                                        .len = strlen(text),
                                        .fold = fold,
                                        .kind = GK_HIT_SECRET,
                                        .look = look,
                                        .row = shape});
}

void gk_secret_triggers(struct gk_seeker *s)
{
    for (size_t n = 0; n < sizeof shapes / sizeof *shapes; n++)
        add(s, shapes[n].prefix, false, look_token, &shapes[n]);
    add(s, KEY_BEGINS, false, look_key, NULL);
    add(s, "bearer ", true, look_bearer, NULL);
    add(s, "basic ", true, look_basic, NULL);
}
