/*
 * Text that runs other programs: single phrases, and what one program hands to
 * a shell.
 */
#include "scanner/content/seek.h"

#include <string.h>

/* A line of a script is rarely longer. */
#define MAX_LINE 400u

static const struct command {
    const char *text;
    bool fold, end;
    gk_severity severity;
    const char *says;
} commands[] = {
#define GK_COMMAND(text, fold, end, severity, says)                            \
    {text, fold, end, GK_SEVERITY_##severity, says},
#include "scanner/content/commands.def"
};

/* The row's own words are shown, never what stands around them: it may hold a
 * password. */
static void tell(struct gk_seeker *s, const struct gk_text *t, size_t i,
                 gk_severity severity, const char *text, const char *says)
{
    struct gk_text key = {(const uint8_t *)text, strlen(text), 0};
    struct gk_hit *hit =
        gk_seek_found(s, GK_HIT_COMMAND, severity, t, i, says, &key);
    gk_buf shown = GK_BUF_INIT;

    if (hit == NULL)
        return;
    gk_buf_printf(&shown, "\"%s\" %s", text, says);
    gk_seek_show(s, GK_HIT_COMMAND, hit, &shown);
}

static void look_command(struct gk_seeker *s, const struct gk_text *t, size_t i,
                         const void *row)
{
    const struct command *c = row;

    if (c->end && gk_text_is(t, i + strlen(c->text),
                             GK_WORD | GK_DASH | GK_DOT | GK_PLUS_SLASH))
        return;
    if (gk_text_is(t, i, GK_LETTER) && gk_text_is(t, i - 1, GK_WORD))
        return;
    tell(s, t, i, c->severity, c->text, c->says);
}

/* The shell that the text at `i` names; NULL. */
static bool names_shell(const struct gk_text *t, size_t i)
{
    static const char *const shells[] = {"sh",      "bash", "zsh",  "dash",
                                         "python3", "perl", "node", "python"};

    i += gk_text_run(t, i, GK_SPACE, 4);
    if (gk_text_has(t, i, "sudo ", 5, false))
        i += 5;
    if (gk_text_has(t, i, "/bin/", 5, false))
        i += 5;
    for (size_t n = 0; n < sizeof shells / sizeof *shells; n++) {
        size_t len = strlen(shells[n]);

        if (gk_text_has(t, i, shells[n], len, false) &&
            !gk_text_is(t, i + len, GK_BASE64URL_DOT))
            return true;
    }
    return false;
}

/* At '|': a shell behind it, and before it in this line what fetches or
 * unpacks. */
static void look_pipe(struct gk_seeker *s, const struct gk_text *t, size_t i,
                      const void *row)
{
    static const struct {
        const char *before, *text, *says;
    } rows[] = {
        {"curl ", "curl … | sh", "runs what it fetched"},
        {"wget ", "wget … | sh", "runs what it fetched"},
        {"base64 -d", "base64 -d | sh", "runs a hidden text"},
        {"base64 --decode", "base64 -d | sh", "runs a hidden text"},
    };
    size_t from = i > MAX_LINE ? i - MAX_LINE : 0, at = i;

    (void)row;
    if (!names_shell(t, i + 1))
        return;
    if (from < s->done[GK_DONE_PIPE])
        from = s->done[GK_DONE_PIPE];
    s->done[GK_DONE_PIPE] = i + 1;
    while (at > from && gk_text_is(t, at - 1, GK_PRINTS) &&
           gk_text_get(t, at - 1) != '\n')
        at--;
    for (; at < i; at++)
        for (size_t n = 0; n < sizeof rows / sizeof *rows; n++)
            if (gk_text_has(t, at, rows[n].before, strlen(rows[n].before),
                            false)) {
                tell(s, t, at, GK_SEVERITY_WARNING, rows[n].text, rows[n].says);
                return;
            }
}

/* How far behind the name an option is looked for. */
#define MAX_OPTION 100u

static bool is_hidden_text(const struct gk_text *t, size_t i)
{
    return gk_text_has(t, i, " -enc", 5, true) ||
           gk_text_has(t, i, " -ec ", 5, true) ||
           gk_text_has(t, i, " -e ", 4, true);
}

/* powershell … -enc, -e, -EncodedCommand: a script in base 64. */
static void look_powershell(struct gk_seeker *s, const struct gk_text *t,
                            size_t i, const void *row)
{
    size_t n = i + strlen("powershell");

    (void)row;
    /* What an earlier look has passed holds no such option. */
    if (n < s->done[GK_DONE_POWERSHELL])
        n = s->done[GK_DONE_POWERSHELL];
    for (; n < i + MAX_OPTION && gk_text_is(t, n, GK_PRINTS); n++)
        if (is_hidden_text(t, n)) {
            tell(s, t, i, GK_SEVERITY_WARNING, "powershell -enc",
                 "runs a hidden text");
            break;
        }
    s->done[GK_DONE_POWERSHELL] = n;
}

void gk_command_triggers(struct gk_seeker *s)
{
    static const struct gk_trigger pipe = {.text = "|",
                                           .len = 1,
                                           .kind = GK_HIT_COMMAND,
                                           .look = look_pipe,
                                           .before = GK_PRINTS,
                                           .after = GK_SPACE | GK_LOWER |
                                                    GK_PLUS_SLASH};
    static const struct gk_trigger powershell = {.text = "powershell",
                                                 .len = 10,
                                                 .fold = true,
                                                 .kind = GK_HIT_COMMAND,
                                                 .look = look_powershell};

    for (size_t n = 0; n < sizeof commands / sizeof *commands; n++)
        gk_seek_add(s, &(struct gk_trigger){.text = commands[n].text,
                                            .len = strlen(commands[n].text),
                                            .fold = commands[n].fold,
                                            .kind = GK_HIT_COMMAND,
                                            .look = look_command,
                                            .row = &commands[n]});
    gk_seek_add(s, &pipe);
    gk_seek_add(s, &powershell);
}
