#include "core/manifest/grants.h"

#include "core/manifest/grants_hugind.h"

#include <string.h>

static const struct gk_capability cortex[] = {
#define GK_CAPABILITY(word, kind, effects)                                     \
    {word, GK_CAPABILITY_##kind, effects},
#include "core/manifest/cortex_capabilities.def"
};

/* A manifest that declares words in one list, or one that nests its permissions
 * and has readers of its own. */
static const struct grants {
    const char *host;
    const struct gk_capability *at;
    size_t count;
    const char *tools;   /* key of the list of tools; NULL: it has none */
    const char *list;    /* key of the list of words; NULL: each has its own */
    const char *refusal; /* of what is not in the list */
    /* Where there is no list. */
    gk_grant (*grants)(const gk_json *manifest,
                       const struct gk_abi_import *function,
                       struct gk_grant_words *words);
    bool (*serves)(const struct gk_capability *c,
                   const struct gk_abi_import *function);
    bool (*declares)(const gk_json *manifest, const struct gk_capability *c);
} hosts[] = {
    {.host = "cortex",
     .at = cortex,
     .count = sizeof cortex / sizeof *cortex,
     .tools = "tools",
     .list = "capabilities",
     .refusal = "the host will answer 403"},
    {.host = "hugind",
     .at = gk_hugind_capabilities,
     .count = GK_HUGIND_CAPABILITY_COUNT,
     .grants = gk_hugind_grants,
     .serves = gk_hugind_serves,
     .declares = gk_hugind_declares},
};

static const struct grants *find_host(const char *host)
{
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        if (strcmp(hosts[i].host, host) == 0)
            return &hosts[i];
    return NULL;
}

static bool lists(const struct grants *g, const gk_json *manifest,
                  const char *word)
{
    const gk_json *list = gk_json_get(manifest, g->list);

    for (const gk_json *c = gk_json_first(list); c; c = gk_json_next(c)) {
        const char *text = gk_json_text(c);

        if (text != NULL && strcmp(text, word) == 0)
            return true;
    }
    return false;
}

static bool serves(const struct gk_capability *c, gk_effect effect)
{
    return (c->effects & 1u << effect) != 0;
}

static gk_grant by_list(const struct grants *g, const gk_json *manifest,
                        const struct gk_abi_import *function,
                        struct gk_grant_words *words)
{
    gk_grant grant = GK_GRANT_FREE;

    for (size_t i = 0; i < g->count; i++) {
        if (!serves(&g->at[i], function->effect))
            continue;
        if (words->count < GK_MAX_GRANT_WORDS)
            words->at[words->count++] = g->at[i].word;
        if (lists(g, manifest, g->at[i].word))
            grant = GK_GRANT_GIVEN;
        else if (grant == GK_GRANT_FREE)
            grant = GK_GRANT_DENIED;
        words->refusal = g->refusal;
    }
    return grant;
}

gk_grant gk_manifest_grants(const char *host, const gk_json *manifest,
                            const struct gk_abi_import *function,
                            struct gk_grant_words *words)
{
    const struct grants *g = find_host(host);
    struct gk_grant_words found = {.count = 0};
    gk_grant grant = GK_GRANT_FREE;

    if (g != NULL)
        grant = g->grants != NULL ? g->grants(manifest, function, &found)
                                  : by_list(g, manifest, function, &found);
    if (words != NULL)
        *words = found;
    return grant;
}

bool gk_capability_serves(const char *host, const struct gk_capability *c,
                          const struct gk_abi_import *function)
{
    const struct grants *g = find_host(host);

    return g != NULL && g->serves != NULL ? g->serves(c, function)
                                          : serves(c, function->effect);
}

const char *gk_capability_key(const char *host, const struct gk_capability *c)
{
    const struct grants *g = find_host(host);

    return g != NULL && g->list != NULL ? g->list : c->word;
}

const struct gk_capability *gk_capability_find(const char *host,
                                               const char *word)
{
    const struct grants *g = find_host(host);

    for (size_t i = 0; g != NULL && i < g->count; i++)
        if (strcmp(g->at[i].word, word) == 0)
            return &g->at[i];
    return NULL;
}

static gk_status add(gk_names *names, const char *text, gk_error *err)
{
    if (text == NULL || names->count >= GK_MAX_DECLARED)
        return GK_OK;
    return gk_names_add(names, text, err);
}

gk_status gk_manifest_declared(const char *host, const gk_json *manifest,
                               gk_names *out, gk_error *err)
{
    const struct grants *g = find_host(host);
    const gk_json *list =
        g == NULL || g->list == NULL ? NULL : gk_json_get(manifest, g->list);
    gk_names names = GK_NAMES_INIT;
    gk_status st = GK_OK;

    for (const gk_json *c = gk_json_first(list); c != NULL && st == GK_OK;
         c = gk_json_next(c))
        st = add(&names, gk_json_text(c), err);
    for (size_t i = 0; g != NULL && g->list == NULL && i < g->count; i++)
        if (st == GK_OK && g->declares(manifest, &g->at[i]))
            st = add(&names, g->at[i].word, err);
    if (st != GK_OK)
        gk_names_clear(&names);
    else
        *out = names;
    return st;
}

/* A tool's name: the text itself, its "name", or the key it stands under. */
static const char *tool_name(const gk_json *list, const gk_json *tool)
{
    if (gk_json_is(list, GK_JSON_OBJECT))
        return gk_json_is(tool, GK_JSON_OBJECT) ? gk_json_key(tool) : NULL;
    if (gk_json_is(tool, GK_JSON_OBJECT))
        return gk_json_text(gk_json_get(tool, "name"));
    return gk_json_text(tool);
}

gk_status gk_manifest_tools(const char *host, const gk_json *manifest,
                            bool *named, gk_names *out, gk_error *err)
{
    const struct grants *g = find_host(host);
    const gk_json *list =
        g == NULL || g->tools == NULL ? NULL : gk_json_get(manifest, g->tools);
    gk_names names = GK_NAMES_INIT;
    gk_status st = GK_OK;

    for (const gk_json *t = gk_json_first(list); t != NULL && st == GK_OK;
         t = gk_json_next(t))
        st = add(&names, tool_name(list, t), err);
    if (st != GK_OK) {
        gk_names_clear(&names);
        return st;
    }
    *named = list != NULL;
    *out = names;
    return GK_OK;
}
