/*
 * template: a tree that `guestkit new` copies, and what is replaced in it.
 */
#ifndef GK_TEMPLATES_TEMPLATE_H
#define GK_TEMPLATES_TEMPLATE_H

#include "core/base/file.h"

/* A file of a template; a template is small. */
#define GK_MAX_TEMPLATE_BYTES ((size_t)1 << 20)

struct gk_template {
    const char *host;
    const char *lang;
    const char *folder; /* in templates/files */
    const char *what;
    const char *highlights; /* see templates.def */
};

extern const struct gk_template gk_templates[];
extern const size_t gk_template_count;

/*
 * Fails: GK_E_USAGE with the list of what there is and what was probably
 * meant. NULL for host or lang is an error that lists them too.
 */
GK_NODISCARD gk_status gk_template_find(const char *host, const char *lang,
                                        const struct gk_template **out,
                                        gk_error *err);

/* What the marks in a template's files stand for. All borrowed. */
struct gk_template_words {
    const char *name;    /* {{name}}: "weather-now" */
    const char *package; /* {{package}}: the same, or "@author/weather-now" */
    const char *title;   /* {{title}}: "Weather now" */
};

/*
 * Appends `text` with each {{word}} replaced; "${{" begins something of
 * somebody else's and stays.
 * Fails: GK_E_SYNTAX for a word there is not: a mistake in the template.
 */
GK_NODISCARD gk_status gk_template_fill(const char *text, size_t len,
                                        const struct gk_template_words *words,
                                        gk_buf *out, gk_error *err);

#endif
