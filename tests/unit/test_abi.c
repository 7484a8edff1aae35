#include "abi/abi.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define EACH_HOST(h)                                                           \
    const struct gk_abi_host *h = gk_abi_hosts;                                \
    h < gk_abi_hosts + gk_abi_host_count;                                      \
    h++

/* --- signatures ----------------------------------------------------------- */

/* "ii:l": the types of parameters and results, i l f d for i32 i64 f32 f64. */
static const char *types_of(const struct gk_sig *sig, char out[64])
{
    static const char letters[] = {'d', 'f', 'l', 'i'}; /* 0x7c to 0x7f */
    size_t n = 0;

    for (size_t i = 0; i < sig->param_count; i++)
        out[n++] = letters[sig->params[i] - 0x7c];
    out[n++] = ':';
    for (size_t i = 0; i < sig->result_count; i++)
        out[n++] = letters[sig->results[i] - 0x7c];
    out[n] = '\0';
    return out;
}

static const struct {
    const char *text, *types;
    bool untyped;
} good[] = {
    {"()", ":", false},         {"(i)i", "i:i", false},
    {"(iIfF)", "ilfd:", false}, {"()I", ":l", false},
    {"()P", ":l", false},       {"(sw)", "iii:", false},
    {"(d)i", "ii:i", false},    {"(b)", "ii:", false},
    {"(sc)i", "iiii:i", false}, {"(sssswc)i", "iiiiiiiiiii:i", false},
    {"()ii", ":ii", false},     {"*()F", ":d", true},
    {"*(i)", "i:", true},       {"*", ":", true},
};

static void signatures_give_their_types(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        struct gk_sig sig;
        char types[64];

        if (!gk_sig_parse(good[i].text, &sig))
            fail_msg("'%s' is refused", good[i].text);
        if (strcmp(types_of(&sig, types), good[i].types) != 0)
            fail_msg("'%s': found %s, wanted %s", good[i].text, types,
                     good[i].types);
        if (sig.untyped != good[i].untyped)
            fail_msg("'%s': untyped is %d", good[i].text, sig.untyped);
    }
}

static const char *const bad[] = {
    "",     "memory", "global i", "i",  "(",    "(i",    "(x)",
    "(i)x", "(i)(",   "*i",       "**", " (i)", "(i )i",
};

static void other_texts_are_no_signatures(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct gk_sig sig = {.param_count = 77};

        if (gk_sig_parse(bad[i], &sig))
            fail_msg("'%s' is taken", bad[i]);
        if (sig.param_count != 77)
            fail_msg("'%s' is refused, but the result was touched", bad[i]);
    }
}

/* `count` letters between parentheses. */
static bool parse_many(char letter, size_t count, struct gk_sig *sig)
{
    char text[64];

    snprintf(text, sizeof text, "(%.*s)", (int)count,
             letter == 'i' ? "iiiiiiiiiiiiiiiiiiiiiiiiiiiiii"
                           : "ssssssssssssssssssssssssssssss");
    return gk_sig_parse(text, sig);
}

static void more_values_than_fit_are_refused(void **state)
{
    struct gk_sig sig;

    (void)state;
    assert_true(parse_many('i', GK_SIG_MAX_VALUES, &sig));
    assert_int_equal(sig.param_count, GK_SIG_MAX_VALUES);
    assert_false(parse_many('i', GK_SIG_MAX_VALUES + 1, &sig));
    assert_true(parse_many('s', GK_SIG_MAX_VALUES / 2, &sig));
    assert_int_equal(sig.param_count, GK_SIG_MAX_VALUES);
    assert_false(parse_many('s', GK_SIG_MAX_VALUES / 2 + 1, &sig));
}

/* The handlers walk the letters: they must add up to the types. */
static void letters_add_up(const char *where, const char *text)
{
    struct gk_sig sig;
    size_t values = 0;

    if (!gk_sig_parse(text, &sig))
        fail_msg("%s: '%s' is no signature", where, text);
    for (const char *p = sig.letters; *p != '\0' && *p != ')'; p++)
        values += gk_sig_letter_values(*p);
    if (values != sig.param_count)
        fail_msg("%s: '%s' has %zu values, its letters %zu", where, text,
                 sig.param_count, values);
}

/* --- rows ------------------------------------------------------------------
 */

static void every_import_has_a_signature(void **state)
{
    (void)state;
    for (EACH_HOST(h)) {
        for (size_t i = 0; i < h->import_count; i++) {
            const struct gk_abi_import *row = &h->imports[i];

            letters_add_up(row->name, row->sig);
            if (row->sig[0] == '*')
                fail_msg("%s: a documented import has types", row->name);
            if (row->sig_deployed != NULL)
                letters_add_up(row->name, row->sig_deployed);
        }
    }
}

static void every_export_is_function_memory_or_global(void **state)
{
    (void)state;
    for (EACH_HOST(h))
        for (size_t i = 0; i < h->export_count; i++) {
            const struct gk_abi_export *row = &h->exports[i];

            if (strcmp(row->sig, "memory") == 0 ||
                (strncmp(row->sig, "global ", 7) == 0 &&
                 strlen(row->sig) == 8 && strchr("iIfF", row->sig[7])))
                continue;
            letters_add_up(row->name, row->sig);
        }
}

static void check_doc(const char *name, const char *doc)
{
    size_t len = strlen(doc);

    if (len == 0 || doc[len - 1] != '.' || islower((unsigned char)doc[0]))
        fail_msg("%s: its doc is no sentence: '%s'", name, doc);
    for (size_t i = 0; i < len; i++)
        if (doc[i] == '|' || (unsigned char)doc[i] < ' ')
            fail_msg("%s: its doc breaks a table: '%s'", name, doc);
}

static void every_row_has_a_doc(void **state)
{
    (void)state;
    for (EACH_HOST(h)) {
        for (size_t i = 0; i < h->import_count; i++)
            check_doc(h->imports[i].name, h->imports[i].doc);
        for (size_t i = 0; i < h->export_count; i++)
            check_doc(h->exports[i].name, h->exports[i].doc);
        for (size_t i = 0; i < h->memory_count; i++)
            check_doc(h->memories[i].name, h->memories[i].doc);
    }
}

/* A second row of the same name would never be looked at. */
static void every_row_is_found_by_its_name(void **state)
{
    (void)state;
    for (EACH_HOST(h)) {
        for (size_t i = 0; i < h->import_count; i++) {
            const struct gk_abi_import *row = &h->imports[i];

            assert_ptr_equal(gk_abi_import_find(h, row->module,
                                                strlen(row->module), row->name,
                                                strlen(row->name)),
                             row);
        }
        for (size_t i = 0; i < h->export_count; i++)
            assert_ptr_equal(gk_abi_export_find(h, h->exports[i].name,
                                                strlen(h->exports[i].name)),
                             &h->exports[i]);
        for (size_t i = 0; i < h->memory_count; i++) {
            const struct gk_abi_memory *row = &h->memories[i];

            assert_ptr_equal(gk_abi_memory_find(h, row->module,
                                                strlen(row->module), row->name,
                                                strlen(row->name)),
                             row);
        }
    }
}

static void memories_can_be_linked(void **state)
{
    (void)state;
    for (EACH_HOST(h))
        for (size_t i = 0; i < h->memory_count; i++) {
            const struct gk_abi_memory *row = &h->memories[i];

            if (row->initial == 0 || row->initial > row->maximum ||
                row->maximum > 65536)
                fail_msg("%s: %s.%s has %u to %u pages", h->id, row->module,
                         row->name, row->initial, row->maximum);
        }
}

static void names_are_whole(void **state)
{
    const struct gk_abi_host *h = gk_abi_host_find("cortex");

    (void)state;
    assert_non_null(h);
    assert_non_null(gk_abi_import_find(h, "env", 3, "host_log", 8));
    assert_null(gk_abi_import_find(h, "env", 3, "host_log", 7));
    assert_null(gk_abi_import_find(h, "env", 3, "host_log\0x", 10));
    assert_null(gk_abi_import_find(h, "env", 3, "", 0));
    assert_null(gk_abi_import_find(h, "en", 2, "host_log", 8));
    assert_null(gk_abi_import_find(h, "envy", 4, "host_log", 8));
    assert_null(gk_abi_memory_find(h, "env", 3, "host_log", 8));
    assert_null(gk_abi_export_find(h, "Memory", 6));
}

/* --- hosts and effects -----------------------------------------------------
 */

static void hosts_are_found_by_id(void **state)
{
    (void)state;
    assert_true(gk_abi_host_count > 0);
    for (EACH_HOST(h)) {
        assert_ptr_equal(gk_abi_host_find(h->id), h);
        assert_true(h->title[0] != '\0' && h->guest[0] != '\0');
    }
    assert_null(gk_abi_host_find("Cortex"));
    assert_null(gk_abi_host_find("cort"));
    assert_null(gk_abi_host_find(""));
}

static void effects_have_words_of_their_own(void **state)
{
    (void)state;
    for (int a = 0; a < GK_EFFECT_COUNT; a++) {
        const char *word = gk_effect_word((gk_effect)a);

        assert_true(word != NULL && word[0] != '\0');
        for (int b = 0; b < a; b++)
            if (strcmp(word, gk_effect_word((gk_effect)b)) == 0)
                fail_msg("effects %d and %d are both '%s'", b, a, word);
    }
    assert_string_equal(gk_effect_word(GK_EFFECT_FS_READ), "fs-read");
    assert_string_equal(gk_effect_word(GK_EFFECT_NETWORK), "network");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signatures_give_their_types),
        cmocka_unit_test(other_texts_are_no_signatures),
        cmocka_unit_test(more_values_than_fit_are_refused),
        cmocka_unit_test(every_import_has_a_signature),
        cmocka_unit_test(every_export_is_function_memory_or_global),
        cmocka_unit_test(every_row_has_a_doc),
        cmocka_unit_test(every_row_is_found_by_its_name),
        cmocka_unit_test(memories_can_be_linked),
        cmocka_unit_test(names_are_whole),
        cmocka_unit_test(hosts_are_found_by_id),
        cmocka_unit_test(effects_have_words_of_their_own),
    };

    return cmocka_run_group_tests_name("abi", tests, NULL, NULL);
}
