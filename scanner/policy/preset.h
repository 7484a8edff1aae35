/*
 * preset: policies that come with guestkit, one row a preset.
 *
 * A preset is text of the same format as a policy file; the file that names it
 * overrides it key by key.
 */
#ifndef GK_SCANNER_POLICY_PRESET_H
#define GK_SCANNER_POLICY_PRESET_H

#include <stddef.h>

struct gk_policy_preset {
    const char *name;
    const char *host; /* id; NULL: for any */
    const char *text; /* JSON, without "schema" */
    const char *doc;
};

extern const struct gk_policy_preset gk_policy_presets[];
extern const size_t gk_policy_preset_count;

#endif
