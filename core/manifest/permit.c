#include "core/manifest/permit_deny.h"

#include <stdio.h>
#include <string.h>

/* --- saying no -------------------------------------------------------------
 */

void gk_permit_begin(gk_permit *out)
{
    out->allowed = true;
    out->key = NULL;
    out->entry = NULL;
    out->differs = GK_PERMIT_SAME;
    out->fact[0] = '\0';
    out->words[0] = '\0';
}

void gk_permit_deny(gk_permit *out, const char *fmt, ...)
{
    va_list args;

    out->allowed = false;
    va_start(args, fmt);
    vsnprintf(out->words, sizeof out->words, fmt, args);
    va_end(args);
}

void gk_permit_because(gk_permit *out, const char *key, const char *entry,
                       const char *fmt, ...)
{
    va_list args;

    out->key = key;
    out->entry = entry;
    va_start(args, fmt);
    vsnprintf(out->fact, sizeof out->fact, fmt, args);
    va_end(args);
}

void gk_permit_off(gk_permit *out, const char *key, const char *words)
{
    gk_permit_deny(out, "%s", words);
    gk_permit_because(out, key, NULL, "%s is false", key);
}

/* --- shell ------------------------------------------------------------------
 */

#define SHELL "permissions.shell."

void gk_permit_command(const struct gk_hugind_shell *rules, gk_permit *out)
{
    gk_permit_begin(out);
    if (!rules->allow)
        gk_permit_off(out, SHELL "allow", "Shell execution is disabled.");
}

/* The entry of a list that is these bytes, or NULL. */
static const char *entry_of(const gk_json *list, const char *text, size_t len)
{
    for (const gk_json *v = gk_json_first(list); v != NULL;
         v = gk_json_next(v)) {
        const char *entry = gk_json_text(v);

        if (entry != NULL && strlen(entry) == len &&
            memcmp(entry, text, len) == 0)
            return entry;
    }
    return NULL;
}

static int shown(size_t len)
{
    return len > 1024 ? 1024 : (int)len;
}

void gk_permit_spawn(const struct gk_hugind_shell *rules, const char *program,
                     size_t len, gk_permit *out)
{
    const char *listed;

    gk_permit_command(rules, out);
    if (!out->allowed)
        return;
    if (rules->whitelist != NULL &&
        entry_of(rules->whitelist, program, len) == NULL) {
        gk_permit_deny(out, "Command '%.*s' is not whitelisted.", shown(len),
                       program);
        gk_permit_because(out, SHELL "whitelist", NULL,
                          SHELL "whitelist does not name '%.*s'", shown(len),
                          program);
        return;
    }
    listed = entry_of(rules->blacklist, program, len);
    if (listed == NULL)
        return;
    gk_permit_deny(out, "Command '%.*s' is blacklisted.", shown(len), program);
    gk_permit_because(out, SHELL "blacklist", listed,
                      SHELL "blacklist names '%s'", listed);
}

/* --- files: the switches ----------------------------------------------------
 */

#define FILES "permissions.filesystem."

void gk_permit_files(const struct gk_hugind_filesystem *rules,
                     gk_permit_bit bit, gk_permit *out)
{
    const struct {
        bool on;
        const char *key, *words;
    } bits[] = {
        {rules->read, FILES "read", "filesystem read permission is disabled"},
        {rules->write, FILES "write",
         "filesystem write permission is disabled"},
        {rules->create, FILES "create",
         "filesystem create permission is disabled"},
        {rules->delete_, FILES "delete",
         "filesystem delete permission is disabled"},
    };

    gk_permit_begin(out);
    if (!rules->allow)
        gk_permit_off(out, FILES "allow", "filesystem access is disabled");
    else if (!bits[bit].on)
        gk_permit_off(out, bits[bit].key, bits[bit].words);
}
