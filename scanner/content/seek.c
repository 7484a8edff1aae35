#include "scanner/content/seek.h"

#include <assert.h>
#include <ctype.h>
#include <limits.h>
#include <string.h>

/* Characters of a UTF-16 text that make it worth a look. */
#define WIDE_RUN 6u

static unsigned hash(unsigned pair)
{
    return (pair * 0x9e3779b1u) >> 22;
}

/* How often the byte is met: letters of words most, then NUL and what numbers
 * and paths are made of. */
static unsigned frequency(uint8_t c)
{
    if (islower(c) || c == 0)
        return 3;
    return isdigit(c) || c == '/' || c == '_' || c == '.' || c == '-' ? 2 : 1;
}

/* The characters that may stand at byte `k` of a trigger. */
struct allowed {
    uint8_t at[256];
    size_t count;
};

static void allow(const struct gk_trigger *t, int k, struct allowed *out)
{
    unsigned classes = k < 0 ? t->before : t->after;

    out->count = 0;
    if (k >= 0 && (size_t)k < t->len) {
        uint8_t c = (uint8_t)t->text[k];

        out->at[out->count++] = c;
        if (t->fold && islower(c))
            out->at[out->count++] = (uint8_t)toupper(c);
        return;
    }
    for (unsigned c = 0; c < 256; c++)
        if (classes == GK_ANYTHING || (gk_text_classes[c] & classes) != 0)
            out->at[out->count++] = (uint8_t)c;
}

static void file_pair(struct gk_seeker *s, unsigned first, unsigned second,
                      int anchor)
{
    unsigned pair = first | second << 8;
    uint16_t *head = &s->heads[hash(pair)];

    assert(s->node_count < GK_MAX_PAIRS);
    s->pairs[pair / 32] |= UINT32_C(1) << pair % 32;
    s->nodes[s->node_count] =
        (struct gk_pair_node){(uint16_t)pair, *head,
                              (uint16_t)(s->trigger_count - 1), (int8_t)anchor};
    *head = (uint16_t)++s->node_count;
}

/* Under every pair that can stand at byte `k` of the trigger filed last. */
static void file_at(struct gk_seeker *s, int k)
{
    const struct gk_trigger *t = &s->triggers[s->trigger_count - 1];
    struct allowed first, second;

    allow(t, k, &first);
    allow(t, k + 1, &second);
    for (size_t a = 0; a < first.count; a++)
        for (size_t b = 0; b < second.count; b++)
            file_pair(s, first.at[a], second.at[b], k);
}

/* The rarest pair inside the literal that begins at an even byte, or an odd
 * one; -1 when there is none. */
static int rarest_pair(const struct gk_trigger *t, size_t odd)
{
    int best = -1;
    unsigned least = UINT_MAX;

    for (size_t i = odd; i + 1 < t->len; i += 2) {
        unsigned n =
            frequency((uint8_t)t->text[i]) + frequency((uint8_t)t->text[i + 1]);

        if (n < least) {
            least = n;
            best = (int)i;
        }
    }
    return best;
}

void gk_seek_add(struct gk_seeker *s, const struct gk_trigger *t)
{
    int even = rarest_pair(t, 0), odd = rarest_pair(t, 1);

    assert(s->trigger_count < GK_MAX_TRIGGERS);
    s->triggers[s->trigger_count++] = *t;
    /* One byte: with the one before it and the one behind. Two: the second
     * with the one behind. */
    file_at(s, even >= 0 ? even : 0);
    file_at(s, odd >= 0 ? odd : t->len == 1 ? -1 : 1);
}

void gk_seek_init(struct gk_seeker *s, struct gk_hits *hits)
{
    memset(s, 0, sizeof *s);
    s->hits = hits;
    gk_address_triggers(s);
    gk_url_triggers(s);
    gk_secret_triggers(s);
    gk_assigned_triggers(s);
    gk_path_triggers(s);
    gk_command_triggers(s);
    gk_program_triggers(s);
}

/* Whether the trigger's literal is at `i`, between what it asks for. */
static bool stands_at(const struct gk_trigger *g, const struct gk_text *t,
                      size_t i)
{
    if (!gk_text_has(t, i, g->text, g->len, g->fold))
        return false;
    return g->len >= 2 ||
           (gk_text_is(t, i - 1, g->before) && gk_text_is(t, i + 1, g->after));
}

/* Some trigger waits for the pair at `i`. */
static void look_at(struct gk_seeker *s, const struct gk_text *t, size_t i,
                    unsigned pair)
{
    for (size_t n = s->heads[hash(pair)]; n > 0; n = s->nodes[n - 1].next) {
        const struct gk_pair_node *node = &s->nodes[n - 1];
        const struct gk_trigger *g = &s->triggers[node->trigger];
        size_t start = i - (size_t)node->anchor;

        if (node->pair == pair && (s->area.wanted >> g->kind & 1) != 0 &&
            stands_at(g, t, start))
            g->look(s, t, start, g->row);
    }
}

/* Whether some trigger waits for the two bytes: 0 or 1. */
static inline uint32_t awaited(const uint32_t *pairs, unsigned a, unsigned b)
{
    unsigned pair = a | b << 8;

    return pairs[pair / 32] >> pair % 32 & 1;
}

static inline void look_if(struct gk_seeker *s, const struct gk_text *t,
                           size_t i)
{
    unsigned a = (unsigned)gk_text_get(t, i);
    unsigned b = (unsigned)gk_text_get(t, i + 1);

    if (awaited(s->pairs, a, b) != 0)
        look_at(s, t, i, a | b << 8);
}

/* Hardly any pair is awaited: one test for four of them. */
static inline void seek_by(struct gk_seeker *s, const struct gk_text *t,
                           unsigned shift)
{
    const uint32_t *pairs = s->pairs;
    size_t i = 0;

    for (; i + 8 <= t->len; i += 8) {
        const uint8_t *at = t->at + (i << shift);
        uint32_t any = awaited(pairs, at[0], at[1 << shift]) |
                       awaited(pairs, at[2 << shift], at[3 << shift]) |
                       awaited(pairs, at[4 << shift], at[5 << shift]) |
                       awaited(pairs, at[6 << shift], at[7 << shift]);

        if (__builtin_expect(any != 0, 0))
            for (size_t n = i; n < i + 8; n += 2)
                look_if(s, t, n);
    }
    for (; i + 1 < t->len; i += 2)
        look_if(s, t, i);
}

static void seek_text(struct gk_seeker *s, const struct gk_text *t)
{
    memset(s->done, 0, sizeof s->done);
    if (t->shift == 0)
        seek_by(s, t, 0);
    else
        seek_by(s, t, 1);
}

/* --- UTF-16 --------------------------------------------------------------- */

static bool is_wide(const struct gk_area *a, size_t at)
{
    return at + 1 < a->len && a->at[at + 1] == 0 &&
           (gk_text_classes[a->at[at]] & GK_PRINTS) != 0;
}

/* The run of wide characters that `at` is in: looks at it when it is long
 * enough. `from` is where the one before ended. Returns its end. */
static size_t seek_run(struct gk_seeker *s, size_t at, size_t from)
{
    const struct gk_area *a = &s->area;
    size_t end = at;

    while (at >= from + 2 && is_wide(a, at - 2))
        at -= 2;
    while (is_wide(a, end))
        end += 2;
    if (end - at >= 2 * (size_t)WIDE_RUN) {
        struct gk_text t = {a->at + at, (end - at) / 2, 1};

        s->base = at;
        seek_text(s, &t);
    }
    return end;
}

/*
 * Any run of six wide characters covers four bytes that begin at a multiple of
 * eight, so only those are tested. Text lies at either parity.
 */
static void seek_wide(struct gk_seeker *s)
{
    const struct gk_area *a = &s->area;
    size_t from = 0;
    uint32_t four;

    for (size_t i = 0; i + 4 <= a->len; i += 8) {
        memcpy(&four, a->at + i, 4);
        /* Every other byte is zero, at whichever end the machine begins. */
        if (__builtin_expect(
                (four & 0x00ff00ff) != 0 && (four & 0xff00ff00) != 0, 1) ||
            four == 0 || i < from)
            continue;
        if (is_wide(a, i + (a->at[i] == 0)))
            from = seek_run(s, i + (a->at[i] == 0), from);
    }
}

void gk_seek_area(struct gk_seeker *s, const struct gk_area *area)
{
    struct gk_text t = {area->at, area->len, 0};

    s->area = *area;
    s->base = 0;
    seek_text(s, &t);
    seek_wide(s);
}

struct gk_hit *gk_seek_found(struct gk_seeker *s, enum gk_hit_kind kind,
                             gk_severity severity, const struct gk_text *t,
                             size_t i, const char *label,
                             const struct gk_text *key)
{
    struct gk_hit hit = {
        .severity = severity, .spot = s->area.spot, .label = label};

    hit.spot.within = (uint32_t)(s->base + (i << t->shift));
    if (key != NULL)
        hit.key = *key;
    return gk_hits_add(&s->hits[kind], &hit);
}

void gk_seek_show(struct gk_seeker *s, enum gk_hit_kind kind,
                  struct gk_hit *hit, gk_buf *text)
{
    if (gk_hit_show(hit, text) != GK_OK)
        s->hits[kind].nomem = true;
    gk_buf_clear(text);
}
