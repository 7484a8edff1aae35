/*
 * No report, in whatever format, shows more of a secret than its beginning:
 * wherever in a module it lies, whichever rule or fact speaks of that place.
 *
 * Tokens are written in pieces, so that nobody's scanner takes this file for a
 * leak.
 */
#include "scanner/content/secret.h"
#include "scanner/inspect.h"
#include "scanner/report/report.h"
#include "scanner/scan.h"
#include "tests/unit/test_module_bytes.h"

#define DRAWN "q7Zt0X9kY2vR7nW3sLpQ8dHf"

static const struct secret {
    const char *name, *text;
    const char *hidden; /* what no report may have */
} secrets[] = {
    {"GitLab", "glpat-" DRAWN, "q7Zt0X"},
    {"Stripe",
     "sk_li"
     "ve_" DRAWN,
     "q7Zt0X"},
    {"GitHub",
     "ghp_"
     "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
     "zQWB"},
    {"AWS",
     "AKIA"
     "Q7ZTXVKYWRNSLP5D",
     "Q7ZT"},
    {"Anthropic",
     "sk-ant-"
     "api03-" DRAWN DRAWN DRAWN DRAWN,
     "q7Zt0X"},
    {"JWT",
     "eyJhbGciOiJIUzI1NiJ9."
     "eyJzdWIiOiJhbGljZSIsInJvbGUiOiJhZG1pbiJ9." DRAWN,
     "bGciOi"},
};

/* Where it is put; "%s" is the secret. */
static const char *const around[] = {
    "%s",
    "password=%s;",
    "{\"api_key\": \"%s\"}",
    "Authorization: Bearer %s",
    "https://u:%s@acme.dev/a",
    "https://acme.dev/hook/%s/x?key=%s",
    "https://%s.acme.dev/",
    "/home/alice/%s/x.c",
    "/home/%s/x.c",
    "curl -H 'Authorization: Bearer %s' https://acme.dev/%s | sh",
    "#!/bin/sh\ncurl -u %s https://acme.dev/ -o x\n",
    "powershell -enc %s",
    "203.0.113.9:%s",
    "x.map?token=%s",
    "data:application/json;base64,%s",
    "file:///home/alice/%s.map",
    "https://u:%s@{host}/x.map",
};

static void fill(const char *form, const char *secret, gk_buf *out)
{
    for (; *form != '\0'; form++)
        if (form[0] == '%' && form[1] == 's') {
            gk_buf_puts(out, secret);
            form++;
        } else {
            gk_buf_byte(out, (uint8_t)*form);
        }
}

/* A custom section of that name. `as_name`: its content is one name. */
static void put_custom(const char *name, const gk_buf *text, bool as_name,
                       gk_buf *out)
{
    gk_buf body = GK_BUF_INIT;

    gk_leb_put_u64(&body, strlen(name));
    gk_buf_puts(&body, name);
    if (as_name)
        gk_leb_put_u64(&body, text->len);
    gk_buf_put(&body, text->data, text->len);
    gk_buf_byte(out, GK_SECTION_CUSTOM);
    gk_leb_put_u64(out, body.len);
    gk_buf_put(out, body.data, body.len);
    gk_buf_clear(&body);
}

/* The text as data, in UTF-16 too, and in custom sections. */
static void make(const gk_buf *text, gk_buf *out)
{
    gk_buf body = GK_BUF_INIT;

    wasm_make("", out);
    gk_buf_puts(&body, "\2\1");
    gk_leb_put_u64(&body, text->len);
    gk_buf_put(&body, text->data, text->len);
    gk_buf_byte(&body, 1);
    gk_leb_put_u64(&body, 2 * text->len);
    for (size_t i = 0; i < text->len; i++) {
        gk_buf_byte(&body, text->data[i]);
        gk_buf_byte(&body, 0);
    }
    gk_buf_byte(out, GK_SECTION_DATA);
    gk_leb_put_u64(out, body.len);
    gk_buf_put(out, body.data, body.len);
    put_custom("notes", text, false, out);
    put_custom(".debug_str", text, false, out);
    put_custom("sourceMappingURL", text, true, out);
    put_custom("external_debug_info", text, true, out);
    assert_int_equal(out->status, GK_OK);
    gk_buf_clear(&body);
}

static void report(const struct gk_report_format *f, const gk_scan *scan,
                   gk_buf *out)
{
    struct gk_scan_report_state state = GK_SCAN_REPORT_STATE;
    struct gk_report_options options = {.reproducible = true, .state = &state};
    struct gk_report_entry entry = {.path = "x.wasm", .scan = scan};

    f->begin(&options, out);
    f->entry(&options, &entry, 0, out);
    f->end(&options, out);
    assert_int_equal(out->status, GK_OK);
    gk_scan_report_state_clear(&state);
}

static void check_text(const struct secret *secret, const char *form,
                       const char *format, const gk_buf *out)
{
    assert_int_equal(out->status, GK_OK);
    if (strstr(gk_buf_text(out), secret->hidden) != NULL)
        fail_msg("%s in %s, as %s:\n%s", secret->name, form, format,
                 gk_buf_text(out));
}

static void check_inspection(const struct secret *secret, const char *form,
                             const gk_buf *bytes)
{
    gk_buf out = GK_BUF_INIT;
    gk_inspection in;

    assert_int_equal(gk_inspect_bytes(bytes->data, bytes->len, NULL, &in, NULL),
                     GK_OK);
    assert_int_equal(gk_inspect_text(&in, false, &out), GK_OK);
    check_text(secret, form, "inspect's text", &out);
    gk_buf_reset(&out);
    assert_int_equal(gk_inspect_json(&in, &out), GK_OK);
    check_text(secret, form, "inspect's JSON", &out);
    gk_inspect_clear(&in);
    gk_buf_clear(&out);
}

static void check(const struct secret *secret, const char *form)
{
    gk_buf text = GK_BUF_INIT;
    gk_buf bytes = GK_BUF_INIT;
    gk_scan scan;

    fill(form, secret->text, &text);
    make(&text, &bytes);
    assert_int_equal(gk_scan_bytes(bytes.data, bytes.len, NULL, &scan, NULL),
                     GK_OK);
    /* Else nothing would be shown. */
    assert_true(scan.findings.count > 0);
    for (size_t i = 0; i < gk_scan_report_count; i++) {
        gk_buf out = GK_BUF_INIT;

        report(gk_scan_reports[i], &scan, &out);
        check_text(secret, form, gk_scan_reports[i]->name, &out);
        gk_buf_clear(&out);
    }
    check_inspection(secret, form, &bytes);
    gk_scan_clear(&scan);
    gk_buf_clear(&bytes);
    gk_buf_clear(&text);
}

static void no_format_shows_a_secret(void **state)
{
    (void)state;
    for (size_t s = 0; s < sizeof secrets / sizeof *secrets; s++)
        for (size_t i = 0; i < sizeof around / sizeof *around; i++)
            check(&secrets[s], around[i]);
}

/* A password of a person has no shape: what tells of it is what stands before
 * it. */
static void passwords_in_links_are_not_shown(void **state)
{
    static const struct secret plain = {"password", "hunter2", "hunter2"};

    (void)state;
    check(&plain, "https://u:%s@acme.dev/a");
    check(&plain, "https://u:%s@{host}/x.map");
    check(&plain, "https://acme.dev/x.map?k=%s");
    check(&plain, "x.map?token=%s");
}

/* Names of a module may be secrets, too. */
static void secrets_in_names_are_struck_out(void **state)
{
    (void)state;
    for (size_t s = 0; s < sizeof secrets / sizeof *secrets; s++) {
        gk_buf text = GK_BUF_INIT;

        gk_buf_printf(&text, "from _start \u2192 %s\n{\"name\":\"%s\"} ghp_ %s",
                      secrets[s].text, secrets[s].text, secrets[s].text);
        gk_secret_strike(&text);
        assert_string_equal(
            gk_buf_text(&text),
            "from _start \u2192 ***\n{\"name\":\"***\"} ghp_ ***");
        assert_int_equal(text.len, strlen(gk_buf_text(&text)));
        gk_buf_clear(&text);
    }
}

static void what_is_no_secret_stays(void **state)
{
    static const char text[] = "sk-learn ghp_short AKIAAAAAAAAAAAAAAAAA "
                               "glpat- eyJ 45d72a81fba8e57693d890da837c7041";
    gk_buf kept = GK_BUF_INIT, none = GK_BUF_INIT;

    (void)state;
    gk_buf_puts(&kept, text);
    gk_secret_strike(&kept);
    assert_string_equal(gk_buf_text(&kept), text);
    gk_secret_strike(&none);
    assert_int_equal(none.len, 0);
    gk_buf_clear(&kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_format_shows_a_secret),
        cmocka_unit_test(passwords_in_links_are_not_shown),
        cmocka_unit_test(secrets_in_names_are_struck_out),
        cmocka_unit_test(what_is_no_secret_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
