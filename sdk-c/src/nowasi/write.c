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

struct ciovec {
    uint32_t at;
    uint32_t len;
};

static void line_end(struct line *line)
{
    gk_nowasi_log(line->text, line->len);
    line->len = 0;
}

static void line_add(struct line *line, const char *text, size_t len)
{
    while (len > 0) {
        if (line->len == LINE_BYTES)
            line_end(line);
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
            gk_nowasi_log(text, n); /* whole, of any length */
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
