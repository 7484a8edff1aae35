#include "scanner/rules/near_name.h"

#include "core/base/opts.h"

#include <string.h>

#define MAX_NAMES   256u
#define MAX_LETTERS 64u

/* A bit for each letter, digit … that occurs, some sharing one. */
static uint64_t letters_of(const char *text, size_t len)
{
    uint64_t set = 0;

    for (size_t i = 0; i < len; i++)
        set |= UINT64_C(1) << ((uint8_t)text[i] % 64);
    return set;
}

static unsigned count_bits(uint64_t set)
{
    unsigned count = 0;

    for (; set != 0; set &= set - 1)
        count++;
    return count;
}

/* Whether at most `slips` edits may lead from one to the other: each mends one
 * letter that the other has not, and changes the length by one. */
static bool may_be_near(size_t len, uint64_t letters, const char *word,
                        size_t slips)
{
    size_t other = strlen(word);
    uint64_t its = letters_of(word, other);

    return other <= len + slips && len <= other + slips &&
           count_bits(letters & ~its) <= slips &&
           count_bits(its & ~letters) <= slips;
}

const char *gk_near_among(struct gk_name given, const char *const *words,
                          size_t count)
{
    const char *near[MAX_NAMES];
    char text[MAX_LETTERS];
    size_t used = 0;
    uint64_t letters;

    if (given.len == 0 || given.len >= sizeof text ||
        memchr(given.at, 0, given.len) != NULL)
        return NULL;
    memcpy(text, given.at, given.len);
    text[given.len] = '\0';
    letters = letters_of(text, given.len);
    /* As many slips as gk_nearest forgives. */
    for (size_t i = 0; i < count && used < MAX_NAMES; i++)
        if (may_be_near(given.len, letters, words[i], given.len / 3))
            near[used++] = words[i];
    return used == 0 ? NULL : gk_nearest(text, near, used);
}

const char *gk_near_import(const struct gk_facts *facts,
                           const struct gk_import *import)
{
    const struct gk_abi_host *host = facts->host;
    const char *names[MAX_NAMES];
    size_t count = 0;

    if (host == NULL || gk_facts_import_row(facts, import) != NULL ||
        gk_facts_memory_row(facts, import) != NULL)
        return NULL;
    for (size_t i = 0; i < host->import_count && count < MAX_NAMES; i++)
        if (gk_name_is(import->module, host->imports[i].module))
            names[count++] = host->imports[i].name;
    for (size_t i = 0; i < host->memory_count && count < MAX_NAMES; i++)
        if (gk_name_is(import->module, host->memories[i].module))
            names[count++] = host->memories[i].name;
    return gk_near_among(import->name, names, count);
}

const char *gk_near_module(const struct gk_facts *facts,
                           const struct gk_import *import)
{
    const struct gk_abi_host *host = facts->host;
    const char *modules[MAX_NAMES];
    size_t count = 0;

    for (size_t i = 0; i < host->import_count; i++) {
        const struct gk_abi_import *row = &host->imports[i];

        if (gk_name_is(import->name, row->name))
            return row->module;
        /* The rows of a module stand together. */
        if (count < MAX_NAMES &&
            (count == 0 || strcmp(modules[count - 1], row->module) != 0))
            modules[count++] = row->module;
    }
    return gk_near_among(import->module, modules, count);
}
