/*
 * doctor: which of the tools in tools.def are on this machine.
 */
#ifndef GK_TOOLCHAIN_DOCTOR_H
#define GK_TOOLCHAIN_DOCTOR_H

#include "core/base/json.h"
#include "toolchain/tools.h"

struct gk_diagnosis {
    struct {
        char *path;    /* owned; NULL: not there */
        char *version; /* owned; NULL: it does not tell */
    } tools[GK_TOOL_COUNT];
    char *home; /* the kit's own folder, owned; NULL: not found */
    char home_error[GK_ERROR_TEXT_BYTES]; /* why, when it was not */
    size_t missing; /* required tools that are not there; the home counts */
};

/* Looks for everything; starts several programs. */
void gk_diagnose(struct gk_diagnosis *out);
void gk_diagnosis_clear(struct gk_diagnosis *diagnosis);

/* Appends "apt-get install a b" for all missing tools of that need; nothing
 * when no Debian package would help. */
gk_status gk_diagnosis_install(const struct gk_diagnosis *diagnosis,
                               gk_tool_need need, gk_buf *out);

/* The report "guestkit.doctor/1". Owned; NULL when out of memory. */
gk_json *gk_diagnosis_json(const struct gk_diagnosis *diagnosis);

#endif
