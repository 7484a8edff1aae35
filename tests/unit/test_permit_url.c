/*
 * URLs taken apart, and what is none.
 */
#include "core/base/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void urls_are_written_as_the_standard_has_them(void **state)
{
    static const struct {
        const char *text, *href, *host;
        unsigned port;
    } rows[] = {
        {"http://a", "http://a/", "a", 80},
        {"  https://A.B/c \n", "https://a.b/c", "a.b", 443},
        {"http:a/b", "http://a/b", "a", 80},
        {"http:////a", "http://a/", "a", 80},
        {"http:\\\\a\\b", "http://a/b", "a", 80},
        {"ht\ntp://a/\tb", "http://a/b", "a", 80},
        {"http://a:80/", "http://a/", "a", 80},
        {"http://a:0/", "http://a:0/", "a", 0},
        {"http://a:08080", "http://a:8080/", "a", 8080},
        {"http://a:/", "http://a/", "a", 80},
        {"https://a:80/", "https://a:80/", "a", 80},
        {"http://u:p@a/", "http://u:p@a/", "a", 80},
        {"http://u@v@a/", "http://u%40v@a/", "a", 80},
        {"http://@a/", "http://a/", "a", 80},
        {"http://a/b c?d e#f g", "http://a/b%20c?d%20e#f%20g", "a", 80},
        {"http://a/\xc3\xa4", "http://a/%C3%A4", "a", 80},
        {"http://a/b/../c/./d", "http://a/c/d", "a", 80},
        {"http://a/%2e%2E/b", "http://a/b", "a", 80},
        {"http://a/..", "http://a/", "a", 80},
        {"http://a?b", "http://a/?b", "a", 80},
        {"http://a?", "http://a/?", "a", 80},
        {"http://127.1", "http://127.0.0.1/", "127.0.0.1", 80},
        {"http://0x7F.0.0.1", "http://127.0.0.1/", "127.0.0.1", 80},
        {"http://0177.1", "http://127.0.0.1/", "127.0.0.1", 80},
        {"http://2130706433", "http://127.0.0.1/", "127.0.0.1", 80},
        {"http://127.0.0.1.", "http://127.0.0.1/", "127.0.0.1", 80},
        {"http://0x", "http://0.0.0.0/", "0.0.0.0", 80},
        {"http://%31%32%37.1", "http://127.0.0.1/", "127.0.0.1", 80},
        {"http://1.2.3.a", "http://1.2.3.a/", "1.2.3.a", 80},
        {"http://[::1]:81", "http://[::1]:81/", "[::1]", 81},
        {"http://[0:0:1:0:0:0:0:1]", "http://[0:0:1::1]/", "[0:0:1::1]", 80},
        {"http://[1:0:0:2:0:0:0:0]", "http://[1:0:0:2::]/", "[1:0:0:2::]", 80},
        {"http://[::ffff:1.2.3.4]", "http://[::ffff:102:304]/",
         "[::ffff:102:304]", 80},
        {"ftp://a/b", "ftp://a/b", "a", 21},
        {"http://a\"`{}/", "http://a\"`{}/", "a\"`{}", 80},
        {"mailto:x@y", "mailto:x@y", "", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_url url = {0};
        gk_error err = GK_ERROR_INIT;

        if (gk_url_parse(rows[i].text, strlen(rows[i].text), NULL, &url,
                         &err) != GK_OK)
            fail_msg("%s: %s", rows[i].text, err.text);
        if (strcmp(url.href, rows[i].href) != 0 ||
            strcmp(url.host, rows[i].host) != 0 ||
            gk_url_port(&url) != rows[i].port)
            fail_msg("%s: %s, host %s, port %u", rows[i].text, url.href,
                     url.host, gk_url_port(&url));
        gk_url_clear(&url);
    }
}

static void what_is_no_url_is_refused(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"nonsense", "relative URL without a base"},
        {"", "relative URL without a base"},
        {"//a", "relative URL without a base"},
        {"1http://a", "relative URL without a base"},
        {"http://", "empty host"},
        {"http:///", "empty host"},
        {"http://:80", "empty host"},
        {"http://u@", "empty host"},
        {"http://a:b", "invalid port number"},
        {"http://a:65536", "invalid port number"},
        {"http://a:99999999999999999999", "invalid port number"},
        {"http://a:-1", "invalid port number"},
        {"http://256.1.1.1", "invalid IPv4 address"},
        {"http://1.2.3.4.5", "invalid IPv4 address"},
        {"http://1..2", "invalid IPv4 address"},
        {"http://09.1", "invalid IPv4 address"},
        {"http://4294967296", "invalid IPv4 address"},
        {"http://1.16777216", "invalid IPv4 address"},
        {"http://[::1", "invalid IPv6 address"},
        {"http://[1.2.3.4]", "invalid IPv6 address"},
        {"http://[::1%25eth0]", "invalid IPv6 address"},
        {"http://[1:2:3:4:5:6:7:8:9]", "invalid IPv6 address"},
        {"http://[1::2::3]", "invalid IPv6 address"},
        {"http://[:1]", "invalid IPv6 address"},
        {"http://[12345::]", "invalid IPv6 address"},
        {"http://[::1.2.3]", "invalid IPv6 address"},
        {"http://[::01.2.3.4]", "invalid IPv6 address"},
        {"http://a b/", "invalid domain character"},
        {"http://a%00b/", "invalid domain character"},
        {"http://a<b/", "invalid domain character"},
        {"http://a^b/", "invalid domain character"},
        {"http://%zz/", "invalid domain character"},
        {"http://\xc3\xa4.de/", "invalid international domain name"},
        {"http://\xef\xbc\x91.2.3.4/", "invalid international domain name"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_url url = {0};
        gk_error err = GK_ERROR_INIT;

        if (gk_url_parse(rows[i].text, strlen(rows[i].text), NULL, &url,
                         &err) != GK_E_SYNTAX ||
            strcmp(err.text, rows[i].want) != 0)
            fail_msg("%s: '%s', wanted '%s'", rows[i].text, err.text,
                     rows[i].want);
    }
}

/* RFC 3986, 5.4, as the WHATWG standard resolves it. */
static void references_are_resolved(void **state)
{
    static const struct {
        const char *text, *href;
    } rows[] = {
        {"g", "http://a/b/c/g"},
        {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"},
        {"//g", "http://g/"},
        {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q#s"},
        {"g#s", "http://a/b/c/g#s"},
        {";x", "http://a/b/c/;x"},
        {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"},
        {"..", "http://a/b/"},
        {"../..", "http://a/"},
        {"../../../../g", "http://a/g"},
        {"/./g", "http://a/g"},
        {"g.", "http://a/b/c/g."},
        {"g?y/./x", "http://a/b/c/g?y/./x"},
        {"http:g", "http://a/b/c/g"},
        {"https:g", "https://g/"},
        {"http://x:81/y", "http://x:81/y"},
    };
    static const char text[] = "http://a/b/c/d;p?q";
    gk_url base = {0};

    (void)state;
    assert_int_equal(gk_url_parse(text, strlen(text), NULL, &base, NULL),
                     GK_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_url url = {0};

        if (gk_url_parse(rows[i].text, strlen(rows[i].text), &base, &url,
                         NULL) != GK_OK ||
            strcmp(url.href, rows[i].href) != 0)
            fail_msg("%s: %s", rows[i].text, url.href);
        gk_url_clear(&url);
    }
    gk_url_clear(&base);
}

static void addresses_are_printed(void **state)
{
    static const struct {
        const char *text, *mixed;
    } rows[] = {
        {"1.2.3.4", "1.2.3.4"},
        {"::", "::"},
        {"::1", "::1"},
        {"1::", "1::"},
        {"0:1:2:3:4:5:6:7", "0:1:2:3:4:5:6:7"},
        {"1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0"},
        {"::FFFF:10.0.0.1", "::ffff:10.0.0.1"},
        {"64:ff9b::1.2.3.4", "64:ff9b::102:304"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[GK_IP_TEXT_BYTES];
        gk_ip ip;

        assert_true(gk_ip_parse(rows[i].text, strlen(rows[i].text), &ip));
        gk_ip_print(&ip, true, text);
        assert_string_equal(text, rows[i].mixed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_are_written_as_the_standard_has_them),
        cmocka_unit_test(what_is_no_url_is_refused),
        cmocka_unit_test(references_are_resolved),
        cmocka_unit_test(addresses_are_printed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
