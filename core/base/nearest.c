#include "core/base/opts.h"

#include <string.h>

#define LONGEST 64

/* Optimal string alignment: insert, delete, replace, swap neighbours. */
static unsigned distance(const char *a, size_t la, const char *b, size_t lb)
{
    unsigned rows[3][LONGEST + 1];

    for (size_t j = 0; j <= lb; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= la; i++) {
        unsigned *now = rows[i % 3];
        const unsigned *last = rows[(i + 2) % 3];
        const unsigned *before = rows[(i + 1) % 3];

        now[0] = (unsigned)i;
        for (size_t j = 1; j <= lb; j++) {
            unsigned best = last[j - 1] + (a[i - 1] != b[j - 1]);

            if (last[j] + 1 < best)
                best = last[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
                a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            now[j] = best;
        }
    }
    return rows[la % 3][lb];
}

const char *gk_nearest(const char *given, const char *const *words,
                       size_t count)
{
    size_t len = strlen(given);
    const char *found = NULL;
    /* A third of the letters may be wrong. */
    unsigned best = (unsigned)(len / 3) + 1;

    if (len == 0 || len > LONGEST)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        size_t other = strlen(words[i]);
        unsigned d;

        if (other > LONGEST)
            continue;
        d = distance(given, len, words[i], other);
        if (d < best) {
            best = d;
            found = words[i];
        }
    }
    return found;
}
