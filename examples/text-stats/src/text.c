#include "text.h"

/* --- characters ----------------------------------------------------------- */

/* What a first byte promises: how many follow, and which second one is right
 * (Unicode 15, table 3-7). */
struct lead {
    unsigned char from, to;
    unsigned char more;
    unsigned char second_from, second_to;
};

static const struct lead leads[] = {
    {0xc2, 0xdf, 1, 0x80, 0xbf}, {0xe0, 0xe0, 2, 0xa0, 0xbf},
    {0xe1, 0xec, 2, 0x80, 0xbf}, {0xed, 0xed, 2, 0x80, 0x9f},
    {0xee, 0xef, 2, 0x80, 0xbf}, {0xf0, 0xf0, 3, 0x90, 0xbf},
    {0xf1, 0xf3, 3, 0x80, 0xbf}, {0xf4, 0xf4, 3, 0x80, 0x8f},
};

static const struct lead *find_lead(unsigned char byte)
{
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
        if (byte >= leads[i].from && byte <= leads[i].to)
            return &leads[i];
    return NULL;
}

static unsigned char take(struct text *rest)
{
    rest->len--;
    return (unsigned char)*rest->at++;
}

uint32_t text_next(struct text *rest)
{
    unsigned char byte = take(rest);
    const struct lead *lead;
    uint32_t point;

    if (byte < 0x80)
        return byte;
    lead = find_lead(byte);
    if (lead == NULL)
        return TEXT_MALFORMED;
    point = byte & (0x3fu >> lead->more);
    for (unsigned i = 0; i < lead->more; i++) {
        unsigned char low = i == 0 ? lead->second_from : 0x80;
        unsigned char high = i == 0 ? lead->second_to : 0xbf;

        if (rest->len == 0 || (unsigned char)*rest->at < low ||
            (unsigned char)*rest->at > high)
            return TEXT_MALFORMED;
        point = point << 6 | (take(rest) & 0x3fu);
    }
    return point;
}

size_t text_characters(struct text text)
{
    size_t n = 0;

    for (; text.len > 0; n++)
        text_next(&text);
    return n;
}

/* --- words ---------------------------------------------------------------- */

/* What stands between words beyond ASCII: a rough list, as Unicode's own tables
 * would be several times the size of this plugin. */
static const struct {
    uint32_t from, to;
} between[] = {
    {0x0080, 0x00a9},
    {0x00ab, 0x00b4}, /* controls, blanks, signs … */
    {0x00b6, 0x00b9},
    {0x00bb, 0x00bf}, /* … around the letters ª µ º */
    {0x00d7, 0x00d7},
    {0x00f7, 0x00f7}, /* × ÷ */
    {0x2000, 0x206f},
    {0x20a0, 0x20cf}, /* blanks, dashes, quotes; money */
    {0x2190, 0x2bff}, /* arrows, mathematics, boxes */
    {0x3000, 0x3003},
    {0x3008, 0x3020}, /* 、 。 「 」 */
    {0xfe00, 0xfe0f},
    {0xfeff, 0xfeff}, /* selectors, byte order mark */
    {0xff01, 0xff0f},
    {0xff1a, 0xff20}, /* wide ASCII */
    {0xfffd, 0xfffd},
    {0x1f000, 0x1faff}, /* emoji */
    {TEXT_MALFORMED, TEXT_MALFORMED},
};

/* Letters and digits. */
static bool is_letter(uint32_t point)
{
    if (point < 0x80)
        return (point >= '0' && point <= '9') ||
               ((point | 0x20) >= 'a' && (point | 0x20) <= 'z');
    for (size_t i = 0; i < sizeof between / sizeof *between; i++)
        if (point >= between[i].from && point <= between[i].to)
            return false;
    return true;
}

static bool is_digit(uint32_t point)
{
    return point >= '0' && point <= '9';
}

/* What may stand inside a word, before such a letter: don't, so-called, 3.5 */
static bool joins(uint32_t point, uint32_t letter)
{
    if (point == '.' || point == ',')
        return is_digit(letter);
    return is_letter(letter) &&
           (point == '\'' || point == '-' || point == 0x2019);
}

/* Takes a joint if one follows, with a letter after it. */
static bool take_joint(struct text *rest)
{
    struct text ahead = *rest, after;
    uint32_t point;

    if (ahead.len < 2)
        return false;
    point = text_next(&ahead);
    after = ahead;
    if (after.len == 0 || !joins(point, text_next(&after)))
        return false;
    *rest = ahead;
    return true;
}

/* Takes letters as long as there are any; false when there was none. */
static bool take_letters(struct text *rest)
{
    bool any = false;

    while (rest->len > 0) {
        struct text ahead = *rest;

        if (!is_letter(text_next(&ahead)))
            break;
        *rest = ahead;
        any = true;
    }
    return any;
}

bool text_next_word(struct text *rest, struct text *word, struct text *gap)
{
    struct text start = *rest, before = *rest;

    while (rest->len > 0 && !take_letters(rest)) {
        text_next(rest);
        before = *rest;
    }
    if (gap != NULL)
        *gap = (struct text){start.at, start.len - before.len};
    if (before.len == 0)
        return false;
    while (take_joint(rest))
        take_letters(rest);
    *word = (struct text){before.at, before.len - rest->len};
    return true;
}

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool text_same_word(struct text a, struct text b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (fold(a.at[i]) != fold(b.at[i]))
            return false;
    return true;
}

/* --- counting ------------------------------------------------------------- */

/* A full stop with something after it in the gap: "a.b" has none. */
static bool ends_sentence(struct text gap, bool last)
{
    bool ended = false;

    while (gap.len > 0) {
        uint32_t point = text_next(&gap);

        if (point == 0x3002 || point == 0xff01 || point == 0xff1f)
            return true;
        if (point == '.' || point == '!' || point == '?' || point == 0x2026)
            ended = ended || last || gap.len > 0;
    }
    return ended;
}

static void count_words(struct text text, struct text_counts *out)
{
    struct text word, gap;
    bool open = false; /* a sentence has begun */
    bool more;

    do {
        more = text_next_word(&text, &word, &gap);
        if (open && ends_sentence(gap, !more)) {
            out->sentences++;
            open = false;
        }
        out->words += more;
        open = open || more;
    } while (more);
    out->sentences += open;
}

struct text_counts text_count(struct text text)
{
    struct text_counts out = {.bytes = text.len};
    struct text rest = text;
    uint32_t point = '\n';

    for (; rest.len > 0; out.characters++) {
        point = text_next(&rest);
        out.malformed += point == TEXT_MALFORMED;
        out.lines += point == '\n';
    }
    out.lines += point != '\n';
    count_words(text, &out);
    return out;
}
