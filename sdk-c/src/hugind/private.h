/*
 * private: what the files of the hugind library share.
 */
#ifndef GUESTKIT_SRC_HUGIND_PRIVATE_H
#define GUESTKIT_SRC_HUGIND_PRIVATE_H

#include <guestkit/hugind.h>

/* malloc, but never NULL: exhaustion is a trap. */
void *gk_hugind_alloc(size_t size);
/* realloc likewise. */
void *gk_hugind_realloc(void *block, size_t size);

/* What the format writes. */
hugind_text gk_hugind_formatted(const char *fmt, va_list args);
/* {"prompt": text} */
hugind_text gk_hugind_prompt(const char *text);

/* A copy of a JSON string, owned; NULL when it is none. */
char *gk_hugind_string(gk_json value);

/* Pointer and length, as every call takes a text. */
#define GK_TEXT(text) (text), (uint32_t)strlen(text)

#endif
