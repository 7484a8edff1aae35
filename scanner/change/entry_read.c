#include "scanner/change/entry.h"

#include "core/base/json_expect.h"
#include "core/base/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More than the longest way to an effect takes. */
#define MAX_TEXT 8192

#define TEXT   GK_JSON_BIT(GK_JSON_STRING)
#define NUMBER GK_JSON_BIT(GK_JSON_NUMBER)
#define LIST   GK_JSON_BIT(GK_JSON_ARRAY)
#define OBJECT GK_JSON_BIT(GK_JSON_OBJECT)
#define YES_NO GK_JSON_BIT(GK_JSON_BOOL)

/* What an entry, and what stands in it, may hold. */
static const struct gk_json_field entry_fields[] = {
    {"abi", NUMBER, true},
    {"customs", LIST, true},
    {"data", OBJECT, true},
    {"effects", LIST, true},
    {"exports", LIST, true},
    {"features", LIST, true},
    {"functions", OBJECT, true},
    {"host", TEXT | GK_JSON_BIT(GK_JSON_NULL), true},
    {"imports", LIST, true},
    {"memories", LIST, true},
    {"producers", LIST, true},
    {"sha256", TEXT, true},
    {"size", NUMBER, true},
    {"start", YES_NO, true},
    {"tables", LIST, true},
};
static const struct gk_json_field import_fields[] = {
    {"effect", TEXT, false}, {"kind", TEXT, true},  {"module", TEXT, true},
    {"name", TEXT, true},    {"type", TEXT, false},
};
static const struct gk_json_field export_fields[] = {
    {"kind", TEXT, true}, {"name", TEXT, true}, {"type", TEXT, false}};
static const struct gk_json_field producer_fields[] = {
    {"field", TEXT, true}, {"name", TEXT, true}, {"version", TEXT, true}};
static const struct gk_json_field effect_fields[] = {
    {"effect", TEXT, true},
    {"module", TEXT, true},
    {"name", TEXT, true},
    {"path", TEXT, true},
};
static const struct gk_json_field memory_fields[] = {
    {"address64", YES_NO, false}, {"imported", YES_NO, false},
    {"max", NUMBER, false},       {"min", NUMBER, true},
    {"shared", YES_NO, false},
};
static const struct gk_json_field table_fields[] = {
    {"address64", YES_NO, false}, {"imported", YES_NO, false},
    {"max", NUMBER, false},       {"min", NUMBER, true},
    {"shared", YES_NO, false},    {"type", TEXT, true},
};
static const struct gk_json_field functions_fields[] = {{"count", NUMBER, true},
                                                        {"hash", TEXT, true}};
static const struct gk_json_field data_fields[] = {{"bytes", NUMBER, true},
                                                   {"hash", TEXT, true}};

#define EXPECT(object, where, fields, err)                                     \
    gk_json_expect(object, where, fields, sizeof(fields) / sizeof *(fields),   \
                   err)

/* Reads members of one object after the other; the first failure stays in
 * `st`, and whatever comes behind it does nothing. */
struct entry_reader {
    gk_profile *p;
    const gk_json *entry;
    const char *where;
    gk_status st;
    gk_error *err;
};

/* "WHERE/KEY/INDEX" */
struct pointer {
    char text[640];
};

static struct pointer point(const struct entry_reader *r, const char *key,
                            size_t index)
{
    struct pointer p;

    snprintf(p.text, sizeof p.text, "%s/%s/%zu", r->where, key, index);
    return p;
}

static struct gk_name read_name(struct entry_reader *r, const gk_json *object,
                                const char *key)
{
    const gk_json *value = gk_json_get(object, key);
    const char *text = gk_json_text(value);
    gk_buf bytes = GK_BUF_INIT;
    struct gk_name name = {(const uint8_t *)text, 0};

    if (text != NULL) {
        name.len = (uint32_t)strlen(text);
        return name;
    }
    /* There is a NUL in it. */
    gk_json_bytes(value, &bytes);
    name.len = (uint32_t)bytes.len;
    name.at = (const uint8_t *)gk_profile_text(r->p, &bytes, r->err);
    if (name.at == NULL)
        r->st = r->err->status;
    gk_buf_clear(&bytes);
    return name;
}

/* Printable by being made so; a lock's own words are not trusted. */
static const char *read_text(struct entry_reader *r, const gk_json *object,
                             const char *key)
{
    gk_buf text = GK_BUF_INIT;
    const char *copy = "";

    if (gk_json_get(object, key) == NULL)
        return copy;
    gk_name_print(read_name(r, object, key), &text);
    if (text.len > MAX_TEXT && r->st == GK_OK)
        r->st = gk_fail(r->err, GK_E_SCHEMA,
                        "%s: a \"%s\" of %zu bytes, at most %d are written",
                        r->where, key, text.len, MAX_TEXT);
    copy = gk_profile_text(r->p, &text, r->err);
    if (copy == NULL)
        r->st = r->err->status;
    gk_buf_clear(&text);
    return copy;
}

static uint64_t read_number(struct entry_reader *r, const gk_json *object,
                            const char *where, const char *key, uint64_t most)
{
    char at[700];
    uint64_t number = 0;

    snprintf(at, sizeof at, "%s/%s", where, key);
    if (r->st == GK_OK)
        r->st = gk_json_expect_uint(gk_json_get(object, key), at, 0, most,
                                    &number, r->err);
    return number;
}

/* Whether a text is `digits` lower-case hex digits. */
static bool is_hex(const char *text, size_t digits)
{
    return text != NULL && strlen(text) == digits &&
           strspn(text, "0123456789abcdef") == digits;
}

static uint64_t read_hash(struct entry_reader *r, const gk_json *object,
                          const char *key)
{
    const char *text = gk_json_text(gk_json_get(object, "hash"));

    if (is_hex(text, 16))
        return strtoull(text, NULL, 16);
    if (r->st == GK_OK)
        r->st = gk_fail(r->err, GK_E_SCHEMA, "%s/%s/hash: wanted 16 hex digits",
                        r->where, key);
    return 0;
}

/* The number of a word; -1 with a failure. */
static int read_word(struct entry_reader *r, const gk_json *value,
                     const char *where, const char *const *words, int count)
{
    const char *text = gk_json_text(value);

    for (int i = 0; text != NULL && i < count; i++)
        if (strcmp(text, words[i]) == 0)
            return i;
    if (r->st == GK_OK)
        r->st = gk_fail(r->err, GK_E_SCHEMA, "%s: unknown word \"%s\"", where,
                        text != NULL ? text : "");
    return -1;
}

static int read_effect(struct entry_reader *r, const gk_json *object,
                       const char *where)
{
    static const char *const words[] = {
#define GK_EFFECT(name, word) word,
        GK_EFFECT_LIST(GK_EFFECT)
#undef GK_EFFECT
    };

    return read_word(r, gk_json_get(object, "effect"), where, words,
                     GK_EFFECT_COUNT);
}

static int read_kind(struct entry_reader *r, const gk_json *object,
                     const char *where)
{
    const char *words[GK_PROFILE_KIND_COUNT];

    for (int i = 0; i < GK_PROFILE_KIND_COUNT; i++)
        words[i] = gk_profile_kind_word((gk_profile_kind)i);
    return read_word(r, gk_json_get(object, "kind"), where, words,
                     GK_PROFILE_KIND_COUNT);
}

static void *new_list(struct entry_reader *r, const char *key, size_t size,
                      size_t *count)
{
    const gk_json *list = gk_json_get(r->entry, key);
    void *at = NULL;

    if (r->st != GK_OK)
        return NULL;
    at = gk_profile_alloc(r->p, gk_json_count(list), size, r->err);
    if (at == NULL)
        r->st = r->err->status;
    else
        *count = gk_json_count(list);
    return at;
}

static void read_items(struct entry_reader *r, const char *key,
                       const struct gk_json_field *fields, size_t field_count,
                       struct gk_profile_items *out)
{
    bool imports = fields == import_fields;
    const gk_json *o = gk_json_first(gk_json_get(r->entry, key));
    size_t i = 0;

    out->at = new_list(r, key, sizeof *out->at, &out->count);
    for (; r->st == GK_OK && o != NULL; o = gk_json_next(o), i++) {
        struct gk_profile_item *item = &out->at[i];
        struct pointer where = point(r, key, i);

        r->st = gk_json_expect(o, where.text, fields, field_count, r->err);
        if (r->st != GK_OK)
            return;
        *item = (struct gk_profile_item){.effect = -1, .index = UINT32_MAX};
        item->name = read_name(r, o, "name");
        if (fields == producer_fields) {
            item->module = read_name(r, o, "field");
            item->type = read_text(r, o, "version");
            continue;
        }
        item->type = read_text(r, o, "type");
        item->kind = (gk_profile_kind)read_kind(r, o, where.text);
        if (imports)
            item->module = read_name(r, o, "module");
        if (imports && gk_json_get(o, "effect") != NULL)
            item->effect = read_effect(r, o, where.text);
    }
    if (r->st == GK_OK)
        gk_profile_sort(out);
}

static void read_customs(struct entry_reader *r)
{
    const gk_json *o = gk_json_first(gk_json_get(r->entry, "customs"));
    struct gk_profile_items *out = &r->p->customs;
    size_t i = 0;

    out->at = new_list(r, "customs", sizeof *out->at, &out->count);
    for (; r->st == GK_OK && o != NULL; o = gk_json_next(o), i++) {
        struct pointer where = point(r, "customs", i);
        gk_buf bytes = GK_BUF_INIT;

        r->st = gk_json_expect_kind(o, where.text, TEXT, r->err);
        gk_json_bytes(o, &bytes);
        out->at[i] = (struct gk_profile_item){
            .name = {(const uint8_t *)gk_profile_text(r->p, &bytes, r->err),
                     (uint32_t)bytes.len},
            .effect = -1,
            .index = UINT32_MAX,
            .type = ""};
        if (r->st == GK_OK && out->at[i].name.at == NULL)
            r->st = r->err->status;
        gk_buf_clear(&bytes);
    }
    if (r->st == GK_OK)
        gk_profile_sort(out);
}

static void read_effects(struct entry_reader *r)
{
    const gk_json *o = gk_json_first(gk_json_get(r->entry, "effects"));
    size_t i = 0;

    r->p->effects =
        new_list(r, "effects", sizeof *r->p->effects, &r->p->effect_count);
    for (; r->st == GK_OK && o != NULL; o = gk_json_next(o), i++) {
        struct gk_profile_effect *e = &r->p->effects[i];
        struct pointer where = point(r, "effects", i);

        r->st = EXPECT(o, where.text, effect_fields, r->err);
        if (r->st != GK_OK)
            return;
        e->effect = (gk_effect)read_effect(r, o, where.text);
        e->module = read_name(r, o, "module");
        e->name = read_name(r, o, "name");
        e->path = read_text(r, o, "path");
        e->import = UINT32_MAX;
    }
}

static void read_spaces(struct entry_reader *r, const char *key, bool tables,
                        struct gk_profile_spaces *out)
{
    static const char *const words[] = {"exnref", "externref", "funcref"};
    static const uint8_t types[] = {GK_EXNREF, GK_EXTERNREF, GK_FUNCREF};
    const gk_json *o = gk_json_first(gk_json_get(r->entry, key));
    size_t i = 0;

    out->at = new_list(r, key, sizeof *out->at, &out->count);
    for (; r->st == GK_OK && o != NULL; o = gk_json_next(o), i++) {
        struct gk_profile_space *s = &out->at[i];
        struct pointer where = point(r, key, i);

        r->st = tables ? EXPECT(o, where.text, table_fields, r->err)
                       : EXPECT(o, where.text, memory_fields, r->err);
        s->limits.min = read_number(r, o, where.text, "min", GK_PROFILE_MOST);
        s->limits.max = read_number(r, o, where.text, "max", GK_PROFILE_MOST);
        s->limits.has_max = gk_json_get(o, "max") != NULL;
        s->limits.shared = gk_json_true(gk_json_get(o, "shared"));
        s->limits.is64 = gk_json_true(gk_json_get(o, "address64"));
        s->imported = gk_json_true(gk_json_get(o, "imported"));
        if (tables && r->st == GK_OK) {
            int type = read_word(r, gk_json_get(o, "type"), where.text, words,
                                 sizeof words / sizeof *words);

            s->reftype = type < 0 ? 0 : types[type];
        }
    }
}

static void read_features(struct entry_reader *r)
{
    static const char *const words[] = {
#define GK_FEATURE(name, words) words,
        GK_FEATURE_LIST(GK_FEATURE)
#undef GK_FEATURE
    };
    const gk_json *o = gk_json_first(gk_json_get(r->entry, "features"));

    r->p->features = 1u << GK_FEATURE_MVP;
    for (size_t i = 0; r->st == GK_OK && o != NULL; o = gk_json_next(o), i++) {
        struct pointer where = point(r, "features", i);
        int bit = read_word(r, o, where.text, words, GK_FEATURE_COUNT);

        if (bit >= 0)
            r->p->features |= 1u << bit;
    }
}

static void read_digests(struct entry_reader *r)
{
    const gk_json *functions = gk_json_get(r->entry, "functions");
    const gk_json *data = gk_json_get(r->entry, "data");
    const char *sha256 = gk_json_text(gk_json_get(r->entry, "sha256"));
    char at[600];

    snprintf(at, sizeof at, "%s/functions", r->where);
    if (r->st == GK_OK)
        r->st = EXPECT(functions, at, functions_fields, r->err);
    r->p->function_count =
        (uint32_t)read_number(r, functions, at, "count", GK_MAX_FUNCTIONS);
    r->p->functions_hash = read_hash(r, functions, "functions");
    snprintf(at, sizeof at, "%s/data", r->where);
    if (r->st == GK_OK)
        r->st = EXPECT(data, at, data_fields, r->err);
    r->p->data_size = read_number(r, data, at, "bytes", GK_PROFILE_MOST);
    r->p->data_hash = read_hash(r, data, "data");
    if (r->st == GK_OK && !is_hex(sha256, GK_SHA256_HEX_BYTES - 1))
        r->st =
            gk_fail(r->err, GK_E_SCHEMA,
                    "%s/sha256: wanted 64 hex digits in lower case", r->where);
    if (r->st == GK_OK)
        memcpy(r->p->sha256, sha256, GK_SHA256_HEX_BYTES);
}

#define FIELDS(fields) fields, sizeof(fields) / sizeof *(fields)

static gk_status read_all(struct entry_reader *r)
{
    gk_profile *p = r->p;

    r->st = EXPECT(r->entry, r->where, entry_fields, r->err);
    if (r->st != GK_OK)
        return r->st;
    p->size = read_number(r, r->entry, r->where, "size", GK_MAX_MODULE_BYTES);
    p->abi = (unsigned)read_number(r, r->entry, r->where, "abi", UINT16_MAX);
    p->host = gk_json_text(gk_json_get(r->entry, "host"));
    p->has_start = gk_json_true(gk_json_get(r->entry, "start"));
    read_digests(r);
    read_features(r);
    read_customs(r);
    read_items(r, "imports", FIELDS(import_fields), &p->imports);
    read_items(r, "exports", FIELDS(export_fields), &p->exports);
    read_items(r, "producers", FIELDS(producer_fields), &p->producers);
    read_effects(r);
    read_spaces(r, "memories", false, &p->memories);
    read_spaces(r, "tables", true, &p->tables);
    return r->st;
}

gk_status gk_entry_read(const gk_json *entry, const char *where,
                        gk_profile **out, gk_error *err)
{
    gk_error own = GK_ERROR_INIT;
    struct entry_reader r = {.entry = entry, .where = where, .err = &own};

    r.p = calloc(1, sizeof *r.p);
    if (r.p == NULL)
        return gk_fail_nomem(err);
    /* At most a few times the tree, which is bounded. */
    gk_arena_init(&r.p->arena, (size_t)64 * GK_MAX_JSON_BYTES, &gk_alloc_libc);
    if (read_all(&r) != GK_OK) {
        gk_profile_free(r.p);
        return gk_fail(err, r.st, "%s", own.text);
    }
    *out = r.p;
    return GK_OK;
}
