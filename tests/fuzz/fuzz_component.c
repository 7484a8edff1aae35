/*
 * Any bytes as a component: the reader's lists point into the bytes, and the
 * scanner's findings inside say where they are.
 */
#include "core/wasm/component.h"
#include "scanner/report/json_writer.h"
#include "scanner/report/report.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t preamble[8] = {0x00, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0};

static void check_name(const gk_component *c, struct gk_name name)
{
    assert(name.at >= c->bytes && name.len <= c->len);
    assert((size_t)(name.at - c->bytes) <= c->len - name.len);
}

static void check_component(const gk_component *c)
{
    for (uint32_t i = 0; i < c->module_count; i++)
        assert(c->modules[i].offset <= c->len &&
               c->modules[i].len <= c->len - c->modules[i].offset);
    for (uint32_t i = 0; i < c->import_count; i++)
        check_name(c, c->imports[i].name);
    for (uint32_t i = 0; i < c->export_count; i++)
        check_name(c, c->exports[i].name);
    for (uint32_t i = 0; i < c->problem_count; i++)
        assert(c->problems[i].offset <= c->len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t len = size + sizeof preamble;
    uint8_t *bytes = malloc(len);
    gk_component c;
    gk_buf text = GK_BUF_INIT;
    gk_json_writer w;
    gk_scan s;

    if (bytes == NULL)
        return 0;
    /* The preamble comes by itself, so that no input is wasted on it. */
    memcpy(bytes, preamble, sizeof preamble);
    if (size > 0)
        memcpy(bytes + sizeof preamble, data, size);
    if (gk_component_read(bytes, len, &c, NULL) == GK_OK) {
        check_component(&c);
        gk_component_clear(&c);
    }
    if (gk_scan_bytes(bytes, len, NULL, &s, NULL) == GK_OK) {
        assert(s.facts.component != NULL);
        for (size_t i = 0; i < s.findings.count; i++)
            assert(s.findings.at[i].place.offset <= len);
        gk_component_put_text(&s.component, &text);
        gk_buf_reset(&text);
        gk_json_write_init(&w, &text, false, 0);
        gk_report_component(&w, &s);
        gk_scan_clear(&s);
    }
    gk_buf_clear(&text);
    free(bytes);
    return 0;
}
