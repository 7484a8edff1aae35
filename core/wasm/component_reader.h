/*
 * component_reader: a place in a component's bytes. Private to core/wasm.
 *
 * A function that reads leaves its problem behind before it returns false,
 * which only says that this section can be read no further.
 */
#ifndef GK_CORE_WASM_COMPONENT_READER_H
#define GK_CORE_WASM_COMPONENT_READER_H

#include "core/wasm/component.h"

struct gk_component_reader {
    gk_component *c;
    size_t at;       /* next byte */
    size_t end;      /* of what may be read now */
    uint8_t section; /* id, for problems */
    uint32_t depth;  /* 1 in the outer component */
    bool nomem;
};

/* Records what is wrong at `offset`; returns false. */
bool gk_component_problem(struct gk_component_reader *r, gk_status status,
                          size_t offset, const char *fmt, ...) GK_PRINTF(4, 5);

/* Each moves past what it reads; `what` names it in problems. */
bool gk_component_u32(struct gk_component_reader *r, uint32_t *out,
                      const char *what);
bool gk_component_byte(struct gk_component_reader *r, uint8_t *out,
                       const char *what);

/* The entries of a section from r->at to r->end; unknown ids are told. */
bool gk_component_entries(struct gk_component_reader *r);

#endif
