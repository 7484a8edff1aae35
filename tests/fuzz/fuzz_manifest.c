/*
 * Any bytes as the JSON that people write for the mock host: a manifest is
 * checked and linted, a world checked, opened and asked.
 */
#include "core/manifest/cortex.h"

#include <stdlib.h>
#include <string.h>

/* Fuzz targets link no engine; the world needs none. */
#include "host-mock/world/glob.c"
#include "host-mock/world/http.c"
#include "host-mock/world/kv.c"
#include "host-mock/world/pattern.c"
#include "host-mock/world/world.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_manifest(const gk_json *json)
{
    gk_error err = GK_ERROR_INIT;
    gk_buf lines = GK_BUF_INIT;
    gk_status st = gk_cortex_manifest_check(json, "", &err);

    if ((st == GK_OK) != (err.text[0] == '\0'))
        abort();
    gk_cortex_manifest_lint(json, &lines);
    /* Whole lines, and nothing in them that a terminal would obey. */
    if (lines.len > 0 && lines.data[lines.len - 1] != '\n')
        abort();
    for (size_t i = 0; i < lines.len; i++)
        if (lines.data[i] < ' ' && lines.data[i] != '\n')
            abort();
    gk_buf_clear(&lines);
}

static void ask(struct gk_http *http, const char *url)
{
    const struct gk_http_request request = {
        .method = "GET", .url = url, .body = "{\"a\":1}"};
    struct gk_http_reply reply = GK_HTTP_REPLY_INIT;
    gk_error err = GK_ERROR_INIT;
    gk_status st = gk_http_ask(http, &request, &reply, &err);

    /* What has been checked answers, or does not fit. */
    if (st != GK_OK && st != GK_E_NOFIXTURE)
        abort();
    if (st == GK_OK && reply.status > 599)
        abort();
    gk_http_reply_clear(&reply);
}

static void ask_model(struct gk_llm *llm, bool stream)
{
    gk_json *body = NULL;
    struct gk_llm_request request = {.url = "http://h/v1/chat/completions"};
    struct gk_llm_reply reply = GK_LLM_REPLY_INIT;
    static const char text[] =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    gk_status st = gk_json_parse(text, sizeof text - 1, &body, NULL);

    if (st != GK_OK || gk_json_set_bool(body, "stream", stream) != GK_OK)
        abort();
    request.body = body;
    st = gk_llm_ask(llm, &request, &reply, NULL);

    if (st != GK_OK && st != GK_E_NOFIXTURE)
        abort();
    if (st == GK_OK && reply.chunk_count > 0 &&
        reply.ends[reply.chunk_count - 1] != reply.body.len)
        abort();
    gk_llm_reply_clear(&reply);
    gk_json_free(body);
}

static void try_world(const gk_json *json)
{
    gk_world *world = NULL;
    gk_status st = gk_world_check(json, "", NULL);
    uint8_t bytes[9];
    int64_t before;

    if ((gk_world_open(json, &world, NULL) == GK_OK) != (st == GK_OK))
        abort();
    if (world == NULL)
        return;
    before = gk_world_now(world);
    gk_world_advance(world, INT64_MAX);
    if (before < 0 || gk_world_now(world) < before)
        abort();
    gk_world_random(world, bytes, sizeof bytes);
    for (int i = 0; i < 3; i++)
        ask(gk_world_http(world), "http://h/x?city=Oslo");
    ask_model(gk_world_llm(world), false);
    ask_model(gk_world_llm(world), true);
    gk_json_free(gk_world_unused(world));
    gk_json_free(gk_world_missing(world));
    gk_json_free(gk_kv_to_json(gk_world_state(world)));
    gk_world_close(world);
}

static void try_duration(const gk_json *json)
{
    int64_t ms = -1;

    if (gk_world_duration(json, "", &ms, NULL) == GK_OK && ms < 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gk_json *json = NULL;

    if (gk_json_parse(data, size, &json, NULL) != GK_OK)
        return 0;
    try_manifest(json);
    try_world(json);
    try_duration(json);
    gk_json_free(json);
    return 0;
}
