/*
 * permissions.filesystem, path by path, in a tree of a few files and links.
 */
#include "core/manifest/permit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* What is there: "F" a file, "D" a folder, else a link's target. */
static const struct {
    const char *path, *what;
} tree[] = {
    {"/", "D"},
    {"/agent", "D"},
    {"/agent/a", "F"},
    {"/agent/d", "D"},
    {"/agent/d/b", "F"},
    {"/agent/here", "d"},
    {"/agent/up", "../etc"},
    {"/agent/out", "/etc/passwd"},
    {"/agent/gone", "nowhere/x"},
    {"/agent/ring", "ring"},
    {"/agent/ping", "pong"},
    {"/agent/pong", "ping"},
    {"/agent/dots", "d/../../agent/./d"},
    {"/agent/two", "here/b"},
    {"/etc/self", "."},
    {"/agent/root", "/"},
    {"/agent/\xc3\xa4", "F"},
    {"/agent2", "D"},
    {"/etc", "D"},
    {"/etc/passwd", "F"},
    {"/home/me", "D"},
    {"/home/me/notes", "F"},
    {"/srv", "/etc"},
};

static gk_permit_entry look(void *context, const char *path, gk_buf *text)
{
    (void)context;
    for (size_t i = 0; i < sizeof tree / sizeof *tree; i++) {
        if (strcmp(tree[i].path, path) != 0)
            continue;
        if (strcmp(tree[i].what, "F") == 0)
            return GK_PERMIT_FILE;
        if (strcmp(tree[i].what, "D") == 0)
            return GK_PERMIT_FOLDER;
        gk_buf_puts(text, tree[i].what);
        return GK_PERMIT_LINK;
    }
    return strcmp(path, "/home") == 0 ? GK_PERMIT_FOLDER : GK_PERMIT_NOTHING;
}

#define FS(more)    "\"allow\":true" more
#define FOLLOW      ",\"follow_symlinks\":true"
#define OUTSIDE     ",\"allow_outside_agent_root\":true"
#define ALLOW(list) ",\"allowed_paths\":[" list "]"
#define DENY(list)  ",\"denied_paths\":[" list "]"
#define DOTS        "parent directory '..' is not allowed"
#define NOT(path)   "path is not within allowed paths: " path
#define DENIED(p)   "path is denied: " p
#define LINK(path)  "symlinks are not allowed in path: " path
#define BAD(path)   "failed to read metadata " path ": "

struct row {
    const char *name, *rules, *path;
    const char *want;     /* the path to use, or the host's words */
    const char *deployed; /* NULL: the same */
};

static void check(const struct row *row, bool deployed)
{
    const char *want = deployed && row->deployed ? row->deployed : row->want;
    const struct gk_permit_tree where = {"/agent", "/home/me", look, NULL,
                                         deployed};
    char text[1024];
    gk_json *json = NULL;
    gk_hugind_manifest m;
    gk_buf path = GK_BUF_INIT;
    gk_permit permit;

    snprintf(text, sizeof text,
             "{\"name\":\"a\",\"version\":\"1\",\"entry_point\":\"a.wasm\","
             "\"permissions\":{\"filesystem\":{%s}}}",
             row->rules);
    assert_int_equal(gk_json_parse(text, strlen(text), &json, NULL), GK_OK);
    assert_int_equal(gk_hugind_manifest_read(json, "", &m, NULL), GK_OK);
    assert_int_equal(gk_permit_path(&m.filesystem, &where, row->path,
                                    strlen(row->path), &path, &permit, NULL),
                     GK_OK);
    if (strcmp(permit.allowed ? gk_buf_text(&path) : permit.words, want) != 0)
        fail_msg("%s (%s): '%s', wanted '%s'", row->name,
                 deployed ? "deployed" : "documented",
                 permit.allowed ? gk_buf_text(&path) : permit.words, want);
    if (permit.allowed != (*want == '/') ||
        (!permit.allowed && permit.fact[0] == '\0'))
        fail_msg("%s: a refusal without a fact", row->name);
    if ((permit.differs != GK_PERMIT_SAME) != (row->deployed != NULL))
        fail_msg("%s: differs is %d", row->name, permit.differs);
    gk_buf_clear(&path);
    gk_json_free(json);
}

static const struct row rows[] = {
    /* cleaning */
    {"relative", FS(""), "a", "/agent/a", NULL},
    {"absolute", FS(""), "/agent/a", "/agent/a", NULL},
    {"the root", FS(""), ".", "/agent", NULL},
    {"the root, absolute", FS(""), "/agent", "/agent", NULL},
    {"a dot before", FS(""), "./a", "/agent/a", NULL},
    {"dots between", FS(""), "d/./././b", "/agent/d/b", NULL},
    {"slashes", FS(""), "d//b///", "/agent/d/b", NULL},
    {"what is not there", FS(""), "x/y/z", "/agent/x/y/z", NULL},
    {"empty", FS(""), "", "empty path", NULL},
    {"blanks", FS(""), " \t\n", "empty path", NULL},
    {"Unicode's blanks", FS(""), "\xe2\x80\x83\xc2\xa0", "empty path", NULL},
    {"a blank is a name beside others", FS(""), " a", "/agent/ a", NULL},
    {"a tilde is a name", FS(""), "~/x", "/agent/~/x", NULL},
    {"a variable is a name", FS(""), "$HOME/x", "/agent/$HOME/x", NULL},
    {"case counts", FS(""), "A", "/agent/A", NULL},
    {"a backslash is a letter", FS(""), "d\\..\\..", "/agent/d\\..\\..", NULL},
    {"a name of two bytes", FS(""), "\xc3\xa4", "/agent/\xc3\xa4", NULL},
    {"a URL's dots are letters", FS(""), "%2e%2e/x", "/agent/%2e%2e/x", NULL},
    /* ".." */
    {"T21: up and down again", FS(""), "a/../b", DOTS, NULL},
    {"up", FS(""), "..", DOTS, NULL},
    {"up from the top", FS(OUTSIDE), "/..", DOTS, NULL},
    {"up at the end", FS(""), "d/..", DOTS, NULL},
    {"up, then a slash", FS(""), "../", DOTS, NULL},
    {"up from an absolute path", FS(""), "/agent/../etc/passwd", DOTS, NULL},
    {"up where links are followed", FS(FOLLOW), "d/../a", DOTS, NULL},
    {"three dots are a name", FS(""), "...", "/agent/...", NULL},
    {"two dots and a letter are a name", FS(""), "..a", "/agent/..a", NULL},
    /* outside */
    {"another folder", FS(""), "/etc/passwd", NOT("/etc/passwd"), NULL},
    {"a folder that begins alike", FS(""), "/agent2", NOT("/agent2"), NULL},
    {"the folder above", FS(""), "/", NOT("/"), NULL},
    {"outside is allowed", FS(OUTSIDE), "/etc/passwd", "/etc/passwd", NULL},
    {"outside is allowed, the top", FS(OUTSIDE), "/", "/", NULL},
    /* links that are not followed */
    {"a link", FS(""), "here", LINK("/agent/here"), NULL},
    {"a link on the way", FS(""), "here/b", LINK("/agent/here"), NULL},
    {"a link on the way to nothing", FS(""), "here/x/y", LINK("/agent/here"),
     NULL},
    {"a link to nothing", FS(""), "gone", LINK("/agent/gone"), NULL},
    {"a ring", FS(""), "ring", LINK("/agent/ring"), NULL},
    {"a link outside", FS(OUTSIDE), "/srv/passwd", LINK("/srv"), NULL},
    {"links come before the lists", FS(ALLOW("\"/etc\"")), "here",
     LINK("/agent/here"), NULL},
    {"through a file", FS(""), "a/b",
     BAD("/agent/a/b") "Not a directory (os error 20)", NULL},
    {"far through a file", FS(""), "d/b/c/d",
     BAD("/agent/d/b/c") "Not a directory (os error 20)", NULL},
    /* links that are followed */
    {"followed", FS(FOLLOW), "here", "/agent/d", NULL},
    {"followed on the way", FS(FOLLOW), "here/b", "/agent/d/b", NULL},
    {"followed, then nothing", FS(FOLLOW), "here/x/y", "/agent/d/x/y", NULL},
    {"two links", FS(FOLLOW), "two", "/agent/d/b", NULL},
    {"a link with dots", FS(FOLLOW), "dots/b", "/agent/d/b", NULL},
    {"up and out", FS(FOLLOW), "up/passwd", NOT("/etc/passwd"), NULL},
    {"out", FS(FOLLOW), "out", NOT("/etc/passwd"), NULL},
    {"out and in again", FS(FOLLOW), "root/agent/a", "/agent/a", NULL},
    {"out, to nothing", FS(FOLLOW), "up/none", NOT("/etc/none"), NULL},
    {"out, to where it is", FS(FOLLOW), "up/self", NOT("/etc"), NULL},
    {"out, round and round", FS(FOLLOW), "up/self/self/passwd",
     NOT("/etc/passwd"), NULL},
    {"to nothing it stays itself", FS(FOLLOW), "gone", "/agent/gone", NULL},
    {"below what leads to nothing", FS(FOLLOW), "gone/x", "/agent/gone/x",
     NULL},
    {"a ring stays itself", FS(FOLLOW), "ring", "/agent/ring", NULL},
    {"a ring of two", FS(FOLLOW), "ping/x", "/agent/ping/x", NULL},
    {"in from outside", FS(FOLLOW OUTSIDE), "/srv/passwd", "/etc/passwd", NULL},
    {"through a file, followed", FS(FOLLOW), "a/b", "/agent/a/b", NULL},
    /* denied */
    {"denied", FS(DENY("\"d\"")), "d", DENIED("/agent/d"), NULL},
    {"below what is denied", FS(DENY("\"d\"")), "d/b/c",
     "failed to read metadata /agent/d/b/c: Not a directory (os error 20)",
     NULL},
    {"in what is denied", FS(DENY("\"d\"")), "d/b", DENIED("/agent/d/b"), NULL},
    {"beside what is denied", FS(DENY("\"d\"")), "dd", "/agent/dd", NULL},
    {"above what is denied", FS(DENY("\"d/b\"")), "d", "/agent/d", NULL},
    {"denied by an absolute path", FS(DENY("\"/agent/a\"")), "a",
     DENIED("/agent/a"), NULL},
    {"denied by another case", FS(DENY("\"A\"")), "a", "/agent/a", NULL},
    {"all is denied", FS(DENY("\"/\"")), "a", DENIED("/agent/a"), NULL},
    {"an empty entry is the root", FS(DENY("\"\"")), "a", DENIED("/agent/a"),
     NULL},
    {"blanks around an entry", FS(DENY("\" d \"")), "d", DENIED("/agent/d"),
     NULL},
    {"an entry with slashes and dots", FS(DENY("\"./d//\"")), "d/b",
     DENIED("/agent/d/b"), NULL},
    {"deny wins", FS(ALLOW("\"d\"") DENY("\"d/b\"")), "d/b",
     DENIED("/agent/d/b"), NULL},
    {"deny wins outside, too", FS(OUTSIDE DENY("\"/etc\"")), "/etc/passwd",
     DENIED("/etc/passwd"), NULL},
    {"the second entry denies", FS(DENY("\"x\",\"a\"")), "a",
     DENIED("/agent/a"), NULL},
    {"a denied link's target", FS(FOLLOW DENY("\"here\"")), "d/b",
     DENIED("/agent/d/b"), NULL},
    {"a link into what is denied", FS(FOLLOW DENY("\"d\"")), "here/b",
     DENIED("/agent/d/b"), NULL},
    {"an entry with .. fails every call", FS(DENY("\"../x\"")), "a", DOTS,
     NULL},
    /* allowed */
    {"allowed", FS(ALLOW("\"d\"")), "d/b", "/agent/d/b", NULL},
    {"allowed itself", FS(ALLOW("\"d\"")), "d", "/agent/d", NULL},
    {"not allowed beside", FS(ALLOW("\"d\"")), "a", NOT("/agent/a"), NULL},
    {"the root is not added", FS(ALLOW("\"d\"")), ".", NOT("/agent"), NULL},
    {"begins alike", FS(ALLOW("\"d\"")), "dd", NOT("/agent/dd"), NULL},
    {"the second entry allows", FS(ALLOW("\"d\",\"a\"")), "a", "/agent/a",
     NULL},
    {"the root by name", FS(ALLOW("\".\"")), "a", "/agent/a", NULL},
    {"outside, by name", FS(ALLOW("\"/etc\"")), "/etc/passwd",
     NOT("/etc/passwd"), "/etc/passwd"},
    {"outside, by name and switch", FS(OUTSIDE ALLOW("\"/etc\"")),
     "/etc/passwd", "/etc/passwd", NULL},
    {"the switch does not help what is not named",
     FS(OUTSIDE ALLOW("\"/etc\"")), "/agent/a", NOT("/agent/a"), NULL},
    {"home", FS(OUTSIDE ALLOW("\"~\"")), "/home/me/notes", "/home/me/notes",
     NULL},
    {"below home", FS(OUTSIDE ALLOW("\"~/notes\"")), "/home/me/notes",
     "/home/me/notes", NULL},
    {"home as a variable", FS(OUTSIDE ALLOW("\"$HOME/notes\"")),
     "/home/me/notes", "/home/me/notes", NULL},
    {"somebody's name is a folder at home", FS(OUTSIDE ALLOW("\"~bob\"")),
     "/home/me/bob/x", "/home/me/bob/x", NULL},
    {"a tilde inside is a letter", FS(ALLOW("\"d/~\"")), "d/~/x",
     "/agent/d/~/x", NULL},
    {"home at blanks", FS(OUTSIDE ALLOW("\" ~/notes \"")), "/home/me/notes",
     "/home/me/notes", NULL},
    {"an allowed link", FS(FOLLOW ALLOW("\"here\"")), "d/b", "/agent/d/b",
     NULL},
    {"an allowed link that is not followed", FS(ALLOW("\"here\"")), "d/b",
     NOT("/agent/d/b"), NULL},
    {"an entry with .. is worth nothing", FS(ALLOW("\"d\",\"d/../a\"")), "d",
     DOTS, NULL},
    {"deny is looked at first", FS(DENY("\"a\"") ALLOW("\"..\"")), "a",
     DENIED("/agent/a"), NULL},
};

static void paths_are_held_against_the_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check(&rows[i], false);
        check(&rows[i], true);
    }
}

static void paths_that_no_system_takes(void **state)
{
    static const struct {
        const char *name;
        size_t len, nul_at; /* of a path of 'n's; 0: no NUL */
        bool follow;
        const char *words; /* "": allowed */
    } long_rows[] = {
        {"a NUL", 9, 4, false,
         BAD("/agent/nnnn") "file name contained an unexpected NUL byte"},
        {"a NUL, where links are followed", 9, 4, true, ""},
        {"the longest name", 255, 0, false, ""},
        {"a name too long", 256, 0, false, NULL},
        {"a name too long, where links are followed", 256, 0, true, ""},
    };
    const struct gk_permit_tree where = {"/agent", "/home/me", look, NULL,
                                         false};

    (void)state;
    for (size_t i = 0; i < sizeof long_rows / sizeof *long_rows; i++) {
        const struct gk_hugind_filesystem rules = {
            .allow = true, .follow_symlinks = long_rows[i].follow};
        const char *words = long_rows[i].words;
        char text[300];
        gk_buf path = GK_BUF_INIT;
        gk_permit permit;

        memset(text, 'n', sizeof text);
        if (long_rows[i].nul_at > 0)
            text[long_rows[i].nul_at] = '\0';
        assert_int_equal(gk_permit_path(&rules, &where, text, long_rows[i].len,
                                        &path, &permit, NULL),
                         GK_OK);
        if (words == NULL ? strstr(permit.words, "File name too long") == NULL
                          : permit.allowed != (*words == '\0'))
            fail_msg("%s: '%s'", long_rows[i].name, permit.words);
        gk_buf_clear(&path);
    }
}

static void switches_are_told_in_the_hosts_words(void **state)
{
    static const struct {
        const char *name, *rules;
        gk_permit_bit bit;
        const char *words, *fact;
    } bits[] = {
        {"read, by default", "\"allow\":true", GK_PERMIT_READ, "", ""},
        {"write, by default", "\"allow\":true", GK_PERMIT_WRITE, "", ""},
        {"create, by default", "\"allow\":true", GK_PERMIT_CREATE,
         "filesystem create permission is disabled",
         "permissions.filesystem.create is false"},
        {"delete, by default", "\"allow\":true", GK_PERMIT_DELETE,
         "filesystem delete permission is disabled",
         "permissions.filesystem.delete is false"},
        {"read off", "\"allow\":true,\"read\":false", GK_PERMIT_READ,
         "filesystem read permission is disabled",
         "permissions.filesystem.read is false"},
        {"write off", "\"allow\":true,\"write\":false", GK_PERMIT_WRITE,
         "filesystem write permission is disabled",
         "permissions.filesystem.write is false"},
        {"create on", "\"allow\":true,\"create\":true", GK_PERMIT_CREATE, "",
         ""},
        {"delete on", "\"allow\":true,\"delete\":true", GK_PERMIT_DELETE, "",
         ""},
        {"allow comes first", "\"read\":false", GK_PERMIT_READ,
         "filesystem access is disabled",
         "permissions.filesystem.allow is false"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
        char text[256];
        gk_json *json = NULL;
        gk_hugind_manifest m;
        gk_permit permit;

        snprintf(text, sizeof text,
                 "{\"name\":\"a\",\"version\":\"1\",\"entry_point\":\"a\","
                 "\"permissions\":{\"filesystem\":{%s}}}",
                 bits[i].rules);
        assert_int_equal(gk_json_parse(text, strlen(text), &json, NULL), GK_OK);
        assert_int_equal(gk_hugind_manifest_read(json, "", &m, NULL), GK_OK);
        gk_permit_files(&m.filesystem, bits[i].bit, &permit);
        if (strcmp(permit.words, bits[i].words) != 0 ||
            strcmp(permit.fact, bits[i].fact) != 0 ||
            permit.allowed != (*bits[i].words == '\0'))
            fail_msg("%s: '%s', '%s'", bits[i].name, permit.words, permit.fact);
        gk_json_free(json);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_held_against_the_rules),
        cmocka_unit_test(paths_that_no_system_takes),
        cmocka_unit_test(switches_are_told_in_the_hosts_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
