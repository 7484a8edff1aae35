/*
 * disk-report: how full the disk is, and what takes the space in a folder.
 *
 * Two ways in which a command fails, and what can be done about each:
 *
 *   It ran and said no. The host gives a text that begins with "Error:"; the
 *   agent reads it and goes on with less.
 *   It was refused, because agent.yaml does not allow it. That ends the run,
 *   inside the call: nothing here can catch it. So the agent says beforehand
 *   what it is about to do, and sets a result that is right if it never comes
 *   back. Where the host counts such a run as a success (with
 *   wasm.resources.timeout it does) that is the result; where it does not, the
 *   last line of progress tells whoever looks.
 */
#include <guestkit/hugind.h>

#include <stdio.h>
#include <stdlib.h>

struct report {
    const char *folder;
    const char *refused; /* the command that may not come back; NULL: none */
    const char *failed;  /* the words of one that did not work; NULL: none */
    hugind_text disk;    /* what df said */
    hugind_text folders; /* what du said */
};

static void put_text(gk_writer *w, const char *key, const char *text)
{
    if (text == NULL)
        return;
    gk_put_key(w, key);
    gk_put_string(w, text);
}

static void put_report(gk_writer *w, const void *context)
{
    const struct report *r = context;

    gk_put_object(w);
    put_text(w, "folder", r->folder);
    put_text(w, "disk", r->disk.at);
    put_text(w, "folders", r->folders.at);
    put_text(w, "failed", r->failed);
    put_text(w, "refused", r->refused);
    gk_put_end(w);
}

static void set_result(const struct report *report)
{
    hugind_text json = hugind_json(put_report, report);

    hugind_set_result(json.at);
    hugind_text_free(&json);
}

/* What the command prints; empty when it failed, with its words in the report.
 */
static hugind_text run(struct report *report, const char *const words[])
{
    hugind_text output;

    report->refused = words[0];
    set_result(report);
    hugind_eprintf(
        "about to run '%s'; should this be the last line, agent.yaml "
        "does not allow it",
        words[0]);
    output = hugind_spawn(words);
    report->refused = NULL;
    if (!hugind_failed(output))
        return output;
    report->failed = hugind_failure(output); /* in memory that is kept */
    printf("%s did not work: %s\n", words[0], report->failed);
    return (hugind_text){NULL, 0};
}

int main(int argc, char **argv)
{
    struct report report = {.folder = argc > 1 ? argv[1] : "."};

    report.disk =
        run(&report, (const char *const[]){"df", "-h", report.folder, NULL});
    report.folders = run(
        &report, (const char *const[]){"du", "-s", "--", report.folder, NULL});
    if (report.disk.at != NULL)
        printf("%s", report.disk.at);
    if (report.folders.at != NULL)
        printf("%s", report.folders.at);
    set_result(&report);
    return 0;
}
