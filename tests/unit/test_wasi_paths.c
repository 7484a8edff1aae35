/* What paths do in WASI: small programs of calls, each with the errno it must
 * give. The numbers before the names are those of the known vectors. */
#include "tests/unit/wasi_bed.h"

#include <stdio.h>
#include <stdlib.h>

#define WORLD                                                                  \
    "{\"files\":{\"secret\":\"S\",\"d/l\":{\"link\":\"../secret\"},"           \
    "\"d/abs\":{\"link\":\"/agent/secret\"},"                                  \
    "\"d/self\":{\"link\":\"self\"},\"d/gone\":{\"link\":\"missing\"},"        \
    "\"d/f\":\"four\",\"d/dir/n/f\":\"x\",\"d/to-dir\":{\"link\":\"dir\"},"    \
    "\"d/to-dir2\":{\"link\":\"dir/\"},\"d/to-f\":{\"link\":\"f\"},"           \
    "\"d/to-f2\":{\"link\":\"f/\"},\"d/out-and-in\":{\"link\":\"../d/f\"},"    \
    "\"d/dir/up\":{\"link\":\"../f\"},\"d/empty\":{\"dir\":{}},"               \
    "\"d/chain\":{\"link\":\"to-dir/n\"},"                                     \
    "\"d/ro\":{\"text\":\"r\",\"readonly\":true}}}"

/* WORD FD-OR-PATH … = ERRNO, one a line. Words that open a descriptor number
 * them as they come: 4, 5, … */
struct program {
    const char *name;
    const char *text;
};

static const struct program programs[] = {
    {"11 a file is made; 12 exclusive on what is there",
     "open 3 a c = SUCCESS\nopen 3 a cx = EXIST\nopen 3 f cx = EXIST"},
    {"13 what is missing", "open 3 missing - = NOENT\nstat 3 missing = NOENT"},
    {"14 absolute", "open 3 /f - = NOTCAPABLE\nopen 3 / - = NOTCAPABLE\n"
                    "stat 3 /f = NOTCAPABLE\nmkdir 3 /x = NOTCAPABLE"},
    {"15 up and out, also when it comes back",
     "open 3 ../secret - = NOTCAPABLE\n"
     "open 3 dir/../../secret - = NOTCAPABLE\n"
     "open 3 ../d/f - = NOTCAPABLE\nopen 3 .. - = NOTCAPABLE\n"
     "open 3 dir d = SUCCESS\nopen 4 ../f - = NOTCAPABLE\n"
     "open 4 n/../../f - = NOTCAPABLE\nopen 4 n/.. - = SUCCESS"},
    {"16 dots and slashes",
     "open 3 dir/.//n/../../dir/n/../n///./f - = SUCCESS"},
    {"17 slashes at the end",
     "open 3 f/ - = NOTDIR\nopen 3 f/// - = NOTDIR\nopen 3 f/. - = NOTDIR\n"
     "open 3 dir/// - = SUCCESS\nopen 3 dir/. - = SUCCESS\n"
     "open 3 new/ c = ISDIR\nopen 3 new/ - = NOENT"},
    {"18 a link that leads out, by every way",
     "open 3 l f = NOTCAPABLE\nopen 3 l fc = NOTCAPABLE\n"
     "open 3 l fcrwt = NOTCAPABLE\nopen 3 l fct = NOTCAPABLE\n"
     "open 3 l/ - = NOTCAPABLE\nopen 3 l// - = NOTCAPABLE\n"
     "open 3 l/. - = NOTCAPABLE\nopen 3 l/x - = NOTCAPABLE\n"
     "stat 3 l = NOTCAPABLE\nlstat 3 l = SUCCESS\nlstat 3 l/ = NOTCAPABLE\n"
     "readlink 3 l/ = NOTCAPABLE\nmkdir 3 l/x = NOTCAPABLE\n"
     "unlink 3 l/x = NOTCAPABLE\nrename 3 l/x 3 y = NOTCAPABLE\n"
     "rename 3 f 3 l/x = NOTCAPABLE\nlink 3 0 l/x 3 y = NOTCAPABLE\n"
     "symlink x 3 l/y = NOTCAPABLE\nsettimes 3 1 l = NOTCAPABLE\n"
     "open 3 out-and-in f = NOTCAPABLE\nopen 3 abs f = NOTCAPABLE\n"
     "open 3 abs/ - = NOTCAPABLE\nstat 3 abs = NOTCAPABLE"},
    {"18 a link that stays inside is fine, and no way out of a subfolder",
     "open 3 dir/up f = SUCCESS\nopen 3 dir d = SUCCESS\n"
     "open 5 up f = NOTCAPABLE\nopen 3 chain/f f = SUCCESS\n"
     "open 3 to-dir/n/f - = SUCCESS"},
    {"19 a link to itself",
     "open 3 self f = LOOP\nopen 3 self - = LOOP\nopen 3 self/x - = LOOP\n"
     "stat 3 self = LOOP\nlstat 3 self = SUCCESS\nlstat 3 self/ = LOOP"},
    {"20 a link to nothing",
     "open 3 gone d = LOOP\nopen 3 gone - = LOOP\nopen 3 gone f = NOENT\n"
     "open 3 gone cx = EXIST\nopen 3 gone fc = SUCCESS\n"
     "stat 3 missing = SUCCESS"},
    {"links and slashes",
     "open 3 to-dir - = LOOP\nopen 3 to-dir/ - = SUCCESS\n"
     "open 3 to-dir2 f = SUCCESS\nopen 3 to-f/ - = NOTDIR\n"
     "open 3 to-f2 f = NOTDIR\nlstat 3 to-dir/ = SUCCESS\n"
     "readlink 3 to-dir/ = INVAL\nunlink 3 to-dir/ = NOTDIR\n"
     "rmdir 3 to-dir/ = NOTDIR\nrename 3 to-dir/ 3 q = NOTDIR\n"
     "rename 3 f 3 to-dir/ = NOTDIR\nrename 3 dir 3 to-dir/ = NOTDIR\n"
     "mkdir 3 to-dir/ = EXIST\nlink 3 0 to-f/ 3 q = NOTDIR"},
    {"21 links to absolute places are not made",
     "symlink /etc 3 x = NOTCAPABLE\nlstat 3 x = NOENT\n"
     "symlink ../up 3 x = SUCCESS\nopen 3 x f = NOTCAPABLE"},
    {"25 a folder to write",
     "open 3 . drw = ISDIR\nopen 3 . dw = ISDIR\nopen 3 dir w = ISDIR\n"
     "open 3 dir c = ISDIR\nopen 3 dir t = ISDIR\nopen 3 . dr = SUCCESS\n"
     "open 3 f d = NOTDIR\nopen 3 q cd = INVAL"},
    {"33 folders made and removed",
     "mkdir 3 m = SUCCESS\nmkdir 3 m = EXIST\nrmdir 3 m/ = SUCCESS\n"
     "mkdir 3 m/ = SUCCESS\nrmdir 3 m = SUCCESS\nrmdir 3 m = NOENT\n"
     "rmdir 3 f = NOTDIR\nrmdir 3 f/ = NOTDIR\nrmdir 3 dir = NOTEMPTY\n"
     "mkdir 3 a/b = NOENT\nmkdir 3 f/b = NOTDIR\nmkdir 3 f/ = EXIST\n"
     "mkdir 3 . = EXIST\nrmdir 3 . = INVAL\nmkdir 3 gone = EXIST"},
    {"34 files removed",
     "unlink 3 dir = ISDIR\nunlink 3 dir/ = ISDIR\nunlink 3 f/ = NOTDIR\n"
     "unlink 3 f = SUCCESS\nunlink 3 f = NOENT\nunlink 3 l = SUCCESS\n"
     "lstat 3 l = NOENT\nunlink 3 . = ISDIR"},
    {"35 renames",
     "mkdir 3 a = SUCCESS\nrename 3 a 3 empty = SUCCESS\n"
     "rename 3 empty 3 dir = NOTEMPTY\nrename 3 empty 3 f = NOTDIR\n"
     "rename 3 f 3 empty = ISDIR\nrename 3 empty/ 3 t/ = SUCCESS\n"
     "rename 3 t 3 u/ = SUCCESS\nrename 3 u/ 3 t = SUCCESS\n"
     "rename 3 f 3 g/ = NOTDIR\nrename 3 f/ 3 g = NOTDIR\n"
     "rename 3 missing 3 x = NOENT\nrename 3 dir 3 dir/n/z = INVAL\n"
     "rename 3 . 3 x = BUSY\nrename 3 f 3 . = BUSY\nrename 3 f 3 f = SUCCESS\n"
     "rename 3 l 3 k = SUCCESS\nlstat 3 k = SUCCESS\nstat 3 f = SUCCESS"},
    {"35 a file over its other name is left alone",
     "link 3 0 f 3 g = SUCCESS\nrename 3 f 3 g = SUCCESS\n"
     "rename 3 dir/n/f 3 g = SUCCESS\nstat 3 dir/n/f = NOENT"},
    {"36 hard links",
     "link 3 0 f 3 dir = EXIST\nlink 3 0 f 3 f = EXIST\n"
     "link 3 0 dir 3 x = PERM\nlink 3 0 f 3 x/ = NOENT\n"
     "link 3 0 gone 3 x = SUCCESS\nlink 3 1 gone 3 y = INVAL\n"
     "link 3 0 self 3 z = SUCCESS\nlink 3 0 missing 3 y = NOENT\n"
     "link 3 0 f 3 gone = EXIST"},
    {"37 symbolic links at a slash",
     "symlink t 3 new/ = NOENT\nsymlink t 3 dir/ = EXIST\n"
     "symlink t 3 f/ = EXIST\nsymlink t 3 f = EXIST\nsymlink t 3 n = SUCCESS"},
    {"38 where a link points",
     "readlink 3 gone = SUCCESS\nreadlink 3 f = INVAL\n"
     "readlink 3 missing = NOENT\nreadlink 3 . = INVAL"},
    {"folders only have paths",
     "open 3 f r = SUCCESS\nopen 4 x c = NOTDIR\nmkdir 1 x = NOTDIR\n"
     "stat 9 f = BADF\nrename 3 f 9 g = BADF\nopen 3 f/x - = NOTDIR"},
    {"a folder that was removed",
     "open 3 empty d = SUCCESS\nrmdir 3 empty = SUCCESS\n"
     "open 4 x c = NOENT\nmkdir 4 x = NOENT\nstat 4 . = SUCCESS\n"
     "rename 3 f 4 f = NOENT\nstat 3 f = SUCCESS"},
    {"what is read-only",
     "open 3 ro r = SUCCESS\nopen 3 ro w = ACCES\nopen 3 ro t = ACCES"},
};

/* The same for a folder given for reading. */
static const struct program readonly_programs[] = {
    {"reading goes", "open 3 f r = SUCCESS\nstat 3 f = SUCCESS\n"
                     "readlink 3 gone = SUCCESS\nopen 3 dir d = SUCCESS"},
    {"nothing is changed",
     "open 3 f w = ROFS\nopen 3 f t = ROFS\nopen 3 f rt = ROFS\n"
     "open 3 new c = ROFS\nmkdir 3 m = ROFS\nrmdir 3 empty = ROFS\n"
     "unlink 3 f = ROFS\nrename 3 f 3 g = ROFS\nlink 3 0 f 3 g = ROFS\n"
     "symlink t 3 s = ROFS\nsettimes 3 1 f = ROFS\nopen 3 dir d = SUCCESS\n"
     "open 4 n/f w = ROFS\nunlink 4 n/f = ROFS"},
};

static const struct program wasmtime_programs[] = {
    {"a way out is EPERM",
     "open 3 ../secret - = PERM\nopen 3 /f - = PERM\nopen 3 l f = PERM\n"
     "symlink /etc 3 x = PERM\nlstat 3 l = SUCCESS"},
};

/* --- running ----------------------------------------------------------------
 */

struct words {
    char text[256];
    const char *word[10];
    size_t count;
};

static void split(const char *line, size_t len, struct words *out)
{
    char *at = out->text;

    assert_true(len < sizeof out->text);
    memcpy(out->text, line, len);
    out->text[len] = '\0';
    out->count = 0;
    for (char *w; (w = strsep(&at, " ")) != NULL;)
        out->word[out->count++] = w;
}

/* A path in memory: address in *ptr, length. */
static uint64_t place(struct wasi_bed *bed, const char *text, uint32_t *at,
                      uint64_t *ptr)
{
    bed_put(bed, *at, text, strlen(text));
    *ptr = *at;
    *at += 1024;
    return strlen(text);
}

static uint64_t rights_of(const char *letters)
{
    return (strchr(letters, 'r') ? WASI_R_FD_READ : 0) |
           (strchr(letters, 'w') ? WASI_R_FD_WRITE : 0);
}

static uint32_t call_open(struct wasi_bed *bed, const struct words *w)
{
    const char *letters = w->word[3];
    uint32_t at = BED_TEXT;
    uint64_t ptr, len = place(bed, w->word[2], &at, &ptr);
    uint64_t oflags = (strchr(letters, 'c') ? WASI_O_CREAT : 0) |
                      (strchr(letters, 'd') ? WASI_O_DIRECTORY : 0) |
                      (strchr(letters, 'x') ? WASI_O_EXCL : 0) |
                      (strchr(letters, 't') ? WASI_O_TRUNC : 0);
    uint64_t inherit = strchr(letters, 'd') ? WASI_RIGHTS_BELOW : 0;

    return BED_CALL(bed, "path_open", strtoul(w->word[1], NULL, 10),
                    strchr(letters, 'f') != NULL, ptr, len, oflags,
                    rights_of(letters) |
                        (strchr(letters, 'd') ? WASI_RIGHTS_DIR : 0),
                    inherit, 0, BED_RESULT);
}

static uint32_t call_line(struct wasi_bed *bed, const struct words *w)
{
    const char *verb = w->word[0];
    uint32_t at = BED_TEXT;
    uint64_t fd = strtoul(w->word[1], NULL, 10), p, q, n, m;

    if (strcmp(verb, "open") == 0)
        return call_open(bed, w);
    if (strcmp(verb, "symlink") == 0) {
        n = place(bed, w->word[1], &at, &p);
        m = place(bed, w->word[3], &at, &q);
        return BED_CALL(bed, "path_symlink", p, n,
                        strtoul(w->word[2], NULL, 10), q, m);
    }
    if (strcmp(verb, "link") == 0) {
        n = place(bed, w->word[3], &at, &p);
        m = place(bed, w->word[5], &at, &q);
        return BED_CALL(bed, "path_link", fd, strtoul(w->word[2], NULL, 10), p,
                        n, strtoul(w->word[4], NULL, 10), q, m);
    }
    if (strcmp(verb, "settimes") == 0) {
        n = place(bed, w->word[3], &at, &p);
        return BED_CALL(bed, "path_filestat_set_times", fd,
                        strtoul(w->word[2], NULL, 10), p, n, 1, 2,
                        WASI_SET_ATIM | WASI_SET_MTIM);
    }
    n = place(bed, w->word[2], &at, &p);
    if (strcmp(verb, "rename") == 0) {
        m = place(bed, w->word[4], &at, &q);
        return BED_CALL(bed, "path_rename", fd, p, n,
                        strtoul(w->word[3], NULL, 10), q, m);
    }
    if (strcmp(verb, "stat") == 0 || strcmp(verb, "lstat") == 0)
        return BED_CALL(bed, "path_filestat_get", fd, verb[0] == 's', p, n,
                        BED_STRUCT);
    if (strcmp(verb, "readlink") == 0)
        return BED_CALL(bed, "path_readlink", fd, p, n, BED_BUFFER, 100,
                        BED_RESULT);
    if (strcmp(verb, "mkdir") == 0)
        return BED_CALL(bed, "path_create_directory", fd, p, n);
    if (strcmp(verb, "rmdir") == 0)
        return BED_CALL(bed, "path_remove_directory", fd, p, n);
    assert_string_equal(verb, "unlink");
    return BED_CALL(bed, "path_unlink_file", fd, p, n);
}

static void run_program(const struct program *program, gk_wasi_model model,
                        bool readonly)
{
    const char *line = program->text;
    struct wasi_bed bed;
    uint32_t next_fd = 4;

    bed_open(&bed, WORLD);
    bed_start_at(&bed, model, readonly);
    while (*line != '\0') {
        size_t len = strcspn(line, "\n");
        struct words w;
        uint32_t got;

        split(line, len, &w);
        got = call_line(&bed, &w);
        if (strcmp(wasi_errno_name((wasi_errno)got), w.word[w.count - 1]) != 0)
            fail_msg("%s: '%.*s' gave %s", program->name, (int)len, line,
                     wasi_errno_name((wasi_errno)got));
        if (strcmp(w.word[0], "open") == 0 && got == 0)
            assert_int_equal(bed_u32(&bed, BED_RESULT), next_fd++);
        line += len + (line[len] != '\0');
    }
    /* Whatever was tried, what is outside is as it was. */
    {
        size_t size;

        assert_memory_equal(
            gk_node_bytes(bed_node(&bed, "/agent/secret"), &size), "S", 1);
        assert_int_equal(size, 1);
        assert_int_equal(gk_node_child_count(bed_node(&bed, "/agent")), 2);
    }
    bed_close(&bed);
}

static void paths_give_the_errno_of_posix_inside_the_folder(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        run_program(&programs[i], GK_WASI_CAPABILITIES, false);
}

static void a_read_only_folder_is_not_changed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof readonly_programs / sizeof *readonly_programs;
         i++) {
        run_program(&readonly_programs[i], GK_WASI_CAPABILITIES, true);
        run_program(&readonly_programs[i], GK_WASI_WASMTIME, true);
    }
}

static void wasmtime_has_its_own_word_for_a_way_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wasmtime_programs / sizeof *wasmtime_programs;
         i++)
        run_program(&wasmtime_programs[i], GK_WASI_WASMTIME, false);
}

static void texts_that_are_no_paths_are_refused(void **state)
{
    static const struct {
        const char *name, *text;
        uint32_t len;
        wasi_errno want;
    } rows[] = {
        {"empty", "", 0, WASI_E_NOENT},
        {"17 a NUL in it", "f\0g", 3, WASI_E_ILSEQ},
        {"17 a NUL at its end", "f\0", 2, WASI_E_ILSEQ},
        {"not UTF-8", "\xc3(", 2, WASI_E_ILSEQ},
        {"half a character", "f\xe2\x82", 3, WASI_E_ILSEQ},
        {"fine", "f", 1, WASI_E_SUCCESS},
    };
    struct wasi_bed bed;

    (void)state;
    bed_open(&bed, WORLD);
    bed_start_at(&bed, GK_WASI_CAPABILITIES, false);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t got;

        bed_put(&bed, BED_TEXT, rows[i].text, rows[i].len);
        got = BED_CALL(&bed, "path_filestat_get", 3, 0, BED_TEXT, rows[i].len,
                       BED_STRUCT);
        if (got != rows[i].want)
            fail_msg("%s: %s", rows[i].name, wasi_errno_name((wasi_errno)got));
    }
    bed_close(&bed);
}

static void long_paths_and_names_have_an_end(void **state)
{
    struct wasi_bed bed;

    (void)state;
    bed_open(&bed, WORLD);
    bed_start_at(&bed, GK_WASI_CAPABILITIES, false);
    memset(bed_at(&bed, BED_BUFFER, 8192), 'a', 8192);
    assert_int_equal(
        BED_CALL(&bed, "path_create_directory", 3, BED_BUFFER, 255),
        WASI_E_SUCCESS);
    assert_int_equal(
        BED_CALL(&bed, "path_create_directory", 3, BED_BUFFER, 256),
        WASI_E_NAMETOOLONG);
    for (uint32_t i = 0; i < 4096; i += 2)
        bed_put(&bed, BED_BUFFER + i, "./", 2);
    bed_put(&bed, BED_BUFFER + 4095, "f", 1);
    assert_int_equal(
        BED_CALL(&bed, "path_filestat_get", 3, 0, BED_BUFFER, 4096, BED_STRUCT),
        WASI_E_NOENT); /* ".f" */
    assert_int_equal(
        BED_CALL(&bed, "path_filestat_get", 3, 0, BED_BUFFER, 4097, BED_STRUCT),
        WASI_E_NAMETOOLONG);
    bed_close(&bed);
}

/* Each link is two more: without a bound this would never end. */
static void links_upon_links_end_as_a_loop(void **state)
{
    gk_buf world = GK_BUF_INIT;
    struct wasi_bed bed;

    (void)state;
    gk_buf_puts(&world, "{\"files\":{\"d/k0\":{\"dir\":{}}");
    for (int i = 1; i <= 60; i++)
        gk_buf_printf(&world, ",\"d/k%d\":{\"link\":\"k%d/../k%d\"}", i, i - 1,
                      i - 1);
    gk_buf_puts(&world, "}}");
    bed_open(&bed, gk_buf_text(&world));
    bed_start_at(&bed, GK_WASI_CAPABILITIES, false);
    bed_put(&bed, BED_TEXT, "k4", 2);
    assert_int_equal(
        BED_CALL(&bed, "path_filestat_get", 3, 1, BED_TEXT, 2, BED_STRUCT),
        WASI_E_SUCCESS);
    bed_put(&bed, BED_TEXT, "k60", 3);
    assert_int_equal(
        BED_CALL(&bed, "path_filestat_get", 3, 1, BED_TEXT, 3, BED_STRUCT),
        WASI_E_LOOP);
    gk_buf_clear(&world);
    bed_close(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_give_the_errno_of_posix_inside_the_folder),
        cmocka_unit_test(a_read_only_folder_is_not_changed),
        cmocka_unit_test(wasmtime_has_its_own_word_for_a_way_out),
        cmocka_unit_test(texts_that_are_no_paths_are_refused),
        cmocka_unit_test(long_paths_and_names_have_an_end),
        cmocka_unit_test(links_upon_links_end_as_a_loop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
