/*
 * live: which doors to the real world stand open (`--live WORD`).
 */
#ifndef GK_HOST_MOCK_LIVE_H
#define GK_HOST_MOCK_LIVE_H

#include "core/base/opts.h"

#ifdef __cplusplus
extern "C" {
#endif

/* GK_LIVE(NAME, "word"): to add one, add a row. */
#define GK_LIVE_LIST(GK_LIVE)                                                  \
    GK_LIVE(HTTP, "http")                                                      \
    GK_LIVE(LLM, "llm")                                                        \
    GK_LIVE(SHELL, "shell")                                                    \
    GK_LIVE(TOOLS, "tools")                                                    \
    GK_LIVE(FS, "fs")

enum {
#define GK_LIVE(name, word) GK_LIVE_NUMBER_##name,
    GK_LIVE_LIST(GK_LIVE)
#undef GK_LIVE
        GK_LIVE_COUNT
};

/* Bits of a set of doors. */
enum {
#define GK_LIVE(name, word) GK_LIVE_##name = 1 << GK_LIVE_NUMBER_##name,
    GK_LIVE_LIST(GK_LIVE)
#undef GK_LIVE
};

/* The words given; each may hold several, with commas between them.
 * Fails: GK_E_USAGE "option '--live' takes http, llm, found 'x'". */
GK_NODISCARD gk_status gk_live_parse(const struct gk_opt_list *words,
                                     unsigned *out, gk_error *err);

/* Whether a door of that name can be opened. */
bool gk_live_is_word(const char *word);

#ifdef __cplusplus
}
#endif
#endif
