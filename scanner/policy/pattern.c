#include "scanner/policy/pattern.h"

#include <string.h>

/* A pattern that need not end with a NUL: one side of a dot. */
struct piece {
    const char *at;
    size_t len;
};

bool gk_pattern_ok(const char *pattern)
{
    for (; *pattern != '\0'; pattern++) {
        if (*pattern != '\\')
            continue;
        if (pattern[1] != '*' && pattern[1] != '\\')
            return false;
        pattern++;
    }
    return true;
}

/* The character at `at`, and how many bytes of the pattern it takes. */
static uint8_t literal(struct piece p, size_t at, size_t *width)
{
    bool escaped = p.at[at] == '\\' && at + 1 < p.len;

    *width = escaped ? 2 : 1;
    return (uint8_t)p.at[at + (escaped ? 1 : 0)];
}

static bool match(struct piece p, const uint8_t *text, size_t len)
{
    size_t at = 0, i = 0, after_star = 0, resume = 0;
    bool starred = false;

    while (i < len) {
        size_t width = 0;

        if (at < p.len && p.at[at] == '*') {
            starred = true;
            after_star = ++at;
            resume = i;
        } else if (at < p.len && literal(p, at, &width) == text[i]) {
            at += width;
            i++;
        } else if (starred) {
            /* The last star takes one byte more. */
            at = after_star;
            i = ++resume;
        } else {
            return false;
        }
    }
    while (at < p.len && p.at[at] == '*')
        at++;
    return at == p.len;
}

bool gk_pattern_match(const char *pattern, const void *text, size_t len)
{
    return match((struct piece){pattern, strlen(pattern)}, text, len);
}

bool gk_pattern_match_import(const char *pattern, struct gk_name module,
                             struct gk_name name)
{
    size_t len = strlen(pattern);
    const char *dot = strchr(pattern, '.');

    if (dot == NULL)
        return match((struct piece){pattern, len}, module.at, module.len);
    for (; dot != NULL; dot = strchr(dot + 1, '.')) {
        size_t before = (size_t)(dot - pattern);

        if (match((struct piece){pattern, before}, module.at, module.len) &&
            match((struct piece){dot + 1, len - before - 1}, name.at, name.len))
            return true;
    }
    return false;
}

gk_status gk_pattern_quote(struct gk_name text, gk_buf *out)
{
    for (uint32_t i = 0; i < text.len; i++) {
        if (text.at[i] == '*' || text.at[i] == '\\')
            gk_buf_byte(out, '\\');
        gk_buf_byte(out, text.at[i]);
    }
    return out->status;
}
