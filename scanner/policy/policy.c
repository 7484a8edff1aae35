#include "scanner/policy/policy.h"

#include "core/base/limits.h"
#include "core/manifest/project_value.h"
#include "scanner/policy/policy_read.h"
#include "scanner/policy/preset.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define MOST_WORDS   32

static const struct gk_json_field root_fields[] = {
    {"$schema", GK_POLICY_STRING, false},
    {"schema", GK_POLICY_STRING, true},
    {"host", GK_POLICY_STRING, false},
    {"preset", GK_POLICY_STRING, false},
    {"imports", GK_POLICY_OBJECT, false},
    {"exports", GK_POLICY_OBJECT, false},
    {"effects", GK_POLICY_OBJECT, false},
    {"features", GK_POLICY_OBJECT, false},
    {"limits", GK_POLICY_OBJECT, false},
    {"severity", GK_POLICY_OBJECT, false},
    {"hashes", GK_POLICY_OBJECT, false},
    {"authors", GK_POLICY_OBJECT, false},
    {"signature", GK_POLICY_OBJECT, false},
    {"waivers", GK_POLICY_ARRAY, false},
};

bool gk_policy_is_fixed(const struct gk_rule *rule)
{
    static const char *const ids[] = {"GK001", "GK002", "GK027"};

    for (size_t i = 0; i < COUNT(ids); i++)
        if (strcmp(rule->id, ids[i]) == 0)
            return true;
    return false;
}

/* What a preset and a file may both say. */
static gk_status take_parts(const gk_json *root, gk_policy *p, gk_error *err)
{
    static const struct {
        const char *key;
        gk_status (*take)(const gk_json *, gk_policy *, gk_error *);
    } parts[] = {
        {"imports", gk_policy_take_imports},
        {"exports", gk_policy_take_exports},
        {"effects", gk_policy_take_effects},
        {"features", gk_policy_take_features},
        {"limits", gk_policy_take_limits},
        {"severity", gk_policy_take_severity},
        {"hashes", gk_policy_take_hashes},
        {"authors", gk_policy_take_authors},
        {"signature", gk_policy_take_signature},
        {"waivers", gk_policy_take_waivers},
    };
    gk_status st = GK_OK;

    for (size_t i = 0; i < COUNT(parts) && st == GK_OK; i++)
        st = parts[i].take(gk_json_get(root, parts[i].key), p, err);
    return st;
}

static gk_status take_schema(const gk_json *root, gk_error *err)
{
    static const char *const words[] = {GK_POLICY_SCHEMA};
    size_t which;

    return gk_value_word(gk_json_get(root, "schema"), "/schema", words, 1,
                         &which, err);
}

static gk_status take_host(const gk_json *root, gk_policy *p, gk_error *err)
{
    const gk_json *value = gk_json_get(root, "host");
    const char *ids[MOST_WORDS];
    size_t count = 0, which = 0;
    gk_status st;

    if (value == NULL)
        return GK_OK;
    for (; count < gk_abi_host_count && count < MOST_WORDS; count++)
        ids[count] = gk_abi_hosts[count].id;
    st = gk_value_word(value, "/host", ids, count, &which, err);
    if (st == GK_OK)
        p->host = &gk_abi_hosts[which];
    return st;
}

static gk_status fill_preset(const struct gk_policy_preset *preset,
                             gk_policy *p, gk_error *err)
{
    gk_json *root = NULL;
    gk_status st;

    if (preset->host != NULL && p->host != NULL &&
        strcmp(preset->host, p->host->id) != 0)
        return gk_fail(err, GK_E_SCHEMA,
                       "/preset: found \"%s\", which is for %s, not for %s",
                       preset->name, preset->host, p->host->id);
    if (preset->host != NULL)
        p->host = gk_abi_host_find(preset->host);
    st = gk_json_parse(preset->text, strlen(preset->text), &root, err);
    if (st == GK_OK)
        st = take_parts(root, p, err);
    gk_json_free(root);
    return st;
}

static gk_status take_preset(const gk_json *root, gk_policy *p, gk_error *err)
{
    const gk_json *value = gk_json_get(root, "preset");
    const char *names[MOST_WORDS];
    size_t count = 0, which = 0;
    gk_status st;

    if (value == NULL)
        return GK_OK;
    for (; count < gk_policy_preset_count && count < MOST_WORDS; count++)
        names[count] = gk_policy_presets[count].name;
    st = gk_value_word(value, "/preset", names, count, &which, err);
    if (st == GK_OK)
        st = fill_preset(&gk_policy_presets[which], p, err);
    return st;
}

static gk_status take_all(const gk_json *root, gk_policy *p, gk_error *err)
{
    gk_status st =
        gk_json_expect(root, "", root_fields, COUNT(root_fields), err);

    if (st == GK_OK)
        st = take_schema(root, err);
    if (st == GK_OK)
        st = take_host(root, p, err);
    if (st == GK_OK)
        st = take_preset(root, p, err);
    return st == GK_OK ? take_parts(root, p, err) : st;
}

/* Nothing asked for, nothing forbidden. NULL: out of memory. */
static gk_policy *new_policy(const char *path)
{
    gk_policy *p = calloc(1, sizeof *p);

    if (p == NULL)
        return NULL;
    for (size_t i = 0; i < GK_POLICY_LIMIT_COUNT; i++)
        p->limits.at[i] = GK_POLICY_UNLIMITED;
    p->limits.memory_initial = GK_POLICY_UNLIMITED;
    p->limits.memory_maximum = GK_POLICY_UNLIMITED;
    p->authors.reputation = gk_cortex_unknown_subject.reputation;
    p->path = strdup(path);
    p->severity = calloc(gk_rule_count, sizeof *p->severity);
    if (p->path != NULL && p->severity != NULL)
        return p;
    gk_policy_close(p);
    return NULL;
}

gk_status gk_policy_parse(const char *path, const void *text, size_t len,
                          gk_policy **out, gk_error *err)
{
    gk_policy *p = new_policy(path);
    gk_json *root = NULL;
    gk_status st = p == NULL ? gk_fail_nomem(err) : GK_OK;

    if (st == GK_OK)
        st = gk_json_parse(text, len, &root, err);
    if (st == GK_OK)
        st = take_all(root, p, err);
    if (st == GK_E_SCHEMA || st == GK_E_SYNTAX)
        gk_json_place_error(path, text, len, err);
    if (st == GK_OK) {
        *out = p;
        p = NULL;
    }
    gk_json_free(root);
    gk_policy_close(p);
    return st;
}

gk_status gk_policy_read(const char *path, gk_policy **out, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st = gk_read_file(path, GK_MAX_JSON_BYTES, &text, err);

    if (st == GK_OK)
        st = gk_policy_parse(path, gk_buf_text(&text), text.len, out, err);
    gk_buf_clear(&text);
    return st;
}

static void clear_waiver(struct gk_waiver *w)
{
    for (size_t i = 0; i < GK_WAIVER_MATCH_COUNT; i++)
        free(w->match[i]);
    free(w->reason);
}

void gk_policy_close(gk_policy *policy)
{
    if (policy == NULL)
        return;
    free(policy->path);
    gk_names_clear(&policy->imports.allow);
    gk_names_clear(&policy->imports.deny);
    gk_names_clear(&policy->exports.allow);
    gk_names_clear(&policy->exports.deny);
    gk_names_clear(&policy->required_exports);
    free(policy->severity);
    gk_names_clear(&policy->known);
    gk_names_clear(&policy->blocked);
    free(policy->authors.author);
    gk_names_clear(&policy->authors.allowed);
    gk_names_clear(&policy->authors.blocked);
    gk_names_clear(&policy->keys);
    for (size_t i = 0; i < policy->waiver_count; i++)
        clear_waiver(&policy->waivers[i]);
    free(policy->waivers);
    free(policy);
}
