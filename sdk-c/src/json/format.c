#include <guestkit/json.h>

#include <string.h>

/* One conversion: %[0][width][.precision][size]letter */
struct spec {
    bool zeros;
    bool wide; /* the integer has 64 bits */
    int width;
    int precision; /* -1: not given */
    char letter;
};

/* A va_list inside a struct can be passed on and stay the same list. */
struct args {
    va_list list;
};

static int take_count(const char **p, struct args *args)
{
    int n = 0;
    if (**p == '*') {
        ++*p;
        return va_arg(args->list, int);
    }
    for (; **p >= '0' && **p <= '9'; ++*p)
        if (n < 100000)
            n = n * 10 + (**p - '0');
    return n;
}

/* p after the '%'; returns what follows the conversion. */
static const char *take_spec(const char *p, struct args *args, struct spec *s)
{
    s->zeros = *p == '0';
    s->width = take_count(&p, args);
    s->precision = -1;
    if (*p == '.') {
        p++;
        s->precision = take_count(&p, args);
    }
    size_t size = sizeof(int);
    for (;; p++) {
        if (*p == 'j' || (*p == 'l' && p[-1] == 'l'))
            size = 8;
        else if (*p == 'l' || *p == 'z')
            size = sizeof(long); /* and of size_t */
        else if (*p != 'h')      /* arrives as an int */
            break;
    }
    s->wide = size == 8;
    s->letter = *p;
    return *p == '\0' ? p : p + 1;
}

/* Text with a sign before it, brought to the width. */
static void put_padded(gk_writer *w, const struct spec *s, bool negative,
                       const char *text, size_t len)
{
    bool zeros = s->zeros && s->letter != 's' && s->letter != 'c';
    if (negative && zeros)
        gk_put_text(w, "-");
    for (size_t n = len + negative; (int)n < s->width; n++)
        gk_put_text(w, zeros ? "0" : " ");
    if (negative && !zeros)
        gk_put_text(w, "-");
    gk_put_bytes(w, text, len);
}

/* Writes the digits of n, at least `least` of them, so that they end at `end`;
 * returns where they begin. */
static char *digits_before(char *end, uint64_t n, unsigned base, int least)
{
    for (; n > 0 || least > 0; n /= base, least--)
        *--end = "0123456789abcdef"[n % base];
    return end;
}

static void put_integer(gk_writer *w, const struct spec *s, struct args *args)
{
    bool is_signed = s->letter != 'u' && s->letter != 'x';
    uint64_t n;
    if (s->wide)
        n = va_arg(args->list, uint64_t);
    else if (is_signed)
        n = (uint64_t)(int64_t)va_arg(args->list, int);
    else
        n = va_arg(args->list, unsigned);
    bool negative = is_signed && (int64_t)n < 0;
    char digits[20], *end = digits + sizeof digits;
    char *begin =
        digits_before(end, negative ? 0 - n : n, s->letter == 'x' ? 16 : 10, 1);
    put_padded(w, s, negative, begin, (size_t)(end - begin));
}

#define MAX_PRECISION 9
/* Below it, whole numbers fit into an int64_t with room to round. */
#define FIXED_LIMIT 1e18

/* Everything in 64-bit integers: a tenth of the code that exact digits need
 * (write_number.c), and messages need no more. */
static void put_fixed(gk_writer *w, const struct spec *s, struct args *args)
{
    double value = va_arg(args->list, double);
    bool negative = __builtin_signbit(value);
    value = __builtin_fabs(value);
    if (!(value < FIXED_LIMIT)) {
        put_padded(w, s, negative, value > 0 ? "big" : "nan", 3);
        return;
    }
    int precision = s->precision < 0 ? 6 : s->precision;
    if (precision > MAX_PRECISION)
        precision = MAX_PRECISION;
    unsigned scale = 1;
    for (int i = 0; i < precision; i++)
        scale *= 10;
    uint64_t whole = (uint64_t)value;
    double rest = (value - (double)whole) * scale;
    uint64_t part = (uint64_t)rest;
    rest -= (double)part;
    part += rest > 0.5 || (rest == 0.5 && ((precision ? part : whole) & 1));
    if (part >= scale) {
        whole++;
        part -= scale;
    }
    char digits[32], *end = digits + sizeof digits, *begin = end;
    if (precision > 0) {
        begin = digits_before(end, part, 10, precision);
        *--begin = '.';
    }
    begin = digits_before(begin, whole, 10, 1);
    put_padded(w, s, negative, begin, (size_t)(end - begin));
}

static void put_string(gk_writer *w, const struct spec *s, struct args *args)
{
    const char *text = va_arg(args->list, const char *);
    if (text == NULL)
        text = "(null)";
    size_t len = 0;
    while (len != (size_t)s->precision && text[len] != '\0')
        len++; /* precision -1 is never reached */
    put_padded(w, s, false, text, len);
}

/* False for what is no conversion of ours. */
static bool put_spec(gk_writer *w, const struct spec *s, struct args *args)
{
    char c;
    switch (s->letter) {
    case 'd':
    case 'i':
    case 'u':
    case 'x':
        put_integer(w, s, args);
        return true;
    case 's':
        put_string(w, s, args);
        return true;
    case 'f':
        put_fixed(w, s, args);
        return true;
    case 'c':
        c = (char)va_arg(args->list, int);
        put_padded(w, s, false, &c, 1);
        return true;
    default:
        return false;
    }
}

void gk_put_formatv(gk_writer *w, const char *fmt, va_list list)
{
    struct args args;
    va_copy(args.list, list);
    while (*fmt != '\0') {
        const char *begin = fmt;
        struct spec s = {.letter = '\0'};
        if (*fmt == '%')
            fmt = take_spec(fmt + 1, &args, &s);
        else
            fmt++;
        if (s.letter == '%')
            gk_put_text(w, "%");
        else if (!put_spec(w, &s, &args))
            gk_put_bytes(w, begin, (size_t)(fmt - begin));
    }
    va_end(args.list);
}

void gk_put_format(gk_writer *w, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    gk_put_formatv(w, fmt, args);
    va_end(args);
}
