#include "number.h"

#include <guestkit/json.h>

#include <string.h>

#define MAX_EXACT_POWER 22
static const double powers[MAX_EXACT_POWER + 1] = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* Numbers of at most 15 digits and a small exponent: both factors are exact,
 * so that one operation rounds once. (W. D. Clinger, 1990.) */
static bool quick_double(const struct gk_decimal *d, double *out)
{
    int exponent = d->point - d->count;
    if (d->count > 15 || exponent > MAX_EXACT_POWER ||
        exponent < -MAX_EXACT_POWER)
        return false;
    double n = 0;
    for (int i = 0; i < d->count; i++)
        n = n * 10 + d->digits[i];
    *out = exponent < 0 ? n / powers[-exponent] : n * powers[exponent];
    return true;
}

static double to_double(struct gk_decimal *d)
{
    double value;
    return quick_double(d, &value) ? value : gk_decimal_to_double(d);
}

double gk_json_number(gk_json value, double fallback)
{
    if (gk_json_type(value) != GK_JSON_NUMBER)
        return fallback;
    struct gk_decimal d;
    gk_decimal_parse(&d, value.at, value.at + value.len);
    double n = to_double(&d);
    return *value.at == '-' ? -n : n;
}

static bool reads_back(const struct gk_decimal *d, double value)
{
    struct gk_decimal copy;
    memcpy(&copy, d, sizeof copy);
    return to_double(&copy) == value;
}

/* Tries `count` digits: the nearest such number, then the next one above,
 * since below a power of two doubles lie closer together than above. */
static bool try_digits(struct gk_decimal *d, const struct gk_decimal *exact,
                       int count, double value)
{
    for (int up = 0; up <= 1; up++) {
        memcpy(d, exact, sizeof *d);
        gk_decimal_round(d, count, up != 0);
        if (reads_back(d, value))
            return true;
    }
    return false;
}

/*
 * Numbers of at most 15 digits, six of them decimals: value = n / 10^k for the
 * least k that reads back, with n and 10^k exact, so that the division rounds
 * as reading does. Most numbers in JSON are such.
 */
static bool quick_shortest(struct gk_decimal *d, double value)
{
    for (int k = 0; k <= 6; k++) {
        double n = __builtin_rint(value * powers[k]);
        if (n >= 1e15)
            return false;
        if (n == 0 || n / powers[k] != value)
            continue;
        uint64_t rest = (uint64_t)n;
        int count = 0;
        for (uint64_t left = rest; left > 0; left /= 10)
            count++;
        d->count = count;
        d->point = count - k;
        d->more = false;
        for (; count > 0; rest /= 10)
            d->digits[--count] = (uint8_t)(rest % 10);
        return true;
    }
    return false;
}

void gk_number_shortest(struct gk_decimal *d, double value)
{
    struct gk_decimal exact;
    value = __builtin_fabs(value);
    if (quick_shortest(d, value))
        return;
    gk_decimal_from_double(&exact, value);
    /* Any 15 digits survive in a normal double, so that the fewest digits are
     * the first 15 without the zeros at their end. Subnormals hold fewer. */
    int count = value < 0x1p-1022 ? 1 : 15;
    while (count < 17 && !try_digits(d, &exact, count, value))
        count++;
    if (count == 17) {
        memcpy(d, &exact, sizeof *d);
        gk_decimal_round(d, 17, false);
    }
}
