/*
 * witx: the numbers and layouts of WASI preview 1.
 *
 * Source: WebAssembly/WASI, branch wasi-0.1, typenames.witx. Only what the
 * host reads or answers is here.
 */
#ifndef GK_HOST_MOCK_HOSTS_WASI_WITX_H
#define GK_HOST_MOCK_HOSTS_WASI_WITX_H

#include <stdint.h>

/* WASI_ERRNO(name, code): what the host answers. */
#define WASI_ERRNO_LIST(WASI_ERRNO)                                            \
    WASI_ERRNO(SUCCESS, 0)                                                     \
    WASI_ERRNO(ACCES, 2)                                                       \
    WASI_ERRNO(BADF, 8)                                                        \
    WASI_ERRNO(BUSY, 10)                                                       \
    WASI_ERRNO(EXIST, 20)                                                      \
    WASI_ERRNO(FAULT, 21)                                                      \
    WASI_ERRNO(FBIG, 22)                                                       \
    WASI_ERRNO(ILSEQ, 25)                                                      \
    WASI_ERRNO(INVAL, 28)                                                      \
    WASI_ERRNO(ISDIR, 31)                                                      \
    WASI_ERRNO(LOOP, 32)                                                       \
    WASI_ERRNO(MFILE, 33)                                                      \
    WASI_ERRNO(NAMETOOLONG, 37)                                                \
    WASI_ERRNO(NOENT, 44)                                                      \
    WASI_ERRNO(NOMEM, 48)                                                      \
    WASI_ERRNO(NOSPC, 51)                                                      \
    WASI_ERRNO(NOSYS, 52)                                                      \
    WASI_ERRNO(NOTDIR, 54)                                                     \
    WASI_ERRNO(NOTEMPTY, 55)                                                   \
    WASI_ERRNO(NOTSOCK, 57)                                                    \
    WASI_ERRNO(NOTSUP, 58)                                                     \
    WASI_ERRNO(OVERFLOW, 61)                                                   \
    WASI_ERRNO(PERM, 63)                                                       \
    WASI_ERRNO(ROFS, 69)                                                       \
    WASI_ERRNO(SPIPE, 70)                                                      \
    WASI_ERRNO(XDEV, 75)                                                       \
    WASI_ERRNO(NOTCAPABLE, 76)

typedef enum wasi_errno {
#define WASI_ERRNO(name, code) WASI_E_##name = (code),
    WASI_ERRNO_LIST(WASI_ERRNO)
#undef WASI_ERRNO
} wasi_errno;

/* "NOENT"; never NULL. */
const char *wasi_errno_name(wasi_errno code);

enum { WASI_CLOCK_REALTIME, WASI_CLOCK_MONOTONIC };
enum {
    WASI_TYPE_UNKNOWN = 0,
    WASI_TYPE_TERMINAL = 2, /* character device */
    WASI_TYPE_DIR = 3,
    WASI_TYPE_FILE = 4,
    WASI_TYPE_LINK = 7
};
enum {
    WASI_FD_APPEND = 1,
    WASI_FD_DSYNC = 2,
    WASI_FD_NONBLOCK = 4,
    WASI_FD_RSYNC = 8,
    WASI_FD_SYNC = 16,
    WASI_FD_ALL = 31
};
enum {
    WASI_O_CREAT = 1,
    WASI_O_DIRECTORY = 2,
    WASI_O_EXCL = 4,
    WASI_O_TRUNC = 8,
    WASI_O_ALL = 15
};
enum { WASI_SYMLINK_FOLLOW = 1 };
enum {
    WASI_SET_ATIM = 1,
    WASI_SET_ATIM_NOW = 2,
    WASI_SET_MTIM = 4,
    WASI_SET_MTIM_NOW = 8,
    WASI_SET_ALL = 15
};
enum { WASI_WHENCE_SET, WASI_WHENCE_CUR, WASI_WHENCE_END };
enum { WASI_EVENT_CLOCK, WASI_EVENT_FD_READ, WASI_EVENT_FD_WRITE };
#define WASI_ADVICE_LAST   5u
#define WASI_SIGNAL_LAST   30u
#define WASI_CLOCK_ABSTIME 1u

/* Sizes of what goes through memory. */
#define WASI_IOVEC_BYTES        8u
#define WASI_PRESTAT_BYTES      8u
#define WASI_FDSTAT_BYTES       24u
#define WASI_FILESTAT_BYTES     64u
#define WASI_DIRENT_BYTES       24u
#define WASI_SUBSCRIPTION_BYTES 48u
#define WASI_EVENT_BYTES        32u

#define WASI_RIGHT(bit)          (UINT64_C(1) << (bit))
#define WASI_R_FD_DATASYNC       WASI_RIGHT(0)
#define WASI_R_FD_READ           WASI_RIGHT(1)
#define WASI_R_FD_SEEK           WASI_RIGHT(2)
#define WASI_R_FDSTAT_SET_FLAGS  WASI_RIGHT(3)
#define WASI_R_FD_SYNC           WASI_RIGHT(4)
#define WASI_R_FD_TELL           WASI_RIGHT(5)
#define WASI_R_FD_WRITE          WASI_RIGHT(6)
#define WASI_R_FD_ADVISE         WASI_RIGHT(7)
#define WASI_R_FD_ALLOCATE       WASI_RIGHT(8)
#define WASI_R_CREATE_DIRECTORY  WASI_RIGHT(9)
#define WASI_R_CREATE_FILE       WASI_RIGHT(10)
#define WASI_R_LINK_SOURCE       WASI_RIGHT(11)
#define WASI_R_LINK_TARGET       WASI_RIGHT(12)
#define WASI_R_PATH_OPEN         WASI_RIGHT(13)
#define WASI_R_FD_READDIR        WASI_RIGHT(14)
#define WASI_R_READLINK          WASI_RIGHT(15)
#define WASI_R_RENAME_SOURCE     WASI_RIGHT(16)
#define WASI_R_RENAME_TARGET     WASI_RIGHT(17)
#define WASI_R_PATH_FILESTAT_GET WASI_RIGHT(18)
#define WASI_R_PATH_SET_SIZE     WASI_RIGHT(19)
#define WASI_R_PATH_SET_TIMES    WASI_RIGHT(20)
#define WASI_R_FD_FILESTAT_GET   WASI_RIGHT(21)
#define WASI_R_FD_SET_SIZE       WASI_RIGHT(22)
#define WASI_R_FD_SET_TIMES      WASI_RIGHT(23)
#define WASI_R_SYMLINK           WASI_RIGHT(24)
#define WASI_R_REMOVE_DIRECTORY  WASI_RIGHT(25)
#define WASI_R_UNLINK_FILE       WASI_RIGHT(26)
#define WASI_R_POLL              WASI_RIGHT(27)

/* What makes sense for each kind of descriptor. */
#define WASI_RIGHTS_FILE UINT64_C(0x08e001ff)
#define WASI_RIGHTS_DIR  UINT64_C(0x07bffe18)
/* Of what is opened below a folder: those of folders and files. */
#define WASI_RIGHTS_BELOW (WASI_RIGHTS_FILE | WASI_RIGHTS_DIR)
#define WASI_RIGHTS_STDIO                                                      \
    (WASI_R_FDSTAT_SET_FLAGS | WASI_R_FD_FILESTAT_GET | WASI_R_POLL)

#endif
