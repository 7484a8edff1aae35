#include "scanner/change/baseline.h"

#include "scanner/scan.h"

#include <stdlib.h>

struct gk_baseline {
    gk_scan scan;
    gk_profile *profile; /* owned; borrows from `scan` */
};

gk_status gk_baseline_open(const char *path, const char *host,
                           gk_baseline **out, gk_error *err)
{
    const struct gk_scan_context context = {.host = host};
    gk_baseline *b = calloc(1, sizeof *b);
    gk_status st;

    if (b == NULL)
        return gk_fail_nomem(err);
    st = gk_scan_file(path, &context, &b->scan, err);
    if (st != GK_OK) {
        free(b); /* the scan has cleared itself */
        return st;
    }
    st = gk_scan_check_valid(&b->scan, err);
    if (st != GK_OK)
        gk_wrap(err, "'%s' is no valid module to compare with", path);
    if (st == GK_OK)
        st = gk_profile_make(&b->scan.facts, &b->profile, err);
    if (st == GK_OK)
        *out = b;
    else
        gk_baseline_close(b);
    return st;
}

void gk_baseline_close(gk_baseline *baseline)
{
    if (baseline == NULL)
        return;
    gk_profile_free(baseline->profile);
    gk_scan_clear(&baseline->scan);
    free(baseline);
}

const gk_profile *gk_baseline_profile(const gk_baseline *baseline)
{
    return baseline->profile;
}
