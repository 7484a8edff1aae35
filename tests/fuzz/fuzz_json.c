/*
 * Any bytes: what parses is printed, and what was printed parses to the same
 * tree and prints to the same bytes, in each way of printing.
 */
#include "core/base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static gk_json *reparse(const gk_buf *text)
{
    gk_json *json = NULL;
    gk_error err = GK_ERROR_INIT;

    if (gk_json_parse(text->data, text->len, &json, &err) != GK_OK) {
        fprintf(stderr, "printed '%s': %s\n", gk_buf_text(text), err.text);
        abort();
    }
    return json;
}

static void round_trip(const gk_json *json, unsigned flags)
{
    gk_buf first = GK_BUF_INIT, second = GK_BUF_INIT;
    gk_json *again;

    if (gk_json_print(json, flags, &first) != GK_OK)
        abort();
    again = reparse(&first);
    if (gk_json_print(again, flags, &second) != GK_OK ||
        second.len != first.len ||
        memcmp(first.data, second.data, first.len) != 0) {
        fprintf(stderr, "'%s'\n'%s'\n", gk_buf_text(&first),
                gk_buf_text(&second));
        abort();
    }
    gk_json_free(again);
    gk_buf_clear(&first);
    gk_buf_clear(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gk_json *json = NULL, *copy;
    gk_error err = GK_ERROR_INIT;
    gk_buf where = GK_BUF_INIT;
    gk_status st = gk_json_parse(data, size, &json, &err);

    if (st != GK_OK) {
        /* Sound text is never blamed on memory. */
        if (st == GK_E_NOMEM || json != NULL || err.text[0] == '\0')
            abort();
        return 0;
    }
    round_trip(json, GK_JSON_COMPACT);
    round_trip(json, GK_JSON_PRETTY);
    round_trip(json, GK_JSON_SORTED);
    copy = gk_json_copy(json);
    if (!gk_json_equal(json, copy) || !gk_json_contains(json, copy, &where))
        abort();
    gk_buf_clear(&where);
    gk_json_free(copy);
    gk_json_free(json);
    return 0;
}
