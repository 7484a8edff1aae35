/*
 * Values given to names like "password" and "api_key", where the value looks
 * drawn. What a person would type as a placeholder, or a program fills in
 * later, is left alone.
 */
#include "scanner/content/random.h"
#include "scanner/content/secret.h"

#include <string.h>

#define MAX_NAME  48u
#define MAX_VALUE 256u
/* A value shorter than the second needs letters of both cases. */
#define SHORT_VALUE 10u
#define MIN_VALUE   16u

/* The name's letters and digits that end before `i`, in lower case. */
static size_t read_name(const struct gk_text *t, size_t i, char out[MAX_NAME])
{
    size_t n = gk_text_run_back(t, i, GK_BASE64URL, MAX_NAME - 1);
    size_t len = 0;

    for (i -= n; n > 0; i++, n--)
        if (gk_text_is(t, i, GK_ALNUM))
            out[len++] = (char)gk_lower(gk_text_get(t, i));
    out[len] = '\0';
    return len;
}

static bool names_secret(const char *name, size_t len)
{
    static const char *const ends[] = {
        "password",  "passwd",    "passphrase",  "pwd",        "secret",
        "apikey",    "accesskey", "secretkey",   "privatekey", "authkey",
        "authtoken", "apitoken",  "accesstoken", "token",      "credentials"};

    for (size_t n = 0; n < sizeof ends / sizeof *ends; n++) {
        size_t end = strlen(ends[n]);

        if (len >= end && strcmp(name + len - end, ends[n]) == 0)
            return true;
    }
    return false;
}

/* Back over what is between a name and its sign: {"name": or name = */
static size_t name_end(const struct gk_text *t, size_t i)
{
    for (unsigned n = 0; n < 3; n++) {
        int c = gk_text_get(t, i - 1);

        if (c != ' ' && c != '"' && c != '\'' && c != '\\')
            break;
        i--;
    }
    return i;
}

static size_t value_start(const struct gk_text *t, size_t i)
{
    for (unsigned n = 0; n < 4; n++, i++) {
        int c = gk_text_get(t, i);

        if (c != ' ' && c != '"' && c != '\'' && c != '\\')
            break;
    }
    return i;
}

static bool has(const struct gk_text *t, size_t i, size_t len, unsigned classes)
{
    for (size_t n = 0; n < len; n++)
        if (gk_text_is(t, i + n, classes))
            return true;
    return false;
}

static bool is_secret(const struct gk_text *t, size_t i, size_t len)
{
    if (len < MIN_VALUE &&
        (!has(t, i, len, GK_UPPER) || !has(t, i, len, GK_LOWER)))
        return false;
    return len >= SHORT_VALUE && has(t, i, len, GK_DIGIT) &&
           gk_text_random(t, i, len);
}

/* At '=' or ':'. */
static void look_assigned(struct gk_seeker *s, const struct gk_text *t,
                          size_t i, const void *row)
{
    static const unsigned inside =
        GK_BASE64URL_DOT | GK_PLUS_SLASH; /* a '$' or '%' is a hole */
    char name[MAX_NAME];
    size_t value, len;
    int end;

    (void)row;
    if (i < s->done[GK_DONE_VALUE] ||
        !names_secret(name, read_name(t, name_end(t, i), name)))
        return;
    value = value_start(t, i + 1);
    len = gk_text_run(t, value, inside, MAX_VALUE);
    s->done[GK_DONE_VALUE] = value + len;
    end = gk_text_get(t, value + len);
    /* Padding of base 64 belongs to it; other marks make it code. */
    while (end == '=' && len < MAX_VALUE)
        end = gk_text_get(t, value + ++len);
    if (end > ' ' && end < 0x7f && strchr("\"'\\;,&}", end) == NULL)
        return;
    if (is_secret(t, value, len))
        gk_secret_found(s, t, value, len, "value of a secret's name");
}

void gk_assigned_triggers(struct gk_seeker *s)
{
    static const struct gk_trigger equals = {
        .text = "=",
        .len = 1,
        .kind = GK_HIT_SECRET,
        .look = look_assigned,
        .before = GK_BASE64URL | GK_SPACE | GK_QUOTE,
        .after = GK_BASE64URL | GK_PLUS_SLASH | GK_SPACE | GK_QUOTE};
    static const struct gk_trigger colon = {.text = ":",
                                            .len = 1,
                                            .kind = GK_HIT_SECRET,
                                            .look = look_assigned,
                                            .before = GK_BASE64URL | GK_SPACE |
                                                      GK_QUOTE,
                                            .after = GK_SPACE | GK_QUOTE};

    gk_seek_add(s, &equals);
    gk_seek_add(s, &colon);
}
