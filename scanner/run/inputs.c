#include "scanner/run/inputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK_BYTES 65536
/* What a message shows of a line that is too long. */
#define SHOWN_BYTES 64

void gk_inputs_of_list(gk_inputs *inputs, const gk_names *list)
{
    *inputs = (gk_inputs){.list = list, .broken = GK_ERROR_INIT};
}

gk_status gk_inputs_of_stream(gk_inputs *inputs, int fd, char separator,
                              gk_error *err)
{
    char *chunk = malloc(CHUNK_BYTES);

    if (chunk == NULL)
        return gk_fail_nomem(err);
    *inputs = (gk_inputs){.fd = fd,
                          .separator = separator,
                          .chunk = chunk,
                          .broken = GK_ERROR_INIT};
    return GK_OK;
}

void gk_inputs_clear(gk_inputs *inputs)
{
    free(inputs->chunk);
    inputs->chunk = NULL;
}

void gk_input_init(struct gk_input *input)
{
    *input = (struct gk_input){.own = GK_BUF_LIMIT(GK_MAX_PATH_BYTES),
                               .why = GK_ERROR_INIT};
}

void gk_input_clear(struct gk_input *input)
{
    gk_buf_clear(&input->own);
    input->path = NULL;
}

/* More bytes; false: that was all. */
static bool fill(gk_inputs *in)
{
    ssize_t n;

    do
        n = read(in->fd, in->chunk, CHUNK_BYTES);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        gk_fail(&in->broken, GK_E_IO, "cannot read the list of paths: %s",
                strerror(errno));
    in->ended = n <= 0;
    in->at = 0;
    in->len = n > 0 ? (size_t)n : 0;
    return !in->ended;
}

/* Appends what a path may have of the bytes. */
static void keep(gk_buf *line, const char *bytes, size_t len)
{
    size_t room = GK_MAX_PATH_BYTES - line->len;

    gk_buf_put(line, bytes, len < room ? len : room);
}

/* Reads up to the separator, which is passed over, and counts the bytes.
 * False: the end of the stream came first. */
static bool take_line(gk_inputs *in, gk_buf *line, size_t *bytes)
{
    const char *start, *end;
    size_t len;

    do {
        if (in->at == in->len && !fill(in))
            return false;
        start = in->chunk + in->at;
        end = memchr(start, in->separator, in->len - in->at);
        len = end != NULL ? (size_t)(end - start) : in->len - in->at;
        keep(line, start, len);
        *bytes += len;
        in->at += len + (end != NULL);
    } while (end == NULL);
    return true;
}

/* What a line that is no path is called in the report: its beginning, not cut
 * within a character. */
static void shorten(gk_buf *own)
{
    if (own->len <= SHOWN_BYTES)
        return;
    own->len = SHOWN_BYTES;
    while (own->len > 0 && (own->data[own->len] & 0xc0) == 0x80)
        own->len--;
    gk_buf_puts(own, "…");
}

static void judge(struct gk_input *input, size_t bytes)
{
    gk_buf *own = &input->own;

    if (own->status != GK_OK)
        gk_fail_nomem(&input->why);
    else if (bytes > GK_MAX_PATH_BYTES)
        gk_fail(&input->why, GK_E_LIMIT,
                "a path of %zu bytes, no system opens more than %d", bytes,
                GK_MAX_PATH_BYTES);
    else if (memchr(own->data, '\0', own->len) != NULL)
        gk_fail(&input->why, GK_E_USAGE,
                "a path with a NUL in it, --null takes lists with NULs");
    else if (strcmp(gk_buf_text(own), "-") == 0)
        gk_fail(&input->why, GK_E_USAGE,
                "'-' is standard input, which is the list of paths");
    if (input->why.status != GK_OK)
        shorten(own);
}

static bool next_of_stream(gk_inputs *in, struct gk_input *input)
{
    size_t bytes = 0;

    while (bytes == 0)
        if (!take_line(in, &input->own, &bytes))
            break;
    if (bytes == 0 || in->broken.status != GK_OK)
        return false;
    judge(input, bytes);
    input->path = gk_buf_text(&input->own);
    return true;
}

bool gk_inputs_next(gk_inputs *inputs, struct gk_input *input)
{
    gk_buf_reset(&input->own);
    gk_error_clear(&input->why);
    if (inputs->list == NULL)
        return !inputs->ended && next_of_stream(inputs, input);
    if (inputs->next == inputs->list->count)
        return false;
    input->path = inputs->list->at[inputs->next++];
    return true;
}
