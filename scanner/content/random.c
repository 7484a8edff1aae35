#include "scanner/content/random.h"

#include <string.h>

#define DIFFERENT 7u

static bool is_placeholder(const struct gk_text *t, size_t i, size_t len)
{
    static const char *const words[] = {
        "example", "your",   "placeholder", "changeme", "change_me",
        "dummy",   "sample", "insert",      "redacted", "replace",
        "secret",  "xxxx",   "password"};

    for (size_t n = 0; n < sizeof words / sizeof *words; n++)
        if (gk_text_holds_word(t, i, len, words[n]))
            return true;
    return false;
}

/* "aaaa", "12345678", "abcdefgh": nobody draws those. */
static bool has_sequence(const struct gk_text *t, size_t i, size_t len)
{
    unsigned same = 1, rising = 1;

    for (size_t n = 1; n < len; n++) {
        int step = gk_text_get(t, i + n) - gk_text_get(t, i + n - 1);

        same = step == 0 ? same + 1 : 1;
        rising = step == 1 ? rising + 1 : 1;
        if (same >= 5 || rising >= 7)
            return true;
    }
    return false;
}

static unsigned different(const struct gk_text *t, size_t i, size_t len)
{
    uint64_t seen[4] = {0};
    unsigned count = 0;

    for (size_t n = 0; n < len; n++) {
        unsigned c = (unsigned)gk_text_get(t, i + n) & 0xff;

        count += (seen[c / 64] >> c % 64 & 1) == 0;
        seen[c / 64] |= UINT64_C(1) << c % 64;
    }
    return count;
}

bool gk_text_varied(const struct gk_text *t, size_t i, size_t len)
{
    return different(t, i, len) >= DIFFERENT && !has_sequence(t, i, len) &&
           !is_placeholder(t, i, len);
}

static unsigned kind_of(const struct gk_text *t, size_t i)
{
    if (gk_text_is(t, i, GK_DIGIT))
        return 1;
    if (gk_text_is(t, i, GK_LETTER))
        return gk_text_is(t, i, GK_UPPER) ? 2 : 3;
    return 4;
}

bool gk_text_random(const struct gk_text *t, size_t i, size_t len)
{
    bool digits = false, letters = false;
    size_t changes = 0;

    for (size_t n = 0; n < len; n++) {
        unsigned kind = kind_of(t, i + n);

        digits = digits || kind == 1;
        letters = letters || kind == 2 || kind == 3;
        changes += n > 0 && kind != kind_of(t, i + n - 1);
    }
    return letters && changes * (digits ? 4 : 3) >= len &&
           gk_text_varied(t, i, len);
}
