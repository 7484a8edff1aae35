/*
 * json_writer: JSON written as it is made, without a tree.
 *
 * A value on the stack of whoever writes; borrows the buffer. Reports of large
 * modules have many thousand values: a tree would hold them all, and running
 * out of memory would lose some of them silently. Here the buffer remembers it.
 *
 * Whoever writes gives keys in byte order; values come out as JSON.stringify
 * prints them.
 */
#ifndef GK_SCANNER_REPORT_JSON_WRITER_H
#define GK_SCANNER_REPORT_JSON_WRITER_H

#include "core/base/json.h"
#include "core/wasm/module.h"

typedef struct gk_json_writer {
    gk_buf *out; /* borrowed */
    bool pretty; /* two spaces a level; else all on one line */
    unsigned base, depth;
    uint64_t any;    /* bit: something stands at that depth */
    uint64_t arrays; /* bit: that depth is an array's */
} gk_json_writer;

/* The first value stands at `depth` levels of an outer document; what comes
 * before it (comma, line break) is the caller's. At most 60 levels. */
void gk_json_write_init(gk_json_writer *w, gk_buf *out, bool pretty,
                        unsigned depth);

/* `key` is NULL in an array, and for the first value. */
void gk_json_write_object(gk_json_writer *w, const char *key);
void gk_json_write_array(gk_json_writer *w, const char *key);
/* Ends the innermost of the two. */
void gk_json_write_end(gk_json_writer *w);

/* Ill-formed UTF-8 becomes U+FFFD. */
void gk_json_write_string(gk_json_writer *w, const char *key, const char *text);
void gk_json_write_bytes(gk_json_writer *w, const char *key, const void *bytes,
                         size_t len);
/* A failure of `text` becomes one of the writer's buffer. */
void gk_json_write_buf(gk_json_writer *w, const char *key, const gk_buf *text);
/* A module's name, control characters escaped and backslashes doubled; "…" and
 * no more after 1000 bytes. */
void gk_json_write_name(gk_json_writer *w, const char *key,
                        struct gk_name name);
void gk_json_write_printf(gk_json_writer *w, const char *key, const char *fmt,
                          ...) GK_PRINTF(3, 4);
void gk_json_write_number(gk_json_writer *w, const char *key, double value);
void gk_json_write_bool(gk_json_writer *w, const char *key, bool value);
void gk_json_write_null(gk_json_writer *w, const char *key);
/* A small tree that was made elsewhere; its keys are sorted. */
void gk_json_write_value(gk_json_writer *w, const char *key,
                         const gk_json *value);

#endif
