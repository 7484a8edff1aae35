/* "waivers": what is known, why it may stay, and until when. */
#include "core/base/utf8.h"
#include "core/manifest/project_value.h"
#include "scanner/policy/date.h"
#include "scanner/policy/policy_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
/* Nobody reviews more; each is compared with every finding. */
#define MOST_WAIVERS 10000u

static const struct gk_json_field match_fields[] = {
#define GK_WAIVER_MATCH(name, key) {key, GK_POLICY_STRING, false},
    GK_WAIVER_MATCH_LIST(GK_WAIVER_MATCH)
#undef GK_WAIVER_MATCH
};

static gk_status take_one_match(const gk_json *o, const char *where,
                                gk_waiver_match which, char **out,
                                gk_error *err)
{
    const gk_json *value = gk_json_get(o, match_fields[which].key);
    char place[80];
    gk_status st;

    if (value == NULL)
        return GK_OK;
    snprintf(place, sizeof place, "%s/%s", where, match_fields[which].key);
    st = gk_value_text(value, place, out, err);
    if (st != GK_OK)
        return st;
    if (which != GK_WAIVER_SHA256)
        return gk_policy_check_pattern(*out, place, err);
    gk_policy_lower(*out);
    return gk_policy_check_hash(*out, place, err);
}

static gk_status take_match(const gk_json *o, const char *where,
                            struct gk_waiver *w, gk_error *err)
{
    gk_status st;
    char place[64];

    if (o == NULL)
        return GK_OK;
    snprintf(place, sizeof place, "%s/match", where);
    st = gk_json_expect(o, place, match_fields, COUNT(match_fields), err);
    for (int i = 0; i < GK_WAIVER_MATCH_COUNT && st == GK_OK; i++)
        st = take_one_match(o, place, (gk_waiver_match)i, &w->match[i], err);
    return st;
}

/* It is printed beside the finding. */
static gk_status take_reason(const gk_json *value, const char *where,
                             struct gk_waiver *w, gk_error *err)
{
    gk_buf reason = GK_BUF_INIT;
    char *text = NULL;
    char place[64];
    gk_status st;

    snprintf(place, sizeof place, "%s/reason", where);
    st = gk_value_text(value, place, &text, err);
    if (st != GK_OK)
        return st;
    gk_utf8_put_printable(&reason, (const uint8_t *)text, strlen(text), false);
    free(text);
    w->reason = gk_buf_take(&reason);
    gk_buf_clear(&reason);
    return w->reason == NULL ? gk_fail_nomem(err) : GK_OK;
}

static gk_status take_expires(const gk_json *value, const char *where,
                              struct gk_waiver *w, gk_error *err)
{
    const char *text = gk_json_text(value);

    if (text != NULL && gk_date_parse(text, &w->expires))
        return GK_OK;
    return gk_fail(err, GK_E_SCHEMA,
                   "%s/expires: found \"%s\", wanted a day as \"YYYY-MM-DD\"",
                   where, text != NULL ? text : "");
}

static gk_status take_waiver(const gk_json *o, const char *where,
                             struct gk_waiver *w, gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"rule", GK_POLICY_STRING, true},
        {"match", GK_POLICY_OBJECT, false},
        {"reason", GK_POLICY_STRING, true},
        {"expires", GK_POLICY_STRING, true}};
    char place[64];
    gk_status st = gk_json_expect(o, where, fields, COUNT(fields), err);

    snprintf(place, sizeof place, "%s/rule", where);
    if (st == GK_OK)
        st = gk_policy_take_rule(gk_json_text(gk_json_get(o, "rule")), place,
                                 &w->rule, err);
    if (st == GK_OK && gk_policy_is_fixed(w->rule))
        st = gk_fail(err, GK_E_SCHEMA,
                     "%s: found \"%s\", which nobody can waive: a module that "
                     "is not valid stays so",
                     place, w->rule->id);
    if (st == GK_OK)
        st = take_match(gk_json_get(o, "match"), where, w, err);
    if (st == GK_OK)
        st = take_reason(gk_json_get(o, "reason"), where, w, err);
    if (st == GK_OK)
        st = take_expires(gk_json_get(o, "expires"), where, w, err);
    return st;
}

gk_status gk_policy_take_waivers(const gk_json *list, gk_policy *p,
                                 gk_error *err)
{
    size_t count = gk_json_count(list);
    gk_status st = GK_OK;

    if (count == 0)
        return GK_OK;
    if (count > MOST_WAIVERS)
        return gk_fail(err, GK_E_SCHEMA,
                       "/waivers: found %zu of them, wanted at most %u", count,
                       MOST_WAIVERS);
    p->waivers = calloc(count, sizeof *p->waivers);
    if (p->waivers == NULL)
        return gk_fail_nomem(err);
    for (const gk_json *m = gk_json_first(list); m != NULL && st == GK_OK;
         m = gk_json_next(m)) {
        char where[40];

        snprintf(where, sizeof where, "/waivers/%zu", p->waiver_count);
        st = take_waiver(m, where, &p->waivers[p->waiver_count++], err);
    }
    return st;
}
