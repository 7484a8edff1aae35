#include "scanner/policy/date.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY_SECONDS 86400
#define LAST_DAY    2932896 /* 9999-12-31 */

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_of_year(int year)
{
    return is_leap(year) ? 366 : 365;
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days from 1970-01-01 to the first of January. */
static int64_t days_before(int year)
{
    int64_t y = year - 1;

    return y * 365 + y / 4 - y / 100 + y / 400 - 719162;
}

/* `digits` of them at `text`, or -1. */
static int number(const char *text, int digits)
{
    int value = 0;

    for (int i = 0; i < digits; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool gk_date_parse(const char *text, int64_t *days)
{
    int year, month, day;

    if (strlen(text) != GK_DATE_BYTES - 1 || text[4] != '-' || text[7] != '-')
        return false;
    year = number(text, 4);
    month = number(text + 5, 2);
    day = number(text + 8, 2);
    if (year < 1970 || month < 1 || month > 12 || day < 1 ||
        day > days_of_month(year, month))
        return false;
    *days = days_before(year) + day - 1;
    for (int m = 1; m < month; m++)
        *days += days_of_month(year, m);
    return true;
}

void gk_date_print(int64_t days, char out[GK_DATE_BYTES])
{
    int year, month = 1, left;

    if (days < 0)
        days = 0;
    if (days > LAST_DAY)
        days = LAST_DAY;
    year = 1970 + (int)(days / 366);
    while (days - days_before(year) >= days_of_year(year))
        year++;
    left = (int)(days - days_before(year));
    for (; left >= days_of_month(year, month); month++)
        left -= days_of_month(year, month);
    snprintf(out, GK_DATE_BYTES, "%04d-%02d-%02d", year, month, left + 1);
}

gk_status gk_date_today(int64_t *days, gk_error *err)
{
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    char *end = NULL;
    long long seconds;

    if (fixed == NULL) {
        *days = (int64_t)time(NULL) / DAY_SECONDS;
        return GK_OK;
    }
    errno = 0;
    seconds = strtoll(fixed, &end, 10);
    if (*fixed < '0' || *fixed > '9' || *end != '\0' || errno != 0)
        return gk_fail(err, GK_E_USAGE,
                       "SOURCE_DATE_EPOCH: found \"%s\", wanted seconds since "
                       "1970",
                       fixed);
    *days = (int64_t)(seconds / DAY_SECONDS);
    return GK_OK;
}
