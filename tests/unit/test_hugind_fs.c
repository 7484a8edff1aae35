/*
 * hugind_fs: the sixteen functions, in the host's words, and what they leave
 * behind. T21 … T24 and T34 are vectors of the contract.
 */
#include "tests/unit/hugind_guest.h"

#define FS(more)      HUGIND_HEAD "permissions: {filesystem: {" more "}}\n"
#define ALL           FS("allow: true, create: true, delete: true")
#define ALL_AND(more) FS("allow: true, create: true, delete: true, " more)

/* One call of a guest; a number is in `two` for those that take one. */
struct call {
    const char *fn, *one, *two;
};

struct row {
    const char *name, *manifest;
    struct call calls[5];
    const char *told;   /* "ok" and a line a call, or "trap WORDS" */
    const char *files;  /* what the world has: NULL: the usual tree */
    const char *after;  /* what it has at the end; NULL: not looked at */
    const char *config; /* the world's; NULL: none */
    gk_fidelity fidelity;
};

#define USUAL                                                                  \
    "{\"a.txt\":\"hello\",\"d/x\":\"1\",\"d/y\":\"22\",\"e\":{\"dir\":{}},"    \
    "\"bin\":{\"base64\":\"/wA=\"},\"ro\":{\"text\":\"r\",\"readonly\":true,"  \
    "\"modified\":1000},\"l\":{\"link\":\"a.txt\"},\"ld\":{\"link\":\"d\"},"   \
    "\"out\":{\"link\":\"/etc/passwd\"},\"new\":{\"link\":\"d/new\"},"         \
    "\"loop\":{\"link\":\"loop\"},\"/etc/passwd\":\"root\"}"

/* The import's type by its name: the contract's rows decide how it links. */
static bool takes_number(const char *fn)
{
    return strcmp(fn, "fs_mkdir") == 0 || strcmp(fn, "fs_remove") == 0;
}

static bool gives_text(const char *fn)
{
    static const char *const names[] = {"fs_cwd",       "fs_realpath",
                                        "fs_read_text", "fs_read_bytes",
                                        "fs_list_dir",  "fs_stat"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(fn, names[i]) == 0)
            return true;
    return false;
}

static void put_import(const struct call *c, int number, gk_buf *out)
{
    gk_buf_printf(out,
                  "(import \"hugind_fs\" \"%s\" (func $f%d (param%s%s%s) "
                  "(result %s)))",
                  c->fn, number, c->one != NULL ? " i32 i32" : "",
                  c->two != NULL ? " i32" : "",
                  c->two != NULL && !takes_number(c->fn) ? " i32" : "",
                  gives_text(c->fn) ? "i64" : "i32");
}

static void put_text(const char *text, int at, gk_buf *data, gk_buf *body)
{
    gk_buf_printf(data, "(data (i32.const %d) \"", at);
    for (const char *p = text; *p != '\0'; p++)
        gk_buf_printf(data, "\\%02x", (unsigned char)*p);
    gk_buf_puts(data, "\")");
    gk_buf_printf(body, " (i32.const %d) (i32.const %d)", at,
                  (int)strlen(text));
}

/* A guest that makes these calls and prints what each gave. */
static void put_guest(const struct row *row, gk_buf *out)
{
    gk_buf imports = GK_BUF_INIT, data = GK_BUF_INIT, body = GK_BUF_INIT;

    for (int i = 0; i < 5 && row->calls[i].fn != NULL; i++) {
        const struct call *c = &row->calls[i];

        put_import(c, i, &imports);
        gk_buf_printf(&body, "(call %s (call $f%d",
                      gives_text(c->fn) ? "$say" : "$digit", i);
        if (c->one != NULL)
            put_text(c->one, 100 + 1000 * i, &data, &body);
        if (c->two != NULL && takes_number(c->fn))
            gk_buf_printf(&body, " (i32.const %s)", c->two);
        else if (c->two != NULL)
            put_text(c->two, 600 + 1000 * i, &data, &body);
        gk_buf_puts(&body, "))");
    }
    gk_buf_printf(out,
                  "(module %s" HUGIND_PRINT HUGIND_ALLOC HUGIND_SAY
                  "(func $digit (param $n i32) (i32.store8 (i32.const 0)"
                  " (i32.add (local.get $n) (i32.const 48)))"
                  " (call $print (i32.const 0) (i32.const 1)))"
                  "%s(func (export \"_start\") %s))",
                  gk_buf_text(&imports), gk_buf_text(&data),
                  gk_buf_text(&body));
    gk_buf_clear(&imports);
    gk_buf_clear(&data);
    gk_buf_clear(&body);
}

static void check_after(const struct row *row, const gk_json *result)
{
    gk_json *want;
    gk_buf where = GK_BUF_INIT, text = GK_BUF_INIT;

    if (row->after == NULL)
        return;
    want = hugind_parse(row->after);
    gk_json_print(gk_json_get(result, "files"), GK_JSON_COMPACT, &text);
    if (!gk_json_contains(gk_json_get(result, "files"), want, &where))
        fail_msg("%s: at %s: %s", row->name, gk_buf_text(&where),
                 gk_buf_text(&text));
    gk_buf_clear(&where);
    gk_buf_clear(&text);
    gk_json_free(want);
}

static void check_row(const struct row *row)
{
    gk_buf wat = GK_BUF_INIT, world = GK_BUF_INIT, told = GK_BUF_INIT;
    struct hugind_run run = {.manifest = row->manifest,
                             .fidelity = row->fidelity};
    gk_json *result;

    put_guest(row, &wat);
    gk_buf_printf(&world, "{\"files\":%s,\"config\":%s}",
                  row->files != NULL ? row->files : USUAL,
                  row->config != NULL ? row->config : "{}");
    run.wat = gk_buf_text(&wat);
    run.world = gk_buf_text(&world);
    result = hugind_run(&run);
    hugind_told(result, &told);
    if (strcmp(gk_buf_text(&told), row->told) != 0)
        fail_msg("%s: found '%s', wanted '%s'", row->name, gk_buf_text(&told),
                 row->told);
    check_after(row, result);
    gk_buf_clear(&wat);
    gk_buf_clear(&world);
    gk_buf_clear(&told);
    gk_json_free(result);
}

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check_row(&rows[i]);
}
#define CHECK(rows) check_rows(rows, sizeof(rows) / sizeof *(rows))

/* --- vectors ----------------------------------------------------------------
 */

static void vectors_t21_to_t24(void **state)
{
    static const struct row rows[] = {
        {.name = "T21",
         .manifest = ALL,
         .calls = {{"fs_exists", "a/../b", NULL}},
         .told = "trap parent directory '..' is not allowed"},
        {.name = "T22",
         .manifest = FS("allow: true, create: false"),
         .calls = {{"fs_write_text", "new.txt", "x"}},
         .told = "trap filesystem create permission is disabled"},
        {.name = "T23: exists",
         .manifest = FS("allow: false"),
         .calls = {{"fs_exists", "x", NULL}},
         .told = "trap filesystem access is disabled"},
        {.name = "T23: cwd",
         .manifest = FS("allow: false"),
         .calls = {{"fs_cwd", NULL, NULL}},
         .told = "ok /agent\n"},
        {.name = "T24: exists",
         .manifest = ALL "wasm: {runtime_fs_mode: wasi_mounts}\n",
         .calls = {{"fs_exists", "x", NULL}},
         .told = "trap host filesystem access is disabled (runtime_fs_mode = "
                 "wasi_mounts)"},
        {.name = "T24: cwd",
         .manifest = ALL "wasm: {runtime_fs_mode: wasi_mounts}\n",
         .calls = {{"fs_cwd", NULL, NULL}},
         .told = "trap host filesystem access is disabled (runtime_fs_mode = "
                 "wasi_mounts)"},
        {.name = "the other modes have host files",
         .manifest = ALL "wasm: {runtime_fs_mode: host_filesystem}\n",
         .calls = {{"fs_exists", "a.txt", NULL}},
         .told = "ok 1\n"},
    };

    (void)state;
    CHECK(rows);
}

static void t34_a_write_without_a_result_does_not_link(void **state)
{
    static const struct hugind_row row = {
        .name = "T34",
        .run = {.wat = HUGIND_AGENT("(import \"hugind_fs\" \"fs_write_text\""
                                    " (func (param i32 i32 i32 i32)))",
                                    "", "")},
        .told = "link failed to instantiate wasm module: "};

    (void)state;
    hugind_check(&row);
}

/* --- reading ---------------------------------------------------------------
 */

static void what_is_there_is_told(void **state)
{
    static const struct row rows[] = {
        {.name = "questions",
         .manifest = ALL,
         .calls = {{"fs_exists", "a.txt", NULL},
                   {"fs_exists", "nothing", NULL},
                   {"fs_is_file", "d", NULL},
                   {"fs_is_dir", "/agent/d", NULL},
                   {"fs_is_file", "./d//x", NULL}},
         .told = "ok 1\n0\n0\n1\n1\n"},
        {.name = "contents",
         .manifest = ALL,
         .calls = {{"fs_read_text", "a.txt", NULL},
                   {"fs_read_bytes", "d/y", NULL},
                   {"fs_list_dir", "d", NULL},
                   {"fs_list_dir", "e", NULL},
                   {"fs_realpath", "./d/./z//", NULL}},
         .told = "ok hello\n22\n[\"x\",\"y\"]\n[]\n/agent/d/z\n"},
        {.name = "stat of a file",
         .manifest = ALL,
         .calls = {{"fs_stat", "ro", NULL}},
         .told = "ok {\"path\":\"/agent/ro\",\"is_file\":true,\"is_dir\":false,"
                 "\"size_bytes\":1,\"readonly\":true,\"created_ms\":"
                 "1767225600000,\"modified_ms\":1000}\n"},
        {.name = "stat of a folder",
         .manifest = ALL,
         .calls = {{"fs_stat", ".", NULL}},
         .told = "ok {\"path\":\"/agent\",\"is_file\":false,\"is_dir\":true,"
                 "\"size_bytes\":4096,\"readonly\":false,\"created_ms\":"
                 "1767225600000,\"modified_ms\":1767225600000}\n"},
        {.name = "text that is none",
         .manifest = ALL,
         .calls = {{"fs_read_text", "bin", NULL}},
         .told = "trap failed to read text from /agent/bin"},
        {.name = "a folder as text",
         .manifest = ALL,
         .calls = {{"fs_read_text", "d", NULL}},
         .told = "trap failed to read text from /agent/d"},
        {.name = "a folder as bytes",
         .manifest = ALL,
         .calls = {{"fs_read_bytes", "d", NULL}},
         .told = "trap failed to read bytes from /agent/d"},
        {.name = "a file that is not there",
         .manifest = ALL,
         .calls = {{"fs_read_text", "nothing", NULL}},
         .told = "trap path does not exist: /agent/nothing"},
        {.name = "the list of a file",
         .manifest = ALL,
         .calls = {{"fs_list_dir", "a.txt", NULL}},
         .told = "trap not a directory: /agent/a.txt"},
        {.name = "the list of nothing",
         .manifest = ALL,
         .calls = {{"fs_list_dir", "nothing", NULL}},
         .told = "trap path does not exist: /agent/nothing"},
        {.name = "stat of nothing",
         .manifest = ALL,
         .calls = {{"fs_stat", "nothing", NULL}},
         .told = "trap path does not exist: /agent/nothing"},
        {.name = "read is off",
         .manifest = FS("allow: true, read: false"),
         .calls = {{"fs_exists", "a.txt", NULL}},
         .told = "trap filesystem read permission is disabled"},
        {.name = "read is on where the section is there",
         .manifest = FS("allow: true"),
         .calls = {{"fs_read_text", "a.txt", NULL}},
         .told = "ok hello\n"},
        {.name = "no section",
         .manifest = HUGIND_HEAD,
         .calls = {{"fs_read_text", "a.txt", NULL}},
         .told = "trap filesystem access is disabled"},
        {.name = "a path that is not allowed is no 0",
         .manifest = ALL,
         .calls = {{"fs_exists", "/etc/passwd", NULL}},
         .told = "trap path is not within allowed paths: /etc/passwd"},
        {.name = "through a file",
         .manifest = ALL,
         .calls = {{"fs_exists", "a.txt/x", NULL}},
         .told = "trap failed to read metadata /agent/a.txt/x: Not a directory "
                 "(os error 20)"},
    };

    (void)state;
    CHECK(rows);
}

/* --- writing ---------------------------------------------------------------
 */

static void what_is_written_stays(void **state)
{
    static const struct row rows[] = {
        {.name = "replace, make, add",
         .manifest = ALL,
         .calls = {{"fs_write_text", "a.txt", "X"},
                   {"fs_write_bytes", "n", "yy"},
                   {"fs_append_text", "d/x", "+"},
                   {"fs_append_text", "m", "z"},
                   {"fs_read_text", "a.txt", NULL}},
         .told = "ok 0\n0\n0\n0\nX\n",
         .after = "{\"/agent/a.txt\":\"X\",\"/agent/n\":\"yy\",\"/agent/d/x\":"
                  "\"1+\",\"/agent/m\":\"z\"}"},
        {.name = "an old file needs no create",
         .manifest = FS("allow: true"),
         .calls = {{"fs_write_text", "a.txt", ""}},
         .told = "ok 0\n",
         .after = "{\"/agent/a.txt\":\"\"}"},
        {.name = "write is off",
         .manifest = FS("allow: true, write: false, create: true"),
         .calls = {{"fs_write_text", "a.txt", "x"}},
         .told = "trap filesystem write permission is disabled"},
        {.name = "the path comes before the switch",
         .manifest = FS("allow: false"),
         .calls = {{"fs_write_text", "../x", "x"}},
         .told = "trap parent directory '..' is not allowed"},
        {.name = "no parent",
         .manifest = ALL,
         .calls = {{"fs_write_text", "no/such/x", "x"}},
         .told = "trap parent directory does not exist: /agent/no/such"},
        {.name = "create comes before the parent",
         .manifest = FS("allow: true"),
         .calls = {{"fs_append_text", "no/such/x", "x"}},
         .told = "trap filesystem create permission is disabled"},
        {.name = "a folder is no file",
         .manifest = ALL,
         .calls = {{"fs_write_text", "d", "x"}},
         .told = "trap failed to write /agent/d"},
        {.name = "nothing is appended to a folder",
         .manifest = ALL,
         .calls = {{"fs_append_text", "d", "x"}},
         .told = "trap failed to open for append /agent/d"},
        {.name = "a file that is read-only",
         .manifest = ALL,
         .calls = {{"fs_write_text", "ro", "x"}},
         .told = "trap failed to write /agent/ro"},
        {.name = "a change moves the time",
         .manifest = ALL,
         .calls = {{"fs_write_text", "a.txt", "x"},
                   {"fs_write_text", "a.txt", "y"},
                   {"fs_stat", "a.txt", NULL}},
         .told = "ok 0\n0\n{\"path\":\"/agent/a.txt\",\"is_file\":true,"
                 "\"is_dir\":false,\"size_bytes\":1,\"readonly\":false,"
                 "\"created_ms\":1767225600000,\"modified_ms\":1767225600002}"
                 "\n"},
    };

    (void)state;
    CHECK(rows);
}

static void folders_are_made_and_removed(void **state)
{
    static const struct row rows[] = {
        {.name = "mkdir",
         .manifest = ALL,
         .calls = {{"fs_mkdir", "f", "0"},
                   {"fs_mkdir", "g/h/i", "1"},
                   {"fs_mkdir", "g/h", "7"}},
         .told = "ok 0\n0\n0\n",
         .after = "{\"/agent/f\":{\"dir\":{}},\"/agent/g/h/i\":{\"dir\":{}}}"},
        {.name = "mkdir of what is there",
         .manifest = ALL,
         .calls = {{"fs_mkdir", "d", "0"}},
         .told = "trap failed to create dir /agent/d"},
        {.name = "mkdir without its parent",
         .manifest = ALL,
         .calls = {{"fs_mkdir", "f/g", "0"}},
         .told = "trap failed to create dir /agent/f/g"},
        {.name = "mkdir of a file's name",
         .manifest = ALL,
         .calls = {{"fs_mkdir", "a.txt", "1"}},
         .told = "trap failed to create dir /agent/a.txt"},
        {.name = "mkdir wants create",
         .manifest = FS("allow: true"),
         .calls = {{"fs_mkdir", "d", "1"}},
         .told = "trap filesystem create permission is disabled"},
        {.name = "remove",
         .manifest = ALL,
         .calls = {{"fs_remove", "a.txt", "0"},
                   {"fs_remove", "e", "0"},
                   {"fs_remove", "d", "1"},
                   {"fs_exists", "d/x", NULL},
                   {"fs_exists", "a.txt", NULL}},
         .told = "ok 0\n0\n0\n0\n0\n"},
        {.name = "a folder with something in it",
         .manifest = ALL,
         .calls = {{"fs_remove", "d", "0"}},
         .told = "trap failed to remove dir /agent/d"},
        {.name = "nothing to remove",
         .manifest = ALL,
         .calls = {{"fs_remove", "nothing", "1"}},
         .told = "trap path does not exist: /agent/nothing"},
        {.name = "remove wants delete",
         .manifest = FS("allow: true"),
         .calls = {{"fs_remove", "a.txt", "0"}},
         .told = "trap filesystem delete permission is disabled"},
        {.name = "the root of all stays",
         .manifest = ALL_AND("allow_outside_agent_root: true"),
         .calls = {{"fs_remove", "/", "1"}},
         .told = "trap failed to remove dir /"},
    };

    (void)state;
    CHECK(rows);
}

static void files_are_renamed_and_copied(void **state)
{
    static const struct row rows[] = {
        {.name = "rename",
         .manifest = ALL,
         .calls = {{"fs_rename", "a.txt", "b.txt"},
                   {"fs_rename", "d", "e"},
                   {"fs_rename", "b.txt", "e/x"},
                   {"fs_read_text", "e/x", NULL},
                   {"fs_exists", "a.txt", NULL}},
         .told = "ok 0\n0\n0\nhello\n0\n"},
        {.name = "a new name wants create",
         .manifest = FS("allow: true, delete: true"),
         .calls = {{"fs_rename", "a.txt", "d/x"},
                   {"fs_rename", "d/x", "new-name"}},
         .told = "trap filesystem create permission is disabled",
         .after = "{\"/agent/d/x\":\"hello\"}"},
        {.name = "rename wants delete",
         .manifest = FS("allow: true, create: true"),
         .calls = {{"fs_rename", "nothing", "../x"}},
         .told = "trap filesystem delete permission is disabled"},
        {.name = "rename wants write first",
         .manifest = FS("allow: true, write: false"),
         .calls = {{"fs_rename", "nothing", "x"}},
         .told = "trap filesystem write permission is disabled"},
        {.name = "rename of nothing",
         .manifest = ALL,
         .calls = {{"fs_rename", "nothing", "x"}},
         .told = "trap path does not exist: /agent/nothing"},
        {.name = "a folder into itself",
         .manifest = ALL,
         .calls = {{"fs_rename", "d", "d/z"}},
         .told = "trap failed to rename /agent/d -> /agent/d/z"},
        {.name = "a file over a folder",
         .manifest = ALL,
         .calls = {{"fs_rename", "a.txt", "e"}},
         .told = "trap failed to rename /agent/a.txt -> /agent/e"},
        {.name = "a folder over one that is not empty",
         .manifest = ALL,
         .calls = {{"fs_rename", "e", "d"}},
         .told = "trap failed to rename /agent/e -> /agent/d"},
        {.name = "copy",
         .manifest = ALL,
         .calls = {{"fs_copy", "a.txt", "b.txt"},
                   {"fs_copy", "d/y", "d/x"},
                   {"fs_copy", "ro", "rw"}},
         .told = "ok 0\n0\n0\n",
         .after = "{\"/agent/a.txt\":\"hello\",\"/agent/b.txt\":\"hello\","
                  "\"/agent/d/x\":\"22\",\"/agent/rw\":{\"text\":\"r\","
                  "\"readonly\":true}}"},
        {.name = "a copy of a file to itself",
         .manifest = ALL,
         .calls = {{"fs_copy", "a.txt", "a.txt"}},
         .told = "ok 0\n",
         .after = "{\"/agent/a.txt\":\"\"}"},
        {.name = "a folder is not copied",
         .manifest = ALL,
         .calls = {{"fs_copy", "d", "z"}},
         .told = "trap failed to copy /agent/d -> /agent/z"},
        {.name = "copy wants write",
         .manifest = FS("allow: true, write: false"),
         .calls = {{"fs_copy", "a.txt", "z"}},
         .told = "trap filesystem write permission is disabled"},
        {.name = "a new copy wants create",
         .manifest = FS("allow: true"),
         .calls = {{"fs_copy", "a.txt", "z"}},
         .told = "trap filesystem create permission is disabled"},
    };

    (void)state;
    CHECK(rows);
}

/* --- links ------------------------------------------------------------------
 */

#define FOLLOW ALL_AND("follow_symlinks: true")

static void links_are_refused_or_followed(void **state)
{
    static const struct row rows[] = {
        {.name = "refused at the end",
         .manifest = ALL,
         .calls = {{"fs_exists", "l", NULL}},
         .told = "trap symlinks are not allowed in path: /agent/l"},
        {.name = "refused on the way",
         .manifest = ALL,
         .calls = {{"fs_exists", "ld/x", NULL}},
         .told = "trap symlinks are not allowed in path: /agent/ld"},
        {.name = "followed",
         .manifest = FOLLOW,
         .calls = {{"fs_read_text", "l", NULL},
                   {"fs_realpath", "ld/x", NULL},
                   {"fs_realpath", "ld/none/y", NULL},
                   {"fs_exists", "loop", NULL}},
         .told = "ok hello\n/agent/d/x\n/agent/d/none/y\n0\n"},
        {.name = "out of the folder",
         .manifest = FOLLOW,
         .calls = {{"fs_read_text", "out", NULL}},
         .told = "trap path is not within allowed paths: /etc/passwd"},
        {.name = "the target is removed",
         .manifest = FOLLOW,
         .calls = {{"fs_remove", "l", "0"}},
         .told = "ok 0\n",
         .after = "{\"/agent/l\":{\"link\":\"a.txt\"}}"},
        {.name = "a link to nothing makes its target",
         .manifest = FOLLOW,
         .calls = {{"fs_write_text", "new", "n"},
                   {"fs_read_text", "d/new", NULL}},
         .told = "ok 0\nn\n"},
        {.name = "a ring cannot be written to",
         .manifest = FOLLOW,
         .calls = {{"fs_write_text", "loop", "n"}},
         .told = "trap failed to write /agent/loop"},
    };

    (void)state;
    CHECK(rows);
}

/* --- mounts ------------------------------------------------------------------
 */

#define MOUNT(host, guest)                                                     \
    "wasm: {mounts: [{host: " host ", guest: " guest "}]}\n"
#define OUTSIDE_FIRST                                                          \
    "load mount '/etc' is outside agent root; set "                            \
    "permissions.filesystem.allow_outside_agent_root=true to allow"

static void mounts_are_looked_at_before_a_run(void **state)
{
    static const struct row rows[] = {
        {.name = "in the agent's folder",
         .manifest = HUGIND_HEAD MOUNT("./d", "/data"),
         .told = "ok "},
        {.name = "absolute",
         .manifest = HUGIND_HEAD MOUNT("/agent/d", "/"),
         .told = "ok "},
        {.name = "nothing",
         .manifest = HUGIND_HEAD MOUNT("none", "data"),
         .told = "load failed to canonicalize host path: none"},
        {.name = "a guest path that is relative",
         .manifest = HUGIND_HEAD MOUNT("d", "data"),
         .told = "load mount guest path must be absolute: data"},
        {.name = "a guest path that goes up",
         .manifest = HUGIND_HEAD MOUNT("d", "/a/../b"),
         .told = "load mount guest path must not contain '..': /a/../b"},
        {.name = "outside",
         .manifest = HUGIND_HEAD MOUNT("/etc", "/etc"),
         .told = OUTSIDE_FIRST},
        {.name = "outside by ..",
         .manifest = HUGIND_HEAD MOUNT("d/../../etc", "/etc"),
         .told = "load mount 'd/../../etc' is outside agent root; set "
                 "permissions.filesystem.allow_outside_agent_root=true to "
                 "allow"},
        {.name = "outside by a link",
         .manifest = HUGIND_HEAD MOUNT("out", "/etc"),
         .told = "load mount 'out' is outside agent root; set "
                 "permissions.filesystem.allow_outside_agent_root=true to "
                 "allow"},
        {.name = "outside, allowed",
         .manifest = FS("allow_outside_agent_root: true") MOUNT("/etc", "/etc"),
         .told = "ok "},
        {.name = "a file",
         .manifest = HUGIND_HEAD MOUNT("a.txt", "/a"),
         .told = "load failed to open host dir: \"a.txt\""},
        {.name = "each before the next",
         .manifest = HUGIND_HEAD "wasm: {mounts: [{host: /etc, guest: /etc}, "
                                 "{host: none, guest: x}]}\n",
         .told = OUTSIDE_FIRST},
        {.name = "not looked at without WASI's files",
         .manifest = HUGIND_HEAD
         "wasm: {runtime_fs_mode: host_filesystem, mounts: [{host: none, "
         "guest: x}]}\n",
         .told = "ok "},
        {.name = "documented: from the agent's folder",
         .manifest = HUGIND_HEAD MOUNT("d", "/d"),
         .config = "{\"cwd\":\"/etc\"}",
         .told = "ok "},
        {.name = "deployed: from where the host was started",
         .manifest = HUGIND_HEAD MOUNT("d", "/d"),
         .config = "{\"cwd\":\"/etc\"}",
         .told = "load failed to canonicalize host path: d",
         .fidelity = GK_DEPLOYED},
    };

    (void)state;
    CHECK(rows);
}

/* --- what is told about it --------------------------------------------------
 */

static void a_refusal_names_its_key(void **state)
{
    struct hugind_run run = {
        .wat = HUGIND_AGENT(
            "(import \"hugind_fs\" \"fs_mkdir\""
            " (func $mkdir (param i32 i32 i32) (result i32)))",
            "(data (i32.const 16) \"x\")",
            "(drop (call $mkdir (i32.const 16) (i32.const 1) (i32.const 0)))"),
        .manifest = FS("allow: true")};
    gk_json *result = hugind_run(&run);
    const char *hint =
        gk_json_text(gk_json_first(gk_json_get(result, "hints")));

    (void)state;
    assert_non_null(hint);
    assert_string_equal(
        hint, "hugind_fs was refused: permissions.filesystem.create is false");
    gk_json_free(result);
}

static void paths_outside_are_a_known_difference(void **state)
{
    static const struct row rows[] = {
        {.name = "documented",
         .manifest = ALL_AND("allowed_paths: [/etc]"),
         .calls = {{"fs_read_text", "/etc/passwd", NULL}},
         .told = "trap path is not within allowed paths: /etc/passwd"},
        {.name = "deployed",
         .manifest = ALL_AND("allowed_paths: [/etc]"),
         .calls = {{"fs_read_text", "/etc/passwd", NULL}},
         .told = "ok root\n",
         .fidelity = GK_DEPLOYED},
    };

    (void)state;
    CHECK(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_t21_to_t24),
        cmocka_unit_test(t34_a_write_without_a_result_does_not_link),
        cmocka_unit_test(what_is_there_is_told),
        cmocka_unit_test(what_is_written_stays),
        cmocka_unit_test(folders_are_made_and_removed),
        cmocka_unit_test(files_are_renamed_and_copied),
        cmocka_unit_test(links_are_refused_or_followed),
        cmocka_unit_test(mounts_are_looked_at_before_a_run),
        cmocka_unit_test(a_refusal_names_its_key),
        cmocka_unit_test(paths_outside_are_a_known_difference),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
