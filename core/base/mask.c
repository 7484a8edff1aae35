#include "core/base/mask.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

bool gk_mask_is_secret_name(const char *name, size_t len)
{
    static const char *const words[] = {"authorization", "token",  "secret",
                                        "password",      "passwd", "apikey",
                                        "credential",    "cookie"};
    char plain[64];
    size_t used = 0;

    /* api_key, api-key, API KEY: one spelling. */
    for (size_t i = 0; i < len && used + 1 < sizeof plain; i++)
        if (isalnum((unsigned char)name[i]))
            plain[used++] = (char)tolower((unsigned char)name[i]);
    plain[used] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(plain, words[i]) != NULL)
            return true;
    /* auth, x-auth-key; but authors are no secret. */
    for (const char *p = plain; (p = strstr(p, "auth")) != NULL; p += 4)
        if (strncmp(p + 4, "or", 2) != 0)
            return true;
    return false;
}

static bool word_char(char c)
{
    return isalnum((unsigned char)c) || strchr("_-.~+/=", c) != NULL;
}

/* Length of a run that looks like a key, 0 when it does not. */
static size_t known_key(const char *text, size_t len)
{
    static const char *const prefixes[] = {
        "sk-",   "ghp_",  "gho_", "ghs_", "github_pat_",
        "xoxb-", "xoxp-", "AKIA", "AIza", "glpat-"};

    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t n = strlen(prefixes[i]), run = n;

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

gk_status gk_mask_put(gk_buf *out, const char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        bool starts =
            at == 0 || text[at - 1] == '=' || !word_char(text[at - 1]);
        size_t name = 0, value;

        if (!starts || !word_char(text[at])) {
            gk_buf_byte(out, (uint8_t)text[at++]);
            continue;
        }
        value = known_key(text + at, len - at);
        if (value > 0) {
            gk_buf_puts(out, "***");
            at += value;
            continue;
        }
        value = scheme(text + at, len - at);
        if (value > 0) {
            gk_buf_put(out, text + at, value);
            gk_buf_puts(out, "***");
            at += value;
            while (at < len && word_char(text[at]))
                at++;
            continue;
        }
        while (at + name < len && text[at + name] != '=' &&
               word_char(text[at + name]))
            name++;
        value = gk_mask_is_secret_name(text + at, name)
                    ? value_after(text + at + name, len - at - name)
                    : 0;
        gk_buf_put(out, text + at, name + value);
        at += name + value;
        if (value > 0) {
            gk_buf_puts(out, "***");
            at += skip_value(text + at, len - at, text[at - 1] == '"');
        } else if (name == 0) {
            gk_buf_byte(out, (uint8_t)text[at++]);
        }
    }
    return out->status;
}
