/*
 * decimal: a number as decimal digits, exact enough to round correctly.
 *
 * Both directions between text and double go through it: multiply or divide by
 * powers of two until the integer part is the significand, or the other way
 * round. Slow and small. Private to the json library.
 */
#ifndef GUESTKIT_SRC_JSON_DECIMAL_H
#define GUESTKIT_SRC_JSON_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

/* The longest exact double has 767 significant digits; one that lies halfway
 * between two, 768. */
#define GK_DECIMAL_DIGITS 800

/* 0.d0 d1 d2 … × 10^point. d0 is not 0, nor is the last; count 0 is zero. */
struct gk_decimal {
    uint8_t digits[GK_DECIMAL_DIGITS];
    int count;
    int point;
    bool more; /* digits other than 0 followed and were dropped */
};

/* From the text of a JSON number; its sign is left to the caller. */
void gk_decimal_parse(struct gk_decimal *d, const char *text, const char *end);

/* From a finite double, exactly; its sign is left to the caller. */
void gk_decimal_from_double(struct gk_decimal *d, double value);

/* Multiplies by 2^k, any k. */
void gk_decimal_scale(struct gk_decimal *d, int k);

/* Keeps the first `count` digits (at least 0), rounding half to even, or away
 * from zero when `up`. A carry may leave fewer. */
void gk_decimal_round(struct gk_decimal *d, int count, bool up);

/* The nearest double, ties to even; changes d. */
double gk_decimal_to_double(struct gk_decimal *d);

#endif
