#include "utf8.h"

#include <guestkit/json.h>

#include <string.h>

/* What is being checked. Depth is a count and a bit for each open container,
 * so hostile nesting costs no stack. */
struct scan {
    const char *at;
    const char *end;
    uint64_t objects; /* newest in bit 0: 1 object, 0 array */
    unsigned depth;
};
_Static_assert(GK_JSON_MAX_DEPTH <= 64, "a bit for each open container");

/* APART: kept out of its many callers, size before speed. */
#define APART __attribute__((noinline))

APART static int peek(const struct scan *s)
{
    return s->at < s->end ? (unsigned char)*s->at : -1;
}

APART static bool take(struct scan *s, char c)
{
    if (peek(s) != c)
        return false;
    s->at++;
    return true;
}

static void skip_space(struct scan *s)
{
    for (;;) {
        int c = peek(s);
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            return;
        s->at++;
    }
}

static bool is_hex(int c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

/* After the backslash. */
static bool scan_escape(struct scan *s)
{
    int c = peek(s);
    if (c <= 0 || strchr("\"\\/bfnrtu", c) == NULL)
        return false;
    s->at++;
    for (int i = 0; c == 'u' && i < 4; i++, s->at++)
        if (!is_hex(peek(s)))
            return false;
    return true;
}

static bool scan_string(struct scan *s)
{
    if (!take(s, '"'))
        return false;
    for (;;) {
        s->at += gk_json_plain(s->at, (size_t)(s->end - s->at));
        int c = peek(s);
        if (c < 0x20)
            return false;
        int n = gk_utf8_length(s->at, (size_t)(s->end - s->at));
        if (n < 0)
            return false;
        s->at += n;
        if (c == '"')
            return true;
        if (c == '\\' && !scan_escape(s))
            return false;
    }
}

APART static bool scan_digits(struct scan *s)
{
    const char *begin = s->at;
    while (peek(s) >= '0' && peek(s) <= '9')
        s->at++;
    return s->at > begin;
}

static bool scan_number(struct scan *s)
{
    take(s, '-');
    if (!take(s, '0') && !scan_digits(s))
        return false;
    if (take(s, '.') && !scan_digits(s))
        return false;
    if ((peek(s) | 32) != 'e')
        return true;
    s->at++;
    if (!take(s, '+'))
        take(s, '-');
    return scan_digits(s);
}

static bool scan_word(struct scan *s, const char *word)
{
    while (*word != '\0')
        if (!take(s, *word++))
            return false;
    return true;
}

static bool scan_scalar(struct scan *s)
{
    int c = peek(s);
    if (c == '"')
        return scan_string(s);
    if (c == 't' || c == 'f' || c == 'n')
        return scan_word(s, c == 't' ? "true" : c == 'f' ? "false" : "null");
    return scan_number(s);
}

static bool scan_key(struct scan *s)
{
    skip_space(s);
    if (!scan_string(s))
        return false;
    skip_space(s);
    return take(s, ':');
}

static bool scan_open(struct scan *s, bool object)
{
    if (s->depth == GK_JSON_MAX_DEPTH)
        return false;
    s->at++;
    s->depth++;
    s->objects = s->objects << 1 | object;
    skip_space(s);
    return true;
}

static bool scan_close(struct scan *s)
{
    if (!take(s, s->objects & 1 ? '}' : ']'))
        return false;
    s->depth--;
    s->objects >>= 1;
    return true;
}

enum after { MORE, DONE, WRONG };

/* After a value: closes what ends here, up to where the next value begins. */
static enum after scan_after(struct scan *s)
{
    while (s->depth > 0) {
        skip_space(s);
        if (take(s, ','))
            return (s->objects & 1) == 0 || scan_key(s) ? MORE : WRONG;
        if (!scan_close(s))
            return WRONG;
    }
    return DONE;
}

static bool scan_value(struct scan *s)
{
    enum after after = MORE;
    while (after == MORE) {
        skip_space(s);
        int c = peek(s);
        bool opens = c == '{' || c == '[';
        if (opens ? !scan_open(s, c == '{') : !scan_scalar(s))
            return false;
        if (!opens || scan_close(s))
            after = scan_after(s);
        else if (c == '{' && !scan_key(s))
            return false;
    }
    return after == DONE;
}

gk_json gk_json_parse(const char *text, size_t len)
{
    gk_json none = {NULL, 0};
    struct scan s = {text, text + len, 0, 0};
    skip_space(&s);
    const char *begin = s.at;
    if (!scan_value(&s))
        return none;
    gk_json value = {begin, (size_t)(s.at - begin)};
    skip_space(&s);
    return s.at == s.end ? value : none;
}
