/*
 * testcase: one case of a test file, while it is read. Used by testfile.c only.
 */
#ifndef GK_HOST_MOCK_TESTING_TESTCASE_H
#define GK_HOST_MOCK_TESTING_TESTCASE_H

#include "host-mock/testing/testfile.h"

/* Places in a file: "/cases/12/steps/34/expect". */
#define GK_PLACE_BYTES 128

/* Manifests that one file's cases name, all together. */
#define GK_MAX_TEST_MANIFEST_BYTES ((size_t)64 << 20)

/* A file that is being read. */
struct gk_test_reading {
    gk_testfile *file;
    const struct gk_testfile_checks *checks;
    const char *dir;            /* what relative names start from */
    struct gk_vm_limits limits; /* the file's */
    size_t manifest_bytes;      /* read so far */
    gk_error *err;
};

/* Writes a place; one that is too long is cut. */
void gk_place(char out[GK_PLACE_BYTES], const char *fmt, ...) GK_PRINTF(2, 3);

/* Whether a text of the file can be a path: "-" would be standard input, which
 * a test must not wait for. NULL is none. */
bool gk_test_path_ok(const char *path);

/* Each takes the JSON at `where`; what is NULL leaves the result alone. */
GK_NODISCARD gk_status gk_test_read_limits(const gk_json *json,
                                           const char *where,
                                           struct gk_vm_limits *limits,
                                           gk_error *err);
/* A path beside the test file, the manifest itself, or null for none. *out is
 * owned. */
GK_NODISCARD gk_status gk_test_read_manifest(struct gk_test_reading *r,
                                             const gk_json *value,
                                             const char *where, gk_json **out);
/* The name of the folder that a manifest is in; owned; NULL when the manifest
 * is no path, and as gk_path_folder_name. */
char *gk_test_folder(const struct gk_test_reading *r, const gk_json *value);
/* Fills a zeroed case; gk_testfile_close frees what it holds. */
GK_NODISCARD gk_status gk_test_read_case(struct gk_test_reading *r,
                                         struct gk_test_case *c,
                                         const gk_json *json,
                                         const char *where);

#endif
