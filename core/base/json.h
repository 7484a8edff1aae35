/*
 * json: strict JSON (RFC 8259) as a tree, printed as JavaScript prints it.
 *
 * This pair is the only caller of cJSON, which holds the tree. What cJSON
 * alone would get wrong is checked or rewritten before it sees the text:
 * leading zeros, trailing text, ill-formed UTF-8, equal keys, depth beyond
 * GK_MAX_JSON_DEPTH, long numbers, \u0000 and lone surrogates (kept).
 *
 * A tree is owned by whoever parsed or made it; gk_json_free its root.
 * Strings are bytes with a length: they may hold NUL.
 */
#ifndef GK_CORE_BASE_JSON_H
#define GK_CORE_BASE_JSON_H

#include "core/base/buf.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cJSON gk_json;

typedef enum gk_json_kind {
    GK_JSON_NULL,
    GK_JSON_BOOL,
    GK_JSON_NUMBER,
    GK_JSON_STRING,
    GK_JSON_ARRAY,
    GK_JSON_OBJECT
} gk_json_kind;

/*
 * Parses one JSON text. A leading BOM is an error, as in RFC 8259.
 * Fails: GK_E_SYNTAX with "line L, column C: …", GK_E_LIMIT, GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_json_parse(const void *text, size_t len,
                                     gk_json **out, gk_error *err);
/* What guestkit itself has written, around JSON that gk_json_parse reads: to
 * GK_MAX_OWN_JSON_DEPTH. */
GK_NODISCARD gk_status gk_json_parse_own(const void *text, size_t len,
                                         gk_json **out, gk_error *err);
/* As JavaScript's JSON.parse: of equal keys the last one counts. For what
 * hosts in JavaScript parse. */
GK_NODISCARD gk_status gk_json_parse_js(const void *text, size_t len,
                                        gk_json **out, gk_error *err);
/* Likewise as Rust's serde_json, which refuses lone surrogates and numbers
 * beyond a double's range. */
GK_NODISCARD gk_status gk_json_parse_rust(const void *text, size_t len,
                                          gk_json **out, gk_error *err);
/* Reads and parses a file of at most GK_MAX_JSON_BYTES; the error names it. */
GK_NODISCARD gk_status gk_json_read(const char *path, gk_json **out,
                                    gk_error *err);
void gk_json_free(gk_json *root);

/* --- looking --- every accessor takes NULL and answers "nothing". */
gk_json_kind gk_json_type(const gk_json *value); /* NULL pointer: NULL kind */
bool gk_json_is(const gk_json *value, gk_json_kind kind); /* false for NULL */
const char *gk_json_kind_name(gk_json_kind kind); /* "null", "boolean", … */
const gk_json *gk_json_get(const gk_json *object, const char *key);
const gk_json *gk_json_first(const gk_json *container);
const gk_json *gk_json_next(const gk_json *member);
size_t gk_json_count(const gk_json *container);
/* Key of an object's member as stored; see gk_json_text about NUL. */
const char *gk_json_key(const gk_json *member);
double gk_json_number(const gk_json *value);
bool gk_json_true(const gk_json *value);
/* A string's text when it holds no NUL and no lone surrogate, else NULL.
 * Borrowed from the tree. */
const char *gk_json_text(const gk_json *value);
/* Appends a string's bytes (NUL as 00, lone surrogates as U+FFFD). */
gk_status gk_json_bytes(const gk_json *value, gk_buf *out);
/* RFC 6901. "" is the value itself; NULL when nothing is there. */
const gk_json *gk_json_pointer(const gk_json *value, const char *pointer);
/* Deep equality; numbers by value, objects without regard to order. */
bool gk_json_equal(const gk_json *a, const gk_json *b);
/* Whether `part` is contained: objects by subset, arrays element by element
 * with equal length, the rest by equality. On false, the pointer to the first
 * difference is appended to `where` (which may be NULL). */
bool gk_json_contains(const gk_json *whole, const gk_json *part, gk_buf *where);

/* --- making --- each returns an owned value, NULL when out of memory. */
gk_json *gk_json_new_object(void);
gk_json *gk_json_new_array(void);
gk_json *gk_json_new_null(void);
gk_json *gk_json_new_bool(bool value);
gk_json *gk_json_new_number(double value);
gk_json *gk_json_new_string(const char *text);
/* Bytes of any kind: ill-formed UTF-8 becomes U+FFFD. */
gk_json *gk_json_new_bytes(const void *bytes, size_t len);
gk_json *gk_json_copy(const gk_json *value);
/* Add to a container and take ownership of `value`, also when they fail.
 * A NULL container or value fails with GK_E_NOMEM, so calls can be nested. */
gk_status gk_json_set(gk_json *object, const char *key, gk_json *value);
/* Likewise for a key that is not there yet: without looking for it. */
gk_status gk_json_add(gk_json *object, const char *key, gk_json *value);
gk_status gk_json_push(gk_json *array, gk_json *value);
gk_status gk_json_set_string(gk_json *object, const char *key,
                             const char *text);
gk_status gk_json_set_number(gk_json *object, const char *key, double value);
gk_status gk_json_set_bool(gk_json *object, const char *key, bool value);
/* As gk_json_get, _first and _next, for a tree that is being changed. */
gk_json *gk_json_edit_get(gk_json *object, const char *key);
gk_json *gk_json_edit_first(gk_json *container);
gk_json *gk_json_edit_next(gk_json *member);
/* Removes a key if it is there. */
void gk_json_unset(gk_json *object, const char *key);

/* --- printing --- */
enum {
    GK_JSON_COMPACT = 0,     /* as JSON.stringify(value) */
    GK_JSON_PRETTY = 1 << 0, /* two spaces, as JSON.stringify(value, null, 2) */
    GK_JSON_SORTED = 1 << 1  /* keys in byte order, for our own reports */
};
/*
 * Without SORTED, keys come as JavaScript orders them: array indices first,
 * ascending, then the rest as inserted. Numbers as ECMAScript Number::toString
 * (-0 as 0, NaN and infinities as null).
 */
gk_status gk_json_print(const gk_json *value, unsigned flags, gk_buf *out);
/* Appends a JSON string literal for the bytes, quotes included. */
gk_status gk_json_quote(gk_buf *out, const void *bytes, size_t len);
/* ECMAScript Number::toString, base 10. */
gk_status gk_json_put_number(gk_buf *out, double value);

#ifdef __cplusplus
}
#endif
#endif
