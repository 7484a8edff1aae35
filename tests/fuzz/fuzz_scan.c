/*
 * Any bytes through the scanner, each report, `inspect` and the emulator of
 * the deployed scanner; what they say of each other must agree.
 */
#include "core/base/json.h"
#include "core/base/utf8.h"
#include "scanner/cortex_deployed.h"
#include "scanner/inspect.h"
#include "scanner/lossy.h"
#include "scanner/report/report.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool fact)
{
    if (!fact)
        abort();
}

/* What goes to a terminal holds no control character but the newline, and is
 * UTF-8. */
static void must_be_printable(const gk_buf *text)
{
    must(text->status == GK_OK);
    must(gk_utf8_valid(text->data, text->len));
    for (size_t i = 0; i < text->len; i++)
        must(text->data[i] == '\n' ||
             (text->data[i] >= 0x20 && text->data[i] != 0x7f));
}

static void write_report(const char *format, const gk_scan *scan, bool several,
                         gk_buf *out)
{
    struct gk_report_options options = {.reproducible = true,
                                        .several = several};
    struct gk_report_entry entry = {.path = "-", .scan = scan};
    const struct gk_report_format *f = gk_scan_report_find(format);

    f->begin(&options, out);
    f->entry(&options, &entry, 0, out);
    f->end(&options, out);
}

/* Reading a report takes longer than all that made it: one in eight is. */
static void must_be_json(const gk_buf *text)
{
    gk_json *value = NULL;

    must(text->status == GK_OK);
    if (text->len % 8 != 0)
        return;
    must(gk_json_parse(text->data, text->len, &value, NULL) == GK_OK);
    gk_json_free(value);
}

static void check_scan(const gk_scan *scan)
{
    gk_buf out = GK_BUF_INIT;

    /* A module with a problem is never fine. */
    must(scan->facts.sound || scan->status >= GK_CORTEX_SUSPICIOUS);
    must(scan->facts.sound || gk_scan_fails(scan, GK_SEVERITY_ERROR));
    write_report("text", scan, false, &out);
    must_be_printable(&out);
    gk_buf_reset(&out);
    write_report("json", scan, scan->facts.len % 2 == 0, &out);
    must_be_json(&out);
    gk_buf_reset(&out);
    write_report("cortex", scan, scan->facts.len % 2 == 0, &out);
    must_be_json(&out);
    gk_buf_clear(&out);
}

static void check_inspection(const gk_inspection *in)
{
    gk_buf out = GK_BUF_INIT;

    must(gk_inspect_text(in, false, &out) == GK_OK);
    must_be_printable(&out);
    gk_buf_reset(&out);
    must(gk_inspect_json(in, &out) == GK_OK);
    must_be_json(&out);
    gk_buf_clear(&out);
}

/* The index must find the bytes that decoding at once gives. */
static void check_lossy(const uint8_t *bytes, size_t len)
{
    gk_buf text = GK_BUF_INIT;
    char want[GK_SHA256_HEX_BYTES], found[GK_SHA256_HEX_BYTES];
    gk_lossy lossy;
    uint64_t step = 1 + len / 512;

    for (size_t at = 0; at < len;) {
        uint32_t cp;
        int n = gk_utf8_next(bytes + at, len - at, &cp);

        gk_utf8_put(&text, n < 0 ? 0xfffd : cp);
        at += (size_t)(n < 0 ? -n : n);
    }
    must(gk_lossy_init(&lossy, bytes, len, NULL) == GK_OK);
    must(lossy.size == text.len);
    must(lossy.same == gk_utf8_valid(bytes, len));
    for (uint64_t i = text.len; i > 0 && i <= text.len; i -= step)
        must(gk_lossy_byte(&lossy, i - 1) == text.data[i - 1]);
    for (uint64_t i = 0; i < text.len; i += step)
        must(gk_lossy_byte(&lossy, i) == text.data[i]);
    must(gk_lossy_byte(&lossy, text.len) == -1);
    gk_lossy_sha256(bytes, len, found);
    gk_sha256_hex(text.data, text.len, want);
    must(strcmp(want, found) == 0);
    gk_lossy_clear(&lossy);
    gk_buf_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct gk_cortex_seen seen;
    gk_inspection in;
    gk_scan scan;

    /* Half of the inputs are for a host, half are asked whose they are. */
    const struct gk_scan_context context = {.host =
                                                len % 4 < 2 ? "cortex" : NULL};

    if (gk_scan_bytes(bytes, len, &context, &scan, NULL) == GK_OK) {
        check_scan(&scan);
        gk_scan_clear(&scan);
    }
    if (gk_inspect_bytes(bytes, len, "cortex", &in, NULL) == GK_OK) {
        check_inspection(&in);
        gk_inspect_clear(&in);
    }
    must(gk_cortex_see(bytes, len, &seen, NULL) == GK_OK);
    gk_cortex_seen_clear(&seen);
    check_lossy(bytes, len);
    return 0;
}
