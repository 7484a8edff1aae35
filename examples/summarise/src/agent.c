/*
 * summarise: sums up files, a few sentences each.
 *
 * The arguments are files and folders; of a folder, the files right in it. Each
 * summary is shown as the model writes it; all together are the result, by
 * path.
 */
#include "paths.h"

#include <guestkit/hugind_fs.h>

#include <stdlib.h>

/* More does not fit the context of a small model. */
#define MOST_BYTES 65536

struct job {
    const char *text;
    const char *sentences;
};

static void put_message(gk_writer *w, const char *role, hugind_text content)
{
    gk_put_object(w);
    gk_put_key(w, "role");
    gk_put_string(w, role);
    gk_put_key(w, "content");
    gk_put_string_n(w, content.at, content.len);
    gk_put_end(w);
}

/* {"messages": […], "temperature": 0.2}: with messages of its own the request
 * is no wish for an answer in JSON, as plain text would be. */
static void put_request(gk_writer *w, const void *context)
{
    const struct job *job = context;
    hugind_text order =
        hugind_textf("Sum up the file in %s sentences at most. Say nothing "
                     "that is not in it.",
                     job->sentences);

    gk_put_object(w);
    gk_put_key(w, "messages");
    gk_put_array(w);
    put_message(w, "system", order);
    gk_put_object(w);
    gk_put_key(w, "role");
    gk_put_string(w, "user");
    gk_put_key(w, "content");
    gk_put_string(w, job->text);
    gk_put_end(w);
    gk_put_end(w);
    gk_put_key(w, "temperature");
    gk_put_number(w, 0.2);
    gk_put_end(w);
    hugind_text_free(&order);
}

static void show(void *context, const char *token, size_t len)
{
    (void)context;
    (void)len;
    hugind_print_raw(token);
}

/* The file's summary; empty when there is nothing to sum up. */
static hugind_text summarise(const char *path, const char *sentences)
{
    hugind_text text = {NULL, 0}, request, summary = {NULL, 0};

    if (hugind_fs_stat(path).size > MOST_BYTES) {
        hugind_eprintf("%s: longer than %d bytes, left out", path, MOST_BYTES);
        return summary;
    }
    text = hugind_fs_read_text(path);
    if (text.len == 0)
        hugind_eprintf("%s: empty, left out", path);
    if (text.len > 0) {
        request = hugind_json(put_request, &(struct job){text.at, sentences});
        hugind_print(path);
        summary = hugind_llm_chat_stream(request.at);
        hugind_print("");
        hugind_text_free(&request);
    }
    hugind_text_free(&text);
    return summary;
}

struct results {
    const struct paths *paths;
    const hugind_text *summaries;
};

static void put_results(gk_writer *w, const void *context)
{
    const struct results *r = context;

    gk_put_object(w);
    for (size_t i = 0; i < r->paths->count; i++)
        if (r->summaries[i].len > 0) {
            gk_put_key(w, r->paths->at[i]);
            gk_put_string(w, r->summaries[i].at);
        }
    gk_put_end(w);
}

int main(int argc, char **argv)
{
    const char *sentences = hugind_env("SUMMARISE_SENTENCES");
    struct paths paths = {NULL, 0, 0};
    hugind_text *summaries, json;

    for (int i = 1; i < argc; i++)
        paths_add(&paths, argv[i]);
    if (paths.count == 0)
        hugind_fail("name files or folders to sum up");
    summaries = calloc(paths.count, sizeof *summaries);
    if (summaries == NULL)
        hugind_fail("no memory for the summaries");
    hugind_on_token(show, NULL);
    for (size_t i = 0; i < paths.count; i++)
        summaries[i] =
            summarise(paths.at[i], sentences != NULL ? sentences : "three");
    json = hugind_json(put_results, &(struct results){&paths, summaries});
    hugind_set_result(json.at);
    return 0; /* what is left is freed with the run */
}
