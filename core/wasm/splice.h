/*
 * splice: what edits are made of: ranges of the old bytes, new sections.
 *
 * Private to core/wasm. Appends remember a failure in the buffer, so that only
 * gk_splice_finish needs a look.
 */
#ifndef GK_CORE_WASM_SPLICE_H
#define GK_CORE_WASM_SPLICE_H

#include "core/wasm/module.h"
#include "core/wasm/reader.h"

/* Appends the module's bytes [from, to). */
void gk_splice_range(const gk_module *m, size_t from, size_t to, gk_buf *out);
/* Appends a section: id, size, payload. */
void gk_splice_section(uint8_t id, const gk_buf *payload, gk_buf *out);
/* Offset behind a section's last byte. */
size_t gk_splice_end(const struct gk_section *section);
/* The first section with that id, or NULL. */
const struct gk_section *gk_splice_find(const gk_module *m, uint8_t id);
/* Did all appends since length `from` work? If not, `out` is cut back. */
GK_NODISCARD gk_status gk_splice_finish(gk_buf *out, size_t from,
                                        gk_error *err);

#endif
