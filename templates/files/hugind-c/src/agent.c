/*
 * {{title}}: a Hugind agent that answers a question.
 *
 * The question is what follows -- on the command line, or else a line that is
 * asked for. The answer is shown as it comes, and is the run's result.
 */
#include <guestkit/hugind.h>

#include <stdlib.h>
#include <string.h>

/* All arguments with a space between them; owned. */
static char *join(int argc, char **argv)
{
    size_t len = 1;
    char *text, *end;

    for (int i = 1; i < argc; i++)
        len += strlen(argv[i]) + 1;
    text = end = malloc(len);
    if (text == NULL)
        hugind_fail("no memory for the question");
    for (int i = 1; i < argc; i++) {
        if (i > 1)
            *end++ = ' ';
        end = stpcpy(end, argv[i]);
    }
    *end = '\0';
    return text;
}

static char *read_question(int argc, char **argv)
{
    if (argc > 1)
        return join(argc, argv);
    return hugind_input("What do you want to know? ").at;
}

static void show(void *context, const char *token, size_t len)
{
    (void)context;
    (void)len;
    hugind_print_raw(token);
}

struct exchange {
    const char *question;
    const char *answer;
};

static void put_exchange(gk_writer *w, const void *context)
{
    const struct exchange *e = context;

    gk_put_object(w);
    gk_put_key(w, "question");
    gk_put_string(w, e->question);
    gk_put_key(w, "answer");
    gk_put_string(w, e->answer);
    gk_put_end(w);
}

int main(int argc, char **argv)
{
    char *question = read_question(argc, argv);
    hugind_text answer, result;

    if (*question == '\0') {
        hugind_eprint("there is no question");
        return 1; /* anything but 0: the run fails */
    }
    hugind_on_token(show, NULL);
    answer = hugind_llm_prompt_stream(question);
    hugind_print(""); /* the end of the line */
    result = hugind_json(put_exchange, &(struct exchange){question, answer.at});
    hugind_set_result(result.at);
    hugind_text_free(&result);
    hugind_text_free(&answer);
    free(question);
    return 0;
}
