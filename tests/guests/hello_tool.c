/* The smallest plugin: what the SDK's page shows, and what sizes are measured
 * with. */
#include <guestkit/plugin.h>

static int hello(gk_call *call)
{
    return gk_replyf(call, "Hello, %s!", gk_arg_string(call, "name", "world"));
}

static const gk_param hello_params[] = {
    {"name", GK_STRING, "Who to greet", GK_OPTIONAL},
};

static const gk_tool tools[] = {
    {"say", "Greet somebody by name", GK_PARAMS(hello_params), hello},
};

GK_PLUGIN(tools);
