/* Texts that the host has given. */
#include "private.h"

#include <stdlib.h>
#include <string.h>

#define FAILURE "Error:"

hugind_text hugind_take(hugind_packed result)
{
    hugind_text text = {(char *)(uintptr_t)(result >> 32), (uint32_t)result};

    return text;
}

hugind_text hugind_text_copy(const char *at, size_t len)
{
    hugind_text text = {gk_hugind_alloc(len + 1), len};

    memcpy(text.at, at, len);
    text.at[len] = '\0';
    return text;
}

void hugind_text_free(hugind_text *text)
{
    free(text->at);
    text->at = NULL;
    text->len = 0;
}

bool hugind_failed(hugind_text text)
{
    size_t n = sizeof FAILURE - 1;

    return text.len > n && memcmp(text.at, FAILURE, n) == 0 &&
           (text.at[n] == ' ' || text.at[n] == '\n');
}

const char *hugind_failure(hugind_text text)
{
    return hugind_failed(text) ? text.at + sizeof FAILURE : text.at;
}
