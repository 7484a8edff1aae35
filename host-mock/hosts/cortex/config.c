/*
 * config: settings come from the host's environment variables.
 */
#include "core/base/utf8.h"
#include "host-mock/hosts/cortex/cortex.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

/* Unicode's simple mappings, whatever the user's language. Few names need them,
 * and they take longer to load than all the rest of a look-up. */
static uint32_t upper(uint32_t cp, locale_t *unicode)
{
    if (cp < 0x80)
        return cp >= 'a' && cp <= 'z' ? cp - 32 : cp;
    if (*unicode == (locale_t)0)
        *unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    return *unicode == (locale_t)0 ? cp
                                   : (uint32_t)towupper_l((wint_t)cp, *unicode);
}

/* As JavaScript's toUpperCase, for all letters that map to one, and ß. */
static void put_upper(gk_buf *out, const char *text)
{
    locale_t unicode = (locale_t)0;
    const uint8_t *bytes = (const uint8_t *)text;
    size_t len = strlen(text);

    for (size_t at = 0; at < len;) {
        uint32_t cp;
        int n = gk_utf8_next(bytes + at, len - at, &cp);

        if (cp == 0xdf)
            gk_buf_puts(out, "SS");
        else
            gk_utf8_put(out, upper(cp, &unicode));
        at += (size_t)(n < 0 ? -n : n);
    }
    if (unicode != (locale_t)0)
        freelocale(unicode);
}

static const gk_json *unless_empty(const gk_json *value)
{
    gk_buf text = GK_BUF_INIT;
    bool empty;

    gk_json_bytes(value, &text);
    empty = text.len == 0;
    gk_buf_clear(&text);
    return empty ? NULL : value;
}

static const gk_json *variable(struct cortex *cortex, const char *prefix,
                               const char *name, const char *key)
{
    gk_buf full = GK_BUF_INIT;
    const gk_json *value = NULL;

    gk_buf_puts(&full, prefix);
    if (name != NULL) {
        put_upper(&full, name);
        gk_buf_byte(&full, '_');
    }
    put_upper(&full, key);
    if (full.status == GK_OK)
        value = gk_world_env(cortex->session->world, gk_buf_text(&full));
    gk_buf_clear(&full);
    return unless_empty(value);
}

/* The world's "config" stands for the plugin's own variables. */
static const gk_json *configured(struct cortex *cortex, const char *key)
{
    gk_buf wanted = GK_BUF_INIT;
    const gk_json *found = NULL;

    put_upper(&wanted, key);
    for (const gk_json *m =
             gk_json_first(gk_json_get(cortex->session->job->world, "config"));
         m != NULL && found == NULL; m = gk_json_next(m)) {
        gk_buf has = GK_BUF_INIT;

        put_upper(&has, gk_json_key(m));
        if (strcmp(gk_buf_text(&has), gk_buf_text(&wanted)) == 0)
            found = m;
        gk_buf_clear(&has);
    }
    gk_buf_clear(&wanted);
    return unless_empty(found);
}

const gk_json *cortex_setting(struct cortex *cortex, const char *key)
{
    const gk_json *value =
        variable(cortex, "CORTEX_PLUGIN_", cortex->name, key);

    if (value == NULL)
        value = configured(cortex, key);
    if (value != NULL)
        return value;
    value = variable(cortex, "CORTEX_WASM_", NULL, key);
    if (value == NULL)
        return NULL;
    cortex_meet(cortex, CORTEX_CONFIG_FALLBACK);
    return gk_session_is_deployed(cortex->session) ? NULL : value;
}
