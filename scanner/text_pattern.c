#include "scanner/text_pattern.h"

#include <string.h>

/* The last two are meant as "what is fetched goes into a shell". */
const struct gk_text_pattern gk_text_patterns[] = {
    {"eval(", {"eval("}},
    {"child_process", {"child_process"}},
    {"process.env", {"process.env"}},
    {"rm -rf /", {"rm -rf /"}},
    {"curl.*|.*sh", {"curl", "|", "sh"}},
    {"wget.*|.*sh", {"wget", "|", "sh"}},
};
const size_t gk_text_pattern_count =
    sizeof gk_text_patterns / sizeof *gk_text_patterns;

/* memmem on a pointer that may be NULL with length 0. */
static const uint8_t *find(const uint8_t *at, const uint8_t *end,
                           const char *text)
{
    return at == end ? NULL
                     : memmem(at, (size_t)(end - at), text, strlen(text));
}

static bool parts_follow(const struct gk_text_pattern *p, const uint8_t *at,
                         const uint8_t *end)
{
    for (size_t i = 1; i < 3 && p->parts[i] != NULL; i++) {
        at = find(at, end, p->parts[i]);
        if (at == NULL)
            return false;
        at += strlen(p->parts[i]);
    }
    return true;
}

size_t gk_text_pattern_find(const struct gk_text_pattern *p,
                            const uint8_t *bytes, size_t len)
{
    const uint8_t *at = bytes;
    const uint8_t *end;

    /* An empty file may have no bytes to point to. */
    if (len == 0)
        return 0;
    end = bytes + len;
    while ((at = find(at, end, p->parts[0])) != NULL) {
        const uint8_t *after = at + strlen(p->parts[0]);
        const uint8_t *line =
            after == end ? NULL : memchr(after, '\n', (size_t)(end - after));

        if (line == NULL)
            line = end;
        if (parts_follow(p, after, line))
            return (size_t)(at - bytes);
        /* A later first part in this line would have even less behind it. */
        at = line;
    }
    return len;
}

bool gk_text_holds(const uint8_t *bytes, size_t len, const char *text)
{
    return len > 0 && memmem(bytes, len, text, strlen(text)) != NULL;
}
