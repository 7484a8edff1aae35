/*
 * Paths of the machine a module was built on.
 */
#include "scanner/content/seek.h"

#include <string.h>

#define MAX_NAME 40u
#define MAX_PATH 200u
/* How far back a longer path or a URL that holds this one would show. */
#define MAX_BEFORE 128u

static const struct root {
    const char *text;
    bool fold, named;
} roots[] = {
#define GK_PATH(root, fold, named) {root, fold, named},
#include "scanner/content/paths.def"
};

/* Homes of the file systems that runtimes make up, and of nobody. */
static bool is_made_up(const struct gk_text *t, size_t i, size_t len)
{
    static const char *const names[] = {"web_user", "pyodide", "username",
                                        "yourname", "you"};

    for (size_t n = 0; n < sizeof names / sizeof *names; n++)
        if (strlen(names[n]) == len && gk_text_has(t, i, names[n], len, true))
            return true;
    return false;
}

static bool in_path(int c)
{
    return c > ' ' && c < 0x7f && strchr("\"'`<>|*?;,()[]{}:$&%=", c) == NULL;
}

/* Windows: the letter of the drive, and none before it. */
static bool starts_drive(const struct gk_text *t, size_t i)
{
    return gk_text_is(t, i, GK_LETTER) && !gk_text_is(t, i - 1, GK_ALNUM);
}

/*
 * Whether an absolute path can begin at `i`: at the start of a string, behind a
 * mark or a compiler's option. Rust puts strings side by side, so a word is
 * fine too, but not a longer path or a URL.
 */
static bool starts_path(const struct gk_text *t, size_t i)
{
    size_t n = 0;

    while (n < MAX_BEFORE && n < i && in_path(gk_text_get(t, i - n - 1)))
        if (strchr("/\\.", gk_text_get(t, i - ++n)) != NULL)
            return false;
    if (n == 0 && gk_text_get(t, i - 1) == ':')
        return !starts_drive(t, i - 2);
    return n < MAX_BEFORE;
}

static size_t path_end(const struct gk_text *t, size_t i)
{
    size_t n = 0;

    while (n < MAX_PATH && in_path(gk_text_get(t, i + n)))
        n++;
    return i + n;
}

static void tell(struct gk_seeker *s, const struct gk_text *t, size_t i,
                 size_t root_end, size_t end)
{
    struct gk_text root = gk_text_part(t, i, root_end - i);
    struct gk_text path = gk_text_part(t, i, end - i);
    struct gk_hit *hit =
        gk_seek_found(s, GK_HIT_PATH, GK_SEVERITY_NOTE, t, i, "", &root);
    gk_buf text = GK_BUF_INIT;

    if (hit == NULL)
        return;
    gk_text_put(&path, &text);
    gk_seek_show(s, GK_HIT_PATH, hit, &text);
}

static void look_path(struct gk_seeker *s, const struct gk_text *t, size_t i,
                      const void *row)
{
    const struct root *root = row;
    size_t at = i + strlen(root->text), end = at, len;
    bool drive = root->text[0] == ':';

    i -= drive;
    if (drive ? !starts_drive(t, i) : !starts_path(t, i))
        return;
    if (root->named) {
        len = gk_text_run(t, at, GK_BASE64URL_DOT, MAX_NAME);
        end = at + len;
        if (len == 0 || is_made_up(t, at, len) ||
            (gk_text_get(t, end) != '/' && gk_text_get(t, end) != '\\'))
            return;
        end++;
    }
    if (gk_text_is(t, end, GK_BASE64URL_DOT | GK_PLUS_SLASH))
        tell(s, t, i, end, path_end(t, end));
}

void gk_path_triggers(struct gk_seeker *s)
{
    for (size_t n = 0; n < sizeof roots / sizeof *roots; n++)
        gk_seek_add(s, &(struct gk_trigger){.text = roots[n].text,
                                            .len = strlen(roots[n].text),
                                            .fold = roots[n].fold,
                                            .kind = GK_HIT_PATH,
                                            .look = look_path,
                                            .row = &roots[n]});
}
