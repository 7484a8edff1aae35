#include "number.h"

#include <guestkit/json.h>

static void put_digits(gk_writer *w, const struct gk_decimal *d, int from,
                       int to)
{
    for (int i = from; i < to; i++) {
        char c = (char)('0' + (i >= 0 && i < d->count ? d->digits[i] : 0));
        gk_put_bytes(w, &c, 1);
    }
}

static void put_exponent(gk_writer *w, int exponent)
{
    gk_put_text(w, exponent < 0 ? "e-" : "e+");
    bool comma = w->comma;
    w->comma = false;
    gk_put_int(w, exponent < 0 ? -exponent : exponent);
    w->comma = comma;
}

/* Source of the three forms: ECMA-262, Number::toString, radix 10. */
static void put_decimal(gk_writer *w, const struct gk_decimal *d)
{
    if (d->point > 0 && d->point <= 21) {
        put_digits(w, d, 0, d->point);
        if (d->count > d->point)
            gk_put_text(w, ".");
        put_digits(w, d, d->point, d->count);
    } else if (d->point > -6 && d->point <= 0) {
        gk_put_text(w, "0.");
        put_digits(w, d, d->point, d->count);
    } else {
        put_digits(w, d, 0, 1);
        if (d->count > 1)
            gk_put_text(w, ".");
        put_digits(w, d, 1, d->count);
        put_exponent(w, d->point - 1);
    }
}

void gk_put_number(gk_writer *w, double value)
{
    if (value - value != 0) { /* NaN or infinite */
        gk_put_null(w);
        return;
    }
    if (value > -0x1p53 && value < 0x1p53 && value == (double)(int64_t)value) {
        gk_put_int(w, (int64_t)value); /* also -0 as 0 */
        return;
    }
    struct gk_decimal d;
    gk_number_shortest(&d, value);
    if (w->comma)
        gk_put_text(w, ",");
    w->comma = true;
    if (value < 0)
        gk_put_text(w, "-");
    put_decimal(w, &d);
}
