#include <guestkit/json.h>
#include <guestkit/memory.h>

char *gk_json_string_alloc(gk_json value)
{
    if (gk_json_type(value) != GK_JSON_STRING)
        return NULL;
    /* Undoing escapes makes text shorter, never longer; the quotes' two bytes
     * leave room for the NUL. */
    char *text = gk_alloc(value.len);
    if (text == NULL)
        return NULL;
    size_t len = gk_json_string(value, text, value.len);
    gk_alloc_shrink(text, len + 1);
    return text;
}
