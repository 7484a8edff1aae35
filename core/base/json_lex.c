#include "core/base/json_lex.h"

#include "core/base/json.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* cJSON copies a number into 64 bytes and ignores the rest. */
#define LONGEST_NUMBER 60

struct lexer {
    const uint8_t *text;
    size_t len;
    size_t at;
    const struct gk_json_grammar *grammar;
    gk_buf *out;
    gk_error *err;
};

static gk_status fail_at(const struct lexer *lex, size_t at, const char *what)
{
    size_t line = 1, start = 0;

    for (size_t i = 0; i < at; i++)
        if (lex->text[i] == '\n') {
            line++;
            start = i + 1;
        }
    return gk_fail(lex->err, GK_E_SYNTAX, "line %zu, column %zu: %s", line,
                   at - start + 1, what);
}

/* The next byte, or -1 at the end. */
static int peek(const struct lexer *lex)
{
    return lex->at < lex->len ? lex->text[lex->at] : -1;
}

static void skip_space(struct lexer *lex)
{
    while (lex->at < lex->len && strchr(" \t\r\n", lex->text[lex->at]) &&
           lex->text[lex->at] != 0)
        lex->at++;
}

static gk_status unexpected(const struct lexer *lex, const char *wanted)
{
    char text[160];
    int c = peek(lex);

    if (c < 0)
        snprintf(text, sizeof text, "the text ends, wanted %s", wanted);
    else if (c >= 0x20 && c < 0x7f)
        snprintf(text, sizeof text, "found '%c', wanted %s", c, wanted);
    else
        snprintf(text, sizeof text, "found byte 0x%02x, wanted %s", c, wanted);
    return fail_at(lex, lex->at, text);
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool skip_digits(struct lexer *lex)
{
    size_t from = lex->at;

    while (is_digit(peek(lex)))
        lex->at++;
    return lex->at > from;
}

/* -1, 0 or 1: below a double's range, within, above. */
static int beyond_double(double value)
{
    return (value > 1.7976931348623157e308) - (value < -1.7976931348623157e308);
}

static gk_status put_number(struct lexer *lex, size_t from)
{
    size_t len = lex->at - from;
    bool is_short = len <= LONGEST_NUMBER;
    gk_buf copy = GK_BUF_INIT;
    gk_status st = GK_OK;

    if (is_short && !lex->grammar->exact_only)
        return gk_buf_put(lex->out, lex->text + from, len);
    gk_buf_put(&copy, lex->text + from, len);
    if (copy.status == GK_OK) {
        double value = strtod(gk_buf_text(&copy), NULL);
        int beyond = beyond_double(value);

        if (beyond != 0 && lex->grammar->exact_only)
            st = fail_at(lex, from, "a number is out of range");
        else if (is_short)
            gk_buf_put(lex->out, copy.data, len);
        else if (beyond != 0)
            /* JSON has no infinity, 1e999 reads as one. */
            gk_buf_puts(lex->out, beyond > 0 ? "1e999" : "-1e999");
        else
            gk_buf_printf(lex->out, "%.17g", value);
    } else {
        st = copy.status;
    }
    gk_buf_clear(&copy);
    return st == GK_OK ? lex->out->status : st;
}

static gk_status lex_number(struct lexer *lex)
{
    size_t from = lex->at;

    if (peek(lex) == '-')
        lex->at++;
    if (peek(lex) == '0') {
        lex->at++;
        if (is_digit(peek(lex)))
            return fail_at(lex, from, "a number has a leading zero");
    } else if (!skip_digits(lex)) {
        return unexpected(lex, "a digit");
    }
    if (peek(lex) == '.') {
        lex->at++;
        if (!skip_digits(lex))
            return unexpected(lex, "a digit after the decimal point");
    }
    if (peek(lex) == 'e' || peek(lex) == 'E') {
        lex->at++;
        if (peek(lex) == '+' || peek(lex) == '-')
            lex->at++;
        if (!skip_digits(lex))
            return unexpected(lex, "a digit in the exponent");
    }
    return put_number(lex, from);
}

/* Four hex digits at `at`, or -1. */
static int32_t hex4(const struct lexer *lex, size_t at)
{
    int32_t value = 0;

    if (lex->len - at < 4 || at > lex->len)
        return -1;
    for (size_t i = at; i < at + 4; i++) {
        int c = lex->text[i];
        int digit = is_digit(c)              ? c - '0'
                    : (c >= 'a' && c <= 'f') ? c - 'a' + 10
                    : (c >= 'A' && c <= 'F') ? c - 'A' + 10
                                             : -1;

        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* lex->at is on the 'u'. */
static gk_status lex_unicode_escape(struct lexer *lex)
{
    size_t from = lex->at - 1;
    int32_t unit = hex4(lex, lex->at + 1);
    int32_t low;

    if (unit < 0)
        return fail_at(lex, lex->at - 1, "\\u needs four hex digits");
    lex->at += 5;
    if (unit == 0)
        return gk_buf_put(lex->out, "\xc0\x80", 2);
    if (unit >= 0xd800 && unit < 0xdc00 && lex->at + 1 < lex->len &&
        lex->text[lex->at] == '\\' && lex->text[lex->at + 1] == 'u') {
        low = hex4(lex, lex->at + 2);
        if (low >= 0xdc00 && low < 0xe000) {
            lex->at += 6;
            unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        }
    }
    if (unit >= 0xd800 && unit < 0xe000 && lex->grammar->exact_only)
        return fail_at(lex, from, "half of a surrogate pair");
    /* What cJSON would read as its own syntax goes back as an escape. */
    if (unit < 0x20 || unit == '"' || unit == '\\')
        return gk_buf_printf(lex->out, "\\u%04x", (unsigned)unit);
    return gk_utf8_put(lex->out, (uint32_t)unit);
}

static gk_status lex_escape(struct lexer *lex)
{
    int c;

    lex->at++;
    c = peek(lex);
    if (c == 'u')
        return lex_unicode_escape(lex);
    if (c <= 0 || strchr("\"\\/bfnrt", c) == NULL)
        return unexpected(lex, "one of \" \\ / b f n r t u after a backslash");
    lex->at++;
    gk_buf_byte(lex->out, '\\');
    return gk_buf_byte(lex->out, (uint8_t)c);
}

#define EACH_BYTE(value) ((value)*UINT64_C(0x0101010101010101))

/* Whether some byte is above ASCII, a control, a quote or a backslash. */
static bool has_special(uint64_t word)
{
    uint64_t quote = word ^ EACH_BYTE('"');
    uint64_t slash = word ^ EACH_BYTE('\\');

    return ((word | ((word - EACH_BYTE(0x20)) & ~word) |
             ((quote - EACH_BYTE(1)) & ~quote) |
             ((slash - EACH_BYTE(1)) & ~slash)) &
            EACH_BYTE(0x80)) != 0;
}

size_t gk_json_plain_prefix(const uint8_t *bytes, size_t len)
{
    size_t at = 0;
    uint64_t word;

    for (; len - at >= sizeof word; at += sizeof word) {
        memcpy(&word, bytes + at, sizeof word);
        if (has_special(word))
            break;
    }
    while (at < len && bytes[at] >= 0x20 && bytes[at] < 0x80 &&
           bytes[at] != '"' && bytes[at] != '\\')
        at++;
    return at;
}

static gk_status lex_string(struct lexer *lex)
{
    size_t from = lex->at++;
    gk_status st = gk_buf_byte(lex->out, '"');

    while (st == GK_OK) {
        size_t plain =
            gk_json_plain_prefix(lex->text + lex->at, lex->len - lex->at);
        uint32_t cp;
        int n, c;

        if (plain > 0) {
            st = gk_buf_put(lex->out, lex->text + lex->at, plain);
            lex->at += plain;
            continue;
        }
        c = peek(lex);
        if (c < 0)
            return fail_at(lex, from, "a string is not closed");
        if (c == '"')
            break;
        if (c == '\\') {
            st = lex_escape(lex);
            continue;
        }
        if (c < 0x20)
            return fail_at(lex, lex->at,
                           "a control character in a string must be escaped");
        n = gk_utf8_next(lex->text + lex->at, lex->len - lex->at, &cp);
        if (n < 0)
            return fail_at(lex, lex->at, "the text is not UTF-8");
        st = gk_buf_put(lex->out, lex->text + lex->at, (size_t)n);
        lex->at += (size_t)n;
    }
    lex->at++;
    return st == GK_OK ? gk_buf_byte(lex->out, '"') : st;
}

static gk_status lex_word(struct lexer *lex)
{
    static const char *const words[] = {"true", "false", "null"};

    for (size_t i = 0; i < 3; i++) {
        size_t len = strlen(words[i]);

        if (lex->len - lex->at < len ||
            memcmp(lex->text + lex->at, words[i], len) != 0)
            continue;
        lex->at += len;
        return gk_buf_puts(lex->out, words[i]);
    }
    return unexpected(lex, "a value");
}

static gk_status lex_value(struct lexer *lex, unsigned depth);

static gk_status lex_member_key(struct lexer *lex)
{
    gk_status st;

    if (peek(lex) != '"')
        return unexpected(lex, "a key in double quotes");
    st = lex_string(lex);
    if (st != GK_OK)
        return st;
    skip_space(lex);
    if (peek(lex) != ':')
        return unexpected(lex, "':' after a key");
    lex->at++;
    return gk_buf_byte(lex->out, ':');
}

/* An object or an array; lex->at is on its opening bracket. */
static gk_status lex_container(struct lexer *lex, unsigned depth)
{
    bool object = peek(lex) == '{';
    int close = object ? '}' : ']';
    gk_status st = gk_buf_byte(lex->out, (uint8_t)peek(lex));

    if (depth >= lex->grammar->depth)
        return gk_fail(lex->err, GK_E_LIMIT,
                       "JSON is nested more than %u levels deep",
                       lex->grammar->depth);
    lex->at++;
    skip_space(lex);
    if (peek(lex) == close) {
        lex->at++;
        return gk_buf_byte(lex->out, (uint8_t)close);
    }
    while (st == GK_OK) {
        skip_space(lex);
        if (object)
            st = lex_member_key(lex);
        if (st == GK_OK)
            st = lex_value(lex, depth + 1);
        if (st != GK_OK)
            return st;
        skip_space(lex);
        if (peek(lex) == close)
            break;
        if (peek(lex) != ',')
            return unexpected(lex, object ? "',' or '}'" : "',' or ']'");
        lex->at++;
        st = gk_buf_byte(lex->out, ',');
    }
    lex->at++;
    return gk_buf_byte(lex->out, (uint8_t)close);
}

static gk_status lex_value(struct lexer *lex, unsigned depth)
{
    int c;

    skip_space(lex);
    c = peek(lex);
    if (c == '{' || c == '[')
        return lex_container(lex, depth);
    if (c == '"')
        return lex_string(lex);
    if (c == '-' || is_digit(c))
        return lex_number(lex);
    return lex_word(lex);
}

gk_status gk_json_lex(const uint8_t *text, size_t len,
                      const struct gk_json_grammar *grammar, gk_buf *out,
                      gk_error *err)
{
    struct lexer lex = {text, len, 0, grammar, out, err};
    gk_status st = lex_value(&lex, 0);

    if (st == GK_OK) {
        skip_space(&lex);
        if (lex.at < len)
            st = unexpected(&lex, "the end of the text");
    }
    /* A failed append has not been put into words yet. */
    if (out->status != GK_OK)
        return gk_buf_check(out, err);
    return st;
}
