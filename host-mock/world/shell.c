#include "host-mock/world/shell.h"

#include "core/base/base64.h"
#include "core/base/utf8.h"
#include "host-mock/world/glob.h"
#include "host-mock/world/pattern.h"

#include <stdio.h>
#include <string.h>

/* --- checking --------------------------------------------------------------
 */

#define NUMBER GK_JSON_BIT(GK_JSON_NUMBER)
#define OBJECT GK_JSON_BIT(GK_JSON_OBJECT)
#define STRING GK_JSON_BIT(GK_JSON_STRING)

static gk_status check_stream(const gk_json *reply, const char *key,
                              const char *where, gk_error *err)
{
    static const struct gk_json_field fields[] = {{"base64", STRING, true}};
    const gk_json *stream = gk_json_get(reply, key);
    gk_buf bytes = GK_BUF_INIT;
    gk_error why = GK_ERROR_INIT;
    const char *base64;
    char path[512];
    gk_status st;

    if (stream == NULL || gk_json_is(stream, GK_JSON_STRING))
        return GK_OK;
    snprintf(path, sizeof path, "%s/%s", where, key);
    st = gk_json_expect(stream, path, fields, 1, err);
    if (st != GK_OK)
        return st;
    base64 = gk_json_text(gk_json_get(stream, "base64"));
    if (base64 == NULL || gk_base64_decode(base64, &bytes, &why) != GK_OK)
        st = gk_fail(err, GK_E_SCHEMA, "%s/base64: %s", path,
                     base64 == NULL ? "no base64" : why.text);
    gk_buf_clear(&bytes);
    return st;
}

static gk_status check_exit(const gk_json *reply, const char *where,
                            gk_error *err)
{
    char path[512];
    uint64_t status;

    snprintf(path, sizeof path, "%s/exit", where);
    return gk_json_expect_uint(gk_json_get(reply, "exit"), path, 0, 255,
                               &status, err);
}

static gk_status check_reply(const gk_json *reply, const char *where,
                             gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"stdout", STRING | OBJECT, false},
        {"stderr", STRING | OBJECT, false},
        {"exit", NUMBER, false},
        {"delay", STRING | NUMBER, false},
        {"error", STRING, false},
    };
    gk_status st;

    if (gk_json_is(reply, GK_JSON_STRING))
        return GK_OK;
    st = gk_json_expect(reply, where, fields, sizeof fields / sizeof *fields,
                        err);
    if (st == GK_OK && gk_json_get(reply, "error") != NULL &&
        gk_json_count(reply) > 1)
        st = gk_fail(err, GK_E_SCHEMA,
                     "%s: a reply has \"error\" or what a program did, not "
                     "both",
                     where);
    if (st == GK_OK)
        st = gk_fixture_check_text(reply, "error", where, err);
    if (st == GK_OK)
        st = check_stream(reply, "stdout", where, err);
    if (st == GK_OK)
        st = check_stream(reply, "stderr", where, err);
    if (st == GK_OK)
        st = gk_fixture_check_delay(reply, where, err);
    return st == GK_OK ? check_exit(reply, where, err) : st;
}

static gk_status check_word(const gk_json *word, const char *where,
                            gk_error *err)
{
    gk_status st = gk_json_expect_kind(word, where, STRING | OBJECT, err);

    if (st == GK_OK && gk_json_is(word, GK_JSON_STRING) &&
        gk_json_text(word) == NULL)
        st = gk_fail(err, GK_E_SCHEMA,
                     "%s: a NUL or half a surrogate pair cannot stand here",
                     where);
    return st == GK_OK ? gk_pattern_check(word, where, err) : st;
}

/* A command line or the words of one, not both. */
static gk_status check_asked(const gk_json *fixture, const char *where,
                             gk_error *err)
{
    const gk_json *command = gk_json_get(fixture, "command");
    const gk_json *argv = gk_json_get(fixture, "argv");
    char path[512];

    if ((command == NULL) == (argv == NULL))
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: wanted one of \"command\", \"argv\"", where);
    snprintf(path, sizeof path, "%s/%s", where,
             command != NULL ? "command" : "argv");
    if (command != NULL)
        return check_word(command, path, err);
    if (gk_json_count(argv) == 0)
        return gk_fail(err, GK_E_SCHEMA, "%s: found no words, wanted a program",
                       path);
    return gk_fixtures_check(argv, path, check_word, err);
}

static gk_status check_fixture(const gk_json *fixture, const char *where,
                               gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"command", STRING | OBJECT, false},
        {"argv", GK_JSON_BIT(GK_JSON_ARRAY), false},
        {"reply", STRING | OBJECT, true},
        GK_FIXTURE_COMMON_FIELDS,
    };
    char path[512];
    gk_status st = gk_json_expect(fixture, where, fields,
                                  sizeof fields / sizeof *fields, err);

    if (st == GK_OK)
        st = gk_fixture_check_times(fixture, where, err);
    if (st == GK_OK)
        st = check_asked(fixture, where, err);
    snprintf(path, sizeof path, "%s/reply", where);
    return st == GK_OK ? check_reply(gk_json_get(fixture, "reply"), path, err)
                       : st;
}

gk_status gk_shell_check(const gk_json *fixtures, const char *where,
                         gk_error *err)
{
    return gk_fixtures_check(fixtures, where, check_fixture, err);
}

/* --- answering -------------------------------------------------------------
 */

gk_status gk_shell_init(struct gk_shell *shell, const gk_json *fixtures,
                        gk_error *err)
{
    memset(shell, 0, sizeof *shell);
    return gk_fixtures_init(&shell->fixtures, fixtures, err);
}

void gk_shell_clear(struct gk_shell *shell)
{
    gk_fixtures_clear(&shell->fixtures);
}

void gk_shell_reply_clear(struct gk_shell_reply *reply)
{
    gk_buf_clear(&reply->out);
    gk_buf_clear(&reply->err);
}

static bool word_fits(const gk_json *wanted, const char *text)
{
    if (text == NULL)
        return false;
    return gk_json_is(wanted, GK_JSON_STRING)
               ? gk_glob_match(gk_json_text(wanted), text)
               : gk_pattern_fits(wanted, text);
}

static bool fits(const gk_json *fixture, const void *context)
{
    const struct gk_shell_request *request = context;
    const gk_json *command = gk_json_get(fixture, "command");
    const gk_json *wanted = gk_json_first(gk_json_get(fixture, "argv"));
    const gk_json *word = gk_json_first(request->argv);

    if (command != NULL)
        return word_fits(command, request->command);
    if (request->command != NULL)
        return false;
    for (; wanted != NULL && word != NULL;
         wanted = gk_json_next(wanted), word = gk_json_next(word))
        if (!word_fits(wanted, gk_json_text(word)))
            return false;
    return wanted == NULL && word == NULL;
}

static gk_status put_stream(const gk_json *stream, gk_buf *out, gk_error *err)
{
    if (gk_json_is(stream, GK_JSON_OBJECT))
        return gk_base64_decode(gk_json_text(gk_json_get(stream, "base64")),
                                out, err);
    if (stream != NULL)
        gk_json_bytes(stream, out);
    return gk_buf_check(out, err);
}

static gk_status answer_with(const gk_json *given,
                             const struct gk_shell_request *request,
                             struct gk_shell_reply *reply, gk_error *err)
{
    const char *error = gk_json_text(gk_json_get(given, "error"));
    gk_status st;

    if (error != NULL) {
        snprintf(reply->error, sizeof reply->error, "%s", error);
        return GK_OK;
    }
    reply->ms = gk_fixture_delay(given);
    if (request->timed && (request->timeout_ms == 0 ||
                           (uint64_t)reply->ms > request->timeout_ms)) {
        reply->timed_out = true;
        reply->ms = (int64_t)request->timeout_ms;
        return GK_OK;
    }
    reply->success = gk_json_number(gk_json_get(given, "exit")) == 0;
    if (gk_json_is(given, GK_JSON_STRING))
        return put_stream(given, &reply->out, err);
    st = put_stream(gk_json_get(given, "stdout"), &reply->out, err);
    return st == GK_OK
               ? put_stream(gk_json_get(given, "stderr"), &reply->err, err)
               : st;
}

/* The fixture that would have answered. */
static gk_json *fixture_for(const struct gk_shell_request *request)
{
    gk_json *fixture = gk_json_new_object();
    gk_json *reply = gk_json_new_object();

    if (request->command != NULL)
        gk_json_set_string(fixture, "command", request->command);
    else
        gk_json_set(fixture, "argv", gk_json_copy(request->argv));
    gk_json_set_string(reply, "stdout", "");
    gk_json_set_number(reply, "exit", 0);
    gk_json_set(fixture, "reply", reply);
    return fixture;
}

/* Command lines may be long: the words have their beginning, the fixture all.
 */
static gk_status fail_missing(const struct gk_shell_request *request,
                              gk_error *err)
{
    enum { SHOWN = 160 };
    gk_buf text = GK_BUF_INIT;
    size_t shown;
    gk_status st;

    if (request->command != NULL)
        gk_buf_puts(&text, request->command);
    else
        gk_json_print(request->argv, GK_JSON_COMPACT, &text);
    shown = text.len > SHOWN ? gk_utf8_floor(text.data, SHOWN) : text.len;
    st = gk_fail(err, GK_E_NOFIXTURE, "no fixture answers the %s %.*s%s",
                 request->command != NULL ? "shell command" : "program",
                 (int)shown, gk_buf_text(&text), shown < text.len ? "…" : "");
    gk_buf_clear(&text);
    return st;
}

gk_status gk_shell_ask(struct gk_shell *shell,
                       const struct gk_shell_request *request,
                       struct gk_shell_reply *reply, gk_error *err)
{
    const gk_json *found = gk_fixtures_take(&shell->fixtures, fits, request);

    if (found != NULL)
        return answer_with(gk_json_get(found, "reply"), request, reply, err);
    if (shell->door != NULL)
        return shell->door(shell->door_context, request, reply, err);
    gk_fixtures_miss(&shell->fixtures, fixture_for(request));
    return fail_missing(request, err);
}
