/* The shape of a UUID, and that no two are the same. */
#include "core/base/uuid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void one_is_of_version_4(void **state)
{
    static const char shape[] = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";

    (void)state;
    for (int round = 0; round < 50; round++) {
        char uuid[GK_UUID_TEXT_BYTES];

        assert_true(gk_uuid_draw(uuid));
        assert_int_equal(strlen(uuid), sizeof shape - 1);
        for (size_t i = 0; shape[i] != '\0'; i++) {
            const char *any = shape[i] == 'x'   ? "0123456789abcdef"
                              : shape[i] == 'y' ? "89ab"
                              : shape[i] == '4' ? "4"
                                                : "-";

            if (strchr(any, uuid[i]) == NULL)
                fail_msg("character %zu of %s", i, uuid);
        }
    }
}

static void two_differ(void **state)
{
    char one[GK_UUID_TEXT_BYTES], other[GK_UUID_TEXT_BYTES];

    (void)state;
    assert_true(gk_uuid_draw(one) && gk_uuid_draw(other));
    assert_string_not_equal(one, other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_is_of_version_4),
        cmocka_unit_test(two_differ),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
