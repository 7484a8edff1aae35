/*
 * testfile: a *.test.json file, read and checked (docs/test-files.md).
 *
 * Everything a person can get wrong is found here, before anything runs:
 * errors read "FILE:LINE: what was found and what was wanted".
 */
#ifndef GK_HOST_MOCK_TESTING_TESTFILE_H
#define GK_HOST_MOCK_TESTING_TESTFILE_H

#include "core/base/json.h"
#include "host-mock/job.h"

#define GK_TEST_SUFFIX ".test.json"

/* More is no test file that somebody wrote. */
#define GK_MAX_TEST_CASES 10000u
#define GK_MAX_TEST_STEPS 1000u

/* The sides a case is run on. */
enum {
    GK_ON_DOCUMENTED = 1 << 0,
    GK_ON_DEPLOYED = 1 << 1,
    GK_ON_BOTH = GK_ON_DOCUMENTED | GK_ON_DEPLOYED
};

struct gk_test_case {
    const char *name;        /* borrowed from the file's tree */
    const char *skip;        /* why it is not run; NULL: it is. Borrowed */
    const gk_json *expect;   /* borrowed; NULL: none */
    const gk_json *steps;    /* as written; borrowed; NULL: one bare call */
    gk_json *job_steps;      /* for a gk_job; owned by the file */
    const gk_json *world;    /* what the case adds to the file's; borrowed */
    const gk_json *manifest; /* NULL: none given; borrowed */
    const char *folder;      /* name of the one that the guest is in: its
                                manifest's, else its module's; NULL: not known */
    char *own_folder;        /* likewise; owned */
    gk_json *own_manifest;   /* what `manifest` is, when the case has its own */
    struct gk_vm_limits limits;
    unsigned on; /* GK_ON_…; 0: the file does not say */
};

typedef struct gk_testfile {
    char *path;           /* as given; owned */
    char *module_path;    /* beside the file, unless absolute; owned */
    const char *host;     /* borrowed from `root` */
    gk_json *root;        /* the file; owned */
    const gk_json *world; /* of all cases; borrowed from `root` */
    gk_json *manifest;    /* of all cases; owned; NULL: none given */
    char *folder;         /* of all cases; owned; NULL: not known */
    struct gk_test_case *cases;
    size_t count; /* at least 1 */
} gk_testfile;

/* What the host says about its parts of a file: gk_job_check_…. Passed in, so
 * that reading test files does not need the engine. */
struct gk_testfile_checks {
    gk_status (*world)(const char *host, const gk_json *world,
                       const char *where, gk_error *err);
    gk_status (*step)(const char *host, const gk_json *step, const char *where,
                      gk_error *err);
    gk_status (*manifest)(const char *host, const gk_json *manifest,
                          const char *where, gk_error *err);
};

/*
 * Reads a file, and the manifests it names.
 * Fails: GK_E_NOENT, GK_E_IO (the file is not readable), GK_E_SYNTAX,
 * GK_E_SCHEMA, GK_E_LIMIT (it is not right), GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_testfile_read(const char *path,
                                        const struct gk_testfile_checks *checks,
                                        gk_testfile **out, gk_error *err);

/* Likewise from text; `path` is what errors and relative names refer to. */
GK_NODISCARD gk_status gk_testfile_parse(
    const char *path, const void *text, size_t len,
    const struct gk_testfile_checks *checks, gk_testfile **out, gk_error *err);
void gk_testfile_close(gk_testfile *file);

/*
 * The world of a case over the world of its file: objects are joined by key
 * (the case's value counts), in arrays the case's entries come first, anything
 * else is replaced. Either may be NULL. Owned; NULL when out of memory.
 * Made when a case is run and not before: a large world of the file times many
 * cases would fill the memory.
 */
gk_json *gk_world_merge(const gk_json *file, const gk_json *case_world);

/* "documented", "deployed", "both" as GK_ON_…; 0 for anything else. */
unsigned gk_fidelity_sides(const char *word);

#endif
