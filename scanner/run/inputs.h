/*
 * inputs: the paths of a run, one after another.
 *
 * They come from a list that is known beforehand, or from a stream of paths
 * that is read as it goes and never held.
 */
#ifndef GK_SCANNER_RUN_INPUTS_H
#define GK_SCANNER_RUN_INPUTS_H

#include "core/base/file.h"

/* Linux opens no longer path (PATH_MAX, without the NUL). */
#define GK_MAX_PATH_BYTES 4095

/* A value; owns its buffer. */
typedef struct gk_inputs {
    const gk_names *list; /* borrowed; NULL: it is a stream */
    size_t next;
    int fd;         /* borrowed */
    char separator; /* behind each path: newline or NUL */
    char *chunk;    /* owned */
    size_t at, len; /* in `chunk` */
    bool ended;
    gk_error broken; /* why the stream ended before its end */
} gk_inputs;

/* One of them. */
struct gk_input {
    const char *path; /* borrowed from the list, or from `own` */
    gk_buf own;
    gk_error why; /* not GK_OK: what stood there is no path; `path` says what */
};

void gk_inputs_of_list(gk_inputs *inputs, const gk_names *list);
/* Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_inputs_of_stream(gk_inputs *inputs, int fd,
                                           char separator, gk_error *err);
void gk_inputs_clear(gk_inputs *inputs);

void gk_input_init(struct gk_input *input);
void gk_input_clear(struct gk_input *input);

/*
 * The next path; false: there is none, or the stream is broken. Empty lines
 * are passed over. A line that cannot be a path (too long, a NUL in it, "-",
 * which is the list itself) is an input with `why`: every line counts.
 */
bool gk_inputs_next(gk_inputs *inputs, struct gk_input *input);

#endif
