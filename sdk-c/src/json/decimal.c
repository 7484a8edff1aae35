#include "decimal.h"

#include <string.h>

/* 10 * 2^60 still fits into 64 bits. */
#define MAX_SHIFT 60

static void trim(struct gk_decimal *d)
{
    while (d->count > 0 && d->digits[d->count - 1] == 0)
        d->count--;
    if (d->count == 0)
        d->point = 0;
}

static void put_digit(struct gk_decimal *d, int at, uint8_t digit)
{
    if (at < GK_DECIMAL_DIGITS)
        d->digits[at] = digit;
    else if (digit != 0)
        d->more = true;
}

void gk_decimal_parse(struct gk_decimal *d, const char *text, const char *end)
{
    bool fraction = false;
    d->count = d->point = 0;
    d->more = false;
    int count = 0;
    const char *p = text;
    for (; p < end && (*p | 32) != 'e'; p++) {
        if (*p == '.') {
            fraction = true;
            continue;
        }
        if (*p == '-')
            continue;
        if (count == 0 && *p == '0') {
            d->point -= fraction;
            continue;
        }
        put_digit(d, count++, (uint8_t)(*p - '0'));
        d->point += !fraction;
    }
    d->count = count < GK_DECIMAL_DIGITS ? count : GK_DECIMAL_DIGITS;
    if (p < end) {
        int exponent = 0;
        bool negative = *++p == '-';
        for (p += *p == '-' || *p == '+'; p < end; p++)
            if (exponent < 100000000) /* far beyond any text's digits */
                exponent = exponent * 10 + (*p - '0');
        d->point += negative ? -exponent : exponent;
    }
    trim(d);
}

/* Divides by 2^k: reads and writes from the left, in place. */
static void shift_right(struct gk_decimal *d, int k)
{
    uint64_t n = 0;
    int read = 0, write = 0;
    for (; n >> k == 0; read++) {
        if (n == 0 && read >= d->count)
            return; /* zero */
        n = n * 10 + (read < d->count ? d->digits[read] : 0);
    }
    d->point -= read - 1;
    while (read < d->count || n > 0) {
        uint8_t digit = (uint8_t)(n >> k);
        n = (n & (((uint64_t)1 << k) - 1)) * 10;
        if (read < d->count)
            n += d->digits[read++];
        put_digit(d, write++, digit);
    }
    d->count = write < GK_DECIMAL_DIGITS ? write : GK_DECIMAL_DIGITS;
    trim(d);
}

/* Multiplies by 2^k: from the right, into room for as many digits as 2^k can
 * add; what stays free at the left is closed. */
static void shift_left(struct gk_decimal *d, int k)
{
    int room = k * 1233 / 4096 + 1; /* 1233 / 4096 is just above log10(2) */
    int read = d->count, write = d->count + room;
    int end = write < GK_DECIMAL_DIGITS ? write : GK_DECIMAL_DIGITS;
    uint64_t n = 0;
    while (read > 0 || n > 0) {
        if (read > 0)
            n += (uint64_t)d->digits[--read] << k;
        put_digit(d, --write, (uint8_t)(n % 10));
        n /= 10;
    }
    memmove(d->digits, d->digits + write, (size_t)(end - write));
    d->count = end - write;
    d->point += room - write;
    trim(d);
}

void gk_decimal_scale(struct gk_decimal *d, int k)
{
    if (d->count == 0)
        return;
    for (; k > MAX_SHIFT; k -= MAX_SHIFT)
        shift_left(d, MAX_SHIFT);
    for (; k < -MAX_SHIFT; k += MAX_SHIFT)
        shift_right(d, MAX_SHIFT);
    if (k > 0)
        shift_left(d, k);
    else if (k < 0)
        shift_right(d, -k);
}

/* Whether dropping the digits from `at` on rounds up. */
static bool rounds_up(const struct gk_decimal *d, int at)
{
    if (at < 0 || at >= d->count)
        return false;
    if (d->digits[at] != 5 || at + 1 < d->count || d->more)
        return d->digits[at] >= 5;
    return at > 0 && d->digits[at - 1] % 2 == 1; /* half: to even */
}

void gk_decimal_round(struct gk_decimal *d, int count, bool up)
{
    if (count >= d->count)
        return;
    up = up || rounds_up(d, count);
    d->count = count;
    d->more = false;
    while (up && d->count > 0) {
        up = d->digits[d->count - 1] == 9;
        if (up)
            d->count--;
        else
            d->digits[d->count - 1]++;
    }
    if (up) { /* all nines, or none: 1 follows */
        d->digits[0] = 1;
        d->count = 1;
        d->point++;
    }
    trim(d);
}

void gk_decimal_from_double(struct gk_decimal *d, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    int exponent = (int)(bits >> 52 & 0x7ff);
    uint64_t n = bits & 0xfffffffffffffu;
    if (exponent > 0)
        n |= (uint64_t)1 << 52;
    else
        exponent = 1;         /* subnormal */
    d->count = d->point = 20; /* 2^53 has 16 digits; zeros are trimmed */
    d->more = false;
    int begin = 20;
    for (; n > 0; n /= 10)
        d->digits[--begin] = (uint8_t)(n % 10);
    memmove(d->digits, d->digits + begin, (size_t)(20 - begin));
    d->count = d->point = 20 - begin;
    trim(d);
    gk_decimal_scale(d, exponent - 1075);
}

/* A shift that brings a number with `point` closer to [0.5, 1) and never past
 * it: below log2(10^point). */
static int step(int point)
{
    static const uint8_t shifts[] = {1, 3, 6, 9, 13, 16, 19, 23, 26};
    return point < (int)sizeof shifts ? shifts[point] : 27;
}

/* Scales into [0.5, 1); returns e so that the number was d × 2^e. */
static int normalize(struct gk_decimal *d)
{
    int e = 0;
    while (d->point > 0) {
        int n = step(d->point);
        gk_decimal_scale(d, -n);
        e += n;
    }
    while (d->point < 0 || d->digits[0] < 5) {
        int n = step(-d->point);
        gk_decimal_scale(d, n);
        e -= n;
    }
    return e;
}

static uint64_t to_integer(const struct gk_decimal *d)
{
    uint64_t n = 0;
    for (int i = 0; i < d->point; i++)
        n = n * 10 + (i < d->count ? d->digits[i] : 0);
    return n + rounds_up(d, d->point);
}

static double from_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

double gk_decimal_to_double(struct gk_decimal *d)
{
    const uint64_t infinite = (uint64_t)0x7ff << 52;
    if (d->count == 0 || d->point < -330)
        return 0;
    if (d->point > 310)
        return from_bits(infinite);
    int exponent = normalize(d) - 1; /* of the leading bit */
    int biased = exponent + 1023;
    if (biased < 1) { /* subnormal: fewer bits */
        gk_decimal_scale(d, biased - 1);
        biased = 1;
    }
    gk_decimal_scale(d, 53);
    uint64_t n = to_integer(d);
    if (n >> 53 != 0) { /* rounded up to the next power of two */
        n >>= 1;
        biased++;
    }
    if (biased >= 2047)
        return from_bits(infinite);
    if (n >> 52 == 0)
        biased = 0; /* subnormal or zero */
    return from_bits((n & 0xfffffffffffffu) | (uint64_t)biased << 52);
}
