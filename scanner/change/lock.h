/*
 * lock: guestkit.lock: what each file of a folder was when somebody last
 * looked at it.
 *
 * An opaque handle; owns the tree and a profile for each entry. Entries are
 * named by the file's path from the lock's folder. Looking is safe from
 * several threads at once, as long as nobody changes the lock.
 */
#ifndef GK_SCANNER_CHANGE_LOCK_H
#define GK_SCANNER_CHANGE_LOCK_H

#include "core/base/json.h"
#include "scanner/change/profile.h"

typedef struct gk_lock gk_lock;

#define GK_LOCK_FILE "guestkit.lock"

/*
 * Reads a lock file of at most GK_MAX_JSON_BYTES.
 * Fails: GK_E_NOENT, GK_E_IO, GK_E_LIMIT; GK_E_SYNTAX, GK_E_SCHEMA with
 * "FILE:LINE:COLUMN: …"; GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_lock_open(const char *path, gk_lock **out,
                                    gk_error *err);
/* The lock that will be at `path`, with nothing in it.
 * Fails: GK_E_NOENT (its folder is not there), GK_E_NOMEM. */
GK_NODISCARD gk_status gk_lock_new(const char *path, gk_lock **out,
                                   gk_error *err);
/* A lock of bytes; `path` says where it would be. For gk_lock_open. */
GK_NODISCARD gk_status gk_lock_parse(const char *path, const void *text,
                                     size_t len, gk_lock **out, gk_error *err);
void gk_lock_close(gk_lock *lock);

/* What it is called in messages: its path's last part. Borrowed. */
const char *gk_lock_name(const gk_lock *lock);

size_t gk_lock_count(const gk_lock *lock);
/* Sorted by name. Borrowed until the lock changes. */
const char *gk_lock_entry_name(const gk_lock *lock, size_t number);
const gk_json *gk_lock_entry(const gk_lock *lock, const char *name);
/* The path of an entry's file: the lock's folder and the name. Owned. */
char *gk_lock_entry_path(const gk_lock *lock, const char *name);

/*
 * The name of the entry for the file at `path`, whether there is one or not;
 * owned. Links to folders are followed.
 * Fails: GK_E_NOENT (no such folder), GK_E_UTF8 (a lock is JSON), GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_lock_name_of(const gk_lock *lock, const char *path,
                                       char **out, gk_error *err);

/* What the lock says of the file at `path`; of standard input ("-"), what it
 * says of a file with that SHA-256. NULL: nothing. Borrowed. */
const gk_profile *gk_lock_find(const gk_lock *lock, const char *path,
                               const char *sha256);

/* Adds or replaces an entry; takes it, also on failure. */
GK_NODISCARD gk_status gk_lock_put(gk_lock *lock, const char *name,
                                   gk_json *entry, gk_error *err);
void gk_lock_remove(gk_lock *lock, const char *name);

/* Appends the file's text: the same bytes for the same entries. */
gk_status gk_lock_print(const gk_lock *lock, gk_buf *out);
/* Fails: GK_E_IO; GK_E_LIMIT (it would be too large to be read again). */
GK_NODISCARD gk_status gk_lock_write(const gk_lock *lock, gk_error *err);

#endif
