#include "words.h"

#include <guestkit/memory.h>

#include <string.h>

/* --- collecting ----------------------------------------------------------- */

/* FNV-1a, blind to case as text_same_word is (and to a little more). */
static uint32_t hash(struct text word)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < word.len; i++)
        h = (h ^ ((unsigned char)word.at[i] | 0x20u)) * 16777619u;
    return h;
}

/* A table of places in the list, plus one; 0 is free. Never full. */
struct table {
    uint32_t *slots;
    size_t mask;
};

static bool table_init(struct table *table, size_t words)
{
    size_t size = 16;

    while (size < words * 2)
        size *= 2;
    table->mask = size - 1;
    table->slots = gk_alloc(size * sizeof *table->slots);
    if (table->slots == NULL)
        return false;
    memset(table->slots, 0, size * sizeof *table->slots);
    return true;
}

static void add(struct words *words, const struct table *table,
                struct text word)
{
    size_t at = hash(word) & table->mask;

    for (; table->slots[at] != 0; at = (at + 1) & table->mask) {
        struct word *known = &words->list[table->slots[at] - 1];

        if (text_same_word(known->text, word)) {
            known->count++;
            return;
        }
    }
    words->list[words->count++] = (struct word){word, 1, text_characters(word)};
    table->slots[at] = (uint32_t)words->count;
}

bool words_collect(struct text text, struct words *out)
{
    size_t most = text_count(text).words;
    struct table table;
    struct text word;

    out->count = 0;
    out->list = gk_alloc(most * sizeof *out->list);
    if (out->list == NULL || !table_init(&table, most))
        return false;
    while (text_next_word(&text, &word, NULL))
        add(out, &table, word);
    return true;
}

/* --- choosing ------------------------------------------------------------- */

bool words_more_often(const struct word *a, const struct word *b)
{
    size_t shorter = a->text.len < b->text.len ? a->text.len : b->text.len;
    int order;

    if (a->count != b->count)
        return a->count > b->count;
    order = memcmp(a->text.at, b->text.at, shorter);
    return order != 0 ? order < 0 : a->text.len < b->text.len;
}

bool words_longer(const struct word *a, const struct word *b)
{
    return a->characters > b->characters;
}

size_t words_best(const struct words *words, words_order *before,
                  const struct word **best, size_t most)
{
    size_t n = 0;

    for (size_t i = 0; i < words->count; i++) {
        const struct word *word = &words->list[i];
        size_t at = n;

        while (at > 0 && before(word, best[at - 1]))
            at--;
        if (at == most)
            continue;
        n += n < most;
        memmove(best + at + 1, best + at, (n - at - 1) * sizeof *best);
        best[at] = word;
    }
    return n;
}
