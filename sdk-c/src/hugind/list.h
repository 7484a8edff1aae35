/*
 * list: a JSON array that grows. Private to the hugind library.
 */
#ifndef GUESTKIT_SRC_HUGIND_LIST_H
#define GUESTKIT_SRC_HUGIND_LIST_H

#include "private.h"

/* "[…]" at any time; start with gk_list_open, end with gk_list_close. */
struct gk_list {
    char *at; /* owned */
    size_t len;
    size_t cap;
};

void gk_list_open(struct gk_list *list);
void gk_list_close(struct gk_list *list);
/* Adds the one value that `put` writes. */
void gk_list_add(struct gk_list *list, hugind_put_fn *put, const void *context);
/* Borrowed until the next value is added. */
gk_json gk_list_json(const struct gk_list *list);

#endif
