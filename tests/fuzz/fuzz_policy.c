/*
 * Any bytes as a policy: what is refused is refused with its place; what is
 * taken is asked about a module, and never hides that one is invalid.
 */
#include "scanner/policy/policy.h"
#include "scanner/scan.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Imports env.host_log and a.b, has a memory, and an export of each. */
static const uint8_t module_bytes[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, /* preamble */
    0x01, 0x04, 0x01, 0x60, 0x00, 0x00,             /* () -> () */
    0x02, 0x16, 0x02,                               /* two imports */
    0x03, 'e',  'n',  'v',  0x08, 'h',  'o',  's',  't', '_',  'l',
    'o',  'g',  0x00, 0x00,             /* env.host_log */
    0x01, 'a',  0x01, 'b',  0x00, 0x00, /* a.b */
    0x05, 0x03, 0x01, 0x00, 0x01,       /* one page */
    0x07, 0x09, 0x02, 0x01, 'm',  0x02, 0x00, 0x01, 'f', 0x00, 0x01};

static void check_scan(const gk_scan *scan, bool valid)
{
    for (size_t i = 0; i < scan->findings.count; i++) {
        const struct gk_finding *f = &scan->findings.at[i];

        if (gk_policy_is_fixed(f->rule) &&
            (f->waived != NULL || f->severity != GK_SEVERITY_ERROR))
            abort();
        if (f->waived != NULL && *f->waived == '\0')
            abort();
    }
    if (gk_scan_valid(scan) != valid ||
        (!valid && !gk_scan_fails(scan, GK_SEVERITY_ERROR)))
        abort();
}

/* Today, and when every day that a waiver can name is over. */
static void scan_with(const gk_policy *policy, const uint8_t *bytes, size_t len,
                      bool valid)
{
    struct gk_scan_context context = {.policy = policy};
    size_t waived[2] = {0, 0};

    for (int day = 0; day < 2; day++) {
        gk_scan scan;

        context.today = day == 0 ? 20454 : 3000000;
        if (gk_scan_bytes(bytes, len, &context, &scan, NULL) != GK_OK)
            abort();
        check_scan(&scan, valid);
        for (size_t i = 0; i < scan.findings.count; i++)
            waived[day] += scan.findings.at[i].waived != NULL;
        gk_scan_clear(&scan);
    }
    if (waived[1] > 0)
        abort(); /* after 9999-12-31 nothing is waived */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gk_policy *policy = NULL;
    gk_error err = GK_ERROR_INIT;
    gk_status st = gk_policy_parse("fuzz.json", data, size, &policy, &err);

    if (st != GK_OK) {
        if (policy != NULL || st == GK_E_NOMEM ||
            ((st == GK_E_SCHEMA || st == GK_E_SYNTAX) &&
             strncmp(err.text, "fuzz.json:", 10) != 0))
            abort();
        return 0;
    }
    scan_with(policy, module_bytes, sizeof module_bytes, true);
    scan_with(policy, module_bytes, sizeof module_bytes - 3, false);
    gk_policy_close(policy);
    return 0;
}
