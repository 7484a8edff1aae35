/*
 * nowasi: the C library without WASI.
 *
 * libguestkit-nowasi.a defines what wasi-libc would import from
 * wasi_snapshot_preview1, so that printf, malloc, time, rand and fopen link in
 * a guest whose host knows no WASI. Three things it needs a host for; each
 * host's library (libguestkit-cortex.a …) defines these functions, and a guest
 * may define its own instead.
 *
 *   stdout, stderr   a line each to the log, at '\n' and at flush
 *   stdin            empty
 *   clocks           realtime and monotonic, both the host's, in steps of 1 ms
 *   random           the host's
 *   arguments, environment  empty
 *   exit, _Exit      a line in the log, then a trap
 *   sched_yield      does nothing
 *   files, sockets, sleep   fail: there are none
 */
#ifndef GUESTKIT_NOWASI_H
#define GUESTKIT_NOWASI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Writes a line, given without its '\n', not NUL-terminated. */
void gk_nowasi_log(const char *text, size_t len);
/* The same for standard error; where a host has one log, it is that. */
void gk_nowasi_log_error(const char *text, size_t len);
/* Milliseconds since 1970-01-01T00:00:00Z, or -1 when unknown. */
int64_t gk_nowasi_time_ms(void);
void gk_nowasi_random(void *out, size_t len);

/* Writes out what stdout and stderr still hold. */
void gk_nowasi_flush(void);

/*
 * What a host's library does after each call of a plugin: a list that the
 * linker makes, of functions in the section gk_at_end.
 */
typedef void gk_at_end_fn(void);
#define GK_AT_END __attribute__((section("gk_at_end")))

#ifdef __cplusplus
}
#endif
#endif
