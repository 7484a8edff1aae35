#include "core/base/mask.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool begins(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

/* This is asked at each character of each name in each JSON text. */
static bool begins_secret(const char *text)
{
    switch (*text) {
    case 'a':
        /* auth, x-auth-key, authorization; but authors are no secret. */
        return begins(text, "apikey") || begins(text, "authorization") ||
               (begins(text, "auth") && !begins(text, "author"));
    case 'c':
        return begins(text, "cookie") || begins(text, "credential");
    case 'p':
        return begins(text, "password") || begins(text, "passwd");
    case 's':
        return begins(text, "secret");
    case 't':
        return begins(text, "token");
    default:
        return false;
    }
}

bool gk_mask_is_secret_name(const char *name, size_t len)
{
    char plain[64];
    size_t used = 0;

    /* api_key, api-key, API KEY: one spelling. */
    for (size_t i = 0; i < len && used + 1 < sizeof plain; i++)
        if (isalnum((unsigned char)name[i]))
            plain[used++] = (char)tolower((unsigned char)name[i]);
    plain[used] = '\0';
    for (const char *p = plain; *p != '\0'; p++)
        if (begins_secret(p))
            return true;
    return false;
}

/* The characters of words: 1; but "=": 2, which ends a name;
 * what else may stand between a name and its value: 3. A table, as each byte of
 * every text that is traced is looked up in it. */
static const uint8_t kinds[256] = {
    ['='] = 2, ['"'] = 3, ['\\'] = 3, ['_'] = 1, ['-'] = 1, ['.'] = 1,
    ['~'] = 1, ['+'] = 1, ['/'] = 1,  ['0'] = 1, ['1'] = 1, ['2'] = 1,
    ['3'] = 1, ['4'] = 1, ['5'] = 1,  ['6'] = 1, ['7'] = 1, ['8'] = 1,
    ['9'] = 1, ['A'] = 1, ['B'] = 1,  ['C'] = 1, ['D'] = 1, ['E'] = 1,
    ['F'] = 1, ['G'] = 1, ['H'] = 1,  ['I'] = 1, ['J'] = 1, ['K'] = 1,
    ['L'] = 1, ['M'] = 1, ['N'] = 1,  ['O'] = 1, ['P'] = 1, ['Q'] = 1,
    ['R'] = 1, ['S'] = 1, ['T'] = 1,  ['U'] = 1, ['V'] = 1, ['W'] = 1,
    ['X'] = 1, ['Y'] = 1, ['Z'] = 1,  ['a'] = 1, ['b'] = 1, ['c'] = 1,
    ['d'] = 1, ['e'] = 1, ['f'] = 1,  ['g'] = 1, ['h'] = 1, ['i'] = 1,
    ['j'] = 1, ['k'] = 1, ['l'] = 1,  ['m'] = 1, ['n'] = 1, ['o'] = 1,
    ['p'] = 1, ['q'] = 1, ['r'] = 1,  ['s'] = 1, ['t'] = 1, ['u'] = 1,
    ['v'] = 1, ['w'] = 1, ['x'] = 1,  ['y'] = 1, ['z'] = 1,
};

static bool word_char(char c)
{
    return kinds[(uint8_t)c] == 1 || c == '=';
}

static bool name_char(char c)
{
    return kinds[(uint8_t)c] == 1;
}

/* Length of a run that looks like a key, 0 when it does not. */
static size_t known_key(const char *text, size_t len)
{
    static const char *const prefixes[] = {
        "sk-",   "ghp_",  "gho_", "ghs_", "github_pat_",
        "xoxb-", "xoxp-", "AKIA", "AIza", "glpat-"};

    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t n, run;

        if (prefixes[i][0] != *text)
            continue;
        n = run = strlen(prefixes[i]);
        if (len < n + 12 || memcmp(text, prefixes[i], n) != 0)
            continue;
        while (run < len && word_char(text[run]))
            run++;
        if (run >= n + 12)
            return run;
    }
    return 0;
}

/* "Bearer abc": length up to the secret, 0 when it is something else. */
static size_t scheme(const char *text, size_t len)
{
    if (len > 7 && strncasecmp(text, "bearer ", 7) == 0)
        return 7;
    if (len > 6 && strncasecmp(text, "basic ", 6) == 0)
        return 6;
    return 0;
}

/* At the end of a name: `"` `:` `"` or `=`; how far its value is, or 0. */
static size_t value_after(const char *text, size_t len)
{
    size_t at = 0;

    if (len > 1 && text[0] == '=')
        return 1;
    if (at < len && text[at] == '\\')
        at++;
    if (at >= len || text[at] != '"')
        return 0;
    at++;
    while (at < len && (text[at] == ' ' || text[at] == ':'))
        at++;
    if (at < len && text[at] == '\\')
        at++;
    return at < len && text[at] == '"' ? at + 1 : 0;
}

static size_t skip_value(const char *text, size_t len, bool quoted)
{
    size_t at = 0;

    while (at < len && (quoted ? text[at] != '"' && text[at] != '\\'
                               : strchr("& \t\r\n\"'", text[at]) == NULL))
        at++;
    return at;
}

/* A secret in the word at `text`, whose name is `name` bytes: where what is to
 * be hidden begins, and how long it is. */
struct secret {
    size_t at, len; /* at 0, len 0: there is none */
};

static struct secret find_secret(const char *text, size_t len, size_t name)
{
    bool glued = name < len && text[name] == '=';
    size_t value = name >= 15 || glued ? known_key(text, len) : 0;
    size_t end;

    if (value > 0)
        return (struct secret){0, value};
    value = scheme(text, len);
    if (value > 0) {
        for (end = value; end < len && word_char(text[end]);)
            end++;
        return (struct secret){value, end - value};
    }
    value = name < len ? value_after(text + name, len - name) : 0;
    if (value == 0 || !gk_mask_is_secret_name(text, name))
        return (struct secret){0, 0};
    value += name;
    return (struct secret){
        value, skip_value(text + value, len - value, text[value - 1] == '"')};
}

/* A word that is short and stands by itself hides nothing: so most need no
 * closer look. The shortest key has 15 characters, "=" among them; before a
 * secret stands "basic " or "bearer ", or a name with its mark. */
static bool may_hide(const char *text, size_t len, size_t name)
{
    char next = name < len ? text[name] : '\0';

    if (next == ' ')
        return name >= 15 || (name == 5 && (text[1] | 0x20) == 'a') ||
               (name == 6 && (text[1] | 0x20) == 'e');
    return name >= 15 || kinds[(uint8_t)next] > 1;
}

/* Sixteen bytes at once; both compilers make the best of their machine of it.
 */
typedef uint8_t bytes16 __attribute__((vector_size(16)));

#define ARE(bytes, c) ((bytes16)((bytes) == (uint8_t)(c)))

/* Reads eighteen bytes. Whatever find_secret finds has in its word, or at its
 * end, what is looked for here: a mark after a name, a key's "-", "_", "AK" or
 * "AI", something of "bearer" or "basic". Whether one of the first sixteen
 * begins such a thing. */
static bool has_hint(const char *text)
{
    bytes16 a, b, c, hints;
    uint64_t halves[2];

    memcpy(&a, text, sizeof a);
    memcpy(&b, text + 1, sizeof b);
    memcpy(&c, text + 2, sizeof c);
    hints = ARE(a, '=') | ARE(a, '"') | ARE(a, '\\') | ARE(a, '-') |
            ARE(a, '_') | (ARE(a, 'A') & (ARE(b, 'K') | ARE(b, 'I')));
    a |= (uint8_t)0x20;
    b |= (uint8_t)0x20;
    c |= (uint8_t)0x20;
    hints |= (ARE(a, 'r') & ARE(b, 'e') & ARE(c, 'r')) |
             (ARE(a, 's') & ARE(b, 'i') & ARE(c, 'c'));
    memcpy(halves, &hints, sizeof halves);
    return (halves[0] | halves[1]) != 0;
}

/* From `at`, where a word may begin: past words that hide nothing. */
static size_t skip_dull(const char *text, size_t len, size_t at)
{
    size_t to = at;

    while (len - to >= 18 && !has_hint(text + to))
        to += 16;
    /* A word whose hint is still to come is looked at from its beginning. */
    while (to > at && name_char(text[to - 1]))
        to--;
    return to;
}

gk_status gk_mask_put_some(gk_buf *out, const char *text, size_t len,
                           size_t enough)
{
    size_t start = out->len;
    size_t from = 0, at = 0; /* copied and looked at up to there */
    size_t dull = 0;         /* where to look for the next hint */

    while (at < len && out->len - start + (at - from) < enough) {
        struct secret secret;
        size_t end;

        if (at >= dull) {
            size_t most = len - at > enough ? at + enough : len;

            at = skip_dull(text, most, at);
            dull = at + 16;
        }
        end = at;
        while (end < len && name_char(text[end]))
            end++;
        if (end == at) {
            at += at < len;
            continue;
        }
        if (!may_hide(text + at, len - at, end - at)) {
            at = end;
            continue;
        }
        secret = find_secret(text + at, len - at, end - at);
        if (secret.at + secret.len == 0) {
            at = end;
            continue;
        }
        gk_buf_put(out, text + from, at + secret.at - from);
        gk_buf_puts(out, "***");
        at += secret.at + secret.len;
        from = at;
    }
    return gk_buf_put(out, text + from, at - from);
}

gk_status gk_mask_put(gk_buf *out, const char *text, size_t len)
{
    return gk_mask_put_some(out, text, len, SIZE_MAX);
}
