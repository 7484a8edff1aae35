#include "scanner/run/workers.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

struct crew {
    const struct gk_work *work;
    const struct gk_ring *ring;
    bool *made;             /* owned; for each slot: ready to be delivered */
    pthread_mutex_t taking; /* held by the worker whose turn it is to take */
    pthread_mutex_t lock;   /* of everything below, and of `made` */
    pthread_cond_t room;    /* a slot was delivered */
    pthread_cond_t ready;   /* the next slot was made, or all is taken */
    size_t taken;
    size_t delivered;
    bool ended; /* there is nothing more to take */
};

static void *slot_of(const struct crew *c, size_t number)
{
    return (char *)c->ring->slots +
           number % c->ring->count * c->ring->slot_bytes;
}

static void wait_for_room(struct crew *c)
{
    pthread_mutex_lock(&c->lock);
    while (c->taken - c->delivered == c->ring->count)
        pthread_cond_wait(&c->room, &c->lock);
    pthread_mutex_unlock(&c->lock);
}

static void note_taken(struct crew *c, bool took)
{
    pthread_mutex_lock(&c->lock);
    if (took) {
        c->taken++;
    } else {
        c->ended = true;
        pthread_cond_signal(&c->ready);
    }
    pthread_mutex_unlock(&c->lock);
}

/* Takes the next piece; false: there is none. Only the one who holds `taking`
 * changes `taken` and `ended`. */
static bool take(struct crew *c, size_t *number)
{
    bool took = false;

    pthread_mutex_lock(&c->taking);
    if (!c->ended) {
        wait_for_room(c);
        *number = c->taken;
        took = c->work->take(c->work->arg, slot_of(c, *number), *number);
        note_taken(c, took);
    }
    pthread_mutex_unlock(&c->taking);
    return took;
}

static void *work_on(void *arg)
{
    struct crew *c = arg;
    size_t number;

    while (take(c, &number)) {
        c->work->make(c->work->arg, slot_of(c, number), number);
        pthread_mutex_lock(&c->lock);
        c->made[number % c->ring->count] = true;
        if (number == c->delivered)
            pthread_cond_signal(&c->ready);
        pthread_mutex_unlock(&c->lock);
    }
    return NULL;
}

static void wait_a_tick(struct crew *c)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += GK_WORKERS_TICK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_cond_timedwait(&c->ready, &c->lock, &until);
}

/* Whether there is nothing to do but to wait. */
static bool must_wait(const struct crew *c)
{
    return !c->made[c->delivered % c->ring->count] &&
           (!c->ended || c->delivered != c->taken);
}

/* Whether the next piece is made; false: all are delivered. */
static bool wait_for_next(struct crew *c)
{
    bool next;

    pthread_mutex_lock(&c->lock);
    while (must_wait(c)) {
        pthread_mutex_unlock(&c->lock);
        c->work->idle(c->work->arg);
        pthread_mutex_lock(&c->lock);
        if (must_wait(c))
            wait_a_tick(c);
    }
    next = c->made[c->delivered % c->ring->count];
    pthread_mutex_unlock(&c->lock);
    return next;
}

static void deliver_all(struct crew *c)
{
    while (wait_for_next(c)) {
        size_t number = c->delivered;

        c->work->deliver(c->work->arg, slot_of(c, number), number);
        pthread_mutex_lock(&c->lock);
        c->made[number % c->ring->count] = false;
        c->delivered++;
        pthread_cond_signal(&c->room);
        pthread_mutex_unlock(&c->lock);
    }
}

static void do_alone(const struct gk_work *work, void *slot)
{
    for (size_t number = 0;; number++) {
        work->idle(work->arg);
        if (!work->take(work->arg, slot, number))
            return;
        work->make(work->arg, slot, number);
        work->deliver(work->arg, slot, number);
    }
}

static unsigned start(struct crew *c, pthread_t *threads, unsigned wanted)
{
    unsigned count = 0;

    while (count < wanted &&
           pthread_create(&threads[count], NULL, work_on, c) == 0)
        count++;
    return count;
}

static gk_status init(struct crew *c, gk_error *err)
{
    pthread_condattr_t attr;
    bool fine;

    c->made = calloc(c->ring->count, sizeof *c->made);
    if (c->made == NULL)
        return gk_fail_nomem(err);
    fine = pthread_condattr_init(&attr) == 0 &&
           pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0 &&
           pthread_cond_init(&c->ready, &attr) == 0 &&
           pthread_cond_init(&c->room, NULL) == 0 &&
           pthread_mutex_init(&c->lock, NULL) == 0 &&
           pthread_mutex_init(&c->taking, NULL) == 0;
    if (fine)
        return GK_OK;
    free(c->made);
    return gk_fail_nomem(err);
}

static void clear(struct crew *c)
{
    pthread_mutex_destroy(&c->taking);
    pthread_mutex_destroy(&c->lock);
    pthread_cond_destroy(&c->room);
    pthread_cond_destroy(&c->ready);
    free(c->made);
}

gk_status gk_workers_run(const struct gk_work *work, const struct gk_ring *ring,
                         unsigned threads, gk_error *err)
{
    struct crew c = {.work = work, .ring = ring};
    pthread_t ids[GK_MAX_JOBS];
    unsigned count = 0;
    gk_status st;

    if (threads <= 1) {
        do_alone(work, ring->slots);
        return GK_OK;
    }
    st = init(&c, err);
    if (st != GK_OK)
        return st;
    count = start(&c, ids, threads < GK_MAX_JOBS ? threads : GK_MAX_JOBS);
    if (count == 0)
        do_alone(work, ring->slots);
    else
        deliver_all(&c);
    for (unsigned i = 0; i < count; i++)
        pthread_join(ids[i], NULL);
    clear(&c);
    return GK_OK;
}
