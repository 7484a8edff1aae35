#include "core/wasm/validate.h"

#include "core/base/cores.h"
#include "core/base/limits.h"
#include "core/wasm/validate_bodies.h"

#include <pthread.h>
#include <stdatomic.h>

/* The call graph and what is found; each part has memory of its own. */
#define MEMORY_BYTES(len) ((len) / 4 + ((size_t)8 << 20))
/* A module of less code than two of these is one part. */
#define PART_CODE_BYTES ((uint64_t)2 << 20)
/* Targets of parts that share a list: a call in sixteen bytes of code, four
 * times as dense as compilers make it, and that much more. */
#define CODE_BYTES_A_TARGET 16u
#define MORE_TARGETS        ((size_t)256 << 10)

/* A module being validated. */
struct job {
    const struct gk_validate_how *how;
    const gk_module *m;
    gk_validation *v;
    gk_arena *arena;
    struct gk_bodies *parts; /* in the arena */
    unsigned count;
    atomic_uint next; /* part that nobody has taken */
};

/* --- cutting -------------------------------------------------------------- */

static uint64_t code_bytes(const struct job *j)
{
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < j->v->calls.codes; i++)
        bytes += j->m->codes[i].len;
    return bytes;
}

static unsigned count_parts(const struct job *j, uint64_t bytes)
{
    uint64_t count =
        j->how->parts > 0 ? j->how->parts : bytes / PART_CODE_BYTES;

    if (count > GK_MAX_PARTS)
        return GK_MAX_PARTS;
    return count > 1 ? (unsigned)count : 1;
}

/* Parts of about as many bytes each. */
static void cut(struct job *j, uint64_t bytes)
{
    uint64_t done = 0;
    uint32_t body = 0;

    for (unsigned i = 0; i < j->count; i++) {
        j->parts[i].first = body;
        while (body < j->v->calls.codes &&
               (i + 1 == j->count || done < bytes * (i + 1) / j->count))
            done += j->m->codes[body++].len;
        j->parts[i].end = body;
    }
}

/* The only part's targets grow in the arena. Several have one list together,
 * each its share of it; without room for that they have none. */
static gk_status give_room(struct job *j, uint64_t bytes)
{
    size_t share =
        (size_t)(bytes / CODE_BYTES_A_TARGET + MORE_TARGETS) / j->count;
    size_t room =
        (j->arena->max - j->arena->used) / sizeof(uint32_t) / j->count;
    gk_status why;
    uint32_t *list;

    if (j->count == 1) {
        j->parts[0].gather.arena = j->arena;
        return GK_OK;
    }
    if (share >= room)
        share = room / 2;
    list =
        gk_arena_resize(j->arena, NULL, share * j->count, sizeof *list, &why);
    if (list == NULL)
        return why == GK_E_NOMEM ? why : GK_OK;
    j->v->calls.targets = list;
    for (unsigned i = 0; i < j->count; i++) {
        j->parts[i].gather.cap = (uint32_t)share;
        j->parts[i].v.calls.targets = list + i * share;
    }
    return GK_OK;
}

/* --- checking ------------------------------------------------------------- */

static void *check_parts(void *arg)
{
    struct job *j = arg;
    unsigned i;

    while ((i = atomic_fetch_add(&j->next, 1)) < j->count)
        gk_bodies_check(&j->parts[i]);
    return NULL;
}

/* Where no thread can be had, one less works. */
static void check_all(struct job *j)
{
    pthread_t ids[GK_MAX_VALIDATE_THREADS];
    unsigned threads = j->how->threads > 0 ? j->how->threads : GK_MAX_PARTS;
    unsigned made = 0;

    if (threads > GK_MAX_VALIDATE_THREADS)
        threads = GK_MAX_VALIDATE_THREADS;
    if (threads > j->count)
        threads = j->count;
    if (threads > 1 && j->how->threads == 0 && threads > gk_cores())
        threads = gk_cores();
    while (made + 1 < threads &&
           pthread_create(&ids[made], NULL, check_parts, j) == 0)
        made++;
    check_parts(j);
    for (unsigned i = 0; i < made; i++)
        pthread_join(ids[i], NULL);
}

/* --- putting together ----------------------------------------------------- */

/* Problems are told whatever the graph has left: they are bounded anyway. */
static void *keep(struct job *j, size_t count, size_t size)
{
    size_t max = j->arena->max;
    gk_status why;
    void *made;

    j->arena->max = SIZE_MAX;
    made = gk_arena_resize(j->arena, NULL, count, size, &why);
    j->arena->max = max;
    return made;
}

static gk_status add_problem(struct job *j, const struct gk_invalid *problem)
{
    gk_validation *v = j->v;
    size_t len = strlen(problem->text) + 1;
    char *text;

    if (v->problem_count == GK_MAX_PROBLEMS) {
        v->more++;
        return GK_OK;
    }
    if (v->problems == NULL)
        v->problems = keep(j, GK_MAX_PROBLEMS, sizeof *v->problems);
    text = keep(j, len, 1);
    if (v->problems == NULL || text == NULL)
        return GK_E_NOMEM;
    memcpy(text, problem->text, len);
    v->problems[v->problem_count] = *problem;
    v->problems[v->problem_count++].text = text;
    return GK_OK;
}

static void add_uses(struct job *j, const struct gk_bodies *part)
{
    gk_validation *v = j->v;
    const struct gk_feature_use *mvp = &part->v.uses[GK_FEATURE_MVP];

    v->features |= part->v.features;
    for (int i = 0; i < GK_FEATURE_COUNT; i++) {
        const struct gk_feature_use *use = &part->v.uses[i];

        if (i == GK_FEATURE_MVP)
            continue;
        if (v->uses[i].count == 0 && use->count > 0)
            v->uses[i] = *use;
        else
            v->uses[i].count += use->count;
    }
    /* Where the first instruction is. */
    if (v->instructions == 0 && mvp->function != UINT32_MAX) {
        v->uses[GK_FEATURE_MVP].function = mvp->function;
        v->uses[GK_FEATURE_MVP].offset = mvp->offset;
    }
    v->instructions += part->v.instructions;
    v->uses[GK_FEATURE_MVP].count += part->v.instructions - part->b.newer;
}

static void add_depth(gk_validation *v, const gk_validation *part)
{
    if (part->deepest > v->deepest) {
        v->deepest = part->deepest;
        v->deepest_function = part->deepest_function;
    }
    if (v->growing_function == UINT32_MAX)
        v->growing_function = part->growing_function;
    if (v->table_growing_function == UINT32_MAX)
        v->table_growing_function = part->table_growing_function;
}

/* Lists move together; the first one is in its place. */
static void add_calls(gk_calls *all, const struct gk_bodies *part)
{
    const gk_calls *own = &part->v.calls;

    if (all->targets == NULL)
        all->targets = own->targets;
    if (own->count > 0)
        memmove(all->targets + all->count, own->targets,
                own->count * sizeof *own->targets);
    for (uint32_t i = part->first; i < part->end; i++)
        all->first[i] += all->count;
    all->count += own->count;
    all->complete = all->complete && own->complete;
}

/* What nobody needed of the list. */
static gk_status give_back(struct job *j)
{
    gk_calls *calls = &j->v->calls;
    gk_status why;
    uint32_t *smaller = gk_arena_resize(j->arena, calls->targets, calls->count,
                                        sizeof *smaller, &why);

    if (smaller != NULL)
        calls->targets = smaller;
    return why;
}

static gk_status join(struct job *j)
{
    gk_calls *calls = &j->v->calls;
    gk_status st = GK_OK;

    for (unsigned i = 0; st == GK_OK && i < j->count; i++) {
        const struct gk_bodies *part = &j->parts[i];

        st = part->status;
        for (uint32_t k = 0; st == GK_OK && k < part->v.problem_count; k++)
            st = add_problem(j, &part->v.problems[k]);
        j->v->more += part->v.more;
        add_uses(j, part);
        add_depth(j->v, &part->v);
        add_calls(calls, part);
    }
    calls->first[calls->codes] = calls->count;
    if (st == GK_OK && j->count > 1 && calls->targets != NULL)
        st = give_back(j);
    return st;
}

/* --- all of it ------------------------------------------------------------ */

/* Types of globals, a byte each; 0x80 is added when they can be set. */
static uint8_t *pack_globals(const gk_module *m, gk_arena *arena)
{
    gk_status why;
    uint8_t *types =
        gk_arena_resize(arena, NULL, (size_t)m->global_count + 1, 1, &why);

    for (uint32_t i = 0; types != NULL && i < m->global_count; i++)
        types[i] = m->globals[i].type.valtype |
                   (m->globals[i].type.mutable_ ? 0x80 : 0);
    return types;
}

static gk_status check_bodies(struct job *j, const struct gk_body_rules *rules)
{
    uint64_t bytes = code_bytes(j);
    gk_status st, why;

    j->count = count_parts(j, bytes);
    j->parts =
        gk_arena_resize(j->arena, NULL, j->count, sizeof *j->parts, &why);
    if (j->parts == NULL)
        return GK_E_NOMEM;
    for (unsigned i = 0; i < j->count; i++)
        gk_bodies_init(&j->parts[i], rules, &j->v->calls, j->how->alloc);
    cut(j, bytes);
    st = give_room(j, bytes);
    if (st == GK_OK) {
        check_all(j);
        st = join(j);
    }
    for (unsigned i = 0; i < j->count; i++)
        gk_bodies_clear(&j->parts[i]);
    gk_arena_free(j->arena, j->parts);
    return st;
}

static gk_status validate(struct job *j, gk_error *err)
{
    struct gk_sig sigs[GK_SIGS], vectors[GK_SIGS];
    struct gk_body_rules rules = {.m = j->m,
                                  .sigs = sigs,
                                  .vectors = vectors,
                                  .careful = j->how->careful};
    uint8_t *global_types;
    gk_status st = gk_calls_make(j->m, j->arena, &j->v->calls, err);

    if (st != GK_OK)
        return st;
    gk_validate_features(j->m, j->v);
    gk_sigs_make(j->m, sigs, vectors);
    global_types = pack_globals(j->m, j->arena);
    rules.global_types = global_types;
    if (global_types == NULL || check_bodies(j, &rules) != GK_OK)
        return gk_fail_nomem(err);
    gk_arena_free(j->arena, global_types);
    return GK_OK;
}

gk_status gk_validate_with(const struct gk_validate_how *how,
                           const gk_module *module, gk_validation *out,
                           gk_error *err)
{
    static const struct gk_validate_how usual = {0};
    struct gk_validate_how chosen = how != NULL ? *how : usual;
    gk_validation v = {.features = 1u << GK_FEATURE_MVP,
                       .growing_function = UINT32_MAX,
                       .table_growing_function = UINT32_MAX};
    struct job j = {.how = &chosen, .m = module, .v = &v};
    gk_status st;

    if (chosen.alloc == NULL)
        chosen.alloc = &gk_alloc_libc;
    j.arena =
        chosen.alloc->resize(chosen.alloc->context, NULL, sizeof *j.arena);
    if (j.arena == NULL)
        return gk_fail_nomem(err);
    gk_arena_init(j.arena, MEMORY_BYTES(module->len), chosen.alloc);
    v.arena = j.arena;
    st = validate(&j, err);
    if (st == GK_OK)
        *out = v;
    else
        gk_validation_clear(&v);
    return st;
}

gk_status gk_validate(const gk_module *module, gk_validation *out,
                      gk_error *err)
{
    return gk_validate_with(NULL, module, out, err);
}

const struct gk_invalid *gk_validation_fault(const gk_validation *validation)
{
    for (uint32_t i = 0; i < validation->problem_count; i++)
        if (validation->problems[i].status != GK_E_UNSUPPORTED)
            return &validation->problems[i];
    return NULL;
}

void gk_validation_clear(gk_validation *validation)
{
    gk_arena *arena;
    struct gk_alloc alloc;

    if (validation == NULL)
        return;
    arena = validation->arena;
    if (arena != NULL) {
        alloc = arena->alloc;
        gk_arena_clear(arena);
        alloc.resize(alloc.context, arena, 0);
    }
    memset(validation, 0, sizeof *validation);
}
