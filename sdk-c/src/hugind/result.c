/* What the run is to give. */
#include "private.h"

#include <string.h>

void hugind_set_result(const char *json)
{
    host_set_result(GK_TEXT(json));
}

static void put_text(gk_writer *w, const void *text)
{
    gk_put_string(w, text);
}

void hugind_set_result_text(const char *text)
{
    hugind_text json = hugind_json(put_text, text);

    host_set_result(json.at, (uint32_t)json.len);
    hugind_text_free(&json);
}

void hugind_set_result_json(const gk_writer *json)
{
    if (!gk_writer_fits(json))
        hugind_failf("the result has %zu bytes, its buffer %zu", json->len,
                     json->cap);
    if (!gk_writer_closed(json))
        hugind_fail("the result is unfinished JSON: objects and arrays were "
                    "not ended as they were begun");
    host_set_result(json->at, (uint32_t)json->len);
}
