/*
 * preview1: the functions wasi-libc would import. Private to the nowasi
 * library.
 *
 * They are weak: a guest may define its own. The linker drops those that
 * nothing calls, and with them what they import from the host.
 */
#ifndef GUESTKIT_SRC_NOWASI_PREVIEW1_H
#define GUESTKIT_SRC_NOWASI_PREVIEW1_H

#include <stdint.h>

#define GK_PREVIEW1(name) __imported_wasi_snapshot_preview1_##name

#define GK_ANSWERED(name, parameters)                                          \
    __attribute__((weak)) int32_t GK_PREVIEW1(name) parameters;
#define GK_REFUSED(name, parameters) GK_ANSWERED(name, parameters)
#include "preview1.def"
/* The only one without a result. */
__attribute__((weak, noreturn)) void GK_PREVIEW1(proc_exit)(int32_t status);

/* errno, as preview 1 numbers it */
enum {
    GK_WASI_OK = 0,
    GK_WASI_EBADF = 8,
    GK_WASI_EINVAL = 28,
    GK_WASI_ENOSYS = 52,
    GK_WASI_ESPIPE = 70
};

/* 0, 1 and 2: standard input, output, error. There are no others. */
#define GK_WASI_STREAMS 3

/* What a 32-bit number points to. */
#define GK_AT(type, address) ((type *)(uintptr_t)(uint32_t)(address))

#endif
