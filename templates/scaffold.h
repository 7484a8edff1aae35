/*
 * scaffold: a template's tree becomes a new project.
 *
 * All or nothing: whatever fails, what was made so far is taken away again.
 * Nothing that exists is written to, and no link inside the folder is followed.
 */
#ifndef GK_TEMPLATES_SCAFFOLD_H
#define GK_TEMPLATES_SCAFFOLD_H

#include "templates/template.h"

struct gk_scaffold {
    const struct gk_template *tpl;
    const char *dir;
    const char *name; /* "weather" or "@author/weather"; NULL: from `dir` */
    bool here;        /* add what is missing to a folder that has files */
};

struct gk_scaffolded {
    char *name;    /* without the author, owned */
    gk_names made; /* files, relative to the folder */
    gk_names kept; /* files that were there already and stay as they were */
};

/*
 * Fails: GK_E_USAGE for a name that is not allowed, or a folder no name can be
 * taken from; GK_E_EXISTS when the folder holds something and `here` is not
 * set, is no folder, or has a link where the template has a folder; GK_E_IO,
 * GK_E_NOENT (a file of the kit is missing).
 */
GK_NODISCARD gk_status gk_scaffold(const struct gk_scaffold *what,
                                   struct gk_scaffolded *out, gk_error *err);
void gk_scaffolded_clear(struct gk_scaffolded *made);

/*
 * The name that a folder suggests ("My_Plugin" -> "my-plugin"), owned.
 * Fails: GK_E_USAGE when nothing is left of it.
 */
GK_NODISCARD gk_status gk_scaffold_name(const char *dir, char **out,
                                        gk_error *err);

#endif
