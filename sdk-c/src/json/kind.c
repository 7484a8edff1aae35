#include <guestkit/json.h>

const char *gk_json_kind_name(gk_json_kind kind)
{
    static const char *const names[] = {
        "nothing", "null", "boolean", "number", "string", "object", "array"};
    return names[kind];
}
