/* The smallest agent that does something: what sizes are measured with. */
#include <guestkit/hugind.h>

int main(int argc, char **argv)
{
    hugind_text answer = hugind_llm_chat(argc > 1 ? argv[1] : "hello");

    hugind_set_result_text(answer.at);
    hugind_text_free(&answer);
    return 0;
}
