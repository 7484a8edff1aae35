/* Settings and state: two functions of the host with one shape. */
#include "text.h"

#include <string.h>

typedef int32_t lookup_fn(const char *key, uint32_t key_len, char *out,
                          uint32_t *out_len);

static bool look_up(lookup_fn *lookup, const char *key,
                    struct cortex_text *value)
{
    bool from_arena = value->at == NULL;
    size_t key_len = strlen(key);
    if (!gk_text_prepare(value, CORTEX_MAX_TEXT))
        return false;
    bool found = key_len <= CORTEX_MAX_TEXT &&
                 lookup(key, (uint32_t)key_len, value->at, &value->len) == 0;
    if (!found)
        value->len = 0;
    gk_text_finish(value, from_arena);
    return found;
}

bool cortex_config(const char *key, struct cortex_text *value)
{
    return look_up(host_get_config, key, value);
}

bool cortex_state_get(const char *key, struct cortex_text *value)
{
    return look_up(host_get_state, key, value);
}

bool cortex_state_set(const char *key, const char *value, size_t len)
{
    size_t key_len = strlen(key);
    if (key_len > CORTEX_MAX_TEXT || !gk_text_passes(value, len))
        return false;
    host_set_state(key, (uint32_t)key_len, value, (uint32_t)len);
    return true;
}
