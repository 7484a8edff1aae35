/*
 * text-stats: what can be counted in a text. Three tools, no host function:
 * what a plugin computes needs no capability and no permission.
 */
#include "base64.h"
#include "text.h"
#include "words.h"

#include <guestkit/plugin.h>

/* Silent reading of English non-fiction: Brysbaert 2019, over 190 studies. */
#define WORDS_PER_MINUTE 238
#define MOST_WORDS       100

/*
 * The text that the call is about: "text", or "base64" for bytes that may be
 * anything. Returns what is wrong, or NULL.
 *
 * gk_arg_string would end at the first NUL; a text may hold some.
 */
static const char *read_text(const gk_call *call, struct text *out)
{
    bool encoded = gk_arg_given(call, "base64");
    gk_json value = gk_arg(call, encoded ? "base64" : "text");
    char *bytes;

    if (encoded == gk_arg_given(call, "text"))
        return "give either \"text\" or \"base64\"";
    bytes = gk_alloc(value.len); /* as JSON no text is shorter */
    if (bytes == NULL)
        return "no memory for a text of that length";
    out->len = gk_json_string(value, bytes, value.len);
    if (encoded && !base64_decode(bytes, &out->len))
        return "\"base64\" is not base64";
    out->at = bytes;
    return NULL;
}

static void put_count(gk_writer *out, const char *key, size_t n)
{
    gk_put_key(out, key);
    gk_put_int(out, (int64_t)n);
}

static int analyse(gk_call *call)
{
    int64_t speed = gk_arg_int(call, "words_per_minute", WORDS_PER_MINUTE);
    gk_writer *out = gk_result(call);
    struct text text;
    struct text_counts n;
    const char *problem = read_text(call, &text);

    if (problem != NULL)
        return gk_fail(call, problem);
    if (speed < 1 || speed > 10000)
        return gk_fail(call, "words_per_minute: wanted 1 to 10000");
    n = text_count(text);
    gk_put_object(out);
    put_count(out, "bytes", n.bytes);
    put_count(out, "characters", n.characters);
    put_count(out, "malformed", n.malformed);
    put_count(out, "words", n.words);
    put_count(out, "lines", n.lines);
    put_count(out, "sentences", n.sentences);
    gk_put_key(out, "reading_seconds");
    gk_put_int(out, ((int64_t)n.words * 60 + speed - 1) / speed);
    gk_put_end(out);
    return GK_OK;
}

/* The two tools that list words differ in their order and one number. */
static int list_words(gk_call *call, words_order *before, bool by_count)
{
    const struct word *best[MOST_WORDS];
    int64_t top = gk_arg_int(call, "top", 10);
    gk_writer *out = gk_result(call);
    struct text text;
    struct words words;
    size_t count;
    const char *problem = read_text(call, &text);

    if (problem != NULL)
        return gk_fail(call, problem);
    if (top < 1 || top > MOST_WORDS)
        return gk_failf(call, "top: wanted 1 to %d", MOST_WORDS);
    if (!words_collect(text, &words))
        return gk_fail(call, "no memory for the words of that text");
    count = words_best(&words, before, best, (size_t)top);
    gk_put_object(out);
    put_count(out, "distinct", words.count);
    gk_put_key(out, "words");
    gk_put_array(out);
    for (size_t i = 0; i < count; i++) {
        gk_put_object(out);
        gk_put_key(out, "word");
        gk_put_string_n(out, best[i]->text.at, best[i]->text.len);
        put_count(out, by_count ? "count" : "characters",
                  by_count ? best[i]->count : best[i]->characters);
        gk_put_end(out);
    }
    gk_put_end(out);
    gk_put_end(out);
    return GK_OK;
}

static int word_counts(gk_call *call)
{
    return list_words(call, words_more_often, true);
}

static int longest(gk_call *call)
{
    return list_words(call, words_longer, false);
}

static const gk_param analyse_params[] = {
    {"text", GK_STRING, "The text", GK_OPTIONAL},
    {"base64", GK_STRING, "The text's bytes in base64, instead of \"text\"",
     GK_OPTIONAL},
    {"words_per_minute", GK_NUMBER, "Reading speed; 238 if not given",
     GK_OPTIONAL},
};

static const gk_param list_params[] = {
    {"text", GK_STRING, "The text", GK_OPTIONAL},
    {"base64", GK_STRING, "The text's bytes in base64, instead of \"text\"",
     GK_OPTIONAL},
    {"top", GK_NUMBER, "How many words, 1 to 100; 10 if not given",
     GK_OPTIONAL},
};

/* Names of 7, 11 and 7 bytes: CortexPrism as it is today calls only tools whose
 * names have 3, 7, 11, 15 … */
static const gk_tool tools[] = {
    {"analyse",
     "Count the bytes, characters, words, lines and sentences of a text, and "
     "tell how long it takes to read",
     GK_PARAMS(analyse_params), analyse},
    {"word_counts", "List the most frequent words of a text",
     GK_PARAMS(list_params), word_counts},
    {"longest", "List the longest words of a text", GK_PARAMS(list_params),
     longest},
};

GK_PLUGIN(tools);
