/*
 * validate_bodies: a row of bodies, checked one after the other by one thread.
 *
 * Private to core/wasm. A module's bodies are cut into parts by their bytes
 * alone, never by the machine's cores, so that what is found does not depend
 * on them; parts know nothing of each other until they are put together.
 */
#ifndef GK_CORE_WASM_VALIDATE_BODIES_H
#define GK_CORE_WASM_VALIDATE_BODIES_H

#include "core/wasm/calls_gather.h"
#include "core/wasm/validate_body.h"

/* More are not worth their memory. */
#define GK_MAX_PARTS 8u

struct gk_bodies {
    struct gk_body b;
    struct gk_gather gather;
    gk_arena arena;      /* the check's memory, its problems */
    gk_validation v;     /* what is found in these bodies; its calls are as
                            calls_gather.h says */
    uint32_t first, end; /* bodies */
    gk_status status;
};

/* What all parts of a module share; borrowed. */
struct gk_body_rules {
    const gk_module *m;
    const struct gk_sig *sigs, *vectors;
    const uint8_t *global_types;
    bool careful;
};

/* `calls` as gk_calls_make made them. Which bodies it has, and where its
 * gatherer puts targets, is for whoever cuts the module. */
void gk_bodies_init(struct gk_bodies *part, const struct gk_body_rules *rules,
                    const gk_calls *calls, const struct gk_alloc *alloc);
/* Checks all of it; `status` is then GK_OK or GK_E_NOMEM. */
void gk_bodies_check(struct gk_bodies *part);
void gk_bodies_clear(struct gk_bodies *part);

#endif
