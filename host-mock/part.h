/*
 * part: what one part of a job (the load, a step) came to. The JSON it makes
 * is described in job.h.
 */
#ifndef GK_HOST_MOCK_PART_H
#define GK_HOST_MOCK_PART_H

#include "core/base/json.h"
#include "host-mock/vm/engine.h"

struct gk_part {
    gk_json *json;       /* owned until taken */
    const char *outcome; /* static; "ok" until told otherwise */
};

GK_NODISCARD gk_status gk_part_init(struct gk_part *part, const char *kind,
                                    gk_error *err);
void gk_part_clear(struct gk_part *part);

/* The first outcome that is not "ok" stays. */
void gk_part_outcome(struct gk_part *part, const char *outcome);
/* What the guest said, as "text", and as "json" when it is JSON. */
gk_status gk_part_text(struct gk_part *part, const void *bytes, size_t len);
/* The outcome and why, as "error". */
gk_status gk_part_error(struct gk_part *part, const char *outcome,
                        const char *text);
/* A trap, with `words` for its text: outcome "trap", "fuel", "timeout" or
 * "memory" by its kind. */
gk_status gk_part_trap(struct gk_part *part, const struct gk_trap *trap,
                       const char *words);
bool gk_part_ok(const struct gk_part *part);

#endif
