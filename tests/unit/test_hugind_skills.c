/*
 * get_skill_catalog and activate_skill of the mock Hugind host.
 */
#include "host-mock/world/world.h"
#include "tests/unit/hugind_asks.h"

#define SKILLS                                                                 \
    "{\"skills\":{\"tidy\":\"Tidy up.\",\"review\":{\"description\":\"Reads "  \
    "code.\",\"instructions\":\"Read all of it.\"}}}"

static const struct {
    const char *name, *input, *world, *want;
} rows[] = {
    {"instructions alone", "tidy", SKILLS, "Tidy up."},
    {"with a description", "review", SKILLS, "Read all of it."},
    {"one that is not there is a text", "revue", SKILLS,
     "Error: skill 'revue' not found: there is no skill of that name"},
    {"no skills", "x", NULL,
     "Error: skill 'x' not found: there is no skill of that name"},
    {"a name without letters", "", SKILLS,
     "Error: skill '' not found: there is no skill of that name"},
    {"no instructions", "x", "{\"skills\":{\"x\":\"\"}}", ""},
};

static void skills_are_activated(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct hugind_ask ask = {.function = "activate_skill",
                                       .input = rows[i].input,
                                       .world = rows[i].world};

        hugind_ask_expect(rows[i].name, &ask, rows[i].want);
    }
}

/* The catalog, printed by a guest that asks for it. */
static char *catalog(const char *json)
{
    static const char wat[] =
        "(module (import \"hugind\" \"get_skill_catalog\" (func $ask (result "
        "i64)))(import \"hugind\" \"print_raw\" (func $say (param i32 i32)))"
        "(memory (export \"memory\") 100)" HUGIND_ALLOC
        "(func (export \"_start\") (local $r i64)"
        " (local.set $r (call $ask))"
        " (call $say (i32.wrap_i64 (i64.shr_u (local.get $r) (i64.const 32)))"
        "  (i32.wrap_i64 (local.get $r)))))";
    gk_json *world = hugind_json(json);
    gk_json *steps = hugind_json("[{\"call\":{}}]");
    gk_json *result = NULL;
    gk_buf bytes = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;
    struct gk_job job = {.host = "hugind",
                         .module_name = "a.wasm",
                         .world = world,
                         .steps = steps};
    char *got;

    test_wat(wat, &bytes);
    job.module = bytes.data;
    job.module_len = bytes.len;
    if (gk_job_run(&job, &result, &err) != GK_OK)
        fail_msg("the job failed: %s", err.text);
    got = hugind_ask_outcome(result);
    gk_json_free(world);
    gk_json_free(steps);
    gk_json_free(result);
    gk_buf_clear(&bytes);
    return got;
}

static void the_catalog_is_sorted_by_name(void **state)
{
    static const char head[] = "\n\n## Available Skills\n\n";
    static const char tail[] = "\n\n- review: Reads code.\n- tidy: \n";
    char *got = catalog(SKILLS);
    size_t len = strlen(got);

    (void)state;
    assert_memory_equal(got, head, strlen(head));
    assert_true(len > strlen(head) + strlen(tail));
    assert_string_equal(got + len - strlen(tail), tail);
    free(got);
}

static void without_skills_there_is_no_catalog(void **state)
{
    char *got = catalog(NULL);

    (void)state;
    assert_string_equal(got, "");
    free(got);
    got = catalog("{\"skills\":{}}");
    assert_string_equal(got, "");
    free(got);
}

static void worlds_are_checked(void **state)
{
    static const char *const worlds[] = {
        "{\"skills\":{\"x\":1}}",
        "{\"skills\":{\"x\":{\"description\":\"d\"}}}",
        "{\"skills\":{\"x\":{\"instructions\":[]}}}",
        "{\"skills\":{\"x\":{\"instructions\":\"\",\"why\":\"\"}}}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
        gk_json *world = hugind_json(worlds[i]);
        gk_error err = GK_ERROR_INIT;

        if (gk_world_check(world, "", &err) != GK_E_SCHEMA ||
            strncmp(err.text, "/skills/x", 9) != 0)
            fail_msg("%s: found '%s'", worlds[i], err.text);
        gk_json_free(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(skills_are_activated),
        cmocka_unit_test(the_catalog_is_sorted_by_name),
        cmocka_unit_test(without_skills_there_is_no_catalog),
        cmocka_unit_test(worlds_are_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
