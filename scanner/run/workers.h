/*
 * workers: a row of pieces of work, done by several threads, delivered in
 * order.
 *
 * Pieces live in a ring of slots that the caller owns. Each worker takes the
 * next piece, does it, and takes another; the calling thread delivers them as
 * they were taken. A piece is only taken while there is a free slot, so memory
 * does not grow with their number. Whoever takes may block (standard input):
 * what is done is delivered meanwhile.
 */
#ifndef GK_SCANNER_RUN_WORKERS_H
#define GK_SCANNER_RUN_WORKERS_H

#include "core/base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* More cores than any machine that runs this has for it. */
#define GK_MAX_JOBS 256

/* What is done. The first argument of each function is `arg`. */
struct gk_work {
    void *arg; /* borrowed */
    /* Fills a slot with the next piece; false: there is none. Called by one
     * thread at a time, in order of `number`. */
    bool (*take)(void *arg, void *slot, size_t number);
    /* Called by many threads at once, each with a slot of its own. */
    void (*make)(void *arg, void *slot, size_t number);
    /* In order, in the calling thread; empties the slot. */
    void (*deliver)(void *arg, void *slot, size_t number);
    /* In the calling thread when nothing is ready, before it waits, and again
     * every GK_WORKERS_TICK_MS while it does. */
    void (*idle)(void *arg);
};
#define GK_WORKERS_TICK_MS 100

struct gk_ring {
    void *slots; /* borrowed; `count` of them */
    size_t slot_bytes;
    size_t count; /* at least 1 */
};

/*
 * Does everything. With one thread asked for, or where none can be made, the
 * calling thread does it alone. Fails: GK_E_NOMEM (the machine has no lock to
 * give); nothing was done then.
 */
GK_NODISCARD gk_status gk_workers_run(const struct gk_work *work,
                                      const struct gk_ring *ring,
                                      unsigned threads, gk_error *err);

#endif
