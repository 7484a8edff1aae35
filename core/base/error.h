/*
 * error: what a function that can fail says about it.
 *
 * The return value is a gk_status; the words go to the caller's gk_error,
 * which is a fixed buffer: nothing to free, and it may be NULL. The first
 * failure wins; gk_wrap adds where it happened.
 */
#ifndef GK_CORE_BASE_ERROR_H
#define GK_CORE_BASE_ERROR_H

#include <stdarg.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GK_NODISCARD         __attribute__((warn_unused_result))
#define GK_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* GK_STATUS(name, words): `words` is what stands before an empty message. */
#define GK_STATUS_LIST(GK_STATUS)                                              \
    GK_STATUS(OK, "ok")                                                        \
    GK_STATUS(E_NOMEM, "out of memory")                                        \
    GK_STATUS(E_IO, "input or output failed")                                  \
    GK_STATUS(E_NOENT, "not found")                                            \
    GK_STATUS(E_EXISTS, "already exists")                                      \
    GK_STATUS(E_USAGE, "wrong usage")                                          \
    GK_STATUS(E_SYNTAX, "syntax error")                                        \
    GK_STATUS(E_SCHEMA, "not what the format asks for")                        \
    GK_STATUS(E_EOF, "unexpected end")                                         \
    GK_STATUS(E_UTF8, "not UTF-8")                                             \
    GK_STATUS(E_BOUNDS, "out of bounds")                                       \
    GK_STATUS(E_LIMIT, "over the limit")                                       \
    GK_STATUS(E_MALFORMED, "malformed module")                                 \
    GK_STATUS(E_UNSUPPORTED, "not supported")                                  \
    GK_STATUS(E_LINK, "missing or mistyped import")                            \
    GK_STATUS(E_EXPORT, "missing export")                                      \
    GK_STATUS(E_TRAP, "trap")                                                  \
    GK_STATUS(E_DENIED, "not permitted")                                       \
    GK_STATUS(E_NOFIXTURE, "no answer in the world")                           \
    GK_STATUS(E_TOOL, "a needed program is missing")                           \
    GK_STATUS(E_FAILED, "failed")

typedef enum gk_status {
#define GK_STATUS(name, words) GK_##name,
    GK_STATUS_LIST(GK_STATUS)
#undef GK_STATUS
        GK_STATUS_COUNT
} gk_status;

#define GK_ERROR_TEXT_BYTES 2048

typedef struct gk_error {
    gk_status status; /* GK_OK until something fails */
    char text[GK_ERROR_TEXT_BYTES];
} gk_error;

#define GK_ERROR_INIT                                                          \
    {                                                                          \
        GK_OK,                                                                 \
        {                                                                      \
            0                                                                  \
        }                                                                      \
    }

/* Borrowed static text, never NULL. */
const char *gk_status_words(gk_status status);

/*
 * Records a failure and returns `status`, so that callers can
 * `return gk_fail(err, …)`. A failure already there is kept.
 * Control characters in the text are escaped: arguments may come from a guest.
 */
gk_status gk_fail(gk_error *err, gk_status status, const char *fmt, ...)
    GK_PRINTF(3, 4);
gk_status gk_vfail(gk_error *err, gk_status status, const char *fmt,
                   va_list args) GK_PRINTF(3, 0);

/* GK_E_NOMEM with its usual words. Inline, so that analysers see that it never
 * returns GK_OK. */
static inline gk_status gk_fail_nomem(gk_error *err)
{
    gk_fail(err, GK_E_NOMEM, "out of memory");
    return GK_E_NOMEM;
}

/* Puts "context: " before the recorded text; does nothing without failure. */
void gk_wrap(gk_error *err, const char *fmt, ...) GK_PRINTF(2, 3);

/* Forgets the failure, so that the error can be used again. */
void gk_error_clear(gk_error *err);

#ifdef __clang_analyzer__
/* Tells the analyser what gk_fail returns, so that it does not follow paths on
 * which a failure is GK_OK. */
#define gk_fail(err, status, ...) ((gk_fail)(err, status, __VA_ARGS__), status)
#endif

#ifdef __cplusplus
}
#endif
#endif
