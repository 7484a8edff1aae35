/*
 * team: the shared memory and the messages of an agent's team. A run alone has
 * an empty team; the world may say what others have left there.
 */
#include "core/base/utf8.h"
#include "host-mock/hosts/hugind/hugind.h"

#include <string.h>

/* Bytes of a value in the summary. */
#define PREVIEW_BYTES 200

static struct gk_team *team_of(const struct hugind *hugind)
{
    return gk_world_team(hugind->session->world);
}

/* --- memory -----------------------------------------------------------------
 */

/* What is kept: the value when it is JSON, else a string of it. */
static gk_status normalise(const gk_buf *given, gk_buf *out, gk_error *err)
{
    gk_json *value = NULL;
    gk_status st =
        gk_json_parse_rust(gk_buf_text(given), given->len, &value, NULL);

    if (st == GK_E_NOMEM)
        return gk_fail_nomem(err);
    if (st == GK_OK)
        gk_json_print(value, GK_JSON_COMPACT | GK_JSON_SORTED, out);
    else
        gk_json_quote(out, given->data, given->len);
    gk_json_free(value);
    return gk_buf_check(out, err);
}

gk_status hugind_memory_set(struct gk_hostcall *call, gk_error *err)
{
    struct hugind *hugind = call->host;
    gk_buf key = GK_BUF_INIT, given = GK_BUF_INIT, value = GK_BUF_INIT;
    gk_status st;

    gk_buf_printf(&key, "%s/", hugind->agent);
    st = hugind_text_arg(call, 0, &key, err);
    if (st == GK_OK)
        st = hugind_text_arg(call, 2, &given, err);
    if (st == GK_OK)
        st = normalise(&given, &value, err);
    if (st == GK_OK)
        st = gk_kv_set(&team_of(hugind)->memory, key.data, key.len, value.data,
                       value.len, err);
    gk_buf_clear(&key);
    gk_buf_clear(&given);
    gk_buf_clear(&value);
    return st;
}

gk_status hugind_memory_get(struct gk_hostcall *call, gk_error *err)
{
    const struct gk_kv *memory = &team_of(call->host)->memory;
    const gk_buf *found = NULL;
    gk_buf key = GK_BUF_INIT;
    gk_status st = hugind_text_arg(call, 0, &key, err);

    if (st == GK_OK)
        found = gk_kv_get(memory, key.data, key.len);
    if (st == GK_OK && found != NULL)
        st = hugind_give(call, found->data, found->len, err);
    else if (st == GK_OK)
        st = hugind_give(call, "null", 4, err);
    gk_buf_clear(&key);
    return st;
}

/* The values are JSON already. */
static void put_memory(const struct gk_kv *memory, gk_buf *out)
{
    gk_buf_byte(out, '{');
    for (size_t i = 0; i < memory->count; i++) {
        const struct gk_kv_row *row = memory->rows[i];

        if (i > 0)
            gk_buf_byte(out, ',');
        gk_json_quote(out, row->key.data, row->key.len);
        gk_buf_byte(out, ':');
        gk_buf_put(out, row->value.data, row->value.len);
    }
    gk_buf_byte(out, '}');
}

gk_status hugind_memory_list(struct gk_hostcall *call, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st;

    put_memory(&team_of(call->host)->memory, &text);
    st = gk_buf_check(&text, err);
    if (st == GK_OK)
        st = hugind_give(call, text.data, text.len, err);
    gk_buf_clear(&text);
    return st;
}

/* --- the summary ------------------------------------------------------------
 */

/* A string bare, anything else as JSON, the beginning of it. */
static void put_preview(const gk_buf *value, gk_buf *out)
{
    gk_json *json = NULL;
    gk_buf bare = GK_BUF_INIT;
    const gk_buf *text = value;
    size_t len;

    if (value->data[0] == '"' &&
        gk_json_parse(value->data, value->len, &json, NULL) == GK_OK &&
        gk_json_bytes(json, &bare) == GK_OK)
        text = &bare;
    len = text->len;
    if (len > PREVIEW_BYTES)
        len = gk_utf8_floor(text->data, PREVIEW_BYTES);
    gk_buf_put(out, gk_buf_text(text), len);
    if (len < text->len)
        gk_buf_puts(out, "...");
    gk_json_free(json);
    gk_buf_clear(&bare);
}

/* How long the agent's name is in a key "agent/key". */
static size_t agent_len(const gk_buf *key)
{
    const uint8_t *slash = memchr(key->data, '/', key->len);

    return slash != NULL ? (size_t)(slash - key->data) : key->len;
}

static bool same_agent(const gk_buf *a, const gk_buf *b)
{
    size_t len = strlen(gk_buf_text(a));

    return len == strlen(gk_buf_text(b)) && memcmp(a->data, b->data, len) == 0;
}

/* The rows under "agent\0key": sorted, "a" then comes before "a-b". */
static gk_status by_agent(const struct gk_kv *memory, struct gk_kv *out,
                          gk_error *err)
{
    gk_status st = GK_OK;

    for (size_t i = 0; i < memory->count && st == GK_OK; i++) {
        const struct gk_kv_row *row = memory->rows[i];
        size_t len = agent_len(&row->key);
        size_t rest = len < row->key.len ? len + 1 : len;
        gk_buf key = GK_BUF_INIT;

        gk_buf_put(&key, row->key.data, len);
        gk_buf_byte(&key, '\0');
        gk_buf_put(&key, row->key.data + rest, row->key.len - rest);
        st = gk_buf_check(&key, err);
        if (st == GK_OK)
            st = gk_kv_set(out, key.data, key.len, row->value.data,
                           row->value.len, err);
        gk_buf_clear(&key);
    }
    return st;
}

static gk_status put_summary(const struct gk_kv *memory, gk_buf *out,
                             gk_error *err)
{
    struct gk_kv rows = GK_KV_INIT;
    gk_status st = by_agent(memory, &rows, err);

    if (rows.count > 0)
        gk_buf_puts(out, "## Shared Team Memory\n\n");
    for (size_t i = 0; i < rows.count; i++) {
        const gk_buf *key = &rows.rows[i]->key;
        const char *agent = gk_buf_text(key);
        size_t at = strlen(agent) + 1;

        if (i == 0 || !same_agent(&rows.rows[i - 1]->key, key))
            gk_buf_printf(out, "%s### %s\n", i > 0 ? "\n" : "", agent);
        gk_buf_puts(out, "- ");
        gk_buf_put(out, key->data + at, key->len - at);
        gk_buf_puts(out, ": ");
        put_preview(&rows.rows[i]->value, out);
        gk_buf_byte(out, '\n');
    }
    if (rows.count > 0)
        gk_buf_byte(out, '\n');
    gk_kv_clear(&rows);
    return st == GK_OK ? gk_buf_check(out, err) : st;
}

gk_status hugind_memory_summary(struct gk_hostcall *call, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st = put_summary(&team_of(call->host)->memory, &text, err);

    if (st == GK_OK)
        st = hugind_give(call, text.data, text.len, err);
    gk_buf_clear(&text);
    return st;
}

/* --- messages ---------------------------------------------------------------
 */

/* Nobody in this world reads what the agent says: it is in the trace. */
gk_status hugind_messaging_send(struct gk_hostcall *call, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st = hugind_text_arg(call, 0, &text, err);

    if (st == GK_OK)
        st = hugind_text_arg(call, 2, &text, err);
    gk_buf_clear(&text);
    return st;
}

gk_status hugind_messaging_broadcast(struct gk_hostcall *call, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st = hugind_text_arg(call, 0, &text, err);

    gk_buf_clear(&text);
    return st;
}

gk_status hugind_messaging_receive(struct gk_hostcall *call, gk_error *err)
{
    struct hugind *hugind = call->host;

    return hugind_give_json(
        call, gk_team_receive(team_of(hugind), hugind->agent), err);
}

gk_status hugind_tasks_spawn(struct gk_hostcall *call, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st = hugind_text_arg(call, 0, &text, err);

    gk_buf_clear(&text);
    if (st != GK_OK)
        return st;
    gk_session_hint(call->session,
                    "tasks_spawn fails on every host: nothing gives an agent "
                    "a task queue");
    return gk_fail(err, GK_E_TRAP, "No task queue available");
}

/* --- the run's input --------------------------------------------------------
 */

static void put_messages(const gk_json *list, gk_buf *out)
{
    if (gk_json_count(list) > 0)
        gk_buf_puts(out, "## Messages from team members\n");
    for (const gk_json *m = gk_json_first(list); m; m = gk_json_next(m)) {
        const char *to = gk_json_text(gk_json_get(m, "to"));

        gk_buf_printf(out, "- **%s**%s: ", gk_json_text(gk_json_get(m, "from")),
                      to != NULL && strcmp(to, "*") == 0 ? " (broadcast)" : "");
        gk_json_bytes(gk_json_get(m, "content"), out);
        gk_buf_byte(out, '\n');
    }
}

/* Sets a text in an object. */
static gk_status set_text(gk_json *object, const char *key, const gk_buf *text,
                          gk_error *err)
{
    gk_status st = gk_buf_check(text, err);

    if (st == GK_OK &&
        gk_json_set(object, key, gk_json_new_bytes(text->data, text->len)) !=
            GK_OK)
        st = gk_fail_nomem(err);
    return st;
}

static gk_status set_memory(gk_json *input, const struct gk_kv *memory,
                            gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_json *object = NULL;
    gk_status st;

    put_memory(memory, &text);
    st = gk_buf_check(&text, err);
    if (st == GK_OK)
        st = gk_json_parse_own(text.data, text.len, &object, err);
    if (st == GK_OK && gk_json_set(input, "memory", object) != GK_OK)
        st = gk_fail_nomem(err);
    gk_buf_clear(&text);
    return st;
}

gk_status hugind_team_begin(struct hugind *hugind, gk_error *err)
{
    struct gk_team *team = team_of(hugind);
    gk_buf summary = GK_BUF_INIT, text = GK_BUF_INIT;
    gk_json *input = gk_json_new_object();
    gk_json *messages = NULL;
    gk_status st = gk_team_reset(team, err);

    if (st == GK_OK)
        st = set_memory(input, &team->memory, err);
    if (st == GK_OK)
        st = put_summary(&team->memory, &summary, err);
    if (st == GK_OK)
        st = set_text(input, "memory_summary", &summary, err);
    if (st == GK_OK) {
        messages = gk_team_receive(team, hugind->agent);
        put_messages(messages, &text);
        st = messages == NULL ? gk_fail_nomem(err)
                              : set_text(input, "messages", &text, err);
    }
    if (st == GK_OK) {
        gk_json_free(hugind->team);
        hugind->team = input;
        input = NULL;
    }
    gk_json_free(input);
    gk_json_free(messages);
    gk_buf_clear(&summary);
    gk_buf_clear(&text);
    return st;
}

gk_json *hugind_team_input(const struct hugind *hugind)
{
    return gk_json_copy(hugind->team);
}
