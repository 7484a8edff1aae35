#include "core/wasm/reader.h"

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/wasm/leb.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Long enough for every sentence here, short enough for hundreds of them. */
#define PROBLEM_TEXT_BYTES 320
#define ELLIPSIS           "\xe2\x80\xa6"

/* A copy of `text` in the arena. Problems are told even when tables have used
 * up the module's ceiling: their number and length are bounded anyway. */
static char *keep_text(struct gk_reader *r, const char *text)
{
    gk_arena *arena = &r->store->arena;
    size_t len = strlen(text) + 1;
    size_t max = arena->max;
    gk_status why;
    char *copy;

    arena->max = SIZE_MAX;
    copy = gk_arena_resize(arena, NULL, len, 1, &why);
    arena->max = max;
    if (copy != NULL)
        memcpy(copy, text, len);
    return copy;
}

static struct gk_problem *problem_slot(struct gk_reader *r,
                                       struct gk_problem **rows, uint32_t count)
{
    gk_arena *arena = &r->store->arena;
    size_t max = arena->max;
    gk_status why;

    if (count == 0) {
        arena->max = SIZE_MAX;
        *rows =
            gk_arena_resize(arena, NULL, GK_MAX_PROBLEMS, sizeof **rows, &why);
        arena->max = max;
    }
    return *rows == NULL ? NULL : *rows + count;
}

/* A module can have millions of problems; past the last row kept they must
 * cost nothing. */
static bool is_full(const struct gk_reader *r)
{
    const gk_module *m = r->m;

    return (r->custom ? m->note_count : m->problem_count) == GK_MAX_PROBLEMS;
}

static void add_problem(struct gk_reader *r, gk_status status, size_t offset,
                        const char *text)
{
    struct gk_problem **rows = r->custom ? &r->m->notes : &r->m->problems;
    uint32_t *count = r->custom ? &r->m->note_count : &r->m->problem_count;
    struct gk_problem *row;

    if (*count == GK_MAX_PROBLEMS - 1)
        text = "there are more, which are not listed";
    row = problem_slot(r, rows, *count);
    if (row != NULL) {
        row->status = status;
        row->offset = (uint32_t)offset;
        row->section = r->section;
        row->text = keep_text(r, text);
    }
    if (row == NULL || row->text == NULL)
        r->nomem = true;
    else
        (*count)++;
}

gk_status gk_reader_problem(struct gk_reader *r, gk_status status,
                            size_t offset, const char *fmt, ...)
{
    char text[PROBLEM_TEXT_BYTES];
    int used = 0;
    va_list args;

    if (is_full(r))
        return status;
    if (r->noun != NULL)
        used =
            snprintf(text, sizeof text, "%s %" PRIu32 ": ", r->noun, r->entry);
    va_start(args, fmt);
    vsnprintf(text + used, sizeof text - (size_t)used, fmt, args);
    va_end(args);
    add_problem(r, status, offset, text);
    return status;
}

struct gk_shown gk_reader_show(const struct gk_reader *r, struct gk_name name)
{
    struct gk_shown shown = {""};
    size_t len = name.len > 48 ? gk_utf8_floor(name.at, 48) : name.len;
    gk_buf buf = GK_BUF_LIMIT(sizeof shown.text - sizeof ELLIPSIS);

    if (is_full(r))
        return shown;
    /* Past its limit the buffer keeps the characters that fit. */
    gk_utf8_put_printable(&buf, name.at, len, false);
    snprintf(shown.text, sizeof shown.text, "%s%s", gk_buf_text(&buf),
             len < name.len || buf.status != GK_OK ? ELLIPSIS : "");
    gk_buf_clear(&buf);
    return shown;
}

/* Says why there is no memory. */
static void *refuse(struct gk_reader *r, gk_status why)
{
    if (why == GK_E_NOMEM)
        r->nomem = true;
    else
        gk_reader_problem(r, GK_E_LIMIT, r->at,
                          "entries need more than the %zu bytes of memory that"
                          " a module of %zu bytes is given",
                          r->store->arena.max, r->m->len);
    return NULL;
}

void *gk_reader_alloc(struct gk_reader *r, size_t count, size_t size)
{
    gk_status why;
    void *items = gk_arena_resize(&r->store->arena, NULL, count, size, &why);

    return items != NULL ? items : refuse(r, why);
}

void *gk_reader_grow(struct gk_reader *r, void *items, uint32_t count,
                     uint32_t *cap, size_t size)
{
    uint32_t want = *cap < 16 ? 16 : *cap * 2;
    gk_status why;
    void *grown;

    if (count < *cap)
        return items;
    grown = gk_arena_resize(&r->store->arena, items, want, size, &why);
    if (grown == NULL)
        return refuse(r, why);
    *cap = want;
    return grown;
}

/* The section's end came too early. Where the module itself ends early, that
 * is one problem, not two. */
static gk_status ends_in(struct gk_reader *r, const char *what)
{
    if (r->cut)
        return GK_E_EOF;
    return gk_reader_problem(r, GK_E_EOF, r->at, "the section ends in %s",
                             what);
}

/* Why no integer could be read: too few bytes, or too many. */
static gk_status bad_leb(struct gk_reader *r, unsigned bits, const char *what)
{
    size_t p = r->at;

    while (p < r->end && r->m->bytes[p] & 0x80 && p - r->at < bits / 7)
        p++;
    if (p == r->end)
        return ends_in(r, what);
    return gk_reader_problem(r, GK_E_MALFORMED, r->at,
                             "%s is no LEB128 integer of %u bits", what, bits);
}

gk_status gk_read_byte(struct gk_reader *r, uint8_t *out, const char *what)
{
    if (r->at >= r->end)
        return ends_in(r, what);
    *out = r->m->bytes[r->at++];
    return GK_OK;
}

gk_status gk_read_u32(struct gk_reader *r, uint32_t *out, const char *what)
{
    if (!gk_leb_u32(r->m->bytes, r->end, &r->at, out))
        return bad_leb(r, 32, what);
    return GK_OK;
}

gk_status gk_read_u64(struct gk_reader *r, uint64_t *out, const char *what)
{
    if (!gk_leb_u64(r->m->bytes, r->end, &r->at, out))
        return bad_leb(r, 64, what);
    return GK_OK;
}

gk_status gk_read_signed(struct gk_reader *r, bool wide, int64_t *out,
                         const char *what)
{
    const uint8_t *bytes = r->m->bytes;
    int32_t narrow;

    if (wide) {
        if (!gk_leb_s64(bytes, r->end, &r->at, out))
            return bad_leb(r, 64, what);
        return GK_OK;
    }
    if (!gk_leb_s32(bytes, r->end, &r->at, &narrow))
        return bad_leb(r, 32, what);
    *out = narrow;
    return GK_OK;
}

gk_status gk_read_skip(struct gk_reader *r, size_t len, const char *what)
{
    if (len > r->end - r->at)
        return ends_in(r, what);
    r->at += len;
    return GK_OK;
}

gk_status gk_read_name(struct gk_reader *r, struct gk_name *out,
                       const char *what)
{
    struct gk_name name;
    gk_status st = gk_read_u32(r, &name.len, what);

    if (st != GK_OK)
        return st;
    name.at = r->m->bytes + r->at;
    st = gk_read_skip(r, name.len, what);
    if (st != GK_OK)
        return st;
    if (name.len > GK_MAX_NAME_BYTES)
        gk_reader_problem(r, GK_E_LIMIT, r->at - name.len,
                          "%s of %" PRIu32 " bytes, at most %u", what, name.len,
                          GK_MAX_NAME_BYTES);
    if (!gk_utf8_valid(name.at, name.len))
        gk_reader_problem(r, GK_E_UTF8, r->at - name.len,
                          "%s '%s' is not UTF-8", what,
                          gk_reader_show(r, name).text);
    *out = name;
    return GK_OK;
}

gk_status gk_read_count(struct gk_reader *r, uint32_t max, size_t min_bytes,
                        uint32_t *out, const char *what)
{
    size_t offset = r->at;
    uint32_t count;
    gk_status st;

    *out = 0;
    if (r->absent)
        return GK_OK;
    st = gk_read_u32(r, &count, what);
    if (st != GK_OK)
        return st;
    if (count > max)
        return gk_reader_problem(r, GK_E_LIMIT, offset,
                                 "%s is %" PRIu32 ", at most %" PRIu32, what,
                                 count, max);
    if (count > (r->end - r->at) / min_bytes && !r->cut)
        return gk_reader_problem(r, GK_E_EOF, offset,
                                 "%s is %" PRIu32 ", the %zu bytes that follow"
                                 " hold at most %zu",
                                 what, count, r->end - r->at,
                                 (r->end - r->at) / min_bytes);
    if (count > (r->end - r->at) / min_bytes)
        count = (uint32_t)((r->end - r->at) / min_bytes) + 1;
    *out = count;
    return GK_OK;
}
