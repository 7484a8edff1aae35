#include "host-mock/testing/runner.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define MOST_PARALLEL 256u
/* Results wait for their turn to be told; a slow first job must not make all
 * others pile up. */
#define WINDOW 64u

static const struct gk_runner_ops children = {
    gk_child_start,  gk_child_fd,      gk_child_serve,
    gk_child_finish, gk_child_abandon,
};

struct slot {
    gk_child *child; /* NULL: free */
    size_t index;
    struct gk_job job;
};

/* A run of the runner. */
struct state {
    const struct gk_runner *runner;
    const struct gk_runner_ops *ops;
    struct slot *slots;
    struct pollfd *fds; /* one for each slot */
    unsigned parallel;
    unsigned active;
    size_t next;                        /* to be started */
    size_t told;                        /* to be told */
    bool ended[WINDOW + MOST_PARALLEL]; /* by index modulo its size */
};

#define ENDED(s, i) ((s)->ended[(i) % (WINDOW + MOST_PARALLEL)])

static void over(struct state *s, size_t index, gk_json *result,
                 const gk_error *err)
{
    s->runner->done(s->runner->context, index, result, err);
    ENDED(s, index) = true;
    while (s->told < s->next && ENDED(s, s->told)) {
        ENDED(s, s->told) = false;
        s->runner->tell(s->runner->context, s->told++);
    }
}

static struct slot *free_slot(struct state *s)
{
    struct slot *slot = s->slots;

    while (slot->child != NULL)
        slot++;
    return slot;
}

/* Starts the next job in a free slot, or ends it at once. */
static void start_next(struct state *s)
{
    struct slot *slot = free_slot(s);
    size_t index = s->next++;
    gk_error err = GK_ERROR_INIT;
    gk_status st;

    memset(&slot->job, 0, sizeof slot->job);
    slot->index = index;
    st = s->runner->prepare(s->runner->context, index, &slot->job, &err);
    if (st == GK_OK && slot->job.host != NULL)
        st = s->ops->start(&slot->job, &slot->child, &err);
    if (st != GK_OK)
        gk_fail(&err, st, "%s", gk_status_words(st));
    if (slot->child != NULL)
        s->active++;
    else
        over(s, index, NULL, &err);
}

static void start_some(struct state *s)
{
    while (s->active < s->parallel && s->next < s->runner->count &&
           s->next < s->told + WINDOW)
        start_next(s);
}

/* A child that does not talk as it should fails its job, not the run. */
static void serve(struct state *s, struct slot *slot)
{
    gk_error err = GK_ERROR_INIT;
    gk_json *result = NULL;
    bool done = false;
    gk_status st = s->ops->serve(slot->child, &done, &err);

    if (st == GK_OK && !done)
        return;
    if (st != GK_OK)
        s->ops->abandon(slot->child);
    else
        st = s->ops->finish(slot->child, &result, &err);
    if (st != GK_OK)
        gk_fail(&err, st, "%s", gk_status_words(st));
    slot->child = NULL;
    s->active--;
    over(s, slot->index, result, &err);
}

static gk_status wait_some(struct state *s, gk_error *err)
{
    for (unsigned i = 0; i < s->parallel; i++) {
        const gk_child *child = s->slots[i].child;

        s->fds[i].fd = child != NULL ? s->ops->fd(child) : -1;
        s->fds[i].events = POLLIN;
        s->fds[i].revents = 0;
    }
    if (poll(s->fds, s->parallel, -1) < 0 && errno != EINTR)
        return gk_fail(err, GK_E_IO, "cannot wait for guests: %s",
                       strerror(errno));
    for (unsigned i = 0; i < s->parallel; i++)
        if (s->fds[i].revents != 0 && s->slots[i].child != NULL)
            serve(s, &s->slots[i]);
    return GK_OK;
}

gk_status gk_runner_run(const struct gk_runner *runner, gk_error *err)
{
    struct state s = {.runner = runner, .ops = runner->ops};
    gk_status st = GK_OK;

    if (s.ops == NULL)
        s.ops = &children;
    s.parallel = runner->parallel > 0 ? runner->parallel : 1;
    if (s.parallel > MOST_PARALLEL)
        s.parallel = MOST_PARALLEL;
    if (s.parallel > runner->count && runner->count > 0)
        s.parallel = (unsigned)runner->count;
    s.slots = calloc(s.parallel, sizeof *s.slots);
    s.fds = calloc(s.parallel, sizeof *s.fds);
    if (s.slots == NULL || s.fds == NULL)
        st = gk_fail_nomem(err);
    while (st == GK_OK && s.told < runner->count) {
        start_some(&s);
        if (s.active > 0)
            st = wait_some(&s, err);
    }
    for (unsigned i = 0; s.slots != NULL && i < s.parallel; i++)
        if (s.slots[i].child != NULL)
            s.ops->abandon(s.slots[i].child);
    free(s.slots);
    free(s.fds);
    return st;
}
