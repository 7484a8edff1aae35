#include "scanner/report/report.h"

#include <string.h>

static const struct gk_report_format *const formats[] = {
    &gk_scan_report_text,
    &gk_scan_report_json,
    &gk_scan_report_cortex,
};

const struct gk_report_format *gk_scan_report_find(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    return NULL;
}
