/*
 * run_inputs: everything a run borrows, gathered from the command line: the
 * module, its manifest, the world, the steps.
 */
#ifndef GK_HOST_MOCK_RUN_INPUTS_H
#define GK_HOST_MOCK_RUN_INPUTS_H

#include "core/base/opts.h"
#include "host-mock/guestfile.h"

struct gk_run_opts {
    const char *host, *tool, *args, *invoke, *session, *manifest, *fixtures;
    const char *stdin_file, *state, *fidelity, *format;
    struct gk_opt_list allow, live, env;
    uint64_t fuel, timeout, memory, call_depth;
    bool list_tools, trace, reproducible;
    struct gk_opt_list words; /* FILE, and arguments of --invoke */
    struct gk_opt_list rest;  /* what follows "--" */
};

struct gk_run_inputs {
    struct gk_guestfile file;
    gk_json *world, *manifest, *steps; /* owned; NULL: none */
    char *root;       /* owned: with --live fs, the guest's own folder, and */
    gk_json *folders; /* all real ones that it gets; see gk_job */
    char *folder;     /* owned: name of the guest's; NULL: it has none */
    char *world_dir;  /* owned: where the fixtures are */
};

/*
 * Notes on the manifest are said on cli. Start from zero; clear also after a
 * failure. Fails: GK_E_USAGE, and as reading the files does.
 */
GK_NODISCARD gk_status gk_run_gather(struct gk_cli *cli,
                                     const struct gk_run_opts *o,
                                     struct gk_run_inputs *in, gk_error *err);
void gk_run_inputs_clear(struct gk_run_inputs *in);

#endif
