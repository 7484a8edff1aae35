/*
 * hugind: a run of an agent from its start to its result.
 */
#include "host-mock/hosts/hugind/hugind.h"

#include "core/base/file.h"
#include "core/base/json_expect.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "host-mock/world/fixtures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- checks without running -------------------------------------------------
 */

static gk_status check_manifest(const gk_json *manifest, const char *where,
                                gk_error *err)
{
    gk_hugind_manifest m;

    return gk_hugind_manifest_read(manifest, where, &m, err);
}

/* The text without white space around it; borrowed. NULL has none. */
static const char *trimmed(const char *text, size_t *len)
{
    *len = 0;
    return text == NULL ? NULL
                        : (const char *)gk_utf8_trim((const uint8_t *)text,
                                                     strlen(text), len);
}

static bool is_blank(const char *text)
{
    size_t len;

    trimmed(text, &len);
    return len == 0;
}

static gk_status check_texts(const gk_json *list, const char *where,
                             const char *key, gk_error *err)
{
    gk_status st = GK_OK;
    unsigned index = 0;

    for (const gk_json *v = gk_json_first(list); v != NULL && st == GK_OK;
         v = gk_json_next(v)) {
        char path[256];

        snprintf(path, sizeof path, "%s/%s/%u", where, key, index++);
        st = gk_json_expect_kind(v, path, GK_JSON_BIT(GK_JSON_STRING), err);
    }
    return st;
}

static gk_status check_lines(const gk_json *list, const char *where,
                             gk_error *err)
{
    char path[256];

    snprintf(path, sizeof path, "%s/stdin", where);
    return gk_fixtures_check(list, path, gk_fixture_check_bytes, err);
}

/* {"args": [text…], "stdin": [line…], "session": id to resume} */
static gk_status check_call(const gk_json *call, const char *where,
                            gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"args", GK_JSON_BIT(GK_JSON_ARRAY), false},
        {"stdin", GK_JSON_BIT(GK_JSON_ARRAY), false},
        {"session", GK_JSON_BIT(GK_JSON_STRING), false},
    };
    const gk_json *session = gk_json_get(call, "session");
    gk_status st = gk_json_expect(call, where, fields, 3, err);

    if (st == GK_OK && session != NULL && is_blank(gk_json_text(session)))
        st = gk_fail(err, GK_E_SCHEMA, "%s/session: wanted an id", where);
    if (st == GK_OK)
        st = check_texts(gk_json_get(call, "args"), where, "args", err);
    return st == GK_OK ? check_lines(gk_json_get(call, "stdin"), where, err)
                       : st;
}

/* --- a run ------------------------------------------------------------------
 */

static void forget_run(struct hugind *hugind)
{
    hugind_session_end(hugind); /* of a call by name, which has no end */
    hugind->guest = NULL;
    hugind->session->memory = NULL;
    hugind_close_wasi(hugind);
    gk_json_free(hugind->result);
    hugind->result = NULL;
    gk_json_free(hugind->team);
    hugind->team = NULL;
    hugind->session_id = "";
    free(hugind->resumed);
    hugind->resumed = NULL;
    gk_buf_clear(&hugind->out);
    gk_buf_clear(&hugind->err);
}

static gk_status fail_link(struct gk_part *part, const struct gk_trap *trap,
                           gk_status why, const gk_error *words)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st;

    gk_buf_printf(&text, "failed to instantiate wasm module: %s",
                  why == GK_E_TRAP ? hugind_trap_words(trap) : words->text);
    st = why == GK_E_TRAP
             ? gk_part_trap(part, trap, gk_buf_text(&text))
             : gk_part_error(part, why == GK_E_LIMIT ? "memory" : "link",
                             gk_buf_text(&text));
    gk_buf_clear(&text);
    return st;
}

static gk_status instantiate(struct hugind *hugind, struct gk_part *part,
                             gk_error *err)
{
    struct gk_session *session = hugind->session;
    const struct gk_vm_link link = {hugind_resolve, hugind};
    gk_error words = GK_ERROR_INIT;
    struct gk_trap trap;
    gk_status st = gk_vm_instantiate(session->vm, session->module, &link,
                                     &hugind->guest, &trap, &words);

    if (st == GK_E_NOMEM)
        return gk_fail_nomem(err);
    if (st != GK_OK) {
        hugind->guest = NULL; /* its start function may have told of it */
        return fail_link(part, &trap, st, &words) == GK_OK ? GK_OK
                                                           : gk_fail_nomem(err);
    }
    session->memory = gk_guest_memory(hugind->guest, "memory");
    return GK_OK;
}

static bool is_entry(const struct hugind *hugind, const char *name)
{
    const struct gk_functype *type = gk_guest_func(hugind->guest, name);

    return type != NULL && type->param_count == 0 && type->result_count == 0;
}

/* What the person at the host gets to read of a run that failed. */
static gk_status tell_trap(struct hugind *hugind, struct gk_part *part,
                           const struct gk_trap *trap)
{
    struct gk_session *session = hugind->session;
    bool ours = trap->kind == GK_TRAP_TIMEOUT || hugind->timed_out ||
                session->no_fixture.status != GK_OK;

    if (hugind->manifest.timed && !ours) {
        hugind_meet(hugind, HUGIND_TIMEOUT_HIDES);
        if (gk_session_is_deployed(session))
            return GK_OK;
    }
    if (hugind->timed_out)
        gk_part_outcome(part, "timeout");
    if (ours || !gk_session_is_deployed(session))
        return gk_part_trap(part, trap, hugind_trap_words(trap));
    hugind_meet(hugind, HUGIND_TRAP_TEXT);
    return gk_part_trap(part, trap, "error while executing at wasm backtrace:");
}

/* `_start`, else `main`, of type () -> (). Neither: nothing is called. */
static gk_status start(struct hugind *hugind, struct gk_part *part,
                       gk_error *err)
{
    const char *name = is_entry(hugind, "_start") ? "_start"
                       : is_entry(hugind, "main") ? "main"
                                                  : NULL;
    gk_error words = GK_ERROR_INIT;
    struct gk_trap trap;
    gk_status st;

    if (name == NULL)
        return GK_OK;
    st = gk_guest_call(hugind->guest, name, NULL, 0, NULL, 0, &trap, &words);
    if (st == GK_E_TRAP)
        st = tell_trap(hugind, part, &trap);
    else if (st != GK_OK)
        return gk_fail(err, st, "%s", words.text);
    return st == GK_OK ? GK_OK : gk_fail_nomem(err);
}

/* What the command line prints of a result. */
static gk_status tell_result(struct hugind *hugind, struct gk_part *part)
{
    gk_buf text = GK_BUF_INIT;
    const gk_json *result = hugind->result;
    gk_status st;

    if (gk_json_is(result, GK_JSON_STRING))
        gk_json_bytes(result, &text);
    else if (gk_json_is(result, GK_JSON_OBJECT) ||
             gk_json_is(result, GK_JSON_ARRAY))
        gk_json_print(result, GK_JSON_PRETTY | GK_JSON_SORTED, &text);
    st = text.len > 0 ? gk_part_text(part, text.data, text.len) : GK_OK;
    gk_buf_clear(&text);
    if (st != GK_OK)
        return st;
    return gk_json_set(part->json, "json",
                       result == NULL ? gk_json_new_null()
                                      : gk_json_copy(result));
}

static gk_status close_run(struct hugind *hugind, struct gk_part *part)
{
    gk_status st = GK_OK;

    if (gk_part_ok(part))
        st = tell_result(hugind, part);
    if (st == GK_OK)
        st = gk_json_set(
            part->json, "stdout",
            gk_json_new_bytes(gk_buf_text(&hugind->out), hugind->out.len));
    if (st == GK_OK)
        st = gk_json_set(
            part->json, "stderr",
            gk_json_new_bytes(gk_buf_text(&hugind->err), hugind->err.len));
    return st;
}

/* A run that the host does not even begin. */
static gk_status refuse(struct gk_part *part, const gk_error *why,
                        gk_error *err)
{
    return gk_part_error(part, "load", why->text) == GK_OK ? GK_OK
                                                           : gk_fail_nomem(err);
}

/* All that comes before the agent's first instruction. */
static gk_status begin(struct hugind *hugind, const gk_json *call,
                       struct gk_part *part, gk_error *err)
{
    gk_error why = GK_ERROR_INIT;
    gk_status st;

    forget_run(hugind);
    hugind->call = call;
    hugind->next_line = gk_json_first(gk_json_get(call, "stdin"));
    hugind->has_read = false;
    hugind->waited_ms = 0;
    hugind->timed_out = false;
    st = hugind_session_begin(hugind, err);
    if (st != GK_OK)
        return st;
    if (hugind_before(hugind, &why) != GK_OK ||
        hugind_open_wasi(hugind, &why) != GK_OK ||
        hugind_tools_begin(hugind, &why) != GK_OK)
        return refuse(part, &why, err);
    st = hugind_team_begin(hugind, err);
    return st == GK_OK ? instantiate(hugind, part, err) : st;
}

static gk_status run(void *host, const gk_json *call, struct gk_part *part,
                     gk_error *err)
{
    struct hugind *hugind = host;
    gk_status st = begin(hugind, call, part, err);

    if (st == GK_OK && gk_part_ok(part))
        st = start(hugind, part, err);
    hugind_session_end(hugind);
    if (st == GK_OK && close_run(hugind, part) != GK_OK)
        st = gk_fail_nomem(err);
    return st;
}

/* For a call of an export by its name: an instance that has not run. */
static gk_status ready(void *host, struct gk_part *part, gk_error *err)
{
    struct hugind *hugind = host;

    return hugind->guest != NULL ? GK_OK : begin(hugind, NULL, part, err);
}

/* --- the row ----------------------------------------------------------------
 */

static gk_status load(void *host, struct gk_part *part, gk_error *err)
{
    (void)host; /* each run has its instance */
    (void)part;
    (void)err;
    return GK_OK;
}

static gk_status reload(void *host, struct gk_part *part, gk_error *err)
{
    forget_run(host);
    return load(host, part, err);
}

static void close_hugind(void *host)
{
    if (host == NULL)
        return;
    forget_run(host);
    free(((struct hugind *)host)->agent);
    free(host);
}

/* Its manifest's name, trimmed; that of its folder when that says nothing. */
static char *agent_name(const struct hugind *hugind)
{
    const char *folder = hugind->session->job->folder;
    size_t len;
    const char *name = trimmed(hugind->manifest.name, &len);

    if (len > 0 && !(len == 7 && memcmp(name, "default", 7) == 0))
        return strndup(name, len);
    return strdup(folder != NULL ? folder : "agent");
}

/* The smaller of a limit (0: none was given) and what the manifest has. */
static uint64_t lower(uint64_t limit, uint64_t wanted)
{
    if (wanted == 0)
        wanted = 1; /* 0 would be the default */
    return limit == 0 || wanted < limit ? wanted : limit;
}

static void limit(const gk_json *manifest, struct gk_vm_limits *limits)
{
    gk_hugind_manifest m;
    uint64_t pages;

    if (gk_hugind_manifest_read(manifest, "", &m, NULL) != GK_OK)
        return;
    if (m.metered)
        limits->fuel = lower(limits->fuel, m.fuel);
    pages = m.memory_bytes / GK_PAGE_BYTES;
    if (m.capped && pages == 0)
        limits->memory_pages = GK_NO_PAGES;
    else if (m.capped && pages < GK_NO_PAGES)
        limits->memory_pages = (uint32_t)lower(limits->memory_pages, pages);
}

static gk_status open_hugind(struct gk_session *session, void **out,
                             gk_error *err)
{
    struct hugind *hugind = calloc(1, sizeof *hugind);
    gk_status st;

    if (hugind == NULL)
        return gk_fail_nomem(err);
    hugind->session = session;
    hugind->out = (gk_buf)GK_BUF_INIT;
    hugind->err = (gk_buf)GK_BUF_INIT;
    st = gk_hugind_manifest_read(session->job->manifest, "", &hugind->manifest,
                                 err);
    if (st != GK_OK) {
        close_hugind(hugind);
        return st;
    }
    hugind->agent = agent_name(hugind);
    if (hugind->agent == NULL) {
        close_hugind(hugind);
        return gk_fail_nomem(err);
    }
    hugind->session_id = "";
    *out = hugind;
    return GK_OK;
}

static gk_guest *guest_of(void *host)
{
    return ((struct hugind *)host)->guest;
}

static gk_json *diagnostics(void *host)
{
    const struct hugind *hugind = host;
    gk_json *json = gk_json_new_object();

    gk_json_set_string(json, "agent", hugind->agent);
    return json;
}

/* Those of its mounts. One outside is refused before the guest starts, unless
 * the manifest allows it: then nobody needs to know what is in there. */
static gk_status folders(const gk_json *manifest, gk_json *out)
{
    gk_hugind_manifest read;
    gk_status st = gk_hugind_manifest_read(manifest, "", &read, NULL);

    if (st != GK_OK || read.fs_mode == GK_HUGIND_FS_HOST ||
        !read.filesystem.allow_outside_agent_root)
        return st;
    for (const gk_json *m = gk_json_first(read.mounts); m && st == GK_OK;
         m = gk_json_next(m))
        if (gk_json_text(gk_json_get(m, "host")) != NULL)
            st = gk_json_push(out, gk_json_copy(gk_json_get(m, "host")));
    return st;
}

const struct gk_host gk_host_hugind = {
    .id = "hugind",
    .is_program = true,
    .check_manifest = check_manifest,
    .lint_manifest = gk_hugind_manifest_lint,
    .allow = gk_hugind_manifest_allow,
    .limit = limit,
    .folders = folders,
    .check_call = check_call,
    .open = open_hugind,
    .load = load,
    .call = run,
    .ready = ready,
    .reload = reload,
    .destroy = reload,
    .guest = guest_of,
    .trap_words = hugind_trap_words,
    .diagnostics = diagnostics,
    .close = close_hugind,
};
