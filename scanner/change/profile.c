#include "scanner/change/profile.h"

#include "core/base/utf8.h"
#include "scanner/change/hash.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A longer type is cut: modules declare ones of a thousand parameters, and
 * may import a thousand functions of each. */
#define MAX_TYPE_TEXT 120
/* Nobody's build has more; they say nothing about what a module can do. */
#define MAX_PRODUCERS 1000u
/* Of all a profile owns, besides what is a fixed share of the module. */
#define MAX_PROFILE_BYTES ((size_t)512 << 20)

void *gk_profile_alloc(gk_profile *profile, size_t count, size_t size,
                       gk_error *err)
{
    gk_status why;
    void *block =
        gk_arena_resize(&profile->arena, NULL, count + !count, size, &why);

    if (block == NULL)
        gk_fail(err, why, "no room for %zu entries of a profile", count);
    else
        memset(block, 0, (count + !count) * size);
    return block;
}

const char *gk_profile_text(gk_profile *profile, const gk_buf *text,
                            gk_error *err)
{
    char *copy = NULL;

    if (gk_buf_check(text, err) == GK_OK)
        copy = gk_profile_alloc(profile, text->len + 1, 1, err);
    if (copy != NULL && text->len > 0)
        memcpy(copy, text->data, text->len);
    return copy;
}

/* --- order --- */

int gk_profile_compare_names(struct gk_name a, struct gk_name b)
{
    uint32_t both = a.len < b.len ? a.len : b.len;
    int order = both > 0 ? memcmp(a.at, b.at, both) : 0;

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

int gk_profile_compare(const struct gk_profile_item *a,
                       const struct gk_profile_item *b)
{
    int order = gk_profile_compare_names(a->module, b->module);

    return order != 0 ? order : gk_profile_compare_names(a->name, b->name);
}

static int compare_whole(const struct gk_profile_item *a,
                         const struct gk_profile_item *b)
{
    int order = gk_profile_compare(a, b);

    if (order == 0)
        order = (a->kind > b->kind) - (a->kind < b->kind);
    return order != 0 ? order : strcmp(a->type, b->type);
}

static int by_all(const void *a, const void *b)
{
    const struct gk_profile_item *x = a, *y = b;
    int order = compare_whole(x, y);

    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

void gk_profile_sort(struct gk_profile_items *items)
{
    size_t kept = 0;

    if (items->count < 2)
        return;
    qsort(items->at, items->count, sizeof *items->at, by_all);
    for (size_t i = 1; i < items->count; i++)
        if (compare_whole(&items->at[kept], &items->at[i]) != 0)
            items->at[++kept] = items->at[i];
    items->count = kept + 1;
}

/* --- from facts --- */

struct maker {
    const struct gk_facts *facts;
    const gk_module *m;
    gk_profile *p;
    const char **types; /* by type: its text, once it was needed */
    gk_error *err;
};

static struct gk_profile_item *
new_items(struct maker *k, struct gk_profile_items *items, size_t count)
{
    items->at = gk_profile_alloc(k->p, count, sizeof *items->at, k->err);
    items->count = items->at == NULL ? 0 : count;
    return items->at;
}

/* Keeps a beginning and the hash of the whole. */
static void cut(gk_buf *text)
{
    uint64_t hash = gk_hash64(text->data, text->len);

    if (text->len <= MAX_TYPE_TEXT || text->status != GK_OK)
        return;
    text->len = gk_utf8_floor(text->data, MAX_TYPE_TEXT);
    gk_buf_printf(text, "… #%016" PRIx64, hash);
}

static const char *type_text(struct maker *k, uint32_t type)
{
    gk_buf text = GK_BUF_INIT;

    if (type >= k->m->type_count)
        return "";
    if (k->types[type] == NULL) {
        gk_functype_print(&k->m->types[type], &text);
        cut(&text);
        k->types[type] = gk_profile_text(k->p, &text, k->err);
        gk_buf_clear(&text);
    }
    return k->types[type];
}

static const char *global_text(const struct gk_globaltype *type)
{
    static const char *const words[][2] = {
        {"i32", "mut i32"},
        {"i64", "mut i64"},
        {"f32", "mut f32"},
        {"f64", "mut f64"},
        {"v128", "mut v128"},
        {"funcref", "mut funcref"},
        {"externref", "mut externref"},
        {"exnref", "mut exnref"},
    };
    const char *name = gk_valtype_name(type->valtype);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], name) == 0)
            return words[i][type->mutable_];
    return "";
}

static const char *space_text(struct maker *k, gk_extern_kind kind,
                              uint32_t index)
{
    const gk_module *m = k->m;

    switch (kind) {
    case GK_EXTERN_FUNC:
        return index < m->function_count ? type_text(k, m->functions[index])
                                         : "";
    case GK_EXTERN_TABLE:
        return index < m->table_count
                   ? gk_valtype_name(m->tables[index].reftype)
                   : "";
    case GK_EXTERN_GLOBAL:
        return index < m->global_count ? global_text(&m->globals[index].type)
                                       : "";
    case GK_EXTERN_TAG:
        return index < m->tag_count ? type_text(k, m->tags[index]) : "";
    default:
        return "";
    }
}

static void take_imports(struct maker *k)
{
    const gk_module *m = k->m;
    struct gk_profile_item *at = new_items(k, &k->p->imports, m->import_count);

    for (uint32_t i = 0; at != NULL && i < m->import_count; i++) {
        const struct gk_import *import = &m->imports[i];
        const struct gk_abi_import *row = NULL;

        if (import->kind == GK_EXTERN_FUNC)
            row = gk_effects_row(k->facts, import);
        at[i] = (struct gk_profile_item){
            .module = import->module,
            .name = import->name,
            .kind = (gk_profile_kind)import->kind,
            .effect = row != NULL ? (int)row->effect : -1,
            .index = i,
            .type = space_text(k, import->kind, import->index)};
    }
}

static void take_exports(struct maker *k)
{
    const gk_module *m = k->m;
    struct gk_profile_item *at = new_items(k, &k->p->exports, m->export_count);

    for (uint32_t i = 0; at != NULL && i < m->export_count; i++) {
        const struct gk_export *export = &m->exports[i];

        at[i] = (struct gk_profile_item){
            .name = export->name,
            .kind = (gk_profile_kind) export->kind,
            .effect = -1,
            .index = i,
            .type = space_text(k, export->kind, export->index)};
    }
}

static void take_customs(struct maker *k)
{
    const gk_module *m = k->m;
    struct gk_profile_item *at;
    size_t count = 0;

    for (uint32_t i = 0; i < m->section_count; i++)
        count += m->sections[i].id == GK_SECTION_CUSTOM;
    at = new_items(k, &k->p->customs, count);
    for (uint32_t i = 0; at != NULL && i < m->section_count; i++)
        if (m->sections[i].id == GK_SECTION_CUSTOM)
            *at++ = (struct gk_profile_item){.name = m->sections[i].name,
                                             .effect = -1,
                                             .index = i,
                                             .type = ""};
}

static void take_producers(struct maker *k)
{
    const gk_module *m = k->m;
    uint32_t count =
        m->producer_count < MAX_PRODUCERS ? m->producer_count : MAX_PRODUCERS;
    struct gk_profile_item *at = new_items(k, &k->p->producers, count);

    for (uint32_t i = 0; at != NULL && i < count; i++) {
        const struct gk_producer *producer = &m->producers[i];
        gk_buf version = GK_BUF_INIT;

        gk_name_print(producer->version, &version);
        cut(&version);
        at[i] = (struct gk_profile_item){
            .module = producer->field,
            .name = producer->name,
            .effect = -1,
            .index = i,
            .type = gk_profile_text(k->p, &version, k->err)};
        gk_buf_clear(&version);
    }
}

static struct gk_profile_space new_space(uint8_t reftype, bool imported,
                                         struct gk_limits limits)
{
    if (limits.min > GK_PROFILE_MOST)
        limits.min = GK_PROFILE_MOST;
    if (!limits.has_max)
        limits.max = 0;
    else if (limits.max > GK_PROFILE_MOST)
        limits.max = GK_PROFILE_MOST;
    return (struct gk_profile_space){reftype, imported, limits};
}

static void take_spaces(struct maker *k)
{
    const gk_module *m = k->m;
    struct gk_profile_spaces *memories = &k->p->memories;
    struct gk_profile_spaces *tables = &k->p->tables;

    memories->at =
        gk_profile_alloc(k->p, m->memory_count, sizeof *memories->at, k->err);
    tables->at =
        gk_profile_alloc(k->p, m->table_count, sizeof *tables->at, k->err);
    if (memories->at == NULL || tables->at == NULL)
        return;
    for (uint32_t i = 0; i < m->memory_count; i++)
        memories->at[i] =
            new_space(0, i < m->imported_memories, m->memories[i].limits);
    memories->count = m->memory_count;
    for (uint32_t i = 0; i < m->table_count; i++)
        tables->at[i] = new_space(m->tables[i].reftype, i < m->imported_tables,
                                  m->tables[i].limits);
    tables->count = m->table_count;
}

static void take_data(struct maker *k)
{
    const gk_module *m = k->m;

    for (uint32_t i = 0; i < m->data_count; i++)
        k->p->data_size += m->datas[i].len;
    for (uint32_t i = 0; i < m->section_count; i++)
        if (m->sections[i].id == GK_SECTION_DATA &&
            m->sections[i].offset <= m->len &&
            m->sections[i].len <= m->len - m->sections[i].offset)
            k->p->data_hash ^=
                gk_hash64(m->bytes + m->sections[i].offset, m->sections[i].len);
}

static gk_status take_all(struct maker *k)
{
    k->types =
        gk_profile_alloc(k->p, k->m->type_count, sizeof *k->types, k->err);
    if (k->types == NULL)
        return k->err->status;
    if (k->facts->component != NULL) {
        gk_status st = gk_profile_component(k->p, k->facts, k->err);

        if (st != GK_OK)
            return st;
    } else {
        take_imports(k);
        take_exports(k);
    }
    take_customs(k);
    take_producers(k);
    take_spaces(k);
    take_data(k);
    if (k->err->status != GK_OK)
        return k->err->status;
    gk_profile_sort(&k->p->imports);
    gk_profile_sort(&k->p->exports);
    gk_profile_sort(&k->p->customs);
    gk_profile_sort(&k->p->producers);
    gk_arena_free(&k->p->arena, k->types);
    if (gk_profile_reached(k->p, k->facts, k->err) != GK_OK)
        return k->err->status;
    return gk_profile_code(k->p, k->err);
}

gk_status gk_profile_make(const struct gk_facts *facts, gk_profile **out,
                          gk_error *err)
{
    /* Failures are looked for at the end, so there must be a place for them. */
    gk_error own = GK_ERROR_INIT;
    struct maker k = {.facts = facts, .m = facts->module, .err = &own};
    gk_status st;

    k.p = calloc(1, sizeof *k.p);
    if (k.p == NULL)
        return gk_fail_nomem(err);
    gk_arena_init(&k.p->arena, MAX_PROFILE_BYTES, &gk_alloc_libc);
    k.p->module = facts->module;
    k.p->host = facts->host != NULL ? facts->host->id : NULL;
    k.p->abi = facts->abi;
    k.p->size = facts->len;
    k.p->has_start = facts->module->has_start;
    if (facts->validation != NULL)
        k.p->features = facts->validation->features;
    st = take_all(&k);
    if (st != GK_OK) {
        gk_profile_free(k.p);
        return gk_fail(err, st, "%s", own.text);
    }
    *out = k.p;
    return GK_OK;
}

void gk_profile_free(gk_profile *profile)
{
    if (profile == NULL)
        return;
    gk_arena_clear(&profile->arena);
    free(profile);
}

void gk_profile_seal(gk_profile *profile, const struct gk_facts *facts)
{
    if (profile->sha256[0] == '\0')
        gk_facts_sha256(facts, profile->sha256);
}

bool gk_profile_is_of(const gk_profile *profile, const struct gk_facts *facts,
                      const char *sha256)
{
    if (profile->size != facts->len)
        return false;
    if (profile->module == NULL)
        return strcmp(profile->sha256, sha256) == 0;
    return facts->len == 0 ||
           memcmp(profile->module->bytes, facts->bytes, facts->len) == 0;
}
