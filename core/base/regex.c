#include "core/base/regex.h"

#include <stdint.h>
#include <string.h>

/* Far above the ceiling, so that sums and products of two do not wrap. */
#define PLENTY ((uint64_t)1 << 31)

/* Atoms of the group that is open, and of the atom that came last. */
struct group {
    uint64_t sum, last;
};

static uint64_t at_most(uint64_t value)
{
    return value < PLENTY ? value : PLENTY;
}

static void add_atom(struct group *g, uint64_t atoms)
{
    g->sum = at_most(g->sum + atoms);
    g->last = atoms;
}

/* The last atom stands there `times`. */
static void repeat(struct group *g, uint64_t times)
{
    uint64_t more = at_most(g->last * (times > 0 ? times : 1));

    g->sum = at_most(g->sum - g->last + more);
    g->last = more;
}

/* Past a bracket expression; a ']' that comes first is one of its characters,
 * as are those of [:alpha:], [.x.] and [=x=]. */
static const char *skip_bracket(const char *p)
{
    p++;
    p += *p == '^';
    p += *p == ']';
    while (*p != '\0' && *p != ']') {
        if (*p == '[' && p[1] != '\0' && strchr(":.=", p[1]) != NULL) {
            const char close[] = {p[1], ']', '\0'};
            const char *end = strstr(p + 2, close);

            p = end != NULL ? end + 1 : p;
        }
        p++;
    }
    return *p == ']' ? p + 1 : p;
}

static const char *read_number(const char *p, uint64_t *out)
{
    uint64_t value = 0;

    for (; *p >= '0' && *p <= '9'; p++)
        value = at_most(value * 10 + (uint64_t)(*p - '0'));
    *out = value;
    return p;
}

/* "{3}", "{3,5}", "{3,}"; anything else is a character. */
static const char *read_interval(const char *p, struct group *g)
{
    uint64_t low, high;
    const char *end = read_number(p + 1, &low);

    high = low;
    if (*end == ',' && end[1] == '}')
        high = low + 1;
    if (*end == ',')
        end = read_number(end + 1, end[1] == '}' ? &low : &high);
    if (*end != '}') {
        add_atom(g, 1);
        return p + 1;
    }
    repeat(g, high);
    return end + 1;
}

/* Reads what is at p into the innermost of the open groups. */
static const char *read_one(const char *p, struct group *groups, size_t *depth)
{
    struct group *g = &groups[*depth];

    switch (*p) {
    case '(':
        groups[++*depth] = (struct group){0, 0};
        return p + 1;
    case ')':
        if (*depth > 0)
            add_atom(&groups[--*depth], g->sum > 0 ? g->sum : 1);
        else
            add_atom(g, 1);
        return p + 1;
    case '[':
        add_atom(g, 1);
        return skip_bracket(p);
    case '{':
        return read_interval(p, g);
    case '+': /* a+ is written out as aa* */
        repeat(g, 2);
        return p + 1;
    case '*':
    case '?':
        return p + 1;
    case '\\':
        add_atom(g, 1);
        return p + (p[1] != '\0' ? 2 : 1);
    default:
        add_atom(g, 1);
        return p + 1;
    }
}

gk_status gk_regex_check(const char *regex, gk_error *err)
{
    struct group groups[GK_MAX_REGEX_PATTERN_BYTES + 1] = {{0, 0}};
    size_t depth = 0;

    if (strlen(regex) > GK_MAX_REGEX_PATTERN_BYTES)
        return gk_fail(err, GK_E_LIMIT, "the expression is over %d bytes",
                       GK_MAX_REGEX_PATTERN_BYTES);
    for (const char *p = regex; *p != '\0';) {
        if (*p == '\\' && p[1] >= '1' && p[1] <= '9')
            return gk_fail(err, GK_E_UNSUPPORTED,
                           "back references (\\%c) are not supported", p[1]);
        p = read_one(p, groups, &depth);
        if (groups[depth].sum > GK_MAX_REGEX_ATOMS)
            return gk_fail(err, GK_E_LIMIT,
                           "its repeats come to more than %u characters",
                           GK_MAX_REGEX_ATOMS);
    }
    return GK_OK;
}
