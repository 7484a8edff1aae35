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

#define NET(more)     "\"network\":{\"allow\":true" more "}"
#define DOMAINS(list) NET(",\"allowed_domains\":[" list "]")
#define IPS(list)     NET(",\"allowed_ips\":[" list "]")
#define BOTH                                                                   \
    NET(",\"allowed_domains\":[\"example.com\"],\"allowed_ips\":["             \
        "\"1.2.3.4\"]")
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
    {"a domain that only ends in it, without a dot", DOMAINS("\"ample.com\""),
     "http://example.com/", NOT_LISTED("example.com"),
     NOT_LISTED("example.com"),
     "'example.com' is not in permissions.network.allowed_domains"},
    {"two domains below it", DOMAINS("\"example.com\""),
     "http://a.b.example.com/", NULL, NULL, NULL},
    {"the domain above it", DOMAINS("\"api.example.com\""),
     "http://example.com/", NOT_LISTED("example.com"),
     NOT_LISTED("example.com"),
     "'example.com' is not in permissions.network.allowed_domains"},
    {"the second entry", DOMAINS("\"a.org\",\"example.com\""),
     "http://example.com/", NULL, NULL, NULL},
    {"a host in capitals", DOMAINS("\"example.com\""), "http://EXAMPLE.com/",
     NULL, NULL, NULL},
    {"an entry in capitals", DOMAINS("\"Example.com\""), "http://example.com/",
     NOT_LISTED("example.com"), NOT_LISTED("example.com"),
     "'example.com' is not in permissions.network.allowed_domains"},
    {"an entry with a wildcard", DOMAINS("\"*.example.com\""),
     "http://api.example.com/", NOT_LISTED("api.example.com"),
     NOT_LISTED("api.example.com"),
     "'api.example.com' is not in permissions.network.allowed_domains"},
    {"an entry with a port", DOMAINS("\"example.com:80\""),
     "http://example.com:80/", NOT_LISTED("example.com"),
     NOT_LISTED("example.com"),
     "'example.com' is not in permissions.network.allowed_domains"},
    {"an entry with a scheme", DOMAINS("\"http://example.com\""),
     "http://example.com/", NOT_LISTED("example.com"),
     NOT_LISTED("example.com"),
     "'example.com' is not in permissions.network.allowed_domains"},
    {"an entry with a dot before it", DOMAINS("\".example.com\""),
     "http://example.com/", NOT_LISTED("example.com"),
     NOT_LISTED("example.com"),
     "'example.com' is not in permissions.network.allowed_domains"},
    {"a port does not matter", DOMAINS("\"example.com\""),
     "https://example.com:8443/x?y#z", NULL, NULL, NULL},
    {"a user's name does not matter", DOMAINS("\"example.com\""),
     "https://evil.org@example.com/", NULL, NULL, NULL},
    {"what looks like the host is a user's name", DOMAINS("\"example.com\""),
     "https://example.com@evil.org/", NOT_LISTED("evil.org"),
     NOT_LISTED("evil.org"),
     "'evil.org' is not in permissions.network.allowed_domains"},
    {"a backslash ends the host", DOMAINS("\"example.com\""),
     "https://evil.org\\.example.com/", NOT_LISTED("evil.org"),
     NOT_LISTED("evil.org"),
     "'evil.org' is not in permissions.network.allowed_domains"},
    {"a fragment ends the host", DOMAINS("\"example.com\""),
     "https://evil.org#.example.com/", NOT_LISTED("evil.org"),
     NOT_LISTED("evil.org"),
     "'evil.org' is not in permissions.network.allowed_domains"},
    {"a percent sign is decoded", DOMAINS("\"example.com\""),
     "https://ex%61mple.com/", NULL, NULL, NULL},
    {"a dot at the end is another host", DOMAINS("\"example.com\""),
     "https://example.com./", NOT_LISTED("example.com."),
     NOT_LISTED("example.com."),
     "'example.com.' is not in permissions.network.allowed_domains"},
    {"an empty list", DOMAINS(""), "http://example.com/", NULL, NULL, NULL},
    {"an address among the domains", DOMAINS("\"1.2.3.4\""), "http://1.2.3.4/",
     NULL, NULL, NULL},
    {"an IPv6 address among the domains", DOMAINS("\"[::1]\""), "http://[::1]/",
     NULL, NULL, NULL},
    {"without its brackets it is none", DOMAINS("\"::1\""), "http://[::1]/",
     NOT_LISTED("[::1]"), NOT_LISTED("[::1]"),
     "'[::1]' is not in permissions.network.allowed_domains"},
    {"the end of an address, as the host compares", DOMAINS("\"3.4\""),
     "http://1.2.3.4/", NULL, NULL, NULL},
    {"an address", IPS("\"1.2.3.4\""), "http://1.2.3.4/", NULL, NULL, NULL},
    {"another address", IPS("\"1.2.3.4\""), "http://1.2.3.5/",
     NOT_LISTED("1.2.3.5"), NOT_LISTED("1.2.3.5"),
     "'1.2.3.5' is not in permissions.network.allowed_ips"},
    {"addresses alone refuse every name", IPS("\"1.2.3.4\""),
     "http://example.com/", NOT_LISTED("example.com"),
     NOT_LISTED("example.com"),
     "'example.com' is not in permissions.network.allowed_ips"},
    {"an address in hexadecimal", IPS("\"1.2.3.4\""), "http://0x01020304/",
     NULL, NULL, NULL},
    {"an address in one number", IPS("\"1.2.3.4\""), "http://16909060/", NULL,
     NULL, NULL},
    {"an address in octal", IPS("\"1.2.3.4\""), "http://01.02.03.04/", NULL,
     NULL, NULL},
    {"an address of two parts", IPS("\"1.0.0.4\""), "http://1.4/", NULL, NULL,
     NULL},
    {"both lists, by name", BOTH, "http://example.com/", NULL, NULL, NULL},
    {"both lists, by address", BOTH, "http://1.2.3.4/", NULL, NULL, NULL},
    {"both lists, neither", BOTH, "http://5.6.7.8/", NOT_LISTED("5.6.7.8"),
     NOT_LISTED("5.6.7.8"),
     "'5.6.7.8' is neither in permissions.network.allowed_domains nor in "
     "permissions.network.allowed_ips"},
    {"a range", IPS("\"10.0.0.0/8\""), "http://10.1.2.3/", NULL,
     NOT_LISTED("10.1.2.3"), NULL},
    {"outside the range", IPS("\"10.0.0.0/8\""), "http://11.1.2.3/",
     NOT_LISTED("11.1.2.3"), NOT_LISTED("11.1.2.3"),
     "'11.1.2.3' is not in permissions.network.allowed_ips"},
    {"a range that is not on a byte, its last", IPS("\"172.16.0.0/12\""),
     "http://172.31.255.255/", NULL, NOT_LISTED("172.31.255.255"), NULL},
    {"one past it", IPS("\"172.16.0.0/12\""), "http://172.32.0.0/",
     NOT_LISTED("172.32.0.0"), NOT_LISTED("172.32.0.0"),
     "'172.32.0.0' is not in permissions.network.allowed_ips"},
    {"all there is", IPS("\"0.0.0.0/0\""), "http://9.9.9.9/", NULL,
     NOT_LISTED("9.9.9.9"), NULL},
    {"all there is in IPv4 has no IPv6", IPS("\"0.0.0.0/0\""),
     "http://[2001:db8::1]/", NOT_LISTED("[2001:db8::1]"),
     NOT_LISTED("[2001:db8::1]"),
     "'[2001:db8::1]' is not in permissions.network.allowed_ips"},
    {"a range of too many bits", IPS("\"10.0.0.0/33\""), "http://10.0.0.0/",
     NOT_LISTED("10.0.0.0"), NOT_LISTED("10.0.0.0"),
     "'10.0.0.0' is not in permissions.network.allowed_ips"},
    {"an IPv6 address", IPS("\"2001:db8::1\""), "http://[2001:DB8:0::1]/", NULL,
     NOT_LISTED("[2001:db8::1]"), NULL},
    {"an IPv6 range", IPS("\"2001:db8::/32\""), "http://[2001:db8:ff::9]/",
     NULL, NOT_LISTED("[2001:db8:ff::9]"), NULL},
    {"outside the IPv6 range", IPS("\"2001:db8::/32\""), "http://[2001:db9::]/",
     NOT_LISTED("[2001:db9::]"), NOT_LISTED("[2001:db9::]"),
     "'[2001:db9::]' is not in permissions.network.allowed_ips"},
    {"a name that looks like an entry of addresses", IPS("\"example.com\""),
     "http://example.com/", NOT_LISTED("example.com"),
     NOT_LISTED("example.com"),
     "'example.com' is not in permissions.network.allowed_ips"},
    {"a file", NET(""), "file:///etc/passwd",
     "URL scheme 'file' is not allowed.", "URL scheme 'file' is not allowed.",
     "the scheme 'file' is neither http nor https"},
    {"data", NET(""), "data:text/plain,x", "URL scheme 'data' is not allowed.",
     "URL scheme 'data' is not allowed.",
     "the scheme 'data' is neither http nor https"},
    {"a web socket", NET(""), "wss://example.com/",
     "URL scheme 'wss' is not allowed.", "URL scheme 'wss' is not allowed.",
     "the scheme 'wss' is neither http nor https"},
    {"a scheme in capitals", NET(""), "HTTPS://example.com/", NULL, NULL, NULL},
    {"the scheme comes before the lists", DOMAINS("\"example.com\""),
     "gopher://evil.org/", "URL scheme 'gopher' is not allowed.",
     "URL scheme 'gopher' is not allowed.",
     "the scheme 'gopher' is neither http nor https"},
};

static void urls_are_held_against_the_lists(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof url_rows / sizeof *url_rows; i++) {
        check_url(&url_rows[i], false);
        check_url(&url_rows[i], true);
    }
}

/* --- redirects --------------------------------------------------------------
 */

/* A redirect is a hop of its own: resolved, then held against the same rules.
 */
static void redirects_are_checked_again(void **state)
{
    static const struct {
        const char *name, *location, *href, *words;
    } rows[] = {
        {"within the host", "/b", "http://example.com/b", ""},
        {"beside it", "c?d=1", "http://example.com/a/c?d=1", ""},
        {"above it", "../../e", "http://example.com/e", ""},
        {"to https", "https://example.com/", "https://example.com/", ""},
        {"to a host below", "//api.example.com/x", "http://api.example.com/x",
         ""},
        {"to another host", "http://evil.org/", "http://evil.org/",
         NOT_LISTED("evil.org")},
        {"to another host, without its scheme", "//evil.org/",
         "http://evil.org/", NOT_LISTED("evil.org")},
        {"with backslashes", "\\\\evil.org\\x", "http://evil.org/x",
         NOT_LISTED("evil.org")},
        {"with tabs in it", "/\t/evil.org", "http://evil.org/",
         NOT_LISTED("evil.org")},
        {"to an address", "http://0x7f.1/", "http://127.0.0.1/",
         NOT_LISTED("127.0.0.1")},
        {"to a file", "file:///etc/passwd", "file:///etc/passwd",
         "URL scheme 'file' is not allowed."},
        {"to a script", "javascript:alert(1)", "javascript:alert(1)",
         "URL scheme 'javascript' is not allowed."},
    };
    static const char from[] = "http://example.com/a/b";
    gk_hugind_manifest m;
    gk_json *json = read_manifest(DOMAINS("\"example.com\""), &m);
    gk_url base = {0};

    (void)state;
    assert_int_equal(gk_url_parse(from, strlen(from), NULL, &base, NULL),
                     GK_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_url url = {0};
        gk_error err = GK_ERROR_INIT;
        gk_permit permit;

        if (gk_url_parse(rows[i].location, strlen(rows[i].location), &base,
                         &url, &err) != GK_OK)
            fail_msg("%s: %s", rows[i].name, err.text);
        gk_permit_url(&m.network, &url, false, &permit);
        if (strcmp(url.href, rows[i].href) != 0 ||
            strcmp(permit.words, rows[i].words) != 0 ||
            permit.allowed != (*rows[i].words == '\0'))
            fail_msg("%s: %s, \"%s\"", rows[i].name, url.href, permit.words);
        gk_url_clear(&url);
    }
    gk_url_clear(&base);
    gk_json_free(json);
}

/* --- private networks -------------------------------------------------------
 */

static void private_networks_are_blocked(void **state)
{
    static const struct {
        const char *ip;
        bool documented, deployed; /* blocked */
    } rows[] = {
        {"9.255.255.255", false, false},
        {"10.0.0.0", true, true},
        {"10.255.255.255", true, true},
        {"11.0.0.0", false, false},
        {"172.15.255.255", false, false},
        {"172.16.0.0", true, true},
        {"172.31.0.1", true, true},
        {"172.32.0.1", false, false},
        {"192.167.255.255", false, false},
        {"192.168.0.0", true, true},
        {"192.168.255.255", true, true},
        {"192.169.0.0", false, false},
        {"126.255.255.255", false, false},
        {"127.0.0.1", true, true},
        {"127.255.255.255", true, true},
        {"128.0.0.0", false, false},
        {"169.253.255.255", false, false},
        {"169.254.169.254", true, true},
        {"169.255.0.0", false, false},
        {"100.63.255.255", false, false},
        {"100.64.0.0", true, true},
        {"100.127.255.255", true, true},
        {"100.128.0.0", false, false},
        {"0.0.0.0", true, true},
        {"0.255.255.255", true, true},
        {"1.0.0.0", false, false},
        {"224.0.0.1", false, false},
        {"255.255.255.255", false, false},
        {"8.8.8.8", false, false},
        {"::1", true, true},
        {"::2", false, false},
        {"::", true, false},
        {"fbff::1", false, false},
        {"fc00::", true, true},
        {"fdff::1", true, true},
        {"fe00::", false, false},
        {"fe7f::1", false, false},
        {"fe80::1", true, true},
        {"febf::1", true, true},
        {"fec0::1", false, false},
        {"ff02::1", true, true},
        {"2001:db8::1", false, false},
        {"::ffff:10.0.0.1", true, false},
        {"::ffff:127.0.0.1", true, false},
        {"::ffff:8.8.8.8", false, false},
        {"::10.0.0.1", false, false},
    };
    gk_hugind_manifest m;
    gk_json *json = read_manifest(NET(",\"block_private_networks\":true"), &m);

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int deployed = 0; deployed < 2; deployed++) {
            bool blocked = deployed ? rows[i].deployed : rows[i].documented;
            char words[128];
            gk_permit permit;
            gk_ip ip;

            snprintf(words, sizeof words,
                     "Access to private network blocked (IP: %s)", rows[i].ip);
            assert_true(gk_ip_parse(rows[i].ip, strlen(rows[i].ip), &ip));
            gk_permit_address(&m.network, &ip, deployed, &permit);
            if (permit.allowed == blocked ||
                strcmp(permit.words, blocked ? words : "") != 0 ||
                (permit.differs == GK_PERMIT_PRIVATE_IPV6) !=
                    (rows[i].documented != rows[i].deployed))
                fail_msg("%s, deployed %d: '%s'", rows[i].ip, deployed,
                         permit.words);
        }
    gk_json_free(json);
}

static void private_networks_are_open_by_default(void **state)
{
    gk_hugind_manifest m;
    gk_json *json = read_manifest(NET(""), &m);
    gk_permit permit;
    gk_ip ip;

    (void)state;
    assert_true(gk_ip_parse("127.0.0.1", 9, &ip));
    gk_permit_address(&m.network, &ip, false, &permit);
    assert_true(permit.allowed);
    gk_json_free(json);
}

/* --- shell ------------------------------------------------------------------
 */

#define SHELL(more) "\"shell\":{\"allow\":true" more "}"
#define OFF         "Shell execution is disabled."

static void programs_are_held_against_the_lists(void **state)
{
    static const struct {
        const char *name, *permissions, *program, *words, *fact;
        bool command; /* run_command is allowed */
    } rows[] = {
        {"no section", "", "ls", OFF, "permissions.shell.allow is false",
         false},
        {"off", "\"shell\":{\"allow\":false,\"whitelist\":[\"ls\"]}", "ls", OFF,
         "permissions.shell.allow is false", false},
        {"no lists", SHELL(""), "ls", "", "", true},
        {"on the whitelist", SHELL(",\"whitelist\":[\"cat\",\"ls\"]"), "ls", "",
         "", true},
        {"T14: a path is another word", SHELL(",\"whitelist\":[\"ls\"]"),
         "/bin/ls", "Command '/bin/ls' is not whitelisted.",
         "permissions.shell.whitelist does not name '/bin/ls'", true},
        {"case counts", SHELL(",\"whitelist\":[\"ls\"]"), "LS",
         "Command 'LS' is not whitelisted.",
         "permissions.shell.whitelist does not name 'LS'", true},
        {"an empty whitelist", SHELL(",\"whitelist\":[]"), "ls",
         "Command 'ls' is not whitelisted.",
         "permissions.shell.whitelist does not name 'ls'", true},
        {"a longer word", SHELL(",\"whitelist\":[\"ls\"]"), "lsof",
         "Command 'lsof' is not whitelisted.",
         "permissions.shell.whitelist does not name 'lsof'", true},
        {"blanks count", SHELL(",\"whitelist\":[\"ls\"]"), "ls ",
         "Command 'ls ' is not whitelisted.",
         "permissions.shell.whitelist does not name 'ls '", true},
        {"on the blacklist", SHELL(",\"blacklist\":[\"rm\"]"), "rm",
         "Command 'rm' is blacklisted.",
         "permissions.shell.blacklist names "
         "'rm'",
         true},
        {"round the blacklist", SHELL(",\"blacklist\":[\"rm\"]"), "/bin/rm", "",
         "", true},
        {"an empty blacklist", SHELL(",\"blacklist\":[]"), "rm", "", "", true},
        {"on both", SHELL(",\"whitelist\":[\"rm\"],\"blacklist\":[\"rm\"]"),
         "rm", "Command 'rm' is blacklisted.",
         "permissions.shell.blacklist names 'rm'", true},
        {"on neither", SHELL(",\"whitelist\":[\"ls\"],\"blacklist\":[\"rm\"]"),
         "cp", "Command 'cp' is not whitelisted.",
         "permissions.shell.whitelist does not name 'cp'", true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_hugind_manifest m;
        gk_json *json = read_manifest(rows[i].permissions, &m);
        gk_permit permit;

        gk_permit_spawn(&m.shell, rows[i].program, strlen(rows[i].program),
                        &permit);
        if (strcmp(permit.words, rows[i].words) != 0 ||
            strcmp(permit.fact, rows[i].fact) != 0 ||
            permit.allowed != (*rows[i].words == '\0'))
            fail_msg("%s: '%s', '%s'", rows[i].name, permit.words, permit.fact);
        gk_permit_command(&m.shell, &permit);
        if (permit.allowed != rows[i].command)
            fail_msg("%s: run_command: '%s'", rows[i].name, permit.words);
        gk_json_free(json);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_are_held_against_the_lists),
        cmocka_unit_test(redirects_are_checked_again),
        cmocka_unit_test(private_networks_are_blocked),
        cmocka_unit_test(private_networks_are_open_by_default),
        cmocka_unit_test(programs_are_held_against_the_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
