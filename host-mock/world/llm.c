#include "host-mock/world/llm.h"

#include "core/base/base64.h"
#include "core/base/utf8.h"
#include "host-mock/world/glob.h"
#include "host-mock/world/llm_reply.h"
#include "host-mock/world/pattern.h"

#include <stdio.h>
#include <string.h>

/* --- checking --------------------------------------------------------------
 */

#define ARRAY  GK_JSON_BIT(GK_JSON_ARRAY)
#define NUMBER GK_JSON_BIT(GK_JSON_NUMBER)
#define OBJECT GK_JSON_BIT(GK_JSON_OBJECT)
#define STRING GK_JSON_BIT(GK_JSON_STRING)

static gk_status check_token(const gk_json *token, const char *where,
                             gk_error *err)
{
    return gk_json_expect_kind(token, where, STRING, err);
}

static gk_status check_list(const gk_json *reply, const char *key,
                            const char *where, gk_fixture_check *check,
                            gk_error *err)
{
    char path[512];

    snprintf(path, sizeof path, "%s/%s", where, key);
    return gk_fixtures_check(gk_json_get(reply, key), path, check, err);
}

static gk_status check_reply(const gk_json *reply, const char *where,
                             gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"text", STRING, false},   {"json", GK_JSON_ANY, false},
        {"tokens", ARRAY, false},  {"response", GK_JSON_ANY, false},
        {"body", STRING, false},   {"chunks", ARRAY, false},
        {"status", NUMBER, false}, {"broken", STRING, false},
        {"error", STRING, false},  {"delay", STRING | NUMBER, false},
    };
    static const char *const bodies[] = {"text", "json",   "tokens", "response",
                                         "body", "chunks", NULL};
    gk_status st;

    if (gk_json_is(reply, GK_JSON_STRING))
        return GK_OK;
    st = gk_json_expect(reply, where, fields, sizeof fields / sizeof *fields,
                        err);
    if (st == GK_OK)
        st = gk_fixture_check_response(reply, where, bodies, err);
    if (st == GK_OK)
        st = check_list(reply, "tokens", where, check_token, err);
    return st == GK_OK
               ? check_list(reply, "chunks", where, gk_fixture_check_bytes, err)
               : st;
}

static gk_status check_fixture(const gk_json *fixture, const char *where,
                               gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"prompt", STRING | OBJECT, false}, {"request", OBJECT, false},
        {"request_is", OBJECT, false},      {"session", STRING, false},
        {"reply", STRING | OBJECT, true},   GK_FIXTURE_COMMON_FIELDS,
    };
    char path[512];
    gk_status st = gk_json_expect(fixture, where, fields,
                                  sizeof fields / sizeof *fields, err);

    if (st == GK_OK)
        st = gk_fixture_check_text(fixture, "prompt", where, err);
    if (st == GK_OK)
        st = gk_fixture_check_text(fixture, "session", where, err);
    if (st == GK_OK)
        st = gk_fixture_check_times(fixture, where, err);
    if (st == GK_OK) {
        snprintf(path, sizeof path, "%s/prompt", where);
        st = gk_pattern_check(gk_json_get(fixture, "prompt"), path, err);
    }
    if (st == GK_OK) {
        snprintf(path, sizeof path, "%s/reply", where);
        st = check_reply(gk_json_get(fixture, "reply"), path, err);
    }
    return st;
}

gk_status gk_llm_check(const gk_json *fixtures, const char *where,
                       gk_error *err)
{
    return gk_fixtures_check(fixtures, where, check_fixture, err);
}

/* --- requests --------------------------------------------------------------
 */

/* A text, or a list of parts of which some are texts. */
static bool put_content(const gk_json *content, gk_buf *out)
{
    bool any = gk_json_is(content, GK_JSON_STRING);

    if (any) {
        gk_json_bytes(content, out);
        return true;
    }
    if (!gk_json_is(content, GK_JSON_ARRAY))
        return false;
    for (const gk_json *p = gk_json_first(content); p; p = gk_json_next(p)) {
        const gk_json *text = gk_json_get(p, "text");

        if (!gk_json_is(text, GK_JSON_STRING))
            continue;
        if (any)
            gk_buf_byte(out, '\n');
        gk_json_bytes(text, out);
        any = true;
    }
    return any;
}

bool gk_llm_prompt(const gk_json *body, gk_buf *out)
{
    const gk_json *messages = gk_json_get(body, "messages");
    const gk_json *found = NULL;
    bool user = false;

    if (!gk_json_is(messages, GK_JSON_ARRAY))
        return false;
    for (const gk_json *m = gk_json_first(messages); m; m = gk_json_next(m)) {
        const char *role = gk_json_text(gk_json_get(m, "role"));
        bool is_user = role != NULL && strcmp(role, "user") == 0;

        if (is_user || !user)
            found = m;
        user = user || is_user;
    }
    return found != NULL && put_content(gk_json_get(found, "content"), out);
}

/* What fixtures are held against. */
struct asked {
    const struct gk_llm_request *request;
    gk_buf prompt;
    const char *text; /* the prompt; NULL: none, or none C can hold */
};

static gk_status asked_init(struct asked *asked,
                            const struct gk_llm_request *request, gk_error *err)
{
    bool any = gk_llm_prompt(request->body, &asked->prompt);

    asked->request = request;
    if (any && strlen(gk_buf_text(&asked->prompt)) == asked->prompt.len)
        asked->text = gk_buf_text(&asked->prompt);
    return gk_buf_check(&asked->prompt, err);
}

static bool prompt_fits(const gk_json *wanted, const char *prompt)
{
    if (wanted == NULL)
        return true;
    if (prompt == NULL)
        return false;
    return gk_json_is(wanted, GK_JSON_STRING)
               ? gk_glob_match(gk_json_text(wanted), prompt)
               : gk_pattern_fits(wanted, prompt);
}

static bool fits(const gk_json *fixture, const void *context)
{
    const struct asked *asked = context;
    const struct gk_llm_request *request = asked->request;
    const char *session = gk_json_text(gk_json_get(fixture, "session"));
    const gk_json *part = gk_json_get(fixture, "request");
    const gk_json *whole = gk_json_get(fixture, "request_is");

    if (session != NULL &&
        (request->session == NULL || strcmp(request->session, session) != 0))
        return false;
    if (part != NULL && !gk_json_contains(request->body, part, NULL))
        return false;
    if (whole != NULL && !gk_json_equal(request->body, whole))
        return false;
    return prompt_fits(gk_json_get(fixture, "prompt"), asked->text);
}

/* --- asking ----------------------------------------------------------------
 */

gk_status gk_llm_init(struct gk_llm *llm, const gk_json *fixtures,
                      gk_error *err)
{
    memset(llm, 0, sizeof *llm);
    return gk_fixtures_init(&llm->fixtures, fixtures, err);
}

void gk_llm_clear(struct gk_llm *llm)
{
    gk_fixtures_clear(&llm->fixtures);
}

/* The fixture that would have answered. */
static gk_json *fixture_for(const struct asked *asked)
{
    gk_json *fixture = gk_json_new_object();
    gk_json *reply = gk_json_new_object();

    if (asked->text != NULL)
        gk_json_set_string(fixture, "prompt", asked->text);
    else
        gk_json_set(fixture, "request_is", gk_json_copy(asked->request->body));
    gk_json_set_string(reply, "text", "");
    gk_json_set(fixture, "reply", reply);
    return fixture;
}

/* Prompts are long: the words have their beginning, the fixture all. */
static gk_status fail_missing(const struct asked *asked, gk_error *err)
{
    enum { SHOWN = 160 };
    const gk_buf *prompt = &asked->prompt;
    size_t shown = prompt->len;

    if (asked->text == NULL)
        return gk_fail(err, GK_E_NOFIXTURE,
                       "no fixture answers the LLM request, which has no "
                       "text of a user");
    if (shown > SHOWN)
        shown = gk_utf8_floor(prompt->data, SHOWN);
    return gk_fail(err, GK_E_NOFIXTURE,
                   "no fixture answers the LLM request with the prompt "
                   "\"%.*s\"%s",
                   (int)shown, asked->text, shown < prompt->len ? "…" : "");
}

gk_status gk_llm_ask(struct gk_llm *llm, const struct gk_llm_request *request,
                     struct gk_llm_reply *reply, gk_error *err)
{
    struct asked asked = {.prompt = GK_BUF_INIT};
    const gk_json *found = NULL;
    gk_status st = asked_init(&asked, request, err);

    if (st == GK_OK)
        found = gk_fixtures_take(&llm->fixtures, fits, &asked);
    if (found != NULL) {
        st = gk_llm_reply_make(gk_json_get(found, "reply"), request->body,
                               reply, err);
    } else if (st == GK_OK && llm->door != NULL) {
        llm->has_asked = llm->has_asked || request->session != NULL;
        st = llm->door(llm->door_context, request, reply, err);
    } else if (st == GK_OK) {
        gk_fixtures_miss(&llm->fixtures, fixture_for(&asked));
        st = fail_missing(&asked, err);
    }
    gk_buf_clear(&asked.prompt);
    return st;
}

gk_status gk_llm_forget(struct gk_llm *llm,
                        const struct gk_llm_request *request,
                        struct gk_llm_reply *reply, gk_error *err)
{
    bool known = llm->has_asked;

    llm->has_asked = false;
    if (known)
        return llm->door(llm->door_context, request, reply, err);
    reply->status = 404;
    return GK_OK;
}
