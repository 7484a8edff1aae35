#include "scanner/policy/policy_read.h"

#include "core/base/opts.h"
#include "core/manifest/project_value.h"
#include "scanner/policy/pattern.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define STRING       GK_POLICY_STRING
#define NUMBER       GK_POLICY_NUMBER
#define BOOL         GK_POLICY_BOOL
#define ARRAY        GK_POLICY_ARRAY
#define OBJECT       GK_POLICY_OBJECT
/* What a double holds exactly. */
#define MOST 9007199254740992u

/* --- kinds of values ------------------------------------------------------ */

gk_status gk_policy_check_pattern(const char *text, const char *where,
                                  gk_error *err)
{
    if (!gk_pattern_ok(text))
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: found \"%s\", wanted a pattern; a backslash stands "
                       "only before '*' or another backslash",
                       where, text);
    return GK_OK;
}

gk_status gk_policy_check_hash(const char *text, const char *where,
                               gk_error *err)
{
    if (strlen(text) != 64 ||
        strspn(text, "0123456789abcdefABCDEF") != strlen(text))
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: found \"%s\", wanted a sha256 of 64 hex digits",
                       where, text);
    return GK_OK;
}

static gk_status check_any(const char *text, const char *where, gk_error *err)
{
    (void)text;
    (void)where;
    (void)err;
    return GK_OK;
}

void gk_policy_lower(char *text)
{
    for (; *text != '\0'; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text - 'A' + 'a');
}

/* The list at `key` of an object, in place of what was there. */
static gk_status take_list(const gk_json *o, const char *where, const char *key,
                           gk_value_check *check, gk_names *out, gk_error *err)
{
    const gk_json *list = gk_json_get(o, key);
    gk_names names = GK_NAMES_INIT;
    char place[64];
    gk_status st;

    if (list == NULL)
        return GK_OK;
    snprintf(place, sizeof place, "%s/%s", where, key);
    st = gk_value_list(list, place, check, &names, err);
    if (st != GK_OK) {
        gk_names_clear(&names);
        return st;
    }
    gk_names_clear(out);
    *out = names;
    return GK_OK;
}

static void take_bool(const gk_json *o, const char *key, bool *out)
{
    const gk_json *value = gk_json_get(o, key);

    if (value != NULL)
        *out = gk_json_true(value);
}

static gk_status take_uint(const gk_json *o, const char *where, const char *key,
                           uint64_t high, uint64_t *out, gk_error *err)
{
    char place[64];

    snprintf(place, sizeof place, "%s/%s", where, key);
    return gk_json_expect_uint(gk_json_get(o, key), place, 0, high, out, err);
}

/* --- names ---------------------------------------------------------------- */

gk_status gk_policy_take_imports(const gk_json *o, gk_policy *p, gk_error *err)
{
    static const struct gk_json_field fields[] = {{"allow", ARRAY, false},
                                                  {"deny", ARRAY, false}};
    gk_status st;

    if (o == NULL)
        return GK_OK;
    st = gk_json_expect(o, "/imports", fields, COUNT(fields), err);
    if (st == GK_OK)
        st = take_list(o, "/imports", "allow", gk_policy_check_pattern,
                       &p->imports.allow, err);
    if (st == GK_OK)
        st = take_list(o, "/imports", "deny", gk_policy_check_pattern,
                       &p->imports.deny, err);
    p->imports.only |= gk_json_get(o, "allow") != NULL;
    return st;
}

gk_status gk_policy_take_exports(const gk_json *o, gk_policy *p, gk_error *err)
{
    static const struct gk_json_field fields[] = {{"allow", ARRAY, false},
                                                  {"deny", ARRAY, false},
                                                  {"require", ARRAY, false}};
    gk_status st;

    if (o == NULL)
        return GK_OK;
    st = gk_json_expect(o, "/exports", fields, COUNT(fields), err);
    if (st == GK_OK)
        st = take_list(o, "/exports", "allow", gk_policy_check_pattern,
                       &p->exports.allow, err);
    if (st == GK_OK)
        st = take_list(o, "/exports", "deny", gk_policy_check_pattern,
                       &p->exports.deny, err);
    if (st == GK_OK)
        st = take_list(o, "/exports", "require", gk_policy_check_pattern,
                       &p->required_exports, err);
    p->exports.only |= gk_json_get(o, "allow") != NULL;
    return st;
}

/* --- words ---------------------------------------------------------------- */

static gk_status take_bits(const gk_json *o, const char *where, const char *key,
                           const char *const *words, size_t count,
                           uint32_t *out, gk_error *err)
{
    const gk_json *list = gk_json_get(o, key);
    uint32_t bits = 0;
    size_t i = 0;

    if (list == NULL)
        return GK_OK;
    for (const gk_json *m = gk_json_first(list); m != NULL;
         m = gk_json_next(m), i++) {
        char place[64];
        size_t which = 0;
        gk_status st;

        snprintf(place, sizeof place, "%s/%s/%zu", where, key, i);
        st = gk_json_expect_kind(m, place, STRING, err);
        if (st == GK_OK)
            st = gk_value_word(m, place, words, count, &which, err);
        if (st != GK_OK)
            return st;
        bits |= UINT32_C(1) << which;
    }
    *out = bits;
    return GK_OK;
}

static gk_status take_words(const gk_json *o, const char *where,
                            const char *const *words, size_t count,
                            struct gk_policy_words *out, gk_error *err)
{
    static const struct gk_json_field fields[] = {{"allow", ARRAY, false},
                                                  {"deny", ARRAY, false}};
    gk_status st;

    if (o == NULL)
        return GK_OK;
    st = gk_json_expect(o, where, fields, COUNT(fields), err);
    if (st == GK_OK)
        st = take_bits(o, where, "allow", words, count, &out->allow, err);
    if (st == GK_OK)
        st = take_bits(o, where, "deny", words, count, &out->deny, err);
    out->only |= gk_json_get(o, "allow") != NULL;
    return st;
}

gk_status gk_policy_take_effects(const gk_json *o, gk_policy *p, gk_error *err)
{
    static const char *const words[] = {
#define GK_EFFECT(name, word) word,
        GK_EFFECT_LIST(GK_EFFECT)
#undef GK_EFFECT
    };

    return take_words(o, "/effects", words, COUNT(words), &p->effects, err);
}

gk_status gk_policy_take_features(const gk_json *o, gk_policy *p, gk_error *err)
{
    static const char *const words[] = {
#define GK_FEATURE(name, word) word,
        GK_FEATURE_LIST(GK_FEATURE)
#undef GK_FEATURE
    };

    return take_words(o, "/features", words, COUNT(words), &p->features, err);
}

/* --- limits --------------------------------------------------------------- */

static gk_status take_pages(const gk_json *o, struct gk_policy_limits *limits,
                            gk_error *err)
{
    static const char where[] = "/limits/memoryPages";
    static const struct gk_json_field fields[] = {{"initial", NUMBER, false},
                                                  {"maximum", NUMBER, false}};
    gk_status st;

    if (o == NULL)
        return GK_OK;
    st = gk_json_expect(o, where, fields, COUNT(fields), err);
    if (st == GK_OK)
        st = take_uint(o, where, "initial", MOST, &limits->memory_initial, err);
    if (st == GK_OK)
        st = take_uint(o, where, "maximum", MOST, &limits->memory_maximum, err);
    return st;
}

gk_status gk_policy_take_limits(const gk_json *o, gk_policy *p, gk_error *err)
{
    static const struct gk_json_field fields[] = {
#define GK_POLICY_LIMIT(key) {#key, NUMBER, false},
        GK_POLICY_LIMIT_LIST(GK_POLICY_LIMIT)
#undef GK_POLICY_LIMIT
            {"memoryPages", OBJECT, false},
        {"requireMemoryMaximum", BOOL, false}};
    gk_status st;

    if (o == NULL)
        return GK_OK;
    st = gk_json_expect(o, "/limits", fields, COUNT(fields), err);
    for (size_t i = 0; i < GK_POLICY_LIMIT_COUNT && st == GK_OK; i++)
        st =
            take_uint(o, "/limits", fields[i].key, MOST, &p->limits.at[i], err);
    if (st == GK_OK)
        st = take_pages(gk_json_get(o, "memoryPages"), &p->limits, err);
    take_bool(o, "requireMemoryMaximum", &p->limits.require_memory_maximum);
    return st;
}

/* --- severity ------------------------------------------------------------- */

gk_status gk_policy_take_rule(const char *id, const char *where,
                              const struct gk_rule **out, gk_error *err)
{
    const struct gk_rule *rule = id != NULL ? gk_rule_find(id) : NULL;
    const char *ids[256];
    const char *near;
    size_t count = 0;

    if (rule != NULL) {
        *out = rule;
        return GK_OK;
    }
    for (; count < gk_rule_count && count < COUNT(ids); count++)
        ids[count] = gk_rules[count].id;
    near = id != NULL ? gk_nearest(id, ids, count) : NULL;
    return gk_fail(err, GK_E_SCHEMA,
                   "%s: no rule \"%s\"%s%s%s; 'guestkit scan --explain all' "
                   "lists them",
                   where, id != NULL ? id : "", near ? ", did you mean \"" : "",
                   near ? near : "", near ? "\"?" : "");
}

gk_status gk_policy_take_severity(const gk_json *o, gk_policy *p, gk_error *err)
{
    static const char *const words[] = {"note", "warning", "error", "off"};
    gk_status st = GK_OK;

    for (const gk_json *m = gk_json_first(o); m != NULL && st == GK_OK;
         m = gk_json_next(m)) {
        const struct gk_rule *rule = NULL;
        char place[320];
        size_t which = 0;

        snprintf(place, sizeof place, "/severity/%s", gk_json_key(m));
        st = gk_policy_take_rule(gk_json_key(m), place, &rule, err);
        if (st == GK_OK)
            st = gk_json_expect_kind(m, place, STRING, err);
        if (st == GK_OK)
            st = gk_value_word(m, place, words, COUNT(words), &which, err);
        if (st == GK_OK && gk_policy_is_fixed(rule) &&
            which + 1 != GK_POLICY_ERROR)
            st = gk_fail(err, GK_E_SCHEMA,
                         "%s: found \"%s\", wanted \"error\": what makes a "
                         "module invalid stays an error",
                         place, words[which]);
        if (st == GK_OK)
            p->severity[rule - gk_rules] = (uint8_t)(which + 1);
    }
    return st;
}

/* --- where it comes from -------------------------------------------------- */

gk_status gk_policy_take_hashes(const gk_json *o, gk_policy *p, gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"knownGood", ARRAY, false},
        {"blocked", ARRAY, false},
        {"requireKnown", BOOL, false}};
    gk_status st;

    if (o == NULL)
        return GK_OK;
    st = gk_json_expect(o, "/hashes", fields, COUNT(fields), err);
    if (st == GK_OK)
        st = take_list(o, "/hashes", "knownGood", gk_policy_check_hash,
                       &p->known, err);
    if (st == GK_OK)
        st = take_list(o, "/hashes", "blocked", gk_policy_check_hash,
                       &p->blocked, err);
    take_bool(o, "requireKnown", &p->require_known);
    for (size_t i = 0; i < p->known.count; i++)
        gk_policy_lower(p->known.at[i]);
    for (size_t i = 0; i < p->blocked.count; i++)
        gk_policy_lower(p->blocked.at[i]);
    return st;
}

static gk_status take_author(const gk_json *o, struct gk_policy_authors *a,
                             gk_error *err)
{
    const gk_json *author = gk_json_get(o, "author");
    char *text = NULL;
    gk_status st;

    if (author == NULL)
        return GK_OK;
    st = gk_value_text(author, "/authors/author", &text, err);
    if (st != GK_OK)
        return st;
    free(a->author);
    a->author = text;
    return GK_OK;
}

gk_status gk_policy_take_authors(const gk_json *o, gk_policy *p, gk_error *err)
{
    static const char where[] = "/authors";
    static const struct gk_json_field fields[] = {
        {"author", STRING, false},         {"reputation", NUMBER, false},
        {"signed", BOOL, false},           {"allowed", ARRAY, false},
        {"blocked", ARRAY, false},         {"minimumReputation", NUMBER, false},
        {"requireSignature", BOOL, false}, {"blockSuspicious", BOOL, false}};
    struct gk_policy_authors *a = &p->authors;
    gk_status st;

    if (o == NULL)
        return GK_OK;
    st = gk_json_expect(o, where, fields, COUNT(fields), err);
    if (st == GK_OK)
        st = take_author(o, a, err);
    if (st == GK_OK)
        st = take_uint(o, where, "reputation", 100, &a->reputation, err);
    if (st == GK_OK)
        st = take_uint(o, where, "minimumReputation", 100,
                       &a->minimum_reputation, err);
    if (st == GK_OK)
        st = take_list(o, where, "allowed", check_any, &a->allowed, err);
    if (st == GK_OK)
        st = take_list(o, where, "blocked", check_any, &a->blocked, err);
    take_bool(o, "signed", &a->is_signed);
    take_bool(o, "requireSignature", &a->require_signature);
    take_bool(o, "blockSuspicious", &a->block_suspicious);
    return st;
}

/* Key files are named as seen from the policy's folder. */
static gk_status resolve_keys(gk_policy *p, gk_error *err)
{
    char *dir = gk_path_dir(p->path);
    gk_status st = dir == NULL ? gk_fail_nomem(err) : GK_OK;

    for (size_t i = 0; i < p->keys.count && st == GK_OK; i++) {
        char *path = gk_path_join(dir, p->keys.at[i]);

        if (path == NULL) {
            st = gk_fail_nomem(err);
            break;
        }
        free(p->keys.at[i]);
        p->keys.at[i] = path;
    }
    free(dir);
    return st;
}

gk_status gk_policy_take_signature(const gk_json *o, gk_policy *p,
                                   gk_error *err)
{
    static const struct gk_json_field fields[] = {{"required", BOOL, false},
                                                  {"keys", ARRAY, false}};
    gk_status st;

    if (o == NULL)
        return GK_OK;
    st = gk_json_expect(o, "/signature", fields, COUNT(fields), err);
    if (st == GK_OK)
        st = take_list(o, "/signature", "keys", check_any, &p->keys, err);
    if (st == GK_OK && gk_json_get(o, "keys") != NULL)
        st = resolve_keys(p, err);
    take_bool(o, "required", &p->require_signature);
    return st;
}
