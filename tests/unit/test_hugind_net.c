/*
 * net_fetch of the mock Hugind host: the order of its checks, redirects, what
 * it makes of a body. Vectors T17 to T20 of the host's sheet are among the
 * rows. The permission rules themselves have a table of their own.
 */
#include "tests/unit/hugind_asks.h"

#define MANIFEST(network)                                                      \
    "{\"name\":\"a\",\"version\":\"1\",\"entry_point\":\"a.wasm\","            \
    "\"permissions\":{\"network\":{" network "}}}"
#define OPEN         MANIFEST("\"allow\":true")
#define WORLD(...)   "{\"http\":[" __VA_ARGS__ "]}"
#define REPLY(reply) "{\"url\":\"*\",\"reply\":" reply "}"
#define TO(from, to)                                                           \
    "{\"url\":\"http://h/" from "\",\"reply\":{\"status\":302,\"headers\":{"   \
    "\"Location\":\"" to "\"}}}"
#define BODY(url, body)                                                        \
    "{\"url\":\"" url "\",\"reply\":{\"body\":\"" body "\"}}"
#define FIVE                                                                   \
    TO("0", "/1")                                                              \
    "," TO("1", "2") "," TO("2", "http://h/3") "," TO("3", "//h/4") "," TO(    \
        "4", "./5#x")
#define EXAMPLE MANIFEST("\"allow\":true,\"allowed_domains\":[\"example.com\"]")
#define BLOCK   MANIFEST("\"allow\":true,\"block_private_networks\":true")
#define OK      WORLD(REPLY("{\"body\":\"ok\"}"))

static const struct {
    const char *name, *url, *manifest, *world, *want;
} rows[] = {
    {"T17 the URL is parsed before anything", "nonsense", NULL, NULL,
     "trap: Invalid URL: relative URL without a base"},
    {"an empty URL", "", OPEN, OK,
     "trap: Invalid URL: relative URL without a base"},
    {"no manifest, no network", "http://h/", NULL, OK,
     "trap: Network access is disabled for this agent."},
    {"off comes before the scheme", "ftp://h/", NULL, OK,
     "trap: Network access is disabled for this agent."},
    {"a scheme", "ftp://h/", OPEN, OK,
     "trap: URL scheme 'ftp' is not allowed."},
    {"a file", "file:///etc/passwd", OPEN, OK,
     "trap: URL scheme 'file' is not allowed."},
    {"T18 the domain", "http://example.com/", EXAMPLE, OK, "ok"},
    {"T18 a subdomain", "https://api.example.com/x", EXAMPLE, OK, "ok"},
    {"T18 another domain", "http://notexample.com/", EXAMPLE, OK,
     "trap: Domain/IP 'notexample.com' is not in the allowed list."},
    {"T19 a private address", "http://172.31.0.1/", BLOCK, OK,
     "trap: Access to private network blocked (IP: 172.31.0.1)"},
    {"T19 the next one", "http://172.32.0.1/", BLOCK, OK, "ok"},
    {"a private address however written", "http://0x7f.1/", BLOCK, OK,
     "trap: Access to private network blocked (IP: 127.0.0.1)"},
    {"a name of a public address", "http://h/", BLOCK, OK, "ok"},
    {"localhost is private", "http://localhost:8080/", BLOCK, OK,
     "trap: Access to private network blocked (IP: 127.0.0.1)"},
    {"any of a name's addresses counts", "http://h/", BLOCK,
     "{\"dns\":{\"H\":[\"192.0.2.1\",\"10.1.2.3\"]}}",
     "trap: Access to private network blocked (IP: 10.1.2.3)"},
    {"one of IPv6", "http://h/", BLOCK, "{\"dns\":{\"h\":[\"fd00::1\"]}}",
     "trap: Access to private network blocked (IP: fd00::1)"},
    {"private networks are open by default", "http://h/", OPEN,
     "{\"dns\":{\"h\":[\"10.1.2.3\"]},\"http\":[" REPLY(
         "{\"body\":\"in\"}") "]}",
     "in"},
    {"a name without address", "http://h/", OPEN, "{\"dns\":{\"h\":[]}}",
     "trap: DNS resolution failed for h: failed to lookup address "
     "information: Name or service not known"},
    {"a name that fails in other words", "http://h/", OPEN,
     "{\"dns\":{\"h\":\"Temporary failure in name resolution\"}}",
     "trap: DNS resolution failed for h: failed to lookup address "
     "information: Temporary failure in name resolution"},
    {"lists come before names", "http://h/", EXAMPLE, "{\"dns\":{\"h\":[]}}",
     "trap: Domain/IP 'h' is not in the allowed list."},
    {"T20 five redirects", "http://h/0", OPEN,
     WORLD(FIVE "," BODY("http://h/5", "there")), "there"},
    {"T20 six", "http://h/0", OPEN, WORLD(FIVE "," TO("5", "/6")),
     "trap: Too many redirects"},
    {"a sixth without Location", "http://h/0", OPEN,
     WORLD(FIVE "," REPLY("{\"status\":301}")),
     "trap: Redirect missing Location header"},
    {"304 is a redirect, too", "http://h/", OPEN,
     WORLD(REPLY("{\"status\":304}")),
     "trap: Redirect missing Location header"},
    {"399 as well", "http://h/", OPEN,
     WORLD(REPLY("{\"status\":399,\"headers\":{\"location\":\"http://\"}}")),
     "trap: Invalid redirect URL: empty host"},
    {"a Location that is no text", "http://h/", OPEN,
     WORLD(REPLY("{\"status\":302,\"headers\":{\"LOCATION\":\"/\\u00e9\"}}")),
     "trap: Invalid Location header: failed to convert header to a str"},
    {"a redirect is checked in full", "http://example.com/0", EXAMPLE,
     WORLD(REPLY("{\"status\":302,\"headers\":{\"location\":\"http://"
                 "example.com.evil.org/\"}}")),
     "trap: Domain/IP 'example.com.evil.org' is not in the allowed list."},
    {"its scheme, too", "http://h/", OPEN,
     WORLD(REPLY("{\"status\":302,\"headers\":{\"location\":\"file:///etc/"
                 "passwd\"}}")),
     "trap: URL scheme 'file' is not allowed."},
    {"its address, too", "http://h/", BLOCK,
     WORLD(REPLY("{\"status\":307,\"headers\":{\"location\":\"http://"
                 "169.254.169.254/latest\"}}")),
     "trap: Access to private network blocked (IP: 169.254.169.254)"},
    {"not found", "http://h/", OPEN,
     WORLD(REPLY("{\"status\":404,\"body\":\"no\"}")),
     "trap: HTTP Status: 404 Not Found"},
    {"a status without a name", "http://h/", OPEN,
     WORLD(REPLY("{\"status\":599}")),
     "trap: HTTP Status: 599 <unknown status code>"},
    {"any 2xx", "http://h/", OPEN,
     WORLD(REPLY("{\"status\":299,\"body\":\"fine\"}")), "fine"},
    {"no body", "http://h/", OPEN, WORLD(REPLY("{\"status\":204}")), ""},
    {"bytes that are no text", "http://h/", OPEN,
     WORLD(REPLY("{\"base64\":\"Yf9i77u/\"}")),
     "a\xef\xbf\xbd"
     "b\xef\xbb\xbf"},
    {"a long body is cut, without a word", "http://h/",
     MANIFEST("\"allow\":true,\"max_response_bytes\":\"4\""),
     WORLD(REPLY("{\"body\":\"abcdef\"}")), "abcd"},
    {"also within a character", "http://h/",
     MANIFEST("\"allow\":true,\"max_response_bytes\":\"2\""),
     WORLD(REPLY("{\"body\":\"a\\u00e9\"}")), "a\xef\xbf\xbd"},
    {"a limit that the host cannot parse", "http://h/",
     MANIFEST("\"allow\":true,\"max_response_bytes\":\"4B\""),
     WORLD(REPLY("{\"body\":\"abcdef\"}")), "abcdef"},
    {"no connection", "http://h/", OPEN,
     WORLD(REPLY("{\"error\":\"refused\"}")),
     "trap: Network Request Failed: error sending request for url (http://h/): "
     "connection refused"},
    {"no answer in time", "http://h/x", OPEN,
     WORLD(REPLY("{\"error\":\"timeout\"}")),
     "trap: Network Request Failed: error sending request for url "
     "(http://h/x): operation timed out"},
    {"a body that breaks off", "http://h/", OPEN,
     WORLD(REPLY("{\"body\":\"abc\",\"broken\":\"reset by peer\"}")),
     "trap: Chunk error: reset by peer"},
    {"which a cut never sees", "http://h/",
     MANIFEST("\"allow\":true,\"max_response_bytes\":\"2\""),
     WORLD(REPLY("{\"body\":\"abc\",\"broken\":\"reset by peer\"}")), "ab"},
    {"what a server gets of a URL", "HTTP://H:80/a/../b?q=1#frag", OPEN,
     WORLD(BODY("http://h/b?q=1", "yes")), "yes"},
    {"the host says who it is", "http://h/", OPEN,
     WORLD("{\"url\":\"http://h/\",\"method\":\"GET\",\"headers\":{\"User-"
           "Agent\":\"Hugind/0.1 (http://github.com/netdur/"
           "hugind)\"},\"reply\":{\"body\":\"hi\"}}"),
     "hi"},
    {"a name and password go into a header", "http://me:p%40ss@h/x", OPEN,
     WORLD("{\"url\":\"http://h/x\",\"headers\":{\"authorization\":\"Basic "
           "bWU6cEBzcw==\"},\"reply\":{\"body\":\"in\"}}"),
     "in"},
    {"an answer that takes its time", "http://h/", OPEN,
     WORLD(REPLY("{\"body\":\"late\",\"delay\":\"30s\"}")), "late"},
    {"one that takes too long", "http://h/", OPEN,
     WORLD(REPLY("{\"body\":\"late\",\"delay\":30001}")),
     "trap: Network Request Failed: error sending request for url (http://h/): "
     "operation timed out"},
    {"no time at all", "http://h/",
     MANIFEST("\"allow\":true,\"timeout\":\"0s\""),
     WORLD(REPLY("{\"body\":\"late\",\"delay\":\"20s\"}")),
     "trap: Network Request Failed: error sending request for url (http://h/): "
     "operation timed out"},
    {"each hop has its own time", "http://h/0",
     MANIFEST("\"allow\":true,\"timeout\":\"2s\""),
     WORLD("{\"url\":\"http://h/0\",\"reply\":{\"status\":302,\"delay\":"
           "\"2s\",\"headers\":{\"location\":\"/1\"}}},{\"url\":\"http://h/"
           "1\",\"reply\":{\"body\":\"late\",\"delay\":\"2s\"}}"),
     "late"},
    {"no fixture", "http://h/x", OPEN, NULL,
     "fixture: no fixture answers the HTTP request GET http://h/x"},
};

static void a_fetch_goes_by_the_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct hugind_ask ask = {.function = "net_fetch",
                                       .input = rows[i].url,
                                       .manifest = rows[i].manifest,
                                       .world = rows[i].world};
        hugind_ask_expect(rows[i].name, &ask, rows[i].want);
    }
}

static void a_refusal_names_the_key_that_decided(void **state)
{
    static const struct {
        const char *url, *manifest, *want;
    } refused[] = {
        {"http://h/", NULL,
         "[\"net_fetch was refused: permissions.network.allow is false\"]"},
        {"http://h/", EXAMPLE,
         "[\"net_fetch was refused: 'h' is not in "
         "permissions.network.allowed_domains\"]"},
        {"http://10.0.0.1/", BLOCK,
         "[\"net_fetch was refused: permissions.network.block_private_networks "
         "is true and 10.0.0.1 is in 10.0.0.0/8\"]"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        const struct hugind_ask ask = {.function = "net_fetch",
                                       .input = refused[i].url,
                                       .manifest = refused[i].manifest};
        gk_json *result = hugind_ask_run(&ask);
        char *hints = hugind_at(result, "/hints");
        if (strcmp(hints, refused[i].want) != 0)
            fail_msg("%s:\n  wanted %s\n  found  %s", refused[i].url,
                     refused[i].want, hints);
        free(hints);
        gk_json_free(result);
    }
}

static void a_cut_is_told(void **state)
{
    const struct hugind_ask ask = {
        .function = "net_fetch",
        .input = "http://h/",
        .manifest = MANIFEST("\"allow\":true,\"max_response_bytes\":\"4\""),
        .world = WORLD(REPLY("{\"body\":\"abcdef\"}"))};
    gk_json *result = hugind_ask_run(&ask);
    char *hints = hugind_at(result, "/hints");
    (void)state;
    assert_string_equal(
        hints, "[\"net_fetch gave the first 4 bytes of a longer body: "
               "permissions.network.max_response_bytes cuts without a word\"]");
    free(hints);
    gk_json_free(result);
}

/* The request has been sent by then. */
static void an_answer_without_alloc_comes_too_late(void **state)
{
    const struct hugind_ask ask = {
        .function = "net_fetch",
        .input = "http://h/",
        .manifest = OPEN,
        .alloc = "",
        .world = WORLD("{\"url\":\"*\",\"required\":true,\"reply\":{}}")};
    gk_json *result = hugind_ask_run(&ask);
    (void)state;
    assert_null(gk_json_get(result, "unused"));
    gk_json_free(result);
    hugind_ask_expect("no alloc", &ask,
                      "trap: Wasm module must export 'alloc(size: i32) -> "
                      "i32' to receive data.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fetch_goes_by_the_rules),
        cmocka_unit_test(a_refusal_names_the_key_that_decided),
        cmocka_unit_test(a_cut_is_told),
        cmocka_unit_test(an_answer_without_alloc_comes_too_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
