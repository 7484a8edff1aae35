/*
 * component: what the scanner makes of a component: what its imports let it do,
 * and its core modules, each scanned as a module of its own.
 *
 * A core module inside links with its component, not with a host: what rules
 * say of its imports and exports, and what they say in a host's name, is left
 * out. The other findings join those of the file, with the module's number in
 * their place.
 */
#ifndef GK_SCANNER_COMPONENT_H
#define GK_SCANNER_COMPONENT_H

#include "core/wasm/component.h"
#include "scanner/facts.h"
#include "scanner/finding.h"

/* Core modules of one file that are scanned; a component is linked from a
 * handful. */
#define GK_MAX_INNER 64u

/* One core module inside. */
struct gk_inner {
    uint32_t offset; /* of its first byte in the file */
    uint32_t len;
    uint32_t depth;      /* 1: in the outer component */
    bool valid;          /* as gk_scan_valid says of a file */
    struct gk_name name; /* from its name section; borrowed from the file */
    uint32_t functions;  /* its own */
    uint32_t findings;   /* that joined the file's */
};

/* A value; owns its lists, borrows the file's bytes. */
typedef struct gk_component_scan {
    gk_component component;
    struct gk_inner *inner; /* owned */
    uint32_t inner_count;   /* the first GK_MAX_INNER at most */
} gk_component_scan;

/* Reads the component's outside. Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_component_scan_read(const void *bytes, size_t len,
                                              gk_component_scan *out,
                                              gk_error *err);
/* Scans the core modules inside and adds to `findings`. Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_component_scan_inner(gk_component_scan *scan,
                                               gk_findings *findings,
                                               gk_error *err);
void gk_component_scan_clear(gk_component_scan *scan);

/* Whether it is well-formed outside, and each core module valid. Fails with the
 * first problem: GK_E_MALFORMED and the like. */
GK_NODISCARD gk_status
gk_component_scan_check_valid(const gk_component_scan *scan, gk_error *err);

/* Bit per gk_effect that an interface of that name may lead to; 0: not known
 * ("wasi:http/types@0.2.3": the network). */
uint32_t gk_interface_effects(struct gk_name name);

/* Appends lines for the text report: what it can do by its imports, and a line
 * for each core module. */
gk_status gk_component_put_text(const gk_component_scan *scan, gk_buf *out);

#endif
