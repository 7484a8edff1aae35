#include "host-mock/world/dns.h"

#include "core/base/json_expect.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static gk_status check_name(const gk_json *name, const char *where,
                            gk_error *err)
{
    gk_status st = gk_json_expect_kind(
        name, where, GK_JSON_BIT(GK_JSON_ARRAY) | GK_JSON_BIT(GK_JSON_STRING),
        err);
    unsigned index = 0;

    if (st == GK_OK && gk_json_count(name) > GK_DNS_MOST)
        return gk_fail(err, GK_E_SCHEMA, "%s: a name has %d addresses at most",
                       where, GK_DNS_MOST);
    for (const gk_json *a = gk_json_first(name); a != NULL && st == GK_OK;
         a = gk_json_next(a), index++) {
        const char *text = gk_json_text(a);
        gk_ip ip;

        if (text == NULL || !gk_ip_parse(text, strlen(text), &ip))
            st = gk_fail(err, GK_E_SCHEMA,
                         "%s/%u: wanted an address like \"192.0.2.7\" or "
                         "\"2001:db8::7\"",
                         where, index);
    }
    return st;
}

gk_status gk_dns_check(const gk_json *names, const char *where, gk_error *err)
{
    gk_status st = GK_OK;

    for (const gk_json *n = gk_json_first(names); n != NULL && st == GK_OK;
         n = gk_json_next(n)) {
        char path[512];

        snprintf(path, sizeof path, "%s/%s", where, gk_json_key(n));
        st = check_name(n, path, err);
    }
    return st;
}

static const gk_json *find(const gk_json *names, const char *host)
{
    const gk_json *n = gk_json_first(names);

    while (n != NULL && strcasecmp(gk_json_key(n), host) != 0)
        n = gk_json_next(n);
    return n;
}

static void add(struct gk_dns_answer *answer, const char *text)
{
    if (text != NULL && answer->count < GK_DNS_MOST &&
        gk_ip_parse(text, strlen(text), &answer->at[answer->count]))
        answer->count++;
}

static void set_error(struct gk_dns_answer *answer, const char *words)
{
    snprintf(answer->error, sizeof answer->error,
             "failed to lookup address information: %s",
             words != NULL ? words : "Name or service not known");
}

/* A list of addresses, or the words of a failure. */
static void answer_with(const gk_json *found, struct gk_dns_answer *answer)
{
    for (const gk_json *a = gk_json_first(found); a != NULL;
         a = gk_json_next(a))
        add(answer, gk_json_text(a));
    if (answer->count == 0)
        set_error(answer, gk_json_text(found));
}

static bool is_home(const char *host)
{
    static const char home[] = "localhost";
    size_t len = strlen(host), tail = sizeof home - 1;

    if (len < tail || strcasecmp(host + len - tail, home) != 0)
        return false;
    return len == tail || host[len - tail - 1] == '.';
}

gk_status gk_dns_ask(const struct gk_dns *dns, const char *host, bool real,
                     struct gk_dns_answer *answer, gk_error *err)
{
    const gk_json *found = find(dns->names, host);
    gk_json *told = NULL;
    const gk_json *error;
    gk_status st = GK_OK;

    answer->count = 0;
    answer->error[0] = '\0';
    if (found != NULL) {
        answer_with(found, answer);
    } else if (real && dns->door != NULL) {
        st = dns->door(dns->door_context, host, &told, err);
        error = gk_json_get(told, "error");
        if (st == GK_OK)
            answer_with(error != NULL ? error : gk_json_get(told, "addresses"),
                        answer);
        gk_json_free(told);
    } else {
        add(answer, is_home(host) ? "127.0.0.1" : GK_DNS_ADDRESS);
    }
    return st;
}
