/* The hook for tokens. In a file of its own: an agent that does not register
 * anything has no such export. */
#include "private.h"
#include "stack.h"

static hugind_stream_fn *registered;
static void *registered_context;

void hugind_on_token(hugind_stream_fn *fn, void *context)
{
    registered = fn;
    registered_context = context;
}

HUGIND_EXPORT(llm_on_token) void gk_hugind_token(char *at, uint32_t len);

/* Apart from the hook, which must have no frame (stack.h). */
__attribute__((noinline)) static void tell(char *at, uint32_t len)
{
    hugind_text text = {at, len};

    if (registered != NULL)
        registered(registered_context, at, len);
    hugind_text_free(&text);
}

void gk_hugind_token(char *at, uint32_t len)
{
    gk_stack_return();
    tell(at, len);
}
