/*
 * hugind_version: which releases of the host a manifest asks for, in the
 * grammar of Rust's semver crate. Pre-release and build parts are not compared:
 * the host's releases have none.
 */
#include "core/manifest/hugind.h"

#include <ctype.h>
#include <string.h>

struct comparator {
    char op[3];        /* "" is "^" */
    bool wild;         /* a wildcard stands behind them */
    unsigned given;    /* how many of the parts are there; the rest is 0 */
    uint64_t parts[3]; /* major, minor, patch */
};

static const char *skip_blanks(const char *at)
{
    while (isspace((unsigned char)*at))
        at++;
    return at;
}

static bool is_wildcard(char c)
{
    return c == '*' || c == 'x' || c == 'X';
}

static const char *read_number(const char *at, uint64_t *out)
{
    uint64_t value = 0;

    if (!isdigit((unsigned char)*at))
        return NULL;
    if (at[0] == '0' && isdigit((unsigned char)at[1]))
        return NULL;
    for (; isdigit((unsigned char)*at); at++) {
        if (value > UINT64_MAX / 10 - 1)
            return NULL;
        value = value * 10 + (uint64_t)(*at - '0');
    }
    *out = value;
    return at;
}

/* "1", "1.2", "1.2.3", each part possibly a wildcard that ends the numbers.
 * Returns what follows; NULL when it is no version. */
static const char *read_parts(const char *at, struct comparator *c)
{
    for (unsigned i = 0; i < 3; i++) {
        if (is_wildcard(*at)) {
            c->wild = true;
            at++;
        } else if (c->wild) {
            return NULL;
        } else {
            at = read_number(at, &c->parts[i]);
            if (at == NULL)
                return NULL;
            c->given++;
        }
        if (*at != '.')
            break;
        at++;
    }
    if (*at == '-' || *at == '+')
        at += strcspn(at, ", \t");
    return at;
}

static const char *read_comparator(const char *at, struct comparator *c)
{
    size_t len = strspn(at, "=<>~^");

    memset(c, 0, sizeof *c);
    if (len > 2)
        return NULL;
    memcpy(c->op, at, len);
    if (len == 2 && strcmp(c->op, ">=") != 0 && strcmp(c->op, "<=") != 0)
        return NULL;
    return read_parts(skip_blanks(at + len), c);
}

static int compare(const uint64_t a[3], const uint64_t b[3])
{
    for (int i = 0; i < 3; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

/* The first version above all that begin with the `given` parts. */
static void after(const struct comparator *c, unsigned given, uint64_t out[3])
{
    memset(out, 0, 3 * sizeof *out);
    for (unsigned i = 0; i < given; i++)
        out[i] = c->parts[i];
    out[given - 1]++;
}

/* How many parts "^" keeps: up to the first that is not zero. */
static unsigned caret(const struct comparator *c)
{
    for (unsigned i = 0; i < c->given; i++)
        if (c->parts[i] != 0)
            return i + 1;
    return c->given;
}

static bool within(const struct comparator *c, const uint64_t v[3],
                   unsigned kept)
{
    uint64_t end[3];

    if (c->given == 0)
        return true;
    after(c, kept, end);
    return compare(v, c->parts) >= 0 && compare(v, end) < 0;
}

static bool holds(const struct comparator *c, const uint64_t v[3])
{
    uint64_t end[3];

    if (c->given == 0)
        return true;
    after(c, c->given, end);
    if (strcmp(c->op, "=") == 0 || (c->wild && c->op[0] == '\0'))
        return within(c, v, c->given);
    if (strcmp(c->op, ">") == 0)
        return compare(v, end) >= 0;
    if (strcmp(c->op, ">=") == 0)
        return compare(v, c->parts) >= 0;
    if (strcmp(c->op, "<") == 0)
        return compare(v, c->parts) < 0;
    if (strcmp(c->op, "<=") == 0)
        return compare(v, end) < 0;
    if (strcmp(c->op, "~") == 0)
        return within(c, v, c->given < 2 ? c->given : 2);
    return within(c, v, caret(c));
}

gk_status gk_hugind_version_fits(const char *requirement, const char *version,
                                 bool *fits, gk_error *err)
{
    const char *at = skip_blanks(requirement);
    struct comparator now, c;
    bool good = true;

    memset(&now, 0, sizeof now);
    if (read_parts(version, &now) == NULL)
        return gk_fail(err, GK_E_SCHEMA, "'%s' is no version", version);
    while (*at != '\0') {
        const char *end = read_comparator(at, &c);

        end = end == NULL ? NULL : skip_blanks(end);
        if (end == NULL || (*end != ',' && *end != '\0'))
            return gk_fail(err, GK_E_SCHEMA,
                           "found '%s', wanted a version like >=0.6.0", at);
        good = good && holds(&c, now.parts);
        if (*end == '\0')
            break;
        at = skip_blanks(end + 1);
        if (*at == '\0')
            return gk_fail(err, GK_E_SCHEMA,
                           "nothing follows the last comma of '%s'",
                           requirement);
    }
    *fits = good;
    return GK_OK;
}
