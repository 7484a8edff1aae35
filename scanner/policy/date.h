/*
 * date: days, as waivers expire by them. Counted from 1970-01-01, in UTC.
 */
#ifndef GK_SCANNER_POLICY_DATE_H
#define GK_SCANNER_POLICY_DATE_H

#include "core/base/error.h"

#include <stdbool.h>
#include <stdint.h>

#define GK_DATE_BYTES 11 /* "2026-01-31" and the NUL */

/* "YYYY-MM-DD", a day that the calendar has, from 1970 on. */
bool gk_date_parse(const char *text, int64_t *days);

/* Days outside 1970–9999 come out as the nearest day inside. */
void gk_date_print(int64_t days, char out[GK_DATE_BYTES]);

/*
 * Today, or the day of SOURCE_DATE_EPOCH when that is set, so that a run can
 * be repeated.
 * Fails: GK_E_USAGE when that is no number of seconds.
 */
GK_NODISCARD gk_status gk_date_today(int64_t *days, gk_error *err);

#endif
