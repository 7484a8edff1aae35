/* stdout and stderr, a line each to the host's log. */
#include "preview1.h"

#include <guestkit/nowasi.h>

#include <stdio.h>
#include <string.h>

/* Longest line that is put together from several writes; the rest of a longer
 * one becomes a line of its own. */
#define LINE_BYTES 1024

/* What was written since the last newline. */
struct line {
    size_t len;
    char text[LINE_BYTES];
};
static struct line lines[2]; /* of fd 1, of fd 2 */

static void log_line(const struct line *line, const char *text, size_t len)
{
    if (line == &lines[1])
        gk_nowasi_log_error(text, len);
    else
        gk_nowasi_log(text, len);
}

struct ciovec {
    uint32_t at;
    uint32_t len;
};

static void line_end(struct line *line)
{
    log_line(line, line->text, line->len);
    line->len = 0;
}

/* How many of the last bytes are a character that is not yet whole. */
static size_t begun(const struct line *line)
{
    for (size_t n = 1; n <= 3; n++) {
        unsigned char c = (unsigned char)line->text[line->len - n];

        if ((c & 0xc0) == 0x80)
            continue;
        return n < (c >= 0xf0   ? 4u
                    : c >= 0xe0 ? 3u
                    : c >= 0xc0 ? 2u
                                : 1u)
                   ? n
                   : 0;
    }
    return 0;
}

/* A line without an end: what is whole of it becomes one of its own. A host may
 * refuse half a character. */
static void line_full(struct line *line)
{
    size_t rest = begun(line);

    line->len -= rest;
    log_line(line, line->text, line->len);
    memmove(line->text, line->text + line->len, rest);
    line->len = rest;
}

static void line_add(struct line *line, const char *text, size_t len)
{
    while (len > 0) {
        if (line->len == LINE_BYTES)
            line_full(line);
        size_t room = LINE_BYTES - line->len;
        size_t n = len < room ? len : room;
        memcpy(line->text + line->len, text, n);
        line->len += n;
        text += n;
        len -= n;
    }
}

static void write_bytes(struct line *line, const char *text, size_t len)
{
    const char *newline;
    while (len > 0 && (newline = memchr(text, '\n', len)) != NULL) {
        size_t n = (size_t)(newline - text);
        if (line->len == 0) {
            log_line(line, text, n); /* whole, of any length */
        } else {
            line_add(line, text, n);
            line_end(line);
        }
        text += n + 1;
        len -= n + 1;
    }
    line_add(line, text, len);
}

/*
 * In the list of what is done after each call (guestkit/nowasi.h). The linker
 * keeps an entry that live code refers to, so it is there exactly when this
 * guest can write.
 */
GK_AT_END static gk_at_end_fn *const flush_at_end = gk_nowasi_flush;

int32_t GK_PREVIEW1(fd_write)(int32_t fd, int32_t iovs, int32_t count,
                              int32_t out)
{
    __asm__ volatile("" : : "r"(&flush_at_end));
    if (fd != 1 && fd != 2)
        return GK_WASI_EBADF;
    const struct ciovec *iov = GK_AT(const struct ciovec, iovs);
    uint32_t total = 0;
    for (int32_t i = 0; i < count; i++) {
        write_bytes(&lines[fd - 1], GK_AT(const char, iov[i].at), iov[i].len);
        total += iov[i].len;
    }
    *GK_AT(uint32_t, out) = total;
    return GK_WASI_OK;
}

void gk_nowasi_flush(void)
{
    fflush(NULL);
    for (int i = 0; i < 2; i++)
        if (lines[i].len > 0)
            line_end(&lines[i]);
}
