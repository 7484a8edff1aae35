/*
 * progress: one line on a terminal that says how far a run is.
 *
 * It appears when a run has taken a second, and is gone when the run ends.
 * Whoever writes to the terminal hides it first. Nothing is written when it is
 * off.
 */
#ifndef GK_SCANNER_RUN_PROGRESS_H
#define GK_SCANNER_RUN_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct gk_progress {
    FILE *out; /* borrowed; NULL: it is off */
    size_t done;
    size_t total; /* 0: not known */
    size_t found; /* files with findings that count */
    double started;
    double shown; /* when the line was last written */
    bool visible;
};

/* Starts at `now`, in seconds of any clock that only goes forward. */
void gk_progress_init(struct gk_progress *p, FILE *out, size_t total,
                      double now);
/* Writes the line if it is due. */
void gk_progress_tick(struct gk_progress *p, double now);
/* Takes the line away until the next tick. */
void gk_progress_hide(struct gk_progress *p);

/* Whether a stream is a terminal that can take a line away again. */
bool gk_progress_can(FILE *stream);

#endif
