#include "templates/template.h"

#include "core/base/opts.h"

#include <string.h>

const struct gk_template gk_templates[] = {
#define GK_TEMPLATE(host, lang, folder, what, highlights)                      \
    {host, lang, folder, what, highlights},
#include "templates/templates.def"
};
const size_t gk_template_count = sizeof gk_templates / sizeof *gk_templates;

#define MOST_TEMPLATES 64

static bool has_host(const char *host)
{
    for (size_t i = 0; i < gk_template_count; i++)
        if (strcmp(gk_templates[i].host, host) == 0)
            return true;
    return false;
}

/* "there is no template …: there are --host cortex --lang c, …" */
static gk_status fail_unknown(const char *option, const char *given,
                              const char *near, gk_error *err)
{
    gk_buf list = GK_BUF_LIMIT(1024);
    gk_buf hint = GK_BUF_LIMIT(256);

    for (size_t i = 0; i < gk_template_count; i++)
        gk_buf_printf(&list, "%s--host %s --lang %s", i > 0 ? ", " : "",
                      gk_templates[i].host, gk_templates[i].lang);
    if (near != NULL)
        gk_buf_printf(&hint, "; did you mean '%s'?", near);
    if (given == NULL)
        gk_fail(err, GK_E_USAGE, "option '--%s' is needed; there are: %s",
                option, gk_buf_text(&list));
    else
        gk_fail(err, GK_E_USAGE, "no template for --%s %s; there are: %s%s",
                option, given, gk_buf_text(&list), gk_buf_text(&hint));
    gk_buf_clear(&list);
    gk_buf_clear(&hint);
    return GK_E_USAGE;
}

gk_status gk_template_find(const char *host, const char *lang,
                           const struct gk_template **out, gk_error *err)
{
    const char *words[MOST_TEMPLATES];
    size_t count = 0;

    for (size_t i = 0; i < gk_template_count && i < MOST_TEMPLATES; i++)
        words[count++] = gk_templates[i].host;
    if (host == NULL || !has_host(host))
        return fail_unknown("host", host,
                            host ? gk_nearest(host, words, count) : NULL, err);
    count = 0;
    for (size_t i = 0; i < gk_template_count && i < MOST_TEMPLATES; i++) {
        if (strcmp(gk_templates[i].host, host) != 0)
            continue;
        if (lang != NULL && strcmp(gk_templates[i].lang, lang) == 0) {
            *out = &gk_templates[i];
            return GK_OK;
        }
        words[count++] = gk_templates[i].lang;
    }
    return fail_unknown("lang", lang,
                        lang ? gk_nearest(lang, words, count) : NULL, err);
}

static const char *word_value(const struct gk_template_words *words,
                              const char *word, size_t len)
{
    const struct {
        const char *word;
        const char *value;
    } known[] = {
        {"name", words->name},
        {"package", words->package},
        {"title", words->title},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i].word) == len &&
            memcmp(known[i].word, word, len) == 0)
            return known[i].value;
    return NULL;
}

gk_status gk_template_fill(const char *text, size_t len,
                           const struct gk_template_words *words, gk_buf *out,
                           gk_error *err)
{
    size_t at = 0;

    while (at < len) {
        const char *open = memmem(text + at, len - at, "{{", 2);
        const char *close;
        const char *value;

        if (open == NULL)
            break;
        gk_buf_put(out, text + at, (size_t)(open - text) - at);
        at = (size_t)(open - text) + 2;
        if (open > text && open[-1] == '$') {
            gk_buf_puts(out, "{{");
            continue;
        }
        close = memmem(text + at, len - at, "}}", 2);
        value = close == NULL
                    ? NULL
                    : word_value(words, text + at, (size_t)(close - text) - at);
        if (value == NULL)
            return gk_fail(err, GK_E_SYNTAX,
                           "'{{%.*s' is no word of a template",
                           (int)(len - at < 20 ? len - at : 20), text + at);
        gk_buf_puts(out, value);
        at = (size_t)(close - text) + 2;
    }
    gk_buf_put(out, text + at, len - at);
    return gk_buf_check(out, err);
}
