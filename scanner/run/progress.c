#include "scanner/run/progress.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Seconds: what takes less needs no line. */
#define PATIENCE 1.0
/* Seconds between two lines: more often nobody reads it. */
#define PACE 0.1

void gk_progress_init(struct gk_progress *p, FILE *out, size_t total,
                      double now)
{
    *p = (struct gk_progress){.out = out, .total = total, .started = now};
}

void gk_progress_tick(struct gk_progress *p, double now)
{
    if (p->out == NULL || now - p->started < PATIENCE ||
        (p->visible && now - p->shown < PACE))
        return;
    fprintf(p->out, "\r\x1b[Kscanned %zu", p->done);
    if (p->total > 0)
        fprintf(p->out, " of %zu", p->total);
    fprintf(p->out, ", %zu with findings", p->found);
    fflush(p->out);
    p->visible = true;
    p->shown = now;
}

void gk_progress_hide(struct gk_progress *p)
{
    if (!p->visible)
        return;
    fputs("\r\x1b[K", p->out);
    fflush(p->out);
    p->visible = false;
}

bool gk_progress_can(FILE *stream)
{
    const char *term = getenv("TERM");

    return isatty(fileno(stream)) && term != NULL && strcmp(term, "dumb") != 0;
}
