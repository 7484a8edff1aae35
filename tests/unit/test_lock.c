/*
 * Lock files: what is written is read again, by which name a file is locked,
 * and what is said about a file that is not right.
 */
#include "core/base/json.h"
#include "core/base/limits.h"
#include "scanner/change/entry.h"
#include "scanner/change/lock.h"
#include "scanner/scan.h"
#include "tests/unit/test_folder.h"
#include "tests/unit/test_wat.h"

#include <unistd.h>

/* Something of everything. */
static const char rich[] =
    "(module (import \"env\" \"host_log\" (func $log (param i32 i32)))"
    "(import \"env\" \"odd\\00name\" (func))"
    "(import \"env\" \"memory\" (memory 18 512))"
    "(export \"memory\" (memory 0)) (table 2 7 funcref) (table 1 externref)"
    "(global (export \"g\") (mut i32) (i32.const 0))"
    "(func $tool (export \"tool\") (result i32 i32) i32.const 0 i32.const 0"
    " call $log i32.const 0 i32.const 0)"
    "(func $s) (start $s) (data (i32.const 1048576) \"abc\"))";

/* The entry of a module; owned. */
static gk_json *entry_of(const char *wat)
{
    const struct gk_scan_context context = {.host = "cortex"};
    gk_buf bytes = GK_BUF_INIT;
    gk_profile *profile = NULL;
    gk_json *entry;
    gk_scan scan;

    test_wat(wat, &bytes);
    assert_int_equal(
        gk_scan_bytes(bytes.data, bytes.len, &context, &scan, NULL), GK_OK);
    assert_int_equal(gk_profile_make(&scan.facts, &profile, NULL), GK_OK);
    gk_profile_seal(profile, &scan.facts);
    entry = gk_entry_new(profile);
    assert_non_null(entry);
    gk_profile_free(profile);
    gk_scan_clear(&scan);
    gk_buf_clear(&bytes);
    return entry;
}

static void put(gk_lock *lock, const char *name, const char *wat)
{
    assert_int_equal(gk_lock_put(lock, name, entry_of(wat), NULL), GK_OK);
}

static void what_is_written_is_read_again(void **state)
{
    gk_lock *lock = NULL, *again = NULL;
    gk_buf text = GK_BUF_INIT, second = GK_BUF_INIT;
    gk_json *entry = entry_of(rich);
    gk_profile *p = NULL;
    gk_error err = GK_ERROR_INIT;

    (void)state;
    assert_int_equal(gk_lock_new("guestkit.lock", &lock, NULL), GK_OK);
    put(lock, "b/two.wasm", "(module)");
    put(lock, "one.wasm", rich);
    put(lock, "a~\"q\".wasm", rich);
    assert_int_equal(gk_lock_print(lock, &text), GK_OK);
    if (gk_lock_parse("guestkit.lock", text.data, text.len, &again, &err) !=
        GK_OK)
        fail_msg("%s", err.text);
    assert_int_equal(gk_lock_print(again, &second), GK_OK);
    assert_string_equal(gk_buf_text(&text), gk_buf_text(&second));
    assert_int_equal(gk_lock_count(again), 3);
    assert_true(gk_json_equal(gk_lock_entry(again, "one.wasm"), entry));
    /* Lines end in no space, and no line is long for what it holds. */
    assert_null(strstr(gk_buf_text(&text), " \n"));
    assert_non_null(strstr(gk_buf_text(&text),
                           "\n        {\"effect\":\"log\",\"kind\":\"func\","));

    assert_int_equal(gk_entry_read(entry, "", &p, NULL), GK_OK);
    assert_int_equal(p->imports.count, 3);
    assert_int_equal(p->imports.at[2].name.len, 8);
    assert_memory_equal(p->imports.at[2].name.at, "odd\0name", 8);
    assert_int_equal(p->imports.at[0].effect, GK_EFFECT_LOG);
    assert_string_equal(p->imports.at[0].type, "(i32 i32) -> ()");
    assert_int_equal(p->tables.count, 2);
    assert_int_equal(p->tables.at[0].limits.max, 7);
    assert_int_equal(p->tables.at[1].reftype, GK_EXTERNREF);
    assert_true(p->has_start);
    assert_true(p->features & 1u << GK_FEATURE_MULTI_VALUE);
    assert_int_equal(p->function_count, 2);
    assert_null(p->functions);
    assert_string_equal(p->effects[0].path, "tool");
    gk_profile_free(p);
    gk_json_free(entry);
    gk_buf_clear(&text);
    gk_buf_clear(&second);
    gk_lock_close(lock);
    gk_lock_close(again);
}

static void order_of_putting_does_not_matter(void **state)
{
    static const char *const names[] = {"b", "a", "c", "a", "0", "c"};
    gk_lock *lock = NULL;

    (void)state;
    assert_int_equal(gk_lock_new("guestkit.lock", &lock, NULL), GK_OK);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        put(lock, names[i], i % 2 ? rich : "(module)");
    assert_int_equal(gk_lock_count(lock), 4);
    assert_string_equal(gk_lock_entry_name(lock, 0), "0");
    assert_string_equal(gk_lock_entry_name(lock, 1), "a");
    assert_string_equal(gk_lock_entry_name(lock, 3), "c");
    /* The last one put counts. */
    assert_true(gk_json_true(gk_json_get(gk_lock_entry(lock, "c"), "start")));
    gk_lock_remove(lock, "a");
    gk_lock_remove(lock, "not there");
    assert_int_equal(gk_lock_count(lock), 3);
    assert_null(gk_lock_entry(lock, "a"));
    assert_non_null(gk_lock_entry(lock, "b"));
    gk_lock_close(lock);
}

/* --- names --- */

/* Everything is below a folder of the test's: lock, file, name. */
static const struct {
    const char *name;
    const char *lock, *file;
    const char *want;
} name_rows[] = {
    {"beside", "p/guestkit.lock", "p/a.wasm", "a.wasm"},
    {"below", "p/guestkit.lock", "p/q/a.wasm", "q/a.wasm"},
    {"above", "p/q/guestkit.lock", "p/a.wasm", "../a.wasm"},
    {"in another folder", "p/q/guestkit.lock", "pq/a.wasm", "../../pq/a.wasm"},
    {"a folder that begins alike", "p/guestkit.lock", "pq/a.wasm",
     "../pq/a.wasm"},
    {"roundabout", "p/guestkit.lock", "p/q/.././q/a.wasm", "q/a.wasm"},
    {"through a link", "p/guestkit.lock", "link/a.wasm", "q/a.wasm"},
    {"lock through a link", "link/guestkit.lock", "p/q/a.wasm", "a.wasm"},
};

static void files_are_named_from_the_locks_folder(void **state)
{
    const struct folder *f = *state;
    char *link = folder_path(f, "link");

    folder_put(f, "p/q/x", "");
    folder_put(f, "pq/x", "");
    assert_int_equal(symlink("p/q", link), 0);
    for (size_t i = 0; i < sizeof name_rows / sizeof *name_rows; i++) {
        char *at = folder_path(f, name_rows[i].lock);
        char *file = folder_path(f, name_rows[i].file);
        gk_lock *lock = NULL;
        char *name = NULL;

        assert_int_equal(gk_lock_new(at, &lock, NULL), GK_OK);
        assert_int_equal(gk_lock_name_of(lock, file, &name, NULL), GK_OK);
        if (strcmp(name, name_rows[i].want) != 0)
            fail_msg("%s: %s", name_rows[i].name, name);
        free(name);
        free(file);
        free(at);
        gk_lock_close(lock);
    }
    free(link);
}

static void names_that_no_json_can_hold_are_refused(void **state)
{
    gk_lock *lock = NULL;
    char *name = NULL;
    gk_error err = GK_ERROR_INIT;

    (void)state;
    assert_int_equal(gk_lock_new("guestkit.lock", &lock, NULL), GK_OK);
    assert_int_equal(gk_lock_name_of(lock, "a\xff.wasm", &name, &err),
                     GK_E_UTF8);
    assert_int_equal(gk_lock_name_of(lock, "no/such/folder/a", &name, NULL),
                     GK_E_NOENT);
    assert_null(name);
    assert_int_equal(gk_lock_put(lock, "/abs", entry_of("(module)"), NULL),
                     GK_E_SCHEMA);
    assert_int_equal(gk_lock_put(lock, "", entry_of("(module)"), NULL),
                     GK_E_SCHEMA);
    assert_int_equal(gk_lock_count(lock), 0);
    gk_lock_close(lock);
    assert_int_equal(gk_lock_new("no/such/folder/guestkit.lock", &lock, NULL),
                     GK_E_NOENT);
}

/* --- what is not right --- */

/* Of the entry below, `from` is replaced by `to`. */
#define DIGEST                                                                 \
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
static const char good[] =
    "{\n\"files\": {\n\"a/b.wasm\": {\"abi\": 1,\n\"customs\": [\"name\"],\n"
    "\"data\": {\"bytes\": 1, \"hash\": \"0123456789abcdef\"},\n"
    "\"effects\": [{\"effect\": \"log\", \"module\": \"m\", \"name\": \"n\", "
    "\"path\": \"p\"}],\n"
    "\"exports\": [{\"name\": \"e\", \"kind\": \"func\"}],\n"
    "\"features\": [\"simd128\"],\n"
    "\"functions\": {\"count\": 2, \"hash\": \"0123456789abcdef\"},\n"
    "\"host\": null,\n"
    "\"imports\": [{\"name\": \"i\", \"kind\": \"func\", \"module\": \"m\"}],\n"
    "\"memories\": [{\"min\": 3}],\n"
    "\"producers\": [{\"field\": \"sdk\", \"name\": \"x\", \"version\": "
    "\"1\"}],\n"
    "\"sha256\": \"" DIGEST "\",\n"
    "\"size\": 100,\n\"start\": false,\n"
    "\"tables\": [{\"min\": 1, \"type\": \"funcref\"}]\n}},\n"
    "\"schema\": \"guestkit.lock/1\"}";

static const struct {
    const char *name;
    const char *from, *to;
    const char *want; /* how the message begins */
} bad[] = {
    {"no JSON", "{\n\"files\"", "{\n\"files", "x.lock:2:"},
    {"no object", good, "[]", "x.lock:1:1: the file: found array, wanted obj"},
    {"empty", good, "", "x.lock:1:1: "},
    {"another schema", "lock/1", "lock/2",
     "x.lock:19:11: /schema: found \"guestkit.lock/2\", wanted "},
    {"no schema", ",\n\"schema\": \"guestkit.lock/1\"", "",
     "x.lock:1:1: the file: key \"schema\" is missing"},
    {"unknown key", "\"abi\"", "\"abj\"", "x.lock:3:"},
    {"entry is no object", good,
     "{\"schema\":\"guestkit.lock/1\",\"files\":{\"a\":1}}",
     "x.lock:1:42: /files/a: found number, wanted object"},
    {"absolute name", "\"a/b.wasm\"", "\"/b.wasm\"",
     "x.lock:2:10: /files: found \"/b.wasm\", wanted a path from the lock"},
    {"empty name", "\"a/b.wasm\"", "\"\"", "x.lock:2:10: /files: found \"\""},
    {"name with a NUL", "\"a/b.wasm\"", "\"a\\u0000\"",
     "x.lock:2:10: /files: a name is no text"},
    {"digest too short", DIGEST, "0123",
     "x.lock:14:11: /files/a~1b.wasm/sha256: wanted 64 hex digits"},
    {"digest in capitals", DIGEST,
     "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
     "x.lock:14:11: /files/a~1b.wasm/sha256: wanted 64 hex digits"},
    {"hash no hex", "2, \"hash\": \"0123456789abcdef\"",
     "2, \"hash\": \"0123456789abcdeg\"",
     "x.lock:9:35: /files/a~1b.wasm/functions/hash: wanted 16 hex digits"},
    {"size negative", "100", "-1", "x.lock:15:9: /files/a~1b.wasm/size: found"},
    {"size too large", "100", "1e300", "x.lock:15:9: "},
    {"count a fraction", "\"count\": 2", "\"count\": 2.5", "x.lock:9:"},
    {"count too large", "\"count\": 2", "\"count\": 4294967297", "x.lock:9:"},
    {"unknown kind", "\"i\", \"kind\": \"func\"", "\"i\", \"kind\": \"fun\"",
     "x.lock:11:13: /files/a~1b.wasm/imports/0: unknown word \"fun\""},
    {"unknown effect", "\"effect\": \"log\"", "\"effect\": \"magic\"",
     "x.lock:6:13: /files/a~1b.wasm/effects/0: unknown word \"magic\""},
    {"unknown feature", "simd128", "simd256",
     "x.lock:8:14: /files/a~1b.wasm/features/0: unknown word \"simd256\""},
    {"feature a number", "\"simd128\"", "1", "x.lock:8:14: "},
    {"unknown reference", "funcref", "anyref", "x.lock:17:12: "},
    {"memory with a type", "{\"min\": 3}", "{\"min\": 3, \"type\": \"x\"}",
     "x.lock:12:"},
    {"minimum over 2^53", "\"min\": 3", "\"min\": 9007199254740994",
     "x.lock:12:"},
    {"custom a number", "[\"name\"]", "[7]",
     "x.lock:4:13: /files/a~1b.wasm/customs/0: found number, wanted string"},
    {"import twice the same key", "\"name\": \"i\"",
     "\"name\": \"i\", \"name\": \"i\"", "x.lock:"},
    {"start a number", "false", "0", "x.lock:16:10: "},
};

static char *replaced(const char *from, const char *to)
{
    gk_buf text = GK_BUF_INIT;
    const char *at = strstr(good, from);

    assert_non_null(at);
    gk_buf_put(&text, good, (size_t)(at - good));
    gk_buf_puts(&text, to);
    gk_buf_puts(&text, at + strlen(from));
    return gk_buf_take(&text);
}

static void errors_have_place_and_reason(void **state)
{
    gk_lock *lock = NULL;
    gk_error err = GK_ERROR_INIT;

    (void)state;
    if (gk_lock_parse("x.lock", good, strlen(good), &lock, &err) != GK_OK)
        fail_msg("%s", err.text);
    gk_lock_close(lock);
    lock = NULL;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char *text = replaced(bad[i].from, bad[i].to);
        gk_status st;

        gk_error_clear(&err);
        st = gk_lock_parse("x.lock", text, strlen(text), &lock, &err);
        if (st != GK_E_SCHEMA && st != GK_E_SYNTAX)
            fail_msg("%s: status %d", bad[i].name, st);
        if (strncmp(err.text, bad[i].want, strlen(bad[i].want)) != 0)
            fail_msg("%s: %s", bad[i].name, err.text);
        assert_null(lock);
        free(text);
    }
}

/* A file may be as large as a JSON file may be: nothing in it takes more than
 * a small multiple of that, nor long. */
static void large_files_are_bounded(void **state)
{
    static const char item[] = "{\"kind\":\"func\",\"module\":\"m\",\"name\":"
                               "\"f%06zu\"},";
    gk_buf list = GK_BUF_INIT;
    gk_lock *lock = NULL;
    const gk_profile *p;
    gk_error err = GK_ERROR_INIT;
    char *text;

    (void)state;
    gk_buf_puts(&list, "\"imports\": [");
    for (size_t i = 0; i < 100000; i++)
        gk_buf_printf(&list, item, (i * 7919) % 100000);
    text = replaced("\"imports\": [", gk_buf_text(&list));
    if (gk_lock_parse("x.lock", text, strlen(text), &lock, &err) != GK_OK)
        fail_msg("%s", err.text);
    p = gk_lock_find(lock, "-", DIGEST);
    assert_non_null(p);
    assert_int_equal(p->imports.count, 100001);
    assert_true(gk_name_is(p->imports.at[1].name, "f000001"));
    gk_lock_close(lock);
    free(text);
    gk_buf_clear(&list);
}

static void too_large_files_are_not_written(void **state)
{
    gk_json *entry = entry_of("(module)");
    gk_buf name = GK_BUF_INIT;
    char *at = folder_path(*state, "guestkit.lock");
    gk_lock *lock = NULL;
    gk_error err = GK_ERROR_INIT;

    gk_buf_fill(&name, 'n', GK_MAX_JSON_BYTES);
    assert_int_equal(gk_json_push((gk_json *)gk_json_get(entry, "customs"),
                                  gk_json_new_bytes(name.data, name.len)),
                     GK_OK);
    assert_int_equal(gk_lock_new(at, &lock, NULL), GK_OK);
    assert_int_equal(gk_lock_put(lock, "a", entry, NULL), GK_OK);
    assert_int_equal(gk_lock_write(lock, &err), GK_E_LIMIT);
    assert_false(gk_path_exists(at));
    gk_lock_close(lock);
    gk_buf_clear(&name);
    free(at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(order_of_putting_does_not_matter),
        WITH_FOLDER(files_are_named_from_the_locks_folder),
        cmocka_unit_test(names_that_no_json_can_hold_are_refused),
        cmocka_unit_test(errors_have_place_and_reason),
        cmocka_unit_test(large_files_are_bounded),
        WITH_FOLDER(too_large_files_are_not_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
