/* LEB128: what each width takes and refuses, and shortest forms back. */
#include "core/wasm/leb.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum width { U32, U64, S32, S33, S64 };

static const struct {
    const char *name;
    enum width width;
    const char *bytes;
    size_t len;
    bool fits;
    size_t used;
    int64_t value;
} reads[] = {
    {"u32 zero", U32, "\x00", 1, true, 1, 0},
    {"u32 stops at its end", U32, "\x7f\x01", 2, true, 1, 127},
    {"u32 two bytes", U32, "\x80\x01", 2, true, 2, 128},
    {"u32 spec's 624485", U32, "\xe5\x8e\x26", 3, true, 3, 624485},
    {"u32 padded zero", U32, "\x80\x80\x80\x80\x00", 5, true, 5, 0},
    {"u32 largest", U32, "\xff\xff\xff\xff\x0f", 5, true, 5, UINT32_MAX},
    {"u32 bit 32 set", U32, "\xff\xff\xff\xff\x1f", 5, false, 0, 0},
    {"u32 six bytes", U32, "\x80\x80\x80\x80\x80\x00", 6, false, 0, 0},
    {"u32 no bytes", U32, "", 0, false, 0, 0},
    {"u32 cut", U32, "\x80", 1, false, 0, 0},
    {"u64 largest", U64, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10, true,
     10, -1},
    {"u64 bit 64 set", U64, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x03", 10,
     false, 0, 0},
    {"u64 eleven bytes", U64, "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00",
     11, false, 0, 0},
    {"u64 cut", U64, "\xff\xff\xff\xff\xff\xff\xff\xff\xff", 9, false, 0, 0},
    {"s32 minus one", S32, "\x7f", 1, true, 1, -1},
    {"s32 63", S32, "\x3f", 1, true, 1, 63},
    {"s32 minus 64", S32, "\x40", 1, true, 1, -64},
    {"s32 64", S32, "\xc0\x00", 2, true, 2, 64},
    {"s32 smallest", S32, "\x80\x80\x80\x80\x78", 5, true, 5, INT32_MIN},
    {"s32 largest", S32, "\xff\xff\xff\xff\x07", 5, true, 5, INT32_MAX},
    {"s32 padded minus one", S32, "\xff\xff\xff\xff\x7f", 5, true, 5, -1},
    {"s32 sign not repeated", S32, "\xff\xff\xff\xff\x0f", 5, false, 0, 0},
    {"s32 sign half repeated", S32, "\x80\x80\x80\x80\x70", 5, false, 0, 0},
    {"s32 goes on", S32, "\xff\xff\xff\xff\xff\x7f", 6, false, 0, 0},
    {"s33 type index", S33, "\xff\xff\xff\xff\x0f", 5, true, 5, UINT32_MAX},
    {"s33 empty block", S33, "\x40", 1, true, 1, -64},
    {"s33 smallest", S33, "\x80\x80\x80\x80\x70", 5, true, 5,
     -INT64_C(4294967296)},
    {"s33 sign not repeated", S33, "\xff\xff\xff\xff\x1f", 5, false, 0, 0},
    {"s64 smallest", S64, "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7f", 10, true,
     10, INT64_MIN},
    {"s64 largest", S64, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00", 10, true,
     10, INT64_MAX},
    {"s64 sign not repeated", S64, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
     10, false, 0, 0},
    {"s64 cut", S64, "\x80\x80", 2, false, 0, 0},
};

static bool read_one(enum width width, const uint8_t *bytes, size_t len,
                     size_t *at, int64_t *value)
{
    uint32_t u32;
    uint64_t u64;
    int32_t s32;
    bool fits = false;

    switch (width) {
    case U32:
        if ((fits = gk_leb_u32(bytes, len, at, &u32)))
            *value = u32;
        break;
    case U64:
        if ((fits = gk_leb_u64(bytes, len, at, &u64)))
            *value = (int64_t)u64;
        break;
    case S32:
        if ((fits = gk_leb_s32(bytes, len, at, &s32)))
            *value = s32;
        break;
    case S33:
        fits = gk_leb_s33(bytes, len, at, value);
        break;
    case S64:
        fits = gk_leb_s64(bytes, len, at, value);
        break;
    }
    return fits;
}

static void reads_what_each_width_allows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
        /* Not at offset 0, so that *at is seen to be used. */
        uint8_t bytes[16] = {0xff};
        size_t at = 1;
        int64_t value = 0;
        bool fits;

        memcpy(bytes + 1, reads[i].bytes, reads[i].len);
        fits = read_one(reads[i].width, bytes, reads[i].len + 1, &at, &value);
        if (fits != reads[i].fits || at - 1 != reads[i].used ||
            value != reads[i].value)
            fail_msg("%s: %s, %zu bytes, %" PRId64, reads[i].name,
                     fits ? "fits" : "refused", at - 1, value);
    }
}

static const int64_t values[] = {
    0,         1,         63,        64,         127,
    128,       8191,      8192,      INT32_MAX,  INT64_C(4294967295),
    INT64_MAX, -1,        -64,       -65,        -8192,
    -8193,     INT32_MIN, INT64_MIN, 1000000007,
};

/* The last byte of a longer than shortest form says nothing new. */
static bool is_shortest(const gk_buf *buf, bool is_signed)
{
    uint8_t last, before;

    if (buf->len < 2)
        return buf->len == 1;
    last = buf->data[buf->len - 1];
    before = buf->data[buf->len - 2];
    if (!is_signed)
        return last != 0;
    return !(last == 0 && !(before & 0x40)) &&
           !(last == 0x7f && (before & 0x40));
}

static void written_integers_read_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        gk_buf s = GK_BUF_INIT, u = GK_BUF_INIT;
        size_t at = 0, uat = 0;
        int64_t back = 0;
        uint64_t uback = 0;

        assert_int_equal(gk_leb_put_s64(&s, values[i]), GK_OK);
        assert_int_equal(gk_leb_put_u64(&u, (uint64_t)values[i]), GK_OK);
        if (!gk_leb_s64(s.data, s.len, &at, &back) || back != values[i] ||
            at != s.len || !is_shortest(&s, true))
            fail_msg("signed %" PRId64 " came back as %" PRId64 " of %zu bytes",
                     values[i], back, s.len);
        if (!gk_leb_u64(u.data, u.len, &uat, &uback) ||
            uback != (uint64_t)values[i] || uat != u.len ||
            !is_shortest(&u, false))
            fail_msg("unsigned %" PRIu64 " came back as %" PRIu64
                     " of %zu bytes",
                     (uint64_t)values[i], uback, u.len);
        gk_buf_clear(&s);
        gk_buf_clear(&u);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_each_width_allows),
        cmocka_unit_test(written_integers_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
