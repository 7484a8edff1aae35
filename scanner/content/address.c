/*
 * Addresses of the Internet in text. Four numbers with dots are as often a
 * version, an object identifier or the number of a section, so what stands
 * around them decides.
 */
#include "scanner/content/ip.h"
#include "scanner/content/seek.h"

#include <string.h>

/* Characters around a number in which a sentence shows. */
#define CONTEXT 40u

/* Whether the word that touches `i` from the left holds "://". */
static bool url_before(const struct gk_text *t, size_t i)
{
    for (size_t n = 0; n < 64 && gk_text_is(t, i - n - 1, GK_VISIBLE); n++)
        if (gk_text_get(t, i - n - 1) == ':' &&
            gk_text_has(t, i - n - 1, "://", 3, false))
            return true;
    return false;
}

/* "version 1.2.3.4", "Section: 1.2.3.4", "(rev. 1.2.3.4)" */
static bool version_before(const struct gk_text *t, size_t i)
{
    static const char *const words[] = {
        "version", "ver",     "release", "rev",    "build", "section",
        "sec",     "chapter", "rfc",     "clause", "oid",   "table"};

    for (unsigned n = 0; n < 4; n++, i--)
        if (!gk_text_is(t, i - 1,
                        GK_SPACE | GK_DOT | GK_QUOTE | GK_COLON | GK_MARK))
            break;
    if (!gk_text_is(t, i - 1, GK_LETTER))
        return false;
    for (size_t w = 0; w < sizeof words / sizeof *words; w++)
        if (gk_text_ends(t, i, words[w]))
            return true;
    return false;
}

/* What cannot stand before an address: a part of a longer number or name, a
 * product's version (curl/7.1.2.3, v1.2.3.4), a URL, which GK032 speaks of. */
static bool starts_well(const struct gk_text *t, size_t i)
{
    int before = gk_text_get(t, i - 1);

    if (before == '.' || before == '_' || before == '-' || before == '/' ||
        before == '+')
        return false;
    if (gk_lower(before) == 'v' && !gk_text_is(t, i - 2, GK_LETTER))
        return false;
    return before != '@' || !url_before(t, i);
}

/* Nor after it: more of the number, 1.2.3.4-beta, a network's length. */
static bool ends_well(const struct gk_text *t, size_t end)
{
    int after = gk_text_get(t, end);

    if (after == '.' || after == '-')
        return !gk_text_is(t, end + 1, GK_ALNUM);
    return after != '_' && after != '+' &&
           !(after == '/' && gk_text_is(t, end + 1, GK_DIGIT));
}

/* A word of a sentence: a gap between words in the text before or behind. */
static bool in_prose(const struct gk_text *t, size_t i, size_t len)
{
    size_t before = gk_text_run_back(t, i, GK_PRINTS, CONTEXT);
    size_t behind = gk_text_run(t, i + len, GK_PRINTS, CONTEXT);
    size_t from = i - before, to = i + len + behind;
    unsigned gaps = 0;
    int c = gk_text_get(t, i - 1);

    if (c != ' ' && c != '(' && gk_text_get(t, i + len) != ' ')
        return false;
    for (size_t n = from; n < to; n++)
        gaps += gk_text_get(t, n) == ' ' && gk_text_is(t, n - 1, GK_LETTER) &&
                gk_text_is(t, n + 1, GK_LETTER);
    return gaps >= 3;
}

static bool well_known_server(uint32_t a)
{
    return a == 0x01010101 || a == 0x01000001 || a == 0x08080808 ||
           a == 0x08080404 || a == 0x09090909;
}

/* Numbers as small as those of versions and sections. */
static bool is_small(uint32_t a)
{
    return (a >> 24) < 32 && (a >> 16 & 0xff) < 32 && (a >> 8 & 0xff) < 64 &&
           (a & 0xff) < 100;
}

/* 10.0.0.0, 172.16.0.0, 255.255.255.0: networks and masks; 2.5.29.15 and
 * 1.3.6.1: object identifiers. */
static bool is_no_machine(uint32_t a)
{
    return (a & 0xffff) == 0 || a >> 16 == 0x0205 || a >> 16 == 0x0103;
}

/* How much the address matters where it stands. */
static struct gk_ip_use judge(const struct gk_text *t, size_t i, size_t len,
                              uint32_t a)
{
    struct gk_ip_use use = gk_ip4_use(a);
    bool port =
        gk_text_get(t, i + len) == ':' && gk_text_is(t, i + len + 1, GK_DIGIT);
    bool glued =
        gk_text_is(t, i - 1, GK_LETTER) || gk_text_is(t, i + len, GK_LETTER);
    bool small = is_small(a) && !well_known_server(a);

    if (is_no_machine(a) || (glued && (small || (a >> 24) < 32)))
        use.told = false;
    if (port)
        return use;
    if (version_before(t, i)) {
        use.told = use.told && !is_small(a);
        use.severity = GK_SEVERITY_NOTE;
    } else if (small || in_prose(t, i, len)) {
        use.severity = GK_SEVERITY_NOTE;
    }
    return use;
}

static void tell(struct gk_seeker *s, const struct gk_text *t, size_t i,
                 size_t len, const struct gk_ip_use *use)
{
    struct gk_text key = gk_text_part(t, i, len);
    struct gk_hit *hit =
        gk_seek_found(s, GK_HIT_ADDRESS, use->severity, t, i, use->words, &key);
    gk_buf text = GK_BUF_INIT;

    if (hit == NULL)
        return;
    gk_text_put(&key, &text);
    if (use->words[0] != '\0')
        gk_buf_printf(&text, ", %s", use->words);
    gk_seek_show(s, GK_HIT_ADDRESS, hit, &text);
}

/* At a dot between digits. */
static void look_ip4(struct gk_seeker *s, const struct gk_text *t, size_t i,
                     const void *row)
{
    size_t before = gk_text_run_back(t, i, GK_DIGIT, 4);
    struct gk_ip_use use;
    uint32_t address;
    size_t len;

    (void)row;
    if (before == 0 || before > 3 || gk_text_get(t, i - before - 1) == '.')
        return;
    i -= before;
    len = gk_ip4_read(t, i, &address);
    if (len == 0 || !starts_well(t, i) || !ends_well(t, i + len))
        return;
    use = judge(t, i, len, address);
    if (use.told)
        tell(s, t, i, len, &use);
}

/* Nothing that makes it a part of something longer. */
static bool stands_alone(const struct gk_text *t, size_t i, size_t len)
{
    static const unsigned part = GK_WORD | GK_DASH | GK_DOT | GK_PLUS_SLASH;

    return !gk_text_is(t, i - 1, part) && !gk_text_is(t, i + len, part);
}

static size_t run_of_groups(const struct gk_text *t, size_t i)
{
    size_t n = 0;

    while (n < 40 &&
           (gk_text_is(t, i + n, GK_HEX) || gk_text_get(t, i + n) == ':'))
        n++;
    return n;
}

/* At a colon with a hex digit before it. C++ and Rust write a::b;
 * addresses that lead anywhere begin with a group of four digits. */
static void look_ip6(struct gk_seeker *s, const struct gk_text *t, size_t i,
                     const void *row)
{
    size_t before = gk_text_run_back(t, i, GK_HEX, 5);
    struct gk_ip_use use;
    uint16_t address[8];
    size_t len;

    (void)row;
    if (before != 4 || i - before < s->done[GK_DONE_IPV6] ||
        gk_text_get(t, i - before - 1) == ':')
        return;
    i -= before;
    len = run_of_groups(t, i);
    s->done[GK_DONE_IPV6] = i + len;
    if (!stands_alone(t, i, len) || !gk_ip6_read(t, i, len, address) ||
        (gk_text_get(t, i - 1) == '[' && url_before(t, i)))
        return;
    use = gk_ip6_use(address);
    if (use.told)
        tell(s, t, i, len, &use);
}

void gk_address_triggers(struct gk_seeker *s)
{
    static const struct gk_trigger dot = {.text = ".",
                                          .len = 1,
                                          .kind = GK_HIT_ADDRESS,
                                          .look = look_ip4,
                                          .before = GK_DIGIT,
                                          .after = GK_DIGIT};
    static const struct gk_trigger colon = {.text = ":",
                                            .len = 1,
                                            .kind = GK_HIT_ADDRESS,
                                            .look = look_ip6,
                                            .before = GK_HEX,
                                            .after = GK_HEX | GK_COLON};

    gk_seek_add(s, &dot);
    gk_seek_add(s, &colon);
}
