#include "scanner/report/report.h"

#include <string.h>

const struct gk_report_format *const gk_scan_reports[] = {
    &gk_scan_report_text,     &gk_scan_report_json,   &gk_scan_report_ndjson,
    &gk_scan_report_sarif,    &gk_scan_report_junit,  &gk_scan_report_cyclonedx,
    &gk_scan_report_markdown, &gk_scan_report_github, &gk_scan_report_cortex,
};
const size_t gk_scan_report_count =
    sizeof gk_scan_reports / sizeof *gk_scan_reports;

const struct gk_report_format *gk_scan_report_find(const char *name)
{
    for (size_t i = 0; i < gk_scan_report_count; i++)
        if (strcmp(gk_scan_reports[i]->name, name) == 0)
            return gk_scan_reports[i];
    return NULL;
}
