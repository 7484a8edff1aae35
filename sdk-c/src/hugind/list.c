#include "list.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_BYTES 1024u

void gk_list_open(struct gk_list *list)
{
    list->cap = FIRST_BYTES;
    list->at = gk_hugind_alloc(list->cap);
    memcpy(list->at, "[]", 2);
    list->len = 2;
}

void gk_list_close(struct gk_list *list)
{
    free(list->at);
    list->at = NULL;
    list->len = list->cap = 0;
}

void gk_list_add(struct gk_list *list, hugind_put_fn *put, const void *context)
{
    hugind_text value = hugind_json(put, context);
    size_t more = value.len + 1; /* and a comma */

    if (more > list->cap - list->len) {
        list->cap =
            list->cap * 2 > list->len + more ? list->cap * 2 : list->len + more;
        list->at = gk_hugind_realloc(list->at, list->cap);
    }
    list->len--; /* the bracket */
    if (list->len > 1)
        list->at[list->len++] = ',';
    memcpy(list->at + list->len, value.at, value.len);
    list->len += value.len;
    list->at[list->len++] = ']';
    hugind_text_free(&value);
}

gk_json gk_list_json(const struct gk_list *list)
{
    return (gk_json){list->at, list->len};
}
