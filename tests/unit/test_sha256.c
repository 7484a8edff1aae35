#include "core/base/sha256.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The examples of FIPS 180-4 and of NIST's test vectors. */
static const struct {
    const char *name, *bytes, *want;
} rows[] = {
    {"nothing", "",
     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "abc",
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"two blocks with the padding",
     "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"two blocks of text",
     "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
     "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
     "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
};

static void known_digests(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char hex[GK_SHA256_HEX_BYTES];

        gk_sha256_hex(rows[i].bytes, strlen(rows[i].bytes), hex);
        if (strcmp(hex, rows[i].want) != 0)
            fail_msg("%s: found %s, wanted %s", rows[i].name, hex,
                     rows[i].want);
    }
}

static void a_million_bytes(void **state)
{
    char *bytes = malloc(1000000);
    char hex[GK_SHA256_HEX_BYTES];

    (void)state;
    assert_non_null(bytes);
    memset(bytes, 'a', 1000000);
    gk_sha256_hex(bytes, 1000000, hex);
    free(bytes);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67"
                             "f1809a48a497200e046d39ccc7112cd0");
}

static void bytes_and_hex_say_the_same(void **state)
{
    static const uint8_t nul_and_high[] = {0x00, 0xff, 0x80, 0x00};
    uint8_t raw[GK_SHA256_BYTES];
    char hex[GK_SHA256_HEX_BYTES], own[GK_SHA256_HEX_BYTES];

    (void)state;
    gk_sha256(nul_and_high, sizeof nul_and_high, raw);
    gk_sha256_hex(nul_and_high, sizeof nul_and_high, hex);
    for (size_t i = 0; i < GK_SHA256_BYTES; i++)
        snprintf(own + 2 * i, 3, "%02x", raw[i]);
    assert_string_equal(hex, own);
}

/* A NUL is a byte like others: the length counts. */
static void nul_bytes_count(void **state)
{
    char one[GK_SHA256_HEX_BYTES], two[GK_SHA256_HEX_BYTES];

    (void)state;
    gk_sha256_hex("\0", 1, one);
    gk_sha256_hex("\0\0", 2, two);
    assert_string_not_equal(one, two);
    assert_string_equal(one, "6e340b9cffb37a989ca544e6bb780a2c"
                             "78901d3fb33738768511a30617afa01d");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_digests),
        cmocka_unit_test(a_million_bytes),
        cmocka_unit_test(bytes_and_hex_say_the_same),
        cmocka_unit_test(nul_bytes_count),
    };

    return cmocka_run_group_tests_name("sha256", tests, NULL, NULL);
}
