/*
 * json: reading and writing JSON (RFC 8259) without memory of its own.
 *
 * Reading: a text is checked once, whole; then a value is a slice of it, and
 * looking something up walks the text. Slices are borrowed from the text.
 * Writing: into a buffer of the caller's; commas are the writer's business,
 * and a result that does not fit is noticed once, at the end.
 * Needs nothing of libc but memcpy and memcmp.
 */
#ifndef GUESTKIT_JSON_H
#define GUESTKIT_JSON_H

#include <guestkit/format.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Objects and arrays inside each other, reading and writing. */
#define GK_JSON_MAX_DEPTH 64

/* --- reading --------------------------------------------------------------
 * Every function takes a value that is not there (at == NULL), or of another
 * kind than it asks for, and gives its fallback. */

typedef enum gk_json_kind {
    GK_JSON_NONE, /* nothing there */
    GK_JSON_NULL,
    GK_JSON_BOOLEAN,
    GK_JSON_NUMBER,
    GK_JSON_STRING,
    GK_JSON_OBJECT,
    GK_JSON_ARRAY
} gk_json_kind;

typedef struct gk_json {
    const char *at; /* first byte of the value */
    size_t len;
} gk_json;

/*
 * Checks a text: one value, space around it, well-formed UTF-8, at most
 * GK_JSON_MAX_DEPTH deep. Returns the value; at == NULL when the text is wrong.
 */
gk_json gk_json_parse(const char *text, size_t len);

gk_json_kind gk_json_type(gk_json value);
/* "nothing", "null", "boolean", "number", "string", "object", "array" */
const char *gk_json_kind_name(gk_json_kind kind);

/* A member of an object; the last of several with the same key, as JavaScript
 * has it. Keys are compared after undoing escapes. */
gk_json gk_json_get(gk_json object, const char *key);

/*
 * Walks an object or array:
 *     gk_json_iter it = gk_json_each(list);
 *     while (gk_json_next(&it))
 *         use(it.key, it.value); // it.key: nothing in arrays
 */
typedef struct gk_json_iter {
    gk_json key;
    gk_json value;
    const char *at;  /* private */
    const char *end; /* private */
    bool object;     /* private */
} gk_json_iter;

gk_json_iter gk_json_each(gk_json container);
bool gk_json_next(gk_json_iter *it);
size_t gk_json_count(gk_json container);

bool gk_json_bool(gk_json value, bool fallback);

/* The nearest double, ties to even; infinite beyond the range. */
double gk_json_number(gk_json value, double fallback);

/* A number written without point or exponent that fits; smaller code than
 * gk_json_number. */
int64_t gk_json_int(gk_json value, int64_t fallback);

/*
 * Copies a string to out, escapes undone (\u0000 is a NUL byte, half a
 * surrogate pair U+FFFD), and ends it with NUL if cap > 0; cut when longer.
 * Returns the bytes the whole string has, without the NUL; 0 for no string.
 */
size_t gk_json_string(gk_json value, char *out, size_t cap);

/* As above, in the arena (memory.h); NULL for no string, or no memory. */
char *gk_json_string_alloc(gk_json value);

bool gk_json_string_is(gk_json value, const char *text);

/* --- writing -------------------------------------------------------------- */

typedef struct gk_writer {
    char *at;         /* borrowed; may be address 0 */
    size_t cap;       /* bytes at `at` */
    size_t len;       /* bytes the text has so far, also beyond cap */
    uint64_t objects; /* private: a bit for each open object */
    uint32_t depth;   /* private: open objects and arrays */
    bool comma;       /* private: the next value needs one */
    bool broken;      /* private: ends did not match, or too deep */
} gk_writer;

void gk_writer_init(gk_writer *w, char *at, size_t cap);

/* All that was put is in the buffer. When not, the buffer holds what fits. */
bool gk_writer_fits(const gk_writer *w);
/* Every object and array was ended. */
bool gk_writer_closed(const gk_writer *w);

void gk_put_object(gk_writer *w); /* { */
void gk_put_array(gk_writer *w);  /* [ */
void gk_put_end(gk_writer *w);    /* } or ] */
void gk_put_key(gk_writer *w, const char *key);
/* Quoted; control characters escaped, ill-formed UTF-8 becomes U+FFFD. NULL is
 * written as null. */
void gk_put_string(gk_writer *w, const char *text);
void gk_put_string_n(gk_writer *w, const char *text, size_t len);
/* As JavaScript prints numbers; NaN and the infinities as null. */
void gk_put_number(gk_writer *w, double value);
void gk_put_int(gk_writer *w, int64_t value);
void gk_put_bool(gk_writer *w, bool value);
void gk_put_null(gk_writer *w);
/* A value read before, as it stands; nothing there is written as null. */
void gk_put_json(gk_writer *w, gk_json value);

/* Bytes as they are: not quoted, no commas. For results that are plain text. */
void gk_put_text(gk_writer *w, const char *text);
void gk_put_bytes(gk_writer *w, const void *bytes, size_t len);

#ifdef __cplusplus
}
#endif
#endif
