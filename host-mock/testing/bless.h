/*
 * bless: writes what was seen into the expectations that differed.
 *
 * Works on a copy of a test file's tree. Keys keep their order; fields nobody
 * had written are not added, but for what a deployed host does otherwise, which
 * goes into "deployed". Secrets are not written: the field then becomes a
 * pattern around them, or leaves them out.
 */
#ifndef GK_HOST_MOCK_TESTING_BLESS_H
#define GK_HOST_MOCK_TESTING_BLESS_H

#include "host-mock/testing/run.h"

/*
 * Whether a failed run can be blessed: everything that differs can be written
 * down. What nobody can have wanted cannot: a crash, a timeout, a request
 * without a fixture, a module that does not load, an unused fixture.
 */
bool gk_bless_can(const struct gk_test_run *run);

/*
 * Changes `root`, a copy of the tree of run->file, so that the run fits.
 * `masked` (may be NULL) is set when a secret was left out.
 * Fails: GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_bless_run(gk_json *root,
                                    const struct gk_test_run *run, bool *masked,
                                    gk_error *err);

/* Writes the tree over the file: two spaces, keys in their order. */
GK_NODISCARD gk_status gk_bless_write(const gk_testfile *file,
                                      const gk_json *root, gk_error *err);

#endif
