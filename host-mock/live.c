#include "host-mock/live.h"

#include <string.h>

static const char *const live_words[] = {
#define GK_LIVE(name, word) word,
    GK_LIVE_LIST(GK_LIVE)
#undef GK_LIVE
};

static gk_status fail_word(const char *word, size_t len, gk_error *err)
{
    gk_buf list = GK_BUF_INIT;

    for (unsigned i = 0; i < GK_LIVE_COUNT; i++)
        gk_buf_printf(&list, "%s%s", i > 0 ? ", " : "", live_words[i]);
    gk_fail(err, GK_E_USAGE, "option '--live' takes %s, found '%.*s'",
            gk_buf_text(&list), (int)len, word);
    gk_buf_clear(&list);
    return GK_E_USAGE;
}

static bool take_word(const char *word, size_t len, unsigned *out)
{
    for (unsigned i = 0; i < GK_LIVE_COUNT; i++)
        if (strlen(live_words[i]) == len &&
            memcmp(live_words[i], word, len) == 0) {
            *out |= 1u << i;
            return true;
        }
    return false;
}

bool gk_live_is_word(const char *word)
{
    unsigned doors = 0;

    return take_word(word, strlen(word), &doors);
}

gk_status gk_live_parse(const struct gk_opt_list *words, unsigned *out,
                        gk_error *err)
{
    unsigned doors = 0;

    for (size_t i = 0; i < words->count; i++) {
        const char *at = words->at[i];

        for (;;) {
            size_t len = strcspn(at, ",");

            if (!take_word(at, len, &doors))
                return fail_word(at, len, err);
            if (at[len] == '\0')
                break;
            at += len + 1;
        }
    }
    *out = doors;
    return GK_OK;
}
