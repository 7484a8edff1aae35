/*
 * session: the name under which a server keeps what an agent and a model have
 * said. The host draws one for each run that wants a fresh one, and has the
 * server forget it when the run has ended, however it did.
 */
#include "host-mock/hosts/hugind/hugind.h"

#include "core/base/utf8.h"
#include "host-mock/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In a world of its own no two runs may differ. */
#define ALWAYS_THE_SAME "00000000-0000-4000-8000-000000000000"

static void draw(struct hugind *hugind, const char *prefix)
{
    char uuid[GK_UUID_TEXT_BYTES] = ALWAYS_THE_SAME;

    /* A real server would take the runs for one. Without randomness: so it
     * does. */
    if (hugind->session->job->live & GK_LIVE_LLM)
        (void)gk_uuid_draw(uuid);
    snprintf(hugind->fresh_id, sizeof hugind->fresh_id, "%s%s", prefix, uuid);
    hugind->session_mode = "fresh";
    hugind->session_id = hugind->fresh_id;
}

static gk_status resume(struct hugind *hugind, const char *id, gk_error *err)
{
    size_t len;
    const uint8_t *text = gk_utf8_trim((const uint8_t *)id, strlen(id), &len);

    hugind->resumed = strndup((const char *)text, len);
    if (hugind->resumed == NULL)
        return gk_fail_nomem(err);
    hugind->session_mode = "resume";
    hugind->session_id = hugind->resumed;
    return GK_OK;
}

gk_status hugind_session_begin(struct hugind *hugind, gk_error *err)
{
    const gk_hugind_manifest *m = &hugind->manifest;
    const char *resumed = gk_json_text(gk_json_get(hugind->call, "session"));

    hugind->session_id = "";
    hugind->session_mode = NULL;
    if (resumed == NULL && m->session_mode == GK_HUGIND_RESUME)
        resumed = m->session_id;
    if (m->agentic)
        draw(hugind, "agentic-");
    else if (resumed != NULL)
        return resume(hugind, resumed, err);
    else if (m->session_mode == GK_HUGIND_FRESH)
        draw(hugind, "");
    return GK_OK;
}

/* The host says so, too, and goes on. */
static void tell_kept(struct gk_session *session,
                      const struct gk_llm_reply *reply, const char *why)
{
    gk_buf hint = GK_BUF_INIT;

    gk_buf_puts(&hint, "the server was asked to forget the fresh session: ");
    if (reply->status != 0)
        gk_buf_printf(&hint, "it answered %u", reply->status);
    else
        gk_buf_puts(&hint, reply->error[0] != '\0' ? reply->error : why);
    gk_session_hint(session, gk_buf_text(&hint));
    gk_buf_clear(&hint);
}

void hugind_session_end(struct hugind *hugind)
{
    struct gk_llm *llm = gk_world_llm(hugind->session->world);
    struct gk_llm_reply reply = GK_LLM_REPLY_INIT;
    struct gk_llm_request request = {.session = hugind->session_id};
    gk_buf url = GK_BUF_INIT;
    gk_error why = GK_ERROR_INIT;
    gk_status st;

    if (hugind->session_id != hugind->fresh_id)
        return;
    hugind_put_base_url(hugind, &url);
    gk_buf_printf(&url, "/state/%s", hugind->session_id);
    request.url = gk_buf_text(&url);
    st = gk_llm_forget(llm, &request, &reply, &why);
    if (st != GK_OK ||
        (reply.status != 404 && (reply.status < 200 || reply.status > 299)))
        tell_kept(hugind->session, &reply, why.text);
    gk_llm_reply_clear(&reply);
    gk_buf_clear(&url);
    hugind->session_id = "";
}
