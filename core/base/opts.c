#include "core/base/opts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MOST_OPTIONS 64

void gk_opt_list_clear(struct gk_opt_list *list)
{
    free(list->at);
    list->at = NULL;
    list->count = 0;
}

static gk_status list_add(struct gk_opt_list *list, const char *word,
                          gk_error *err)
{
    const char **at;

    if ((list->count & (list->count - 1)) == 0) {
        size_t cap = list->count == 0 ? 1 : list->count * 2;

        at = reallocarray(list->at, cap, sizeof *at);
        if (at == NULL)
            return gk_fail_nomem(err);
        list->at = at;
    }
    list->at[list->count++] = word;
    return GK_OK;
}

static const struct gk_opt *find(const struct gk_opt *table, const char *name,
                                 size_t len)
{
    for (const struct gk_opt *o = table; o->kind != GK_OPT_KIND_END; o++)
        if (strlen(o->name) == len && memcmp(o->name, name, len) == 0)
            return o;
    return NULL;
}

static gk_status unknown(const struct gk_opt *table, const char *name,
                         size_t len, gk_error *err)
{
    const char *names[MOST_OPTIONS];
    size_t count = 0;
    const char *near;
    char given[128];

    snprintf(given, sizeof given, "%.*s", (int)(len < 100 ? len : 100), name);
    for (const struct gk_opt *o = table; o->kind != GK_OPT_KIND_END; o++)
        if (count < MOST_OPTIONS)
            names[count++] = o->name;
    for (const struct gk_opt *o = gk_common_options; o->kind; o++)
        if (count < MOST_OPTIONS)
            names[count++] = o->name;
    near = gk_nearest(given, names, count);
    if (near != NULL)
        return gk_fail(err, GK_E_USAGE,
                       "unknown option '--%s', did you mean '--%s'?", given,
                       near);
    return gk_fail(err, GK_E_USAGE, "unknown option '--%s'", given);
}

static gk_status take_uint(const struct gk_opt *o, const char *value,
                           uint64_t *out, gk_error *err)
{
    uint64_t number = 0;
    const char *p = value;

    for (; *p != '\0'; p++) {
        unsigned digit = (unsigned)*p - '0';

        if ((*p == '_' || *p == ',') && p > value && p[1] != '\0')
            continue;
        if (digit > 9 || number > (UINT64_MAX - digit) / 10)
            break;
        number = number * 10 + digit;
    }
    if (*p != '\0' || p == value)
        return gk_fail(err, GK_E_USAGE,
                       "option '--%s' takes a whole number, found '%s'",
                       o->name, value);
    *out = number;
    return GK_OK;
}

static gk_status take_choice(const struct gk_opt *o, const char *value,
                             const char **out, gk_error *err)
{
    size_t len = strlen(value);

    for (const char *p = o->arg; *p != '\0';) {
        size_t word = strcspn(p, "|");

        if (word == len && memcmp(p, value, len) == 0) {
            *out = value;
            return GK_OK;
        }
        p += word;
        p += *p == '|';
    }
    return gk_fail(err, GK_E_USAGE, "option '--%s' takes %s, found '%s'",
                   o->name, o->arg, value);
}

static gk_status store(const struct gk_opt *o, const char *value, void *into,
                       gk_error *err)
{
    void *field = (char *)into + o->offset;

    switch (o->kind) {
    case GK_OPT_KIND_FLAG:
        *(bool *)field = true;
        return GK_OK;
    case GK_OPT_KIND_TEXT:
        *(const char **)field = value;
        return GK_OK;
    case GK_OPT_KIND_UINT:
        return take_uint(o, value, field, err);
    case GK_OPT_KIND_LIST:
        return list_add(field, value, err);
    case GK_OPT_KIND_CHOICE:
        return take_choice(o, value, field, err);
    default:
        return GK_E_USAGE;
    }
}

/* argv[*at] is an option; *at ends on the last word that belongs to it. */
static gk_status take_option(int argc, char **argv, int *at,
                             const struct gk_opt *table, void *into,
                             gk_error *err)
{
    const char *word = argv[*at];
    const char *name = word + 2;
    size_t len = strcspn(name, "=");
    const char *value = name[len] == '=' ? name + len + 1 : NULL;
    const struct gk_opt *o;

    if (word[1] != '-')
        return gk_fail(err, GK_E_USAGE,
                       "unknown option '%s': options are long, like --format",
                       word);
    o = find(table, name, len);
    if (o == NULL)
        return unknown(table, name, len, err);
    if (o->kind == GK_OPT_KIND_FLAG && value != NULL)
        return gk_fail(err, GK_E_USAGE, "option '--%s' takes no value",
                       o->name);
    if (o->kind != GK_OPT_KIND_FLAG && value == NULL) {
        if (*at + 1 >= argc)
            return gk_fail(err, GK_E_USAGE, "option '--%s' needs a value: %s",
                           o->name, o->arg);
        value = argv[++*at];
    }
    return store(o, value, into, err);
}

gk_status gk_opts_parse(int argc, char **argv, const struct gk_opt *table,
                        void *into, struct gk_opt_list *positionals,
                        struct gk_opt_list *rest, gk_error *err)
{
    gk_status st = GK_OK;
    bool ended = false;

    for (int i = 0; i < argc && st == GK_OK; i++) {
        const char *word = argv[i];

        if (ended)
            st = list_add(rest != NULL ? rest : positionals, word, err);
        else if (strcmp(word, "--") == 0)
            ended = true;
        else if (word[0] == '-' && word[1] != '\0')
            st = take_option(argc, argv, &i, table, into, err);
        else
            st = list_add(positionals, word, err);
    }
    return st;
}
