/*
 * json_expect: is this value what a format asks for? For files that people
 * write: errors name the place as a JSON pointer, what was found and wanted.
 */
#ifndef GK_CORE_BASE_JSON_EXPECT_H
#define GK_CORE_BASE_JSON_EXPECT_H

#include "core/base/json.h"

/* A key that an object may have. */
struct gk_json_field {
    const char *key;
    unsigned kinds; /* GK_JSON_BIT(kind) of each that may stand there */
    bool required;
};
#define GK_JSON_BIT(kind) (1u << (kind))
#define GK_JSON_ANY       0x3fu

/*
 * Checks kind and keys of an object against `count` fields. `where` is the
 * pointer to it ("" at the root).
 * Fails: GK_E_SCHEMA "/cases/0: unknown key "cal", did you mean "call"?".
 */
GK_NODISCARD gk_status gk_json_expect(const gk_json *object, const char *where,
                                      const struct gk_json_field *fields,
                                      size_t count, gk_error *err);

/* Fails when `value` is not one of `kinds`: "/x: found a string, wanted …". */
GK_NODISCARD gk_status gk_json_expect_kind(const gk_json *value,
                                           const char *where, unsigned kinds,
                                           gk_error *err);

/* A whole number within [low, high]. NULL `value` leaves *out alone. */
GK_NODISCARD gk_status gk_json_expect_uint(const gk_json *value,
                                           const char *where, uint64_t low,
                                           uint64_t high, uint64_t *out,
                                           gk_error *err);

/* Line and column (from 1) in `text` of what `pointer` names, for errors in a
 * file that is already known to be sound JSON. False when it is not there. */
bool gk_json_locate(const char *text, size_t len, const char *pointer,
                    size_t *line, size_t *column);

/*
 * Puts "FILE:LINE:COLUMN: " before what is wrong with a file's text: the place
 * that the parser tells, or that of the pointer a message begins with, or of
 * the nearest value around it. Nothing recorded: does nothing.
 */
void gk_json_place_error(const char *file, const char *text, size_t len,
                         gk_error *err);

#endif
