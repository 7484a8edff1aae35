/* Which libraries a guest gets, and how the linker is told what its host is. */
#include "test_folder.h"

#include "core/base/home.h"
#include "toolchain/link.h"

#include <stdio.h>
#include <stdlib.h>

struct row {
    const char *name;
    const char *host, *build; /* "build" of guestkit.json */
    const char *libraries;    /* ours, in order; NULL: refused */
    const char *says;         /* a word of the command, or of the refusal */
};

static const struct row rows[] = {
    {"a plugin never has WASI", "cortex", "{}", "cortex json base nowasi",
     "--no-entry"},
    {"… also when it says so", "cortex", "{\"libc\":\"nowasi\"}",
     "cortex json base nowasi", "--import-memory"},
    {"a plugin cannot have WASI", "cortex", "{\"libc\":\"wasi\"}", NULL,
     "/build/libc: found \"wasi\", wanted \"nowasi\": host 'cortex' has no "
     "WASI"},
    {"an agent has WASI", "hugind", "{}", "hugind json base", "--entry=_start"},
    {"… also when it says so", "hugind", "{\"libc\":\"wasi\"}",
     "hugind json base", "--stack-first"},
    {"an agent can do without", "hugind", "{\"libc\":\"nowasi\"}",
     "hugind json base hugind-nowasi nowasi", "--entry=_start"},
};

/* "hugind json base": what is ours among the libraries. */
static void name_libraries(const gk_names *libraries, char *out, size_t cap)
{
    size_t len = 0;

    out[0] = '\0';
    for (size_t i = 0; i < libraries->count; i++) {
        const char *base = gk_path_base(libraries->at[i]);
        char name[64];

        if (sscanf(base, "libguestkit-%63[a-z-].a", name) == 1)
            len += (size_t)snprintf(out + len, cap - len, "%s%s",
                                    len > 0 ? " " : "", name);
    }
}

static bool has_word(const gk_argv *argv, const char *word)
{
    for (size_t i = 0; i < argv->words.count; i++)
        if (strcmp(argv->words.at[i], word) == 0)
            return true;
    return false;
}

static void check_row(const struct row *row, const gk_project *p,
                      const char *lib_dir)
{
    const struct gk_linker linker = {
        p, gk_link_host_find(p->host), "ld", lib_dir, "lib.a", "rt.a"};
    const gk_names none = GK_NAMES_INIT;
    gk_names libraries = GK_NAMES_INIT;
    gk_argv command = GK_ARGV_INIT;
    gk_error err = GK_ERROR_INIT;
    gk_status st = gk_link_libraries(&linker, &libraries, &err);
    char found[256];

    if (row->libraries == NULL) {
        if (st != GK_E_SCHEMA || strstr(err.text, row->says) == NULL)
            fail_msg("'%s': %s", row->name, err.text);
        return;
    }
    if (st != GK_OK)
        fail_msg("'%s': %s", row->name, err.text);
    name_libraries(&libraries, found, sizeof found);
    if (strcmp(found, row->libraries) != 0)
        fail_msg("'%s': found %s", row->name, found);
    gk_link_command(&linker, &none, &libraries, "out", &command);
    if (!has_word(&command, row->says))
        fail_msg("'%s': no %s", row->name, row->says);
    gk_argv_clear(&command);
    gk_names_clear(&libraries);
}

static void libraries_follow_host_and_libc(void **state)
{
    const struct folder *f = *state;
    char *lib_dir = NULL;

    /* Tests run in the source tree, wherever they are built. */
    setenv("GUESTKIT_HOME", ".", 1);
    assert_int_equal(gk_home_path("lib", &lib_dir, NULL), GK_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_project p = {0};
        gk_error err = GK_ERROR_INIT;
        char text[256];

        snprintf(text, sizeof text,
                 "{\"host\":\"%s\",\"name\":\"a\",\"build\":%s}", rows[i].host,
                 rows[i].build);
        folder_put(f, GK_PROJECT_FILE, text);
        if (gk_project_read(f->at, &p, &err) != GK_OK)
            fail_msg("'%s': %s", rows[i].name, err.text);
        check_row(&rows[i], &p, lib_dir);
        gk_project_clear(&p);
    }
    free(lib_dir);
}

static void another_libc_is_refused_with_what_there_is(void **state)
{
    const struct folder *f = *state;
    gk_project p = {0};
    gk_error err = GK_ERROR_INIT;

    folder_put(f, GK_PROJECT_FILE,
               "{\"host\":\"hugind\",\"name\":\"a\",\"build\":"
               "{\"libc\":\"musl\"}}");
    assert_int_equal(gk_project_read(f->at, &p, &err), GK_E_SCHEMA);
    assert_non_null(strstr(err.text, "/build/libc: found \"musl\", wanted "
                                     "\"wasi\" or \"nowasi\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(libraries_follow_host_and_libc,
                                        folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(
            another_libc_is_refused_with_what_there_is, folder_make,
            folder_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
