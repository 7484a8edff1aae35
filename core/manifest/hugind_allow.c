/*
 * hugind_allow: a manifest with one permission more.
 */
#include "core/manifest/hugind.h"

#include <string.h>

/* What the host insists on, for an agent that came without a manifest. */
static void complete(gk_json *manifest)
{
    static const char *const needed[] = {"name", "version", "entry_point"};

    for (size_t i = 0; i < 3; i++)
        if (gk_json_get(manifest, needed[i]) == NULL)
            gk_json_set_string(manifest, needed[i], "agent");
}

/* The object of that key, made when it is not there; NULL when out of memory
 * or when something else is there. */
static gk_json *object_in(gk_json *parent, const char *key)
{
    if (gk_json_get(parent, key) == NULL &&
        gk_json_set(parent, key, gk_json_new_object()) != GK_OK)
        return NULL;
    return gk_json_is(gk_json_get(parent, key), GK_JSON_OBJECT)
               ? gk_json_edit_get(parent, key)
               : NULL;
}

gk_status gk_hugind_manifest_allow(gk_json *manifest, const char *word,
                                   gk_error *err)
{
    static const struct {
        const char *word, *section;
        bool read_only;
    } rows[] = {
        {"network", "network", false},
        {"shell", "shell", false},
        {"filesystem", "filesystem", false},
        {"filesystem:read", "filesystem", true},
    };
    static const char *const bits[] = {"read", "write", "create", "delete"};
    gk_json *section;
    size_t row = 0;

    while (row < 4 && strcmp(rows[row].word, word) != 0)
        row++;
    if (row == 4)
        return gk_fail(err, GK_E_USAGE,
                       "an agent cannot be allowed '%s'; wanted one "
                       "of: " GK_HUGIND_ALLOWED,
                       word);
    complete(manifest);
    section = object_in(object_in(manifest, "permissions"), rows[row].section);
    if (section == NULL)
        return gk_fail_nomem(err);
    gk_json_set_bool(section, "allow", true);
    if (strcmp(rows[row].section, "filesystem") != 0)
        return GK_OK;
    for (size_t i = 0; i < 4; i++)
        if (gk_json_get(section, bits[i]) == NULL || !rows[row].read_only)
            gk_json_set_bool(section, bits[i], i == 0 || !rows[row].read_only);
    return GK_OK;
}
