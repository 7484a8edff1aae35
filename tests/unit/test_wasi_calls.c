/* The functions of WASI that are no paths: start-up, descriptors, bytes, time,
 * waiting; and what a hostile guest may try. The numbers are those of the
 * known vectors. */
#include "tests/unit/wasi_bed.h"

#include <malloc.h>
#include <stdio.h>

#define WORLD                                                                  \
    "{\"files\":{\"d/f\":\"four\",\"d/dir/n\":\"x\",\"d/link\":"               \
    "{\"link\":\"target\"}}}"
#define ALL_FILE WASI_RIGHTS_FILE

static void begin(struct wasi_bed *bed)
{
    bed_open(bed, WORLD);
    bed_start_at(bed, GK_WASI_CAPABILITIES, false);
}

static void expect(const struct wasi_bed *bed, const char *what, uint32_t got,
                   wasi_errno want)
{
    if (bed->trapped != GK_OK)
        fail_msg("%s: a trap: %s", what, bed->words.text);
    if (got != want)
        fail_msg("%s: %s, wanted %s", what, wasi_errno_name((wasi_errno)got),
                 wasi_errno_name(want));
}
#define EXPECT(bed, want, name, ...)                                           \
    expect(bed, name "(" #__VA_ARGS__ ")", BED_CALL(bed, name, __VA_ARGS__),   \
           WASI_E_##want)

/* The descriptor. */
static uint32_t open_at(struct wasi_bed *bed, const char *path, uint32_t oflags,
                        uint64_t rights, uint32_t flags)
{
    bed_put(bed, BED_TEXT, path, strlen(path));
    EXPECT(bed, SUCCESS, "path_open", 3, 0, BED_TEXT, strlen(path), oflags,
           rights, oflags & WASI_O_DIRECTORY ? WASI_RIGHTS_BELOW : 0, flags,
           BED_RESULT);
    return bed_u32(bed, BED_RESULT);
}

static uint32_t write_to(struct wasi_bed *bed, uint32_t fd, const char *text)
{
    bed_put(bed, BED_BUFFER, text, strlen(text));
    bed_iovec(bed, BED_BUFFER, (uint32_t)strlen(text));
    return BED_CALL(bed, "fd_write", fd, BED_STRUCT, 1, BED_RESULT);
}

static uint32_t read_from(struct wasi_bed *bed, uint32_t fd, uint32_t len)
{
    memset(bed_at(bed, BED_BUFFER, 256), 0, 256);
    bed_iovec(bed, BED_BUFFER, len);
    return BED_CALL(bed, "fd_read", fd, BED_STRUCT, 1, BED_RESULT);
}

static void expect_bytes(struct wasi_bed *bed, const char *what,
                         const char *want)
{
    uint32_t len = bed_u32(bed, BED_RESULT);

    if (len != strlen(want) || memcmp(bed_at(bed, BED_BUFFER, len), want, len))
        fail_msg("%s: '%.*s', wanted '%s'", what, (int)len,
                 (const char *)bed_at(bed, BED_BUFFER, len), want);
}

/* --- start-up ---------------------------------------------------------------
 */

static void arguments_and_environment_are_laid_out(void **state)
{
    static const struct {
        const char *name;
        const char *texts[5];
        uint32_t count, bytes;
    } rows[] = {
        {"1 the name alone", {"prog"}, 1, 5},
        {"2 quotes and blanks",
         {"prog", "first", "the \"second\" arg", "3"},
         4,
         5 + 6 + 17 + 2},
        {"3 none", {NULL}, 0, 0},
        {"3 three variables", {"a=b", "b=c", "c=d"}, 3, 12},
        {"an empty one", {"", "x"}, 2, 3},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct wasi_bed bed;
        uint32_t at = BED_BUFFER;

        bed_open(&bed, NULL);
        bed.config.args = bed.config.env = rows[i].texts;
        bed.config.arg_count = bed.config.env_count = rows[i].count;
        bed_start(&bed);
        EXPECT(&bed, SUCCESS, "environ_sizes_get", 16, 20);
        EXPECT(&bed, SUCCESS, "args_sizes_get", BED_RESULT, BED_RESULT + 4);
        if (bed_u32(&bed, BED_RESULT) != rows[i].count ||
            bed_u32(&bed, BED_RESULT + 4) != rows[i].bytes ||
            bed_u32(&bed, 16) != rows[i].count ||
            bed_u32(&bed, 20) != rows[i].bytes)
            fail_msg("%s: %u, %u bytes", rows[i].name,
                     bed_u32(&bed, BED_RESULT), bed_u32(&bed, BED_RESULT + 4));
        EXPECT(&bed, SUCCESS, "args_get", BED_STRUCT, BED_BUFFER);
        for (uint32_t k = 0; k < rows[i].count; k++) {
            assert_int_equal(bed_u32(&bed, BED_STRUCT + 4 * k), at);
            assert_string_equal(bed_at(&bed, at, 1), rows[i].texts[k]);
            at += (uint32_t)strlen(rows[i].texts[k]) + 1;
        }
        EXPECT(&bed, SUCCESS, "environ_get", BED_STRUCT, BED_END - 100);
        if (rows[i].bytes > 0)
            EXPECT(&bed, FAULT, "environ_get", BED_STRUCT, BED_END);
        bed_close(&bed);
    }
}

static void preopened_folders_are_found_until_ebadf(void **state)
{
    struct wasi_bed bed;

    (void)state;
    begin(&bed);
    EXPECT(&bed, SUCCESS, "fd_prestat_get", 3, BED_STRUCT); /* 9 */
    assert_int_equal(bed_u32(&bed, BED_STRUCT), 0);
    assert_int_equal(bed_u32(&bed, BED_STRUCT + 4), 1);
    EXPECT(&bed, BADF, "fd_prestat_get", 4, BED_STRUCT);
    EXPECT(&bed, BADF, "fd_prestat_get", 1, BED_STRUCT);
    memset(bed_at(&bed, BED_BUFFER, 4), '#', 4);
    EXPECT(&bed, NAMETOOLONG, "fd_prestat_dir_name", 3, BED_BUFFER, 0); /* 10 */
    EXPECT(&bed, SUCCESS, "fd_prestat_dir_name", 3, BED_BUFFER, 2);
    assert_memory_equal(bed_at(&bed, BED_BUFFER, 4), "/###", 4);
    EXPECT(&bed, SUCCESS, "fd_close", 3);
    EXPECT(&bed, BADF, "fd_prestat_get", 3, BED_STRUCT);
    bed_close(&bed);
}

/* No folder: not even the world's own. */
static void without_preopened_folders_there_are_no_files(void **state)
{
    struct wasi_bed bed;

    (void)state;
    bed_open(&bed, WORLD);
    bed_start(&bed);
    bed_put(&bed, BED_TEXT, "f", 1);
    for (uint64_t fd = 3; fd < 40; fd++)
        EXPECT(&bed, BADF, "path_open", fd, 0, BED_TEXT, 1, WASI_O_CREAT, 0, 0,
               0, BED_RESULT);
    EXPECT(&bed, NOTDIR, "path_open", 0, 0, BED_TEXT, 1, WASI_O_CREAT, 0, 0, 0,
           BED_RESULT);
    bed_close(&bed);
}

/* --- streams ----------------------------------------------------------------
 */

static void streams_take_and_give_bytes(void **state)
{
    struct wasi_bed bed;

    (void)state;
    begin(&bed);
    bed.input = "one\ntwo\n";
    expect(&bed, "4 hello", write_to(&bed, 1, "hello"), WASI_E_SUCCESS);
    assert_int_equal(bed_u32(&bed, BED_RESULT), 5);
    assert_string_equal(gk_buf_text(&bed.note), "\"hello\"");
    expect(&bed, "to standard error", write_to(&bed, 2, "oh"), WASI_E_SUCCESS);
    expect(&bed, "to standard input", write_to(&bed, 0, "x"), WASI_E_BADF);
    expect(&bed, "from standard output", read_from(&bed, 1, 5), WASI_E_BADF);
    assert_string_equal(gk_buf_text(&bed.out), "hello");
    assert_string_equal(gk_buf_text(&bed.err), "oh");
    for (size_t i = 0; i < 4; i++) {
        static const char *const wanted[] = {"on", "e\n", "two\n", ""};

        expect(&bed, "input", read_from(&bed, 0, i == 0 ? 2 : 20),
               WASI_E_SUCCESS);
        expect_bytes(&bed, "input", wanted[i]);
    }
    EXPECT(&bed, SPIPE, "fd_seek", 0, 0, 0, BED_RESULT);
    EXPECT(&bed, SPIPE, "fd_tell", 1, BED_RESULT);
    EXPECT(&bed, SUCCESS, "fd_fdstat_get", 1, BED_STRUCT);
    assert_int_equal(*bed_at(&bed, BED_STRUCT, 1), WASI_TYPE_TERMINAL);
    assert_int_equal(bed_u64(&bed, BED_STRUCT + 8), 0x08200048);
    bed_close(&bed);
}

static void output_has_an_end(void **state)
{
    struct wasi_bed bed;
    size_t written = 0;
    uint32_t e = 0;

    (void)state;
    begin(&bed);
    while (e == WASI_E_SUCCESS && written < 2 * GK_WASI_MAX_OUTPUT) {
        bed_iovec(&bed, 0, BED_END - 1);
        e = BED_CALL(&bed, "fd_write", 1, BED_STRUCT, 1, BED_RESULT);
        written += BED_END - 1;
    }
    assert_int_equal(e, WASI_E_NOSPC);
    assert_true(bed.out.len <= GK_WASI_MAX_OUTPUT);
    bed_close(&bed);
}

/* --- files ------------------------------------------------------------------
 */

static void rights_are_what_was_asked_for(void **state)
{
    static const struct {
        const char *name;
        uint64_t asked, got;
        uint32_t oflags;
        uint8_t type;
    } rows[] = {
        {"11 none", 0, 0, 0, WASI_TYPE_FILE},
        {"22 reading", WASI_R_FD_READ, WASI_R_FD_READ, 0, WASI_TYPE_FILE},
        {"22 writing", WASI_R_FD_WRITE, WASI_R_FD_WRITE, 0, WASI_TYPE_FILE},
        {"all of a file", ALL_FILE, ALL_FILE, 0, WASI_TYPE_FILE},
        {"those of a folder are dropped", ALL_FILE | WASI_RIGHTS_DIR, ALL_FILE,
         0, WASI_TYPE_FILE},
        {"24 a folder cannot be sought in", WASI_R_FD_SEEK | WASI_R_FD_READDIR,
         WASI_R_FD_READDIR, WASI_O_DIRECTORY, WASI_TYPE_DIR},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct wasi_bed bed;
        uint32_t fd;

        begin(&bed);
        fd = open_at(&bed, rows[i].oflags ? "dir" : "f", rows[i].oflags,
                     rows[i].asked, 0);
        EXPECT(&bed, SUCCESS, "fd_fdstat_get", fd, BED_STRUCT);
        if (bed_u64(&bed, BED_STRUCT + 8) != rows[i].got ||
            *bed_at(&bed, BED_STRUCT, 1) != rows[i].type)
            fail_msg("%s: rights %llx", rows[i].name,
                     (unsigned long long)bed_u64(&bed, BED_STRUCT + 8));
        if (!(rows[i].got & WASI_R_FD_WRITE) && rows[i].oflags == 0)
            expect(&bed, rows[i].name, write_to(&bed, fd, "x"), WASI_E_BADF);
        if (!(rows[i].got & WASI_R_FD_READ) && rows[i].oflags == 0)
            expect(&bed, rows[i].name, read_from(&bed, fd, 1), WASI_E_BADF);
        if (rows[i].oflags != 0)
            EXPECT(&bed, ISDIR, "fd_seek", fd, 1, 0, BED_RESULT);
        bed_close(&bed);
    }
}

static void rights_go_and_do_not_come_back(void **state)
{
    struct wasi_bed bed;
    uint32_t fd;

    (void)state;
    begin(&bed);
    fd = open_at(&bed, "f", 0, ALL_FILE, 0); /* 23 */
    EXPECT(&bed, SUCCESS, "fd_fdstat_set_rights", fd,
           ALL_FILE & ~(WASI_R_FD_READ | WASI_R_FD_ALLOCATE), 0);
    expect(&bed, "reading", read_from(&bed, fd, 1), WASI_E_BADF);
    EXPECT(&bed, NOTCAPABLE, "fd_allocate", fd, 0, 9);
    EXPECT(&bed, NOTCAPABLE, "fd_fdstat_set_rights", fd, ALL_FILE, 0);
    /* What the folder no longer hands on, nobody below it gets. */
    EXPECT(&bed, SUCCESS, "fd_fdstat_set_rights", 3,
           WASI_RIGHTS_DIR & ~WASI_R_PATH_SET_SIZE, WASI_R_FD_READ);
    bed_put(&bed, BED_TEXT, "f", 1);
    EXPECT(&bed, NOTCAPABLE, "path_open", 3, 0, BED_TEXT, 1, 0, WASI_R_FD_WRITE,
           0, 0, BED_RESULT);
    EXPECT(&bed, NOTCAPABLE, "path_open", 3, 0, BED_TEXT, 1, 0, WASI_R_FD_READ,
           0, WASI_FD_SYNC, BED_RESULT);
    EXPECT(&bed, NOTCAPABLE, "path_open", 3, 0, BED_TEXT, 1, WASI_O_TRUNC,
           WASI_R_FD_READ, 0, 0, BED_RESULT); /* 42 */
    EXPECT(&bed, SUCCESS, "path_open", 3, 0, BED_TEXT, 1, 0, WASI_R_FD_READ, 0,
           0, BED_RESULT);
    bed_close(&bed);
}

static void wasmtime_tells_rights_and_holds_few(void **state)
{
    struct wasi_bed bed;
    uint32_t fd;

    (void)state;
    bed_open(&bed, WORLD);
    bed_start_at(&bed, GK_WASI_WASMTIME, false);
    fd = open_at(&bed, "f", 0, WASI_R_FD_READ, 0);
    EXPECT(&bed, SUCCESS, "fd_fdstat_get", fd, BED_STRUCT);
    assert_int_equal(bed_u64(&bed, BED_STRUCT + 8),
                     ALL_FILE & ~WASI_R_FD_WRITE);
    EXPECT(&bed, NOTSUP, "fd_fdstat_set_rights", fd, 0, 0);
    EXPECT(&bed, INVAL, "fd_filestat_set_size", fd, 0);
    expect(&bed, "writing", write_to(&bed, fd, "x"), WASI_E_BADF);
    fd = open_at(&bed, "f", 0, WASI_R_FD_READ | WASI_R_FD_WRITE, 0);
    EXPECT(&bed, NOTSUP, "fd_allocate", fd, 0, 100);
    EXPECT(&bed, SUCCESS, "fd_filestat_set_size", fd, 100);
    bed_close(&bed);
}

static void offsets_go_where_they_can(void **state)
{
    static const struct {
        const char *name;
        int64_t delta;
        uint32_t whence;
        wasi_errno want;
        uint64_t at; /* afterwards */
    } rows[] = {
        {"26 back", -50, WASI_WHENCE_CUR, WASI_E_SUCCESS, 50},
        {"26 below zero", -2000, WASI_WHENCE_CUR, WASI_E_INVAL, 50},
        {"26 past the end", 1000, WASI_WHENCE_CUR, WASI_E_SUCCESS, 1050},
        {"from the end", -1, WASI_WHENCE_END, WASI_E_SUCCESS, 99},
        {"to zero", -99, WASI_WHENCE_CUR, WASI_E_SUCCESS, 0},
        {"one below", -1, WASI_WHENCE_CUR, WASI_E_INVAL, 0},
        {"to the start", 0, WASI_WHENCE_SET, WASI_E_SUCCESS, 0},
        {"before it", -1, WASI_WHENCE_SET, WASI_E_INVAL, 0},
        {"as far as it goes", INT64_MAX, WASI_WHENCE_SET, WASI_E_SUCCESS,
         INT64_MAX},
        {"further", 1, WASI_WHENCE_CUR, WASI_E_INVAL, INT64_MAX},
        {"the least", INT64_MIN, WASI_WHENCE_END, WASI_E_INVAL, INT64_MAX},
        {"no such whence", 0, 3, WASI_E_INVAL, INT64_MAX},
    };
    struct wasi_bed bed;
    uint32_t fd;
    char hundred[101];

    (void)state;
    begin(&bed);
    memset(hundred, 'h', 100);
    hundred[100] = '\0';
    fd = open_at(&bed, "new", WASI_O_CREAT, ALL_FILE, 0);
    expect(&bed, "write", write_to(&bed, fd, hundred), WASI_E_SUCCESS);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        expect(&bed, rows[i].name,
               BED_CALL(&bed, "fd_seek", fd, (uint64_t)rows[i].delta,
                        rows[i].whence, BED_RESULT),
               rows[i].want);
        EXPECT(&bed, SUCCESS, "fd_tell", fd, BED_RESULT);
        if (bed_u64(&bed, BED_RESULT) != rows[i].at)
            fail_msg("%s: at %llu", rows[i].name,
                     (unsigned long long)bed_u64(&bed, BED_RESULT));
    }
    expect(&bed, "so far out", write_to(&bed, fd, "x"), WASI_E_FBIG);
    expect(&bed, "so far out", read_from(&bed, fd, 9), WASI_E_SUCCESS);
    expect_bytes(&bed, "so far out", "");
    bed_close(&bed);
}

static void appending_goes_to_the_end(void **state)
{
    struct wasi_bed bed;
    uint32_t fd;

    (void)state;
    begin(&bed);
    fd = open_at(&bed, "f", 0, ALL_FILE, WASI_FD_APPEND); /* 27 */
    EXPECT(&bed, SUCCESS, "fd_seek", fd, 0, WASI_WHENCE_SET, BED_RESULT);
    expect(&bed, "append", write_to(&bed, fd, "+5"), WASI_E_SUCCESS);
    EXPECT(&bed, SUCCESS, "fd_tell", fd, BED_RESULT);
    assert_int_equal(bed_u64(&bed, BED_RESULT), 6);
    EXPECT(&bed, SUCCESS, "fd_fdstat_set_flags", fd, 0);
    EXPECT(&bed, SUCCESS, "fd_seek", fd, 0, WASI_WHENCE_SET, BED_RESULT);
    expect(&bed, "overwrite", write_to(&bed, fd, "F"), WASI_E_SUCCESS);
    EXPECT(&bed, SUCCESS, "fd_seek", fd, 0, WASI_WHENCE_SET, BED_RESULT);
    expect(&bed, "read", read_from(&bed, fd, 20), WASI_E_SUCCESS);
    expect_bytes(&bed, "27", "Four+5");
    EXPECT(&bed, NOTSUP, "fd_fdstat_set_flags", fd, WASI_FD_SYNC);
    EXPECT(&bed, INVAL, "fd_fdstat_set_flags", fd, 32);
    bed_close(&bed);
}

static void reading_and_writing_at_an_offset_moves_nothing(void **state)
{
    struct wasi_bed bed;
    uint32_t fd;

    (void)state;
    begin(&bed);
    fd = open_at(&bed, "f", 0, ALL_FILE, 0); /* 28 */
    memset(bed_at(&bed, BED_BUFFER, 16), '#', 16);
    bed_iovec(&bed, BED_BUFFER, 1);
    bed_put_u32(&bed, BED_STRUCT + 8, BED_BUFFER + 1);
    bed_put_u32(&bed, BED_STRUCT + 12, 8);
    EXPECT(&bed, SUCCESS, "fd_pread", fd, BED_STRUCT, 2, 2, BED_RESULT);
    assert_int_equal(bed_u32(&bed, BED_RESULT), 2);
    assert_memory_equal(bed_at(&bed, BED_BUFFER, 4), "ur##", 4);
    bed_iovec(&bed, BED_BUFFER, 2);
    EXPECT(&bed, SUCCESS, "fd_pwrite", fd, BED_STRUCT, 1, 6, BED_RESULT);
    EXPECT(&bed, INVAL, "fd_pwrite", fd, BED_STRUCT, 1, UINT64_MAX, BED_RESULT);
    expect(&bed, "read", read_from(&bed, fd, 20), WASI_E_SUCCESS);
    assert_int_equal(bed_u32(&bed, BED_RESULT), 8);
    assert_memory_equal(bed_at(&bed, BED_BUFFER, 8), "four\0\0ur", 8);
    EXPECT(&bed, SPIPE, "fd_pread", 0, BED_STRUCT, 1, 0, BED_RESULT);
    EXPECT(&bed, ISDIR, "fd_pread", 3, BED_STRUCT, 1, 0, BED_RESULT);
    bed_close(&bed);
}

static void times_keep_their_nanoseconds(void **state)
{
    struct wasi_bed bed;
    uint64_t accessed;
    uint32_t fd;

    (void)state;
    begin(&bed);
    fd = open_at(&bed, "f", 0, ALL_FILE, 0); /* 29 */
    EXPECT(&bed, SUCCESS, "fd_filestat_get", fd, BED_STRUCT);
    accessed = bed_u64(&bed, BED_STRUCT + 40);
    EXPECT(&bed, SUCCESS, "fd_filestat_set_times", fd, 77, 123456789012345,
           WASI_SET_MTIM);
    EXPECT(&bed, INVAL, "fd_filestat_set_times", fd, 1, 1,
           WASI_SET_MTIM | WASI_SET_MTIM_NOW);
    EXPECT(&bed, INVAL, "fd_filestat_set_times", fd, 1, 1,
           WASI_SET_ATIM | WASI_SET_ATIM_NOW);
    EXPECT(&bed, INVAL, "fd_filestat_set_times", fd, 1, 1, 16);
    EXPECT(&bed, OVERFLOW, "fd_filestat_set_times", fd, UINT64_MAX, 1,
           WASI_SET_ATIM);
    EXPECT(&bed, SUCCESS, "fd_filestat_get", fd, BED_STRUCT);
    assert_int_equal(bed_u64(&bed, BED_STRUCT + 40), accessed);
    assert_int_equal(bed_u64(&bed, BED_STRUCT + 48), 123456789012345);
    EXPECT(&bed, SUCCESS, "fd_filestat_set_times", fd, 0, 0,
           WASI_SET_ATIM_NOW | WASI_SET_MTIM_NOW);
    EXPECT(&bed, SUCCESS, "fd_filestat_get", fd, BED_STRUCT);
    assert_true(bed_u64(&bed, BED_STRUCT + 48) >= 1767225600000000000);
    bed_close(&bed);
}

static void a_file_is_known_by_its_inode(void **state)
{
    uint8_t first[WASI_FILESTAT_BYTES];
    struct wasi_bed bed;
    uint64_t inode;

    (void)state;
    begin(&bed);
    bed_put(&bed, BED_TEXT, "fg", 2); /* 43 */
    EXPECT(&bed, SUCCESS, "path_link", 3, 0, BED_TEXT, 1, 3, BED_TEXT + 1, 1);
    EXPECT(&bed, SUCCESS, "path_filestat_get", 3, 0, BED_TEXT, 1, BED_STRUCT);
    memcpy(first, bed_at(&bed, BED_STRUCT, sizeof first), sizeof first);
    inode = bed_u64(&bed, BED_STRUCT + 8);
    assert_int_equal(bed_u64(&bed, BED_STRUCT + 24), 2);
    EXPECT(&bed, SUCCESS, "path_filestat_get", 3, 0, BED_TEXT + 1, 1,
           BED_STRUCT);
    assert_memory_equal(bed_at(&bed, BED_STRUCT, sizeof first), first,
                        sizeof first);
    open_at(&bed, "h", WASI_O_CREAT, 0, 0);
    EXPECT(&bed, SUCCESS, "path_filestat_get", 3, 0, BED_TEXT, 1, BED_STRUCT);
    assert_int_equal(bed_u64(&bed, BED_STRUCT), 1);
    assert_true(bed_u64(&bed, BED_STRUCT + 8) != inode);
    bed_close(&bed);
}

static void sizes_grow_with_zeros_and_shrink(void **state)
{
    struct wasi_bed bed;
    uint32_t fd;

    (void)state;
    begin(&bed);
    fd = open_at(&bed, "f", 0, ALL_FILE, 0);
    EXPECT(&bed, SUCCESS, "fd_allocate", fd, 2, 4);
    EXPECT(&bed, SUCCESS, "fd_allocate", fd, 0, 1);
    EXPECT(&bed, INVAL, "fd_allocate", fd, 0, 0);
    EXPECT(&bed, FBIG, "fd_allocate", fd, INT64_MAX, INT64_MAX);
    expect(&bed, "read", read_from(&bed, fd, 20), WASI_E_SUCCESS);
    assert_memory_equal(bed_at(&bed, BED_BUFFER, 6), "four\0\0", 6);
    assert_int_equal(bed_u32(&bed, BED_RESULT), 6);
    EXPECT(&bed, SUCCESS, "fd_filestat_set_size", fd, 2);
    EXPECT(&bed, SUCCESS, "fd_tell", fd, BED_RESULT);
    assert_int_equal(bed_u64(&bed, BED_RESULT), 6);
    EXPECT(&bed, FBIG, "fd_filestat_set_size", fd, INT64_MAX);
    EXPECT(&bed, INVAL, "fd_filestat_set_size", fd, UINT64_MAX);
    EXPECT(&bed, ISDIR, "fd_filestat_set_size", 3, 0);
    EXPECT(&bed, SUCCESS, "fd_advise", fd, 0, 0, 5);
    EXPECT(&bed, INVAL, "fd_advise", fd, 0, 0, 6);
    EXPECT(&bed, SUCCESS, "fd_sync", fd);
    EXPECT(&bed, SUCCESS, "fd_datasync", fd);
    EXPECT(&bed, INVAL, "fd_sync", 1);
    bed_close(&bed);
}

static void a_links_target_is_cut_to_the_buffer(void **state)
{
    struct wasi_bed bed;

    (void)state;
    begin(&bed);
    bed_put(&bed, BED_TEXT, "link", 4); /* 38 */
    for (uint32_t room = 4; room <= 10; room += 6) {
        memset(bed_at(&bed, BED_BUFFER, 10), '#', 10);
        EXPECT(&bed, SUCCESS, "path_readlink", 3, BED_TEXT, 4, BED_BUFFER, room,
               BED_RESULT);
        assert_int_equal(bed_u32(&bed, BED_RESULT), room == 10 ? 6 : 4);
        assert_memory_equal(bed_at(&bed, BED_BUFFER, 10),
                            room == 10 ? "target####" : "targ######", 10);
    }
    bed_close(&bed);
}

/* --- descriptors ------------------------------------------------------------
 */

static void descriptors_move_and_close(void **state)
{
    struct wasi_bed bed;
    uint32_t a, b;

    (void)state;
    begin(&bed);
    a = open_at(&bed, "f", 0, ALL_FILE, 0); /* 31 */
    b = open_at(&bed, "dir/n", 0, ALL_FILE, 0);
    EXPECT(&bed, SUCCESS, "fd_renumber", a, b);
    EXPECT(&bed, BADF, "fd_close", a);
    EXPECT(&bed, BADF, "fd_renumber", b, a);
    EXPECT(&bed, BADF, "fd_renumber", a, b);
    EXPECT(&bed, SUCCESS, "fd_renumber", b, b);
    expect(&bed, "read", read_from(&bed, b, 20), WASI_E_SUCCESS);
    expect_bytes(&bed, "what is moved", "four");
    assert_int_equal(open_at(&bed, "f", 0, 0, 0), a);
    EXPECT(&bed, SUCCESS, "fd_renumber", b, 1);
    expect(&bed, "to a file", write_to(&bed, 1, "!"), WASI_E_SUCCESS);
    assert_int_equal(bed.out.len, 0);
    a = open_at(&bed, "dir", WASI_O_DIRECTORY, WASI_RIGHTS_DIR, 0);
    EXPECT(&bed, SUCCESS, "fd_close", 3); /* 32 */
    EXPECT(&bed, BADF, "fd_fdstat_get", 3, BED_STRUCT);
    bed_put(&bed, BED_TEXT, "n", 1);
    EXPECT(&bed, SUCCESS, "path_filestat_get", a, 0, BED_TEXT, 1, BED_STRUCT);
    EXPECT(&bed, BADF, "fd_close", UINT32_MAX);
    EXPECT(&bed, BADF, "fd_write", (uint32_t)-31337, 0, 0, BED_RESULT); /* 5 */
    bed_close(&bed);
}

static void an_open_file_outlives_its_name(void **state)
{
    struct wasi_bed bed;
    uint32_t fd;

    (void)state;
    begin(&bed);
    fd = open_at(&bed, "f", 0, ALL_FILE, 0);
    EXPECT(&bed, SUCCESS, "path_unlink_file", 3, BED_TEXT, 1);
    expect(&bed, "read", read_from(&bed, fd, 20), WASI_E_SUCCESS);
    expect_bytes(&bed, "unlinked", "four");
    EXPECT(&bed, SUCCESS, "fd_filestat_get", fd, BED_STRUCT);
    assert_int_equal(bed_u64(&bed, BED_STRUCT + 24), 0);
    EXPECT(&bed, SUCCESS, "fd_close", fd);
    bed_close(&bed);
}

static void descriptors_have_an_end(void **state)
{
    struct wasi_bed bed;
    uint32_t e = 0, count = 4;

    (void)state;
    begin(&bed);
    bed_put(&bed, BED_TEXT, "f", 1);
    while (e == 0 && count <= GK_WASI_MAX_FDS) {
        e = BED_CALL(&bed, "path_open", 3, 0, BED_TEXT, 1, 0, 0, 0, 0,
                     BED_RESULT);
        count += e == 0;
    }
    assert_int_equal(e, WASI_E_MFILE);
    assert_int_equal(count, GK_WASI_MAX_FDS);
    bed_put(&bed, BED_TEXT, "q", 1);
    EXPECT(&bed, MFILE, "path_open", 3, 0, BED_TEXT, 1, WASI_O_CREAT, 0, 0, 0,
           BED_RESULT);
    EXPECT(&bed, NOENT, "path_filestat_get", 3, 0, BED_TEXT, 1, BED_STRUCT);
    bed_close(&bed);
}

/* --- folders ----------------------------------------------------------------
 */

/* Reads a folder through a buffer of `room`, as the C library does: what was
 * cut is asked for again. The names, "." and ".." too. */
static uint32_t count_entries(struct wasi_bed *bed, uint32_t fd, uint32_t room)
{
    uint64_t cookie = 0;
    uint32_t count = 0, used = room;

    while (used == room) {
        uint32_t at = 0;

        EXPECT(bed, SUCCESS, "fd_readdir", fd, BED_BUFFER, room, cookie,
               BED_RESULT);
        used = bed_u32(bed, BED_RESULT);
        while (used - at >= WASI_DIRENT_BYTES &&
               used - at - WASI_DIRENT_BYTES >=
                   bed_u32(bed, BED_BUFFER + at + 16)) {
            cookie = bed_u64(bed, BED_BUFFER + at);
            at += WASI_DIRENT_BYTES + bed_u32(bed, BED_BUFFER + at + 16);
            count++;
        }
        assert_true(at > 0 || used < room);
    }
    return count;
}

static void folders_are_listed_in_pieces(void **state)
{
    struct wasi_bed bed;
    uint32_t fd;

    (void)state;
    bed_open(&bed, "{\"files\":{\"d/e\":{\"dir\":{}}}}");
    bed_start_at(&bed, GK_WASI_CAPABILITIES, false);
    fd = open_at(&bed, "e", WASI_O_DIRECTORY, WASI_RIGHTS_DIR, 0); /* 30 */
    for (uint32_t files = 0; files <= 100; files++) {
        char name[16];

        if (files <= 1 || files == 100)
            assert_int_equal(count_entries(&bed, fd, 256), files + 2);
        snprintf(name, sizeof name, "e/file-%u", files);
        EXPECT(&bed, SUCCESS, "fd_close",
               open_at(&bed, name, WASI_O_CREAT, 0, 0));
    }
    /* Entry 0 is ".": its inode is the folder's. */
    EXPECT(&bed, SUCCESS, "fd_readdir", fd, BED_BUFFER, 256, 0, BED_RESULT);
    EXPECT(&bed, SUCCESS, "fd_filestat_get", fd, BED_STRUCT);
    assert_int_equal(bed_u64(&bed, BED_BUFFER + 8),
                     bed_u64(&bed, BED_STRUCT + 8));
    EXPECT(&bed, SUCCESS, "fd_readdir", fd, BED_BUFFER, 10, 0, BED_RESULT);
    assert_int_equal(bed_u32(&bed, BED_RESULT), 10);
    EXPECT(&bed, SUCCESS, "fd_readdir", fd, BED_BUFFER, 256, 103, BED_RESULT);
    assert_int_equal(bed_u32(&bed, BED_RESULT), 0);
    EXPECT(&bed, INVAL, "fd_readdir", fd, BED_BUFFER, 256, 104, BED_RESULT);
    EXPECT(&bed, NOTDIR, "fd_readdir", 1, BED_BUFFER, 256, 0, BED_RESULT);
    bed_close(&bed);
}

/* A cookie means the same while entries go. */
static void a_listing_does_not_move_under_its_reader(void **state)
{
    struct wasi_bed bed;

    (void)state;
    begin(&bed);
    EXPECT(&bed, SUCCESS, "fd_readdir", 3, BED_BUFFER, 200, 0, BED_RESULT);
    bed_put(&bed, BED_TEXT, "f", 1);
    EXPECT(&bed, SUCCESS, "path_unlink_file", 3, BED_TEXT, 1);
    EXPECT(&bed, SUCCESS, "fd_readdir", 3, BED_BUFFER, 200, 4, BED_RESULT);
    assert_memory_equal(bed_at(&bed, BED_BUFFER + 24, 4), "link", 4);
    assert_int_equal(count_entries(&bed, 3, 200), 4);
    bed_close(&bed);
}

static void open_listings_have_a_budget(void **state)
{
    gk_buf world = GK_BUF_INIT;
    struct wasi_bed bed;
    uint32_t e = 0, fds = 0;

    (void)state;
    gk_buf_puts(&world, "{\"files\":{\"d\":{\"dir\":{");
    for (int i = 0; i < 2000; i++)
        gk_buf_printf(&world, "%s\"%0200d\":\"\"", i ? "," : "", i);
    gk_buf_puts(&world, "}}}}");
    bed_open(&bed, gk_buf_text(&world));
    bed_start_at(&bed, GK_WASI_CAPABILITIES, false);
    while (e == 0 && fds < 4000) {
        uint32_t fd =
            open_at(&bed, ".", WASI_O_DIRECTORY, WASI_R_FD_READDIR, 0);

        fds++;
        e = BED_CALL(&bed, "fd_readdir", fd, BED_BUFFER, 100, 0, BED_RESULT);
    }
    assert_int_equal(e, WASI_E_NOMEM);
    EXPECT(&bed, SUCCESS, "fd_close", 4);
    EXPECT(&bed, SUCCESS, "fd_readdir", 5, BED_BUFFER, 100, 0, BED_RESULT);
    bed_close(&bed);
    gk_buf_clear(&world);
}

/* --- time, chance, waiting --------------------------------------------------
 */

static void clocks_are_the_worlds(void **state)
{
    struct wasi_bed bed;
    uint64_t first;

    (void)state;
    begin(&bed);
    EXPECT(&bed, SUCCESS, "clock_time_get", 0, 1, BED_RESULT);
    assert_int_equal(bed_u64(&bed, BED_RESULT), 1767225600000000000);
    EXPECT(&bed, SUCCESS, "clock_time_get", 1, 1, BED_RESULT); /* 8 */
    first = bed_u64(&bed, BED_RESULT);
    gk_world_advance(bed.world, 250);
    EXPECT(&bed, SUCCESS, "clock_time_get", 1, 1, BED_RESULT);
    assert_int_equal(bed_u64(&bed, BED_RESULT) - first, 251000000);
    EXPECT(&bed, SUCCESS, "clock_res_get", 0, BED_RESULT);
    assert_true(bed_u64(&bed, BED_RESULT) > 0);
    EXPECT(&bed, INVAL, "clock_res_get", 9, BED_RESULT);
    EXPECT(&bed, INVAL, "clock_time_get", 2, 1, BED_RESULT);
    expect(&bed, "sched_yield", bed_call_list(&bed, "sched_yield", NULL, 0),
           WASI_E_SUCCESS);
    bed_close(&bed);
}

static void random_bytes_are_the_worlds(void **state)
{
    uint8_t first[64];
    struct wasi_bed bed;

    (void)state;
    for (int run = 0; run < 2; run++) {
        begin(&bed);
        EXPECT(&bed, SUCCESS, "random_get", BED_END, 0); /* 7 */
        EXPECT(&bed, SUCCESS, "random_get", BED_BUFFER, 64);
        if (run == 0)
            memcpy(first, bed_at(&bed, BED_BUFFER, 64), 64);
        assert_memory_equal(bed_at(&bed, BED_BUFFER, 64), first, 64);
        EXPECT(&bed, FAULT, "random_get", BED_BUFFER, UINT32_MAX);
        bed_close(&bed);
    }
    assert_memory_not_equal(first, first + 32, 32);
}

static void subscribe(struct wasi_bed *bed, uint32_t index, uint8_t type,
                      uint32_t fd, uint64_t timeout, uint32_t flags)
{
    uint32_t at = BED_STRUCT + index * WASI_SUBSCRIPTION_BYTES;

    memset(bed_at(bed, at, WASI_SUBSCRIPTION_BYTES), 0,
           WASI_SUBSCRIPTION_BYTES);
    bed_put_u64(bed, at, 100 + index);
    bed_put_u32(bed, at + 8, type);
    bed_put_u32(bed, at + 16, fd);
    bed_put_u64(bed, at + 24, timeout);
    bed_put_u32(bed, at + 40, flags);
}

/* "USERDATA:TYPE:ERRNO …" */
static void tell_events(struct wasi_bed *bed, gk_buf *out)
{
    uint32_t count = bed_u32(bed, BED_RESULT);

    gk_buf_reset(out);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = BED_BUFFER + i * WASI_EVENT_BYTES;

        gk_buf_printf(out, "%s%u:%u:%u", i ? " " : "", bed_u32(bed, at),
                      *bed_at(bed, at + 10, 1), bed_u32(bed, at + 8) & 0xffff);
    }
}

static void waiting_moves_the_clock(void **state)
{
    static const struct {
        const char *name;
        struct {
            uint8_t type;
            uint32_t fd;
            uint64_t timeout;
            uint32_t flags;
        } subs[3];
        uint32_t count;
        const char *events;
        int64_t ms; /* how far the clock went */
    } rows[] = {
        {"a nap", {{0, 1, 200000000, 0}}, 1, "100:0:0", 200},
        {"a part of a ms", {{0, 1, 1, 0}}, 1, "100:0:0", 1},
        {"no time", {{0, 1, 0, 0}}, 1, "100:0:0", 0},
        {"39 a nap and input at its end",
         {{0, 1, 200000000, 0}, {1, 0, 0, 0}},
         2,
         "101:1:0",
         0},
        {"39 writing comes before the clock",
         {{2, 1, 0, 0}, {2, 2, 0, 0}, {0, 0, 200000000, 0}},
         3,
         "100:2:0 101:2:0",
         0},
        {"the first of two",
         {{0, 1, 9000000, 0}, {0, 0, 5000000, 0}},
         2,
         "101:0:0",
         5},
        {"both at once",
         {{0, 1, 5000000, 0}, {0, 0, 5000000, 0}},
         2,
         "100:0:0 101:0:0",
         5},
        {"no such clock", {{0, 7, 5, 0}}, 1, "100:0:28", 0},
        {"no such descriptor", {{1, 77, 0, 0}, {0, 1, 5, 0}}, 2, "100:1:8", 0},
        {"a file", {{1, 4, 0, 0}}, 1, "100:1:0", 0},
        {"a time that is past", {{0, 0, 1000, 1}}, 1, "100:0:0", 0},
        {"a time to come", {{0, 0, 1767225600900000000, 1}}, 1, "100:0:0", 900},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf events = GK_BUF_INIT;
        struct wasi_bed bed;
        int64_t before, gone;

        bed_open(&bed, "{\"tick\":0,\"files\":{\"d/f\":\"four\"}}");
        bed_start_at(&bed, GK_WASI_CAPABILITIES, false);
        open_at(&bed, "f", 0, ALL_FILE, 0);
        before = gk_world_now(bed.world);
        for (uint32_t k = 0; k < rows[i].count; k++)
            subscribe(&bed, k, rows[i].subs[k].type, rows[i].subs[k].fd,
                      rows[i].subs[k].timeout, rows[i].subs[k].flags);
        expect(&bed, rows[i].name,
               BED_CALL(&bed, "poll_oneoff", BED_STRUCT, BED_BUFFER,
                        rows[i].count, BED_RESULT),
               WASI_E_SUCCESS);
        tell_events(&bed, &events);
        gone = gk_world_now(bed.world) - before;
        if (strcmp(gk_buf_text(&events), rows[i].events) != 0 ||
            gone != rows[i].ms)
            fail_msg("%s: '%s' after %lld ms", rows[i].name,
                     gk_buf_text(&events), (long long)gone);
        gk_buf_clear(&events);
        bed_close(&bed);
    }
}

static void what_cannot_be_waited_for(void **state)
{
    struct wasi_bed bed;

    (void)state;
    begin(&bed);
    EXPECT(&bed, INVAL, "poll_oneoff", BED_STRUCT, BED_BUFFER, 0, BED_RESULT);
    EXPECT(&bed, INVAL, "poll_oneoff", BED_STRUCT, BED_BUFFER, 0x80000000,
           BED_RESULT);
    EXPECT(&bed, FAULT, "poll_oneoff", BED_END - 40, BED_BUFFER, 1, BED_RESULT);
    EXPECT(&bed, FAULT, "poll_oneoff", BED_STRUCT, BED_END, 1, BED_RESULT);
    subscribe(&bed, 0, 3, 0, 0, 0);
    EXPECT(&bed, INVAL, "poll_oneoff", BED_STRUCT, BED_BUFFER, 1, BED_RESULT);
    /* To the end of time and on. */
    subscribe(&bed, 0, 0, 1, UINT64_MAX, 0);
    EXPECT(&bed, SUCCESS, "poll_oneoff", BED_STRUCT, BED_BUFFER, 1, BED_RESULT);
    EXPECT(&bed, SUCCESS, "clock_time_get", 0, 1, BED_RESULT);
    /* In and out at one place. */
    subscribe(&bed, 0, 2, 1, 0, 0);
    subscribe(&bed, 1, 2, 2, 0, 0);
    EXPECT(&bed, SUCCESS, "poll_oneoff", BED_STRUCT, BED_STRUCT, 2, BED_RESULT);
    assert_int_equal(bed_u64(&bed, BED_STRUCT), 100);
    assert_int_equal(bed_u64(&bed, BED_STRUCT + WASI_EVENT_BYTES), 101);
    bed_close(&bed);
}

/* --- the end, and what is not there -----------------------------------------
 */

static void after_the_end_every_call_traps(void **state)
{
    static const struct {
        gk_wasi_model model;
        uint32_t code;
        const char *words;
    } rows[] = {
        {GK_WASI_CAPABILITIES, 33, "Exited with i32 exit status 33"}, /* 41 */
        {GK_WASI_CAPABILITIES, 200, "Exited with i32 exit status 200"},
        {GK_WASI_WASMTIME, 0, "Exited with i32 exit status 0"},
        {GK_WASI_WASMTIME, 126,
         "exit with invalid exit status outside of [0..126)"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct wasi_bed bed;
        uint32_t code = 0;

        bed_open(&bed, WORLD);
        bed_start_at(&bed, rows[i].model, false);
        assert_false(gk_wasi_exited(bed.session.wasi, &code));
        BED_CALL(&bed, "proc_exit", rows[i].code);
        assert_int_equal(bed.trapped, GK_E_TRAP);
        assert_string_equal(bed.words.text, rows[i].words);
        assert_true(gk_wasi_exited(bed.session.wasi, &code));
        assert_int_equal(code, rows[i].code);
        write_to(&bed, 1, "late");
        assert_int_equal(bed.trapped, GK_E_TRAP);
        assert_int_equal(bed.out.len, 0);
        bed_close(&bed);
    }
}

static void there_are_no_sockets_and_no_signals(void **state)
{
    struct wasi_bed bed;

    (void)state;
    begin(&bed);
    EXPECT(&bed, NOTSOCK, "sock_shutdown", 1, 3); /* 40 */
    EXPECT(&bed, BADF, "sock_shutdown", 9, 3);
    EXPECT(&bed, NOTSOCK, "sock_accept", 3, 0, BED_RESULT);
    EXPECT(&bed, NOTSOCK, "sock_recv", 0, BED_STRUCT, 1, 0, BED_RESULT, 16);
    EXPECT(&bed, NOTSOCK, "sock_send", 1, BED_STRUCT, 1, 0, BED_RESULT);
    EXPECT(&bed, NOTSUP, "proc_raise", 6);
    EXPECT(&bed, INVAL, "proc_raise", 31);
    bed_close(&bed);
}

/* --- hostile ----------------------------------------------------------------
 */

static void ranges_that_leave_memory_are_efault(void **state)
{
    static const uint32_t edges[] = {BED_END - 3, BED_END, 0x80000000,
                                     UINT32_MAX};
    struct wasi_bed bed;

    (void)state;
    begin(&bed);
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        uint64_t p = edges[i];

        bed_put(&bed, BED_TEXT, "f", 1);
        EXPECT(&bed, FAULT, "fd_fdstat_get", 3, p);
        EXPECT(&bed, FAULT, "fd_filestat_get", 3, p);
        EXPECT(&bed, FAULT, "path_filestat_get", 3, 0, BED_TEXT, 1, p);
        EXPECT(&bed, FAULT, "path_filestat_get", 3, 0, p, 9, BED_STRUCT);
        EXPECT(&bed, FAULT, "path_open", 3, 0, BED_TEXT, 1, 0, 0, 0, 0, p);
        EXPECT(&bed, FAULT, "clock_time_get", 0, 0, p);
        EXPECT(&bed, FAULT, "fd_prestat_get", 3, p);
        EXPECT(&bed, FAULT, "fd_readdir", 3, p, 9, 0, BED_RESULT);
        EXPECT(&bed, FAULT, "fd_write", 1, p, 1, BED_RESULT);
        EXPECT(&bed, FAULT, "args_sizes_get", 0, p);
        bed_iovec(&bed, BED_BUFFER, 1);
        EXPECT(&bed, FAULT, "fd_write", 1, BED_STRUCT, 1, p);
        bed_iovec(&bed, (uint32_t)p, 9);
        EXPECT(&bed, FAULT, "fd_write", 1, BED_STRUCT, 1, BED_RESULT);
    }
    /* 6: one good range before a bad one: nothing is written. */
    bed_iovec(&bed, BED_BUFFER, 4);
    bed_put_u32(&bed, BED_STRUCT + 8, 0xfffffff0);
    bed_put_u32(&bed, BED_STRUCT + 12, 0x20);
    EXPECT(&bed, FAULT, "fd_write", 1, BED_STRUCT, 2, BED_RESULT);
    assert_int_equal(bed.out.len, 0);
    EXPECT(&bed, INVAL, "fd_write", 1, BED_STRUCT, 0x80000000, BED_RESULT);
    EXPECT(&bed, INVAL, "fd_read", 0, BED_STRUCT, 1025, BED_RESULT);
    /* The descriptor that could not be told was not opened. */
    assert_int_equal(open_at(&bed, "f", 0, 0, 0), 4);
    bed_close(&bed);
}

/* A file as long as all files together may be, again and again. */
static void a_file_does_not_outgrow_the_tree(void **state)
{
    struct wasi_bed bed;
    uint32_t fd;

    (void)state;
    begin(&bed);
    fd = open_at(&bed, "f", 0, ALL_FILE, 0);
    EXPECT(&bed, SUCCESS, "fd_filestat_set_size", fd, 1000);
    EXPECT(&bed, NOSPC, "fd_filestat_set_size", fd, GK_MAX_FILES_BYTES);
    EXPECT(&bed, SUCCESS, "fd_filestat_get", fd, BED_STRUCT);
    assert_int_equal(bed_u64(&bed, BED_STRUCT + 32), 1000);
    bed_close(&bed);
}

/* Long once, short now: many of them are no way around that ceiling. */
static void what_was_long_once_is_given_back(void **state)
{
    struct wasi_bed bed;
    size_t before;

    (void)state;
    begin(&bed);
    before = mallinfo2().uordblks + mallinfo2().hblkhd;
    for (int i = 0; i < 8; i++) {
        char name[8];
        uint32_t fd;

        snprintf(name, sizeof name, "f%d", i);
        fd = open_at(&bed, name, WASI_O_CREAT, ALL_FILE, 0);
        EXPECT(&bed, SUCCESS, "fd_filestat_set_size", fd, 40 << 20);
        EXPECT(&bed, SUCCESS, "fd_filestat_set_size", fd, i);
        expect(&bed, "write", write_to(&bed, fd, "abc"), WASI_E_SUCCESS);
    }
    assert_true(mallinfo2().uordblks + mallinfo2().hblkhd - before < 1 << 20);
    bed_close(&bed);
}

static uint64_t any_value(uint64_t *seed)
{
    static const uint64_t often[] = {
        0,           1,           2,          3,          4,
        5,           6,           8,          16,         24,
        100,         BED_RESULT,  BED_TEXT,   BED_BUFFER, BED_STRUCT,
        BED_END - 8, BED_END - 1, BED_END,    0x7fffffff, 0x80000000,
        UINT32_MAX,  INT64_MAX,   UINT64_MAX, ALL_FILE,   WASI_RIGHTS_BELOW};

    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    if ((*seed >> 60) == 0)
        return *seed >> 20;
    return often[(*seed >> 33) % (sizeof often / sizeof *often)];
}

/* Any values for any function, thousands of times: an errno each time. What is
 * in memory are paths, and lists of ranges and subscriptions by accident. */
static void any_values_give_an_errno(void **state)
{
    const struct gk_abi_host *abi = gk_abi_host_find("hugind");
    uint64_t seed = 1;
    struct wasi_bed bed;
    unsigned fine = 0;

    (void)state;
    begin(&bed);
    for (unsigned i = 0; i < 60000; i++) {
        const struct gk_abi_import *row;
        uint64_t args[10];
        struct gk_sig sig;
        uint32_t e;

        any_value(&seed);
        row = &abi->imports[(seed >> 40) % abi->import_count];
        if (strncmp(row->module, "wasi", 4) != 0 ||
            strcmp(row->name, "proc_exit") == 0)
            continue;
        if (i % 16 == 0) {
            bed_put(&bed, BED_TEXT, "f\0dir/a/../link", 15);
            bed_put(&bed, BED_BUFFER, "dir/n", 5);
        }
        gk_sig_parse(row->sig, &sig);
        for (size_t k = 0; k < sig.param_count; k++)
            args[k] = any_value(&seed);
        e = bed_call_list(&bed, row->name, args, sig.param_count);
        if (bed.trapped != GK_OK || *wasi_errno_name((wasi_errno)e) == '?')
            fail_msg("call %u, %s: errno %u %s", i, row->name, e,
                     bed.words.text);
        fine += e == 0;
    }
    assert_true(fine > 1000);
    bed_close(&bed);
}

static void a_session_without_wasi_answers_enosys(void **state)
{
    struct wasi_bed bed;

    (void)state;
    bed_open(&bed, NULL);
    EXPECT(&bed, NOSYS, "fd_close", 1);
    EXPECT(&bed, NOSYS, "clock_time_get", 0, 0, BED_RESULT);
    bed_start(&bed);
    bed.session.memory = NULL;
    BED_CALL(&bed, "random_get", 0, 1);
    assert_int_equal(bed.trapped, GK_E_TRAP);
    assert_string_equal(bed.words.text, "missing required memory export");
    bed_close(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arguments_and_environment_are_laid_out),
        cmocka_unit_test(preopened_folders_are_found_until_ebadf),
        cmocka_unit_test(without_preopened_folders_there_are_no_files),
        cmocka_unit_test(streams_take_and_give_bytes),
        cmocka_unit_test(output_has_an_end),
        cmocka_unit_test(rights_are_what_was_asked_for),
        cmocka_unit_test(rights_go_and_do_not_come_back),
        cmocka_unit_test(wasmtime_tells_rights_and_holds_few),
        cmocka_unit_test(offsets_go_where_they_can),
        cmocka_unit_test(appending_goes_to_the_end),
        cmocka_unit_test(reading_and_writing_at_an_offset_moves_nothing),
        cmocka_unit_test(times_keep_their_nanoseconds),
        cmocka_unit_test(a_file_is_known_by_its_inode),
        cmocka_unit_test(sizes_grow_with_zeros_and_shrink),
        cmocka_unit_test(a_links_target_is_cut_to_the_buffer),
        cmocka_unit_test(descriptors_move_and_close),
        cmocka_unit_test(an_open_file_outlives_its_name),
        cmocka_unit_test(descriptors_have_an_end),
        cmocka_unit_test(folders_are_listed_in_pieces),
        cmocka_unit_test(a_listing_does_not_move_under_its_reader),
        cmocka_unit_test(open_listings_have_a_budget),
        cmocka_unit_test(clocks_are_the_worlds),
        cmocka_unit_test(random_bytes_are_the_worlds),
        cmocka_unit_test(waiting_moves_the_clock),
        cmocka_unit_test(what_cannot_be_waited_for),
        cmocka_unit_test(after_the_end_every_call_traps),
        cmocka_unit_test(there_are_no_sockets_and_no_signals),
        cmocka_unit_test(ranges_that_leave_memory_are_efault),
        cmocka_unit_test(a_file_does_not_outgrow_the_tree),
        cmocka_unit_test(what_was_long_once_is_given_back),
        cmocka_unit_test(any_values_give_an_errno),
        cmocka_unit_test(a_session_without_wasi_answers_enosys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
