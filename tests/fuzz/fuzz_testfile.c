/*
 * Any bytes as a test file; what is taken is merged and matched against a
 * result. Fuzz targets link no engine, so the room's files are part of this
 * one, and hosts accept everything.
 */
#include "host-mock/testing/expect/compare.c"
#undef COUNT
#include "host-mock/testing/expect/check.c"
#undef COUNT
#undef NUMBER
#undef STRING
#undef ARRAY
#undef OBJECT
#include "host-mock/testing/expect/match.c"
#undef COUNT
#undef BOOL
#undef NUMBER
#undef STRING
#undef ARRAY
#undef OBJECT
#undef NOTHING
#include "host-mock/testing/testcase.c"
#undef COUNT
#undef BOOL
#undef NUMBER
#undef STRING
#undef ARRAY
#undef OBJECT
#undef NOTHING
#include "host-mock/testing/testfile.c"
#include "host-mock/world/pattern.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static gk_status accept_named(const char *host, const gk_json *json,
                              const char *where, gk_error *err)
{
    (void)host;
    (void)json;
    (void)where;
    (void)err;
    return GK_OK;
}

static const struct gk_testfile_checks accept_all = {
    accept_named,
    accept_named,
    accept_named,
};

static const char result_text[] =
    "{\"outcome\":\"tool_error\",\"load\":{\"outcome\":\"ok\",\"tools\":["
    "{\"name\":\"t\"}]},\"steps\":[{\"outcome\":\"ok\",\"ok\":true,\"text\":"
    "\"{}\",\"json\":{\"a\":[1]},\"logs\":[\"l\"],\"calls\":[{\"name\":\"c\","
    "\"args\":[\"x\"]}],\"fuel\":{\"used\":9},\"memory\":{\"pages\":2}},"
    "{\"outcome\":\"trap\",\"trap\":{\"kind\":\"host\",\"text\":\"w\"}}],"
    "\"state\":{\"k\":\"v\"}}";

static void match_case(const gk_testfile *file, const struct gk_test_case *c,
                       const gk_json *result)
{
    gk_json *world = gk_world_merge(file->world, c->world);

    for (int side = GK_DOCUMENTED; side <= GK_DEPLOYED; side++) {
        const struct gk_match match = {c->expect, c->steps, (gk_fidelity)side,
                                       result};
        gk_json *differences = NULL;

        if (gk_match_result(&match, &differences, NULL) != GK_OK)
            abort();
        gk_json_free(differences);
    }
    gk_json_free(world);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gk_testfile *file = NULL;
    gk_json *result = NULL;
    gk_error err = GK_ERROR_INIT;
    gk_status st = gk_testfile_parse("fuzz.test.json", data, size, &accept_all,
                                     &file, &err);

    if (st != GK_OK) {
        /* Every message begins with its place. */
        if (file != NULL || strncmp(err.text, "fuzz.test.json:", 15) != 0)
            abort();
        return 0;
    }
    if (gk_json_parse(result_text, sizeof result_text - 1, &result, NULL) !=
        GK_OK)
        abort();
    for (size_t i = 0; i < file->count; i++)
        match_case(file, &file->cases[i], result);
    gk_json_free(result);
    gk_testfile_close(file);
    return 0;
}
