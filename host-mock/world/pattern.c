#include "host-mock/world/pattern.h"

#include "core/base/json_expect.h"
#include "core/base/regex.h"

#include <regex.h>
#include <string.h>

gk_status gk_pattern_check(const gk_json *pattern, const char *where,
                           gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"match", GK_JSON_BIT(GK_JSON_STRING), false},
        {"contains", GK_JSON_BIT(GK_JSON_STRING), false},
        {"json", GK_JSON_ANY, false},
    };
    const char *regex;
    gk_error why = GK_ERROR_INIT;
    regex_t compiled;
    gk_status st;
    int code;

    if (pattern == NULL || gk_json_is(pattern, GK_JSON_STRING))
        return GK_OK;
    st = gk_json_expect(pattern, where, fields, 3, err);
    if (st != GK_OK)
        return st;
    if (gk_json_count(pattern) != 1)
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: wanted one of \"match\", \"contains\", \"json\"",
                       where);
    if (gk_json_is(gk_json_first(pattern), GK_JSON_STRING) &&
        gk_json_text(gk_json_first(pattern)) == NULL &&
        gk_json_get(pattern, "json") == NULL)
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: a NUL or half a surrogate pair cannot stand here",
                       where);
    regex = gk_json_text(gk_json_get(pattern, "match"));
    if (regex == NULL)
        return GK_OK;
    if (gk_regex_check(regex, &why) != GK_OK)
        return gk_fail(err, GK_E_SCHEMA, "%s/match: '%s': %s", where, regex,
                       why.text);
    code = regcomp(&compiled, regex, REG_EXTENDED | REG_NOSUB);
    if (code != 0) {
        char words[128];

        regerror(code, &compiled, words, sizeof words);
        return gk_fail(err, GK_E_SCHEMA,
                       "%s/match: '%s' is no regular "
                       "expression: %s",
                       where, regex, words);
    }
    regfree(&compiled);
    return GK_OK;
}

static bool regex_fits(const char *regex, const char *text)
{
    regex_t compiled;
    bool fits;

    if (strlen(text) > GK_MAX_REGEX_TEXT_BYTES ||
        gk_regex_check(regex, NULL) != GK_OK ||
        regcomp(&compiled, regex, REG_EXTENDED | REG_NOSUB) != 0)
        return false;
    fits = regexec(&compiled, text, 0, NULL, 0) == 0;
    regfree(&compiled);
    return fits;
}

static bool json_fits(const gk_json *part, const char *text)
{
    gk_json *whole = NULL;
    bool fits = gk_json_parse(text, strlen(text), &whole, NULL) == GK_OK &&
                gk_json_contains(whole, part, NULL);

    gk_json_free(whole);
    return fits;
}

bool gk_pattern_fits(const gk_json *pattern, const char *text)
{
    const gk_json *how = gk_json_first(pattern);
    const char *word;

    if (gk_json_is(pattern, GK_JSON_STRING)) {
        word = gk_json_text(pattern);
        return word != NULL && strcmp(word, text) == 0;
    }
    if (how == NULL)
        return false;
    if (strcmp(gk_json_key(how), "json") == 0)
        return json_fits(how, text);
    word = gk_json_text(how);
    if (word == NULL)
        return false;
    return strcmp(gk_json_key(how), "match") == 0 ? regex_fits(word, text)
                                                  : strstr(text, word) != NULL;
}
