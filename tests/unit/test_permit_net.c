/*
 * permissions.network and permissions.shell, row by row, in the host's words.
 */
#include "core/manifest/permit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A manifest with these permissions. The tree is borrowed by the value. */
static gk_json *read_manifest(const char *permissions, gk_hugind_manifest *out)
{
    char text[2048];
    gk_json *json = NULL;
    gk_error err = GK_ERROR_INIT;

    snprintf(text, sizeof text,
             "{\"name\":\"a\",\"version\":\"1\",\"entry_point\":\"a.wasm\","
             "\"permissions\":{%s}}",
             permissions);
    if (gk_json_parse(text, strlen(text), &json, &err) != GK_OK ||
        gk_hugind_manifest_read(json, "", out, &err) != GK_OK)
        fail_msg("%s in %s", err.text, text);
    return json;
}

/* --- hosts ------------------------------------------------------------------
 */

#define NET(more)        "\"network\":{\"allow\":true" more "}"
#define DOMAINS(list)    NET(",\"allowed_domains\":[" list "]")
#define IPS(list)        NET(",\"allowed_ips\":[" list "]")
#define NOT_LISTED(host) "Domain/IP '" host "' is not in the allowed list."

struct url_row {
    const char *name, *permissions, *url;
    const char *documented, *deployed; /* words; NULL: allowed */
    const char *fact;                  /* of the documented side */
};

static void check_url(const struct url_row *row, bool deployed)
{
    const char *want = deployed ? row->deployed : row->documented;
    const char *other = deployed ? row->documented : row->deployed;
    gk_hugind_manifest m;
    gk_json *json = read_manifest(row->permissions, &m);
    gk_url url = {0};
    gk_error err = GK_ERROR_INIT;
    gk_permit permit;

    if (gk_url_parse(row->url, strlen(row->url), NULL, &url, &err) != GK_OK)
        fail_msg("%s: %s", row->name, err.text);
    gk_permit_url(&m.network, &url, deployed, &permit);
    if (permit.allowed != (want == NULL) ||
        strcmp(permit.words, want != NULL ? want : "") != 0)
        fail_msg("%s (%s): \"%s\", wanted \"%s\"", row->name,
                 deployed ? "deployed" : "documented", permit.words,
                 want != NULL ? want : "");
    if ((permit.differs != GK_PERMIT_SAME) !=
        ((want == NULL) != (other == NULL)))
        fail_msg("%s: differs is %d", row->name, permit.differs);
    if (!deployed &&
        strcmp(permit.fact, row->fact != NULL ? row->fact : "") != 0)
        fail_msg("%s: fact \"%s\"", row->name, permit.fact);
    gk_url_clear(&url);
    gk_json_free(json);
}

static const struct url_row url_rows[] = {
    {"no section", "", "http://example.com/",
     "Network access is disabled for this agent.",
     "Network access is disabled for this agent.",
     "permissions.network.allow is false"},
    {"any host", NET(""), "https://example.com/x", NULL, NULL, NULL},
    {"allow comes before the scheme", "\"network\":{\"allow\":false}",
     "ftp://example.com/", "Network access is disabled for this agent.",
     "Network access is disabled for this agent.",
     "permissions.network.allow is false"},
    {"ftp", NET(""), "ftp://example.com/", "URL scheme 'ftp' is not allowed.",
     "URL scheme 'ftp' is not allowed.",
     "the scheme 'ftp' is neither http nor https"},
    {"T18: the domain itself", DOMAINS("\"example.com\""),
     "http://example.com/", NULL, NULL, NULL},
    {"T18: a domain below it", DOMAINS("\"example.com\""),
     "http://api.example.com/", NULL, NULL, NULL},
    {"T18: another that ends alike", DOMAINS("\"example.com\""),
     "http://notexample.com/", NOT_LISTED("notexample.com"),
     NOT_LISTED("notexample.com"),
     "'notexample.com' is not in permissions.network.allowed_domains"},
    {"a range", IPS("\"10.0.0.0/8\""), "http://10.1.2.3/", NULL,
     NOT_LISTED("10.1.2.3"), NULL},
};

static void urls_are_held_against_the_lists(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof url_rows / sizeof *url_rows; i++) {
        check_url(&url_rows[i], false);
        check_url(&url_rows[i], true);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_are_held_against_the_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
