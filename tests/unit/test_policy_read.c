/*
 * The policy file: what it may say, and what is said about what it may not.
 */
#include "scanner/policy/date.h"
#include "scanner/policy/pattern.h"
#include "scanner/policy/policy.h"
#include "scanner/policy/preset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define P(parts) "{\"schema\":\"guestkit.policy/1\"" parts "}"
#define HASH     "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct {
    const char *name, *text;
    const char *error; /* how the message goes on behind the file; NULL: none */
} files[] = {
    {"nothing asked for", P(""), NULL},
    {"a schema for editors", P(",\"$schema\":\"policy.json\""), NULL},
    {"no schema", "{}", "1:1: the file: key \"schema\" is missing"},
    {"another schema", "{\"schema\":\"guestkit.policy/2\"}",
     "1:11: /schema: found \"guestkit.policy/2\", wanted "
     "\"guestkit.policy/1\""},
    {"no object", "[]", "1:1: the file: found array, wanted object"},
    {"no JSON", "{", "1:2: "},
    {"a slip", P(",\n\"import\":{}"),
     "2:10: the file: unknown key \"import\", did you mean \"imports\"?"},
    {"host", P(",\"host\":\"cortex\""), NULL},
    {"no such host", P(",\"host\":\"cortx\""),
     "1:38: /host: found \"cortx\", wanted \"cortex\""},
    {"a preset of another host",
     P(",\"preset\":\"cortex\",\"host\":\"hugind\""),
     "1:40: /preset: found \"cortex\", which is for cortex, not for hugind"},
    {"preset", P(",\"preset\":\"cortex-strict\",\"host\":\"cortex\""), NULL},
    {"no such preset", P(",\"preset\":\"strict\""),
     "1:40: /preset: found \"strict\", wanted \"none\", \"cortex\", "},
    /* imports, exports */
    {"imports", P(",\"imports\":{\"allow\":[\"env.*\"],\"deny\":[]}"), NULL},
    {"imports' key", P(",\"imports\":{\"alow\":[]}"),
     "1:49: /imports: unknown key \"alow\", did you mean \"allow\"?"},
    {"imports' kind", P(",\"imports\":{\"allow\":\"env.*\"}"),
     "1:50: /imports/allow: found string, wanted array"},
    {"a pattern's kind", P(",\"imports\":{\"allow\":[1]}"),
     "1:51: /imports/allow/0: found number, wanted string"},
    {"an empty pattern", P(",\"imports\":{\"deny\":[\"a\",\"\"]}"),
     "1:54: /imports/deny/1: found an empty text"},
    {"a pattern's backslash", P(",\"imports\":{\"deny\":[\"a\\\\b\"]}"),
     "1:50: /imports/deny/0: found \"a\\b\", wanted a pattern"},
    {"exports",
     P(",\"exports\":{\"require\":[\"run\"],\"deny\":[\"*\"],\"allow\":[]}"),
     NULL},
    {"exports' key", P(",\"exports\":{\"requires\":[]}"),
     "1:53: /exports: unknown key \"requires\", did you mean \"require\"?"},
    /* effects, features */
    {"effects", P(",\"effects\":{\"allow\":[\"log\"],\"deny\":[\"network\"]}"),
     NULL},
    {"no such effect", P(",\"effects\":{\"deny\":[\"netwrok\"]}"),
     "1:50: /effects/deny/0: found \"netwrok\", wanted"},
    {"features",
     P(",\"features\":{\"allow\":[\"mvp\",\"simd128\"],\"deny\":[]}"), NULL},
    {"no such feature", P(",\"features\":{\"allow\":[\"simd\"]}"),
     "1:52: /features/allow/0: found \"simd\", wanted \"mvp\""},
    /* limits */
    {"limits",
     P(",\"limits\":{\"fileBytes\":1,\"memoryPages\":{\"initial\":1,"
       "\"maximum\":2},\"requireMemoryMaximum\":true,\"tableEntries\":1,"
       "\"functions\":1,\"functionBytes\":1,\"dataBytes\":1,\"imports\":1,"
       "\"nesting\":1}"),
     NULL},
    {"a negative limit", P(",\"limits\":{\"functions\":-1}"),
     "1:53: /limits/functions: found -1, wanted a whole number from 0 to"},
    {"a broken limit", P(",\"limits\":{\"nesting\":1.5}"),
     "1:51: /limits/nesting: found 1.5"},
    {"pages as a number", P(",\"limits\":{\"memoryPages\":18}"),
     "1:55: /limits/memoryPages: found number, wanted object"},
    {"pages' key", P(",\"limits\":{\"memoryPages\":{\"minimum\":18}}"),
     "1:66: /limits/memoryPages: unknown key \"minimum\""},
    /* severity */
    {"severity", P(",\"severity\":{\"GK009\":\"off\",\"gk005\":\"warning\"}"),
     NULL},
    {"no such rule", P(",\"severity\":{\"GK999\":\"off\"}"),
     "1:51: /severity/GK999: no rule \"GK999\""},
    {"no such severity", P(",\"severity\":{\"GK009\":\"info\"}"),
     "1:51: /severity/GK009: found \"info\", wanted \"note\", \"warning\", "
     "\"error\" or \"off\""},
    {"severity's kind", P(",\"severity\":{\"GK009\":0}"),
     "1:51: /severity/GK009: found number, wanted string"},
    {"an invalid module is never fine", P(",\"severity\":{\"GK001\":\"off\"}"),
     "1:51: /severity/GK001: found \"off\", wanted \"error\""},
    {"an invalid module is an error", P(",\"severity\":{\"GK001\":\"error\"}"),
     NULL},
    /* hashes */
    {"hashes",
     P(",\"hashes\":{\"knownGood\":[\"" HASH
       "\"],\"blocked\":[],\"requireKnown\":true}"),
     NULL},
    {"a short hash", P(",\"hashes\":{\"blocked\":[\"00\"]}"),
     "1:52: /hashes/blocked/0: found \"00\", wanted a sha256 of 64 hex digits"},
    {"a hash with its kind",
     P(",\"hashes\":{\"blocked\":[\"sha256:" HASH "\"]}"),
     "1:52: /hashes/blocked/0: found"},
    {"hashes' kind", P(",\"hashes\":{\"requireKnown\":1}"),
     "1:56: /hashes/requireKnown: found number, wanted boolean"},
    /* authors */
    {"authors",
     P(",\"authors\":{\"author\":\"a\",\"reputation\":100,\"signed\":true,"
       "\"allowed\":[\"a\"],\"blocked\":[],\"minimumReputation\":1,"
       "\"requireSignature\":true,\"blockSuspicious\":true}"),
     NULL},
    {"a reputation of 101", P(",\"authors\":{\"reputation\":101}"),
     "1:55: /authors/reputation: found 101, wanted a whole number from 0 to "
     "100"},
    {"authors' key", P(",\"authors\":{\"blockedAuthors\":[]}"),
     "1:59: /authors: unknown key \"blockedAuthors\""},
    {"an author's kind", P(",\"authors\":{\"allowed\":[null]}"),
     "1:53: /authors/allowed/0: found null, wanted string"},
    /* signature */
    {"signature", P(",\"signature\":{\"required\":true,\"keys\":[\"a.pub\"]}"),
     NULL},
    {"signature's kind", P(",\"signature\":{\"required\":\"yes\"}"),
     "1:55: /signature/required: found string, wanted boolean"},
    /* waivers */
    {"a waiver of no rule",
     P(",\"waivers\":[{\"rule\":\"GK999\",\"reason\":\"r\",\"expires\":"
       "\"2026-01-01\"}]"),
     "1:50: /waivers/0/rule: no rule \"GK999\""},
    {"waiver",
     P(",\"waivers\":[{\"rule\":\"GK009\",\"match\":{\"import\":\"a.b\","
       "\"export\":\"e\",\"name\":\"n\",\"sha256\":\"" HASH
       "\",\"path\":\"*.wasm\",\"evidence\":\"*x*\"},\"reason\":\"r\","
       "\"expires\":\"2026-02-28\"}]"),
     NULL},
    {"a waiver of what is invalid",
     P(",\"waivers\":[{\"rule\":\"GK001\",\"reason\":\"r\",\"expires\":"
       "\"2026-01-01\"}]"),
     "1:50: /waivers/0/rule: found \"GK001\", which nobody can waive"},
    {"a waiver without reason",
     P(",\"waivers\":[{\"rule\":\"GK009\",\"expires\":\"2026-01-01\"}]"),
     "1:42: /waivers/0: key \"reason\" is missing"},
    {"a waiver with an empty reason",
     P(",\"waivers\":[{\"rule\":\"GK009\",\"reason\":\"\",\"expires\":"
       "\"2026-01-01\"}]"),
     "1:67: /waivers/0/reason: found an empty text"},
    {"a waiver for ever",
     P(",\"waivers\":[{\"rule\":\"GK009\",\"reason\":\"r\"}]"),
     "1:42: /waivers/0: key \"expires\" is missing"},
    {"a day that is none",
     P(",\"waivers\":[{\"rule\":\"GK009\",\"reason\":\"r\",\"expires\":"
       "\"2026-02-29\"}]"),
     "1:81: /waivers/0/expires: found \"2026-02-29\", wanted a day as "
     "\"YYYY-MM-DD\""},
    {"a match's key",
     P(",\"waivers\":[{\"rule\":\"GK009\",\"match\":{\"file\":\"x\"},"
       "\"reason\":\"r\",\"expires\":\"2026-01-01\"}]"),
     "1:74: /waivers/0/match: unknown key \"file\""},
    {"a match's hash",
     P(",\"waivers\":[{\"rule\":\"GK009\",\"match\":{\"sha256\":\"x\"},"
       "\"reason\":\"r\",\"expires\":\"2026-01-01\"}]"),
     "1:76: /waivers/0/match/sha256: found \"x\", wanted a sha256"},
};

static void every_key_is_checked(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        gk_error err = GK_ERROR_INIT;
        gk_policy *p = NULL;
        gk_status st = gk_policy_parse("p.json", files[i].text,
                                       strlen(files[i].text), &p, &err);
        const char *said = err.text;

        if (files[i].error == NULL && st != GK_OK)
            fail_msg("%s: %s", files[i].name, err.text);
        if (files[i].error != NULL &&
            (st == GK_OK || p != NULL || strncmp(said, "p.json:", 7) != 0 ||
             strncmp(said + 7, files[i].error, strlen(files[i].error)) != 0))
            fail_msg("%s: '%s'", files[i].name, said);
        gk_policy_close(p);
    }
}

static gk_policy *parse(const char *path, const char *text)
{
    gk_error err = GK_ERROR_INIT;
    gk_policy *p = NULL;

    if (gk_policy_parse(path, text, strlen(text), &p, &err) != GK_OK)
        fail_msg("%s", err.text);
    return p;
}

static void missing_file_is_told(void **state)
{
    gk_error err = GK_ERROR_INIT;
    gk_policy *p = NULL;

    (void)state;
    assert_int_equal(gk_policy_read("/no/such/policy.json", &p, &err),
                     GK_E_NOENT);
    assert_null(p);
    assert_non_null(strstr(err.text, "/no/such/policy.json"));
}

static void every_preset_can_be_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < gk_policy_preset_count; i++) {
        const struct gk_policy_preset *preset = &gk_policy_presets[i];
        char text[128];
        gk_policy *p;

        snprintf(text, sizeof text, P(",\"preset\":\"%s\""), preset->name);
        p = parse("p.json", text);
        if (preset->host == NULL)
            assert_null(p->host);
        else
            assert_string_equal(p->host->id, preset->host);
        gk_policy_close(p);
    }
}

static void file_overrides_its_preset_key_by_key(void **state)
{
    gk_policy *p = parse(
        "p.json", P(",\"preset\":\"cortex-strict\",\"imports\":{\"allow\":["
                    "\"env.x\"]},\"limits\":{\"memoryPages\":{\"initial\":7}},"
                    "\"authors\":{\"blockSuspicious\":false}"));

    (void)state;
    assert_int_equal(p->imports.allow.count, 1);
    assert_string_equal(p->imports.allow.at[0], "env.x");
    assert_int_equal(p->limits.memory_initial, 7);
    assert_int_equal(p->limits.memory_maximum, 1024);
    assert_true(p->limits.require_memory_maximum);
    assert_false(p->authors.block_suspicious);
    gk_policy_close(p);
}

static void paths_of_keys_begin_at_the_policy(void **state)
{
    gk_policy *p = parse("some/where/p.json",
                         P(",\"signature\":{\"keys\":[\"a.pub\",\"/b.pub\"]}"));

    (void)state;
    assert_int_equal(p->keys.count, 2);
    assert_string_equal(p->keys.at[0], "some/where/a.pub");
    assert_string_equal(p->keys.at[1], "/b.pub");
    gk_policy_close(p);
}

static void hashes_are_the_same_in_any_case(void **state)
{
    gk_policy *p = parse("p.json", P(",\"hashes\":{\"blocked\":["
                                     "\"0123456789ABCDEF0123456789ABCDEF"
                                     "0123456789ABCDEF0123456789ABCDEF\"]}"));

    (void)state;
    assert_string_equal(p->blocked.at[0], HASH);
    gk_policy_close(p);
}

/* --- patterns --- */

static void patterns_match_what_they_say(void **state)
{
    static const struct {
        const char *pattern, *text;
        bool fits;
    } rows[] = {
        {"abc", "abc", true},
        {"abc", "abcd", false},
        {"abc", "ab", false},
        {"*", "", true},
        {"*", "anything", true},
        {"a*", "a", true},
        {"a*", "ba", false},
        {"*a", "baa", true},
        {"a*b*c", "aXbYbZc", true},
        {"a*b*c", "aXcYb", false},
        {"a\\*", "a*", true},
        {"a\\*", "ab", false},
        {"a\\\\", "a\\", true},
        {"*\\*", "x*", true},
        {"*\\*", "xy", false},
        {"a**b", "ab", true},
        {"\xc3\xa9*", "\xc3\xa9", true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (gk_pattern_match(rows[i].pattern, rows[i].text,
                             strlen(rows[i].text)) != rows[i].fits)
            fail_msg("'%s' and '%s'", rows[i].pattern, rows[i].text);
}

static struct gk_name name_of(const char *text)
{
    return (struct gk_name){(const uint8_t *)text, (uint32_t)strlen(text)};
}

static void import_patterns_keep_module_and_name_apart(void **state)
{
    static const struct {
        const char *pattern, *module, *name;
        bool fits;
    } rows[] = {
        {"env.host_*", "env", "host_log", true},
        {"env.host_*", "env", "hos", false},
        /* Together it would read the same. */
        {"env.host_*", "env.host_a", "b", false},
        {"env.*", "env.x", "y", false},
        {"env.*", "env", "a.b", true},
        {"env", "env", "anything", true},
        {"env", "envy", "anything", false},
        {"*", "any", "thing", true},
        {"*.proc_exit", "wasi_snapshot_preview1", "proc_exit", true},
        {"wasi:io/streams@0.2.0.read", "wasi:io/streams@0.2.0", "read", true},
        {"env.", "env", "", true},
        {"env.", "env", "x", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (gk_pattern_match_import(rows[i].pattern, name_of(rows[i].module),
                                    name_of(rows[i].name)) != rows[i].fits)
            fail_msg("'%s' and '%s' '%s'", rows[i].pattern, rows[i].module,
                     rows[i].name);
}

static void quoted_names_match_themselves_alone(void **state)
{
    static const char *const names[] = {"a", "*", "a*b", "\\", "\\*", "**\\"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        gk_buf quoted = GK_BUF_INIT;

        gk_pattern_quote(name_of(names[i]), &quoted);
        assert_true(gk_pattern_ok(gk_buf_text(&quoted)));
        for (size_t j = 0; j < sizeof names / sizeof *names; j++)
            if (gk_pattern_match(gk_buf_text(&quoted), names[j],
                                 strlen(names[j])) != (i == j))
                fail_msg("'%s' and '%s'", gk_buf_text(&quoted), names[j]);
        gk_buf_clear(&quoted);
    }
}

/* --- dates --- */

static void days_are_counted_as_the_calendar_does(void **state)
{
    static const struct {
        const char *text;
        int64_t days; /* -1: no day */
    } rows[] = {
        {"1970-01-01", 0},     {"1970-12-31", 364},
        {"1972-02-29", 789},   {"2000-02-29", 11016},
        {"2026-01-01", 20454}, {"9999-12-31", 2932896},
        {"2100-02-29", -1},    {"2026-13-01", -1},
        {"2026-00-01", -1},    {"2026-01-00", -1},
        {"2026-04-31", -1},    {"1969-12-31", -1},
        {"2026-1-01", -1},     {"2026-01-01 ", -1},
        {"2026/01/01", -1},    {"", -1},
        {"2026-01-0x", -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char back[GK_DATE_BYTES];
        int64_t days = -1;

        if (gk_date_parse(rows[i].text, &days) != (rows[i].days >= 0) ||
            days != rows[i].days)
            fail_msg("'%s': %lld", rows[i].text, (long long)days);
        if (days < 0)
            continue;
        gk_date_print(days, back);
        assert_string_equal(back, rows[i].text);
    }
}

static void today_is_what_the_environment_says(void **state)
{
    static const struct {
        const char *epoch;
        int64_t days; /* -1: refused */
    } rows[] = {{"0", 0},     {"86399", 0},
                {"86400", 1}, {"1767225600", 20454},
                {"", -1},     {"x", -1},
                {"-1", -1},   {" 1", -1},
                {"1s", -1},   {"99999999999999999999", -1}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_error err = GK_ERROR_INIT;
        int64_t days = -1;

        setenv("SOURCE_DATE_EPOCH", rows[i].epoch, 1);
        if ((gk_date_today(&days, &err) == GK_OK) != (rows[i].days >= 0) ||
            days != rows[i].days)
            fail_msg("'%s': %lld %s", rows[i].epoch, (long long)days, err.text);
    }
    unsetenv("SOURCE_DATE_EPOCH");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_checked),
        cmocka_unit_test(missing_file_is_told),
        cmocka_unit_test(every_preset_can_be_read),
        cmocka_unit_test(file_overrides_its_preset_key_by_key),
        cmocka_unit_test(paths_of_keys_begin_at_the_policy),
        cmocka_unit_test(hashes_are_the_same_in_any_case),
        cmocka_unit_test(patterns_match_what_they_say),
        cmocka_unit_test(import_patterns_keep_module_and_name_apart),
        cmocka_unit_test(quoted_names_match_themselves_alone),
        cmocka_unit_test(days_are_counted_as_the_calendar_does),
        cmocka_unit_test(today_is_what_the_environment_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
