#include "host-mock/session.h"

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "host-mock/invoke.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

bool gk_session_is_deployed(const struct gk_session *session)
{
    return session->job->fidelity == GK_DEPLOYED;
}

void gk_session_meet(struct gk_session *session,
                     const struct gk_difference *row)
{
    size_t i = 0;

    while (i < session->met_count && session->met[i].row != row)
        i++;
    if (i == GK_MAX_DIFFERENCES)
        return;
    if (i == session->met_count) {
        session->met[i].row = row;
        session->met[i].times = 0;
        session->met_count++;
    }
    session->met[i].times++;
}

void gk_session_skip(struct gk_session *session,
                     const struct gk_difference *row)
{
    gk_session_meet(session, row);
    if (session->skipped == NULL)
        session->skipped = row;
}

void gk_session_hint(struct gk_session *session, const char *text)
{
    for (size_t i = 0; i < session->hint_count; i++)
        if (strcmp(session->hints[i], text) == 0)
            return;
    if (session->hint_count == GK_MAX_HINTS)
        return;
    session->hints[session->hint_count] = strdup(text);
    if (session->hints[session->hint_count] != NULL)
        session->hint_count++;
}

static void put_log(struct gk_session *session, const char *kind,
                    const void *text, size_t len)
{
    gk_buf record = GK_BUF_INIT;

    gk_buf_printf(&record, "{\"kind\":\"%s\",\"part\":%u,\"text\":", kind,
                  session->part);
    gk_json_quote(&record, text, len);
    gk_buf_byte(&record, '}');
    gk_trace_put(&session->trace, &record);
    gk_buf_clear(&record);
}

void gk_session_log(struct gk_session *session, const void *text, size_t len)
{
    put_log(session, "log", text, len);
}

void gk_session_host_log(struct gk_session *session, const char *text)
{
    put_log(session, "host-log", text, strlen(text));
}

/* A call within a call finds nothing there, and makes its own. */
static void take_record(struct gk_session *session, struct gk_record *record,
                        gk_buf *text)
{
    const gk_buf empty = GK_BUF_INIT;

    *record = session->record;
    *text = session->record_text;
    memset(&session->record, 0, sizeof session->record);
    session->record_text = empty;
    gk_buf_reset(text);
    text->max = empty.max;
}

static void put_record_back(struct gk_session *session,
                            const struct gk_record *record, const gk_buf *text)
{
    gk_record_clear(&session->record);
    gk_buf_clear(&session->record_text);
    session->record = *record;
    session->record_text = *text;
}

gk_status gk_session_hostcall(struct gk_vm_call *call, gk_error *err)
{
    const struct gk_host_link *link = call->context;
    struct gk_session *session = link->session;
    struct gk_record record;
    struct gk_hostcall host_call = {
        .session = session,
        .host = session->host,
        .args = call->args,
        .arg_count = call->arg_count,
        .results = call->results,
        .result_count = call->result_count,
        .note = &record.note,
    };
    gk_error words = GK_ERROR_INIT;
    gk_buf text;
    uint64_t start;
    gk_status st;

    take_record(session, &record, &text);
    gk_record_begin(&record, link->row, session->memory, call->args,
                    call->arg_count);
    start = now_us();
    st = link->fn(&host_call, &words);
    if (st == GK_E_NOFIXTURE)
        session->no_fixture = words;
    gk_record_end(&record, session->memory, call->args, call->arg_count,
                  call->results, call->result_count,
                  st == GK_OK ? NULL : words.text);
    gk_record_print(&record, session->part, now_us() - start, &text);
    gk_trace_put(&session->trace, &text);
    put_record_back(session, &record, &text);
    if (st != GK_OK)
        gk_fail(err, st, "%s", words.text);
    return st;
}

/* --- parts -----------------------------------------------------------------
 */

struct usage {
    uint64_t fuel, bulk, us;
};

static struct usage usage_now(struct gk_session *session)
{
    gk_guest *guest = session->kind->guest(session->host);
    struct gk_vm_usage usage = {0};

    if (guest != NULL)
        gk_guest_usage(guest, &usage);
    return (struct usage){usage.fuel, usage.fuel_bulk, now_us()};
}

/* The fixture that was missing outranks the trap that it made. */
static void tell_missing_fixture(struct gk_session *session,
                                 struct gk_part *part)
{
    gk_json *error = gk_json_new_object();
    gk_json *missing = gk_world_missing(session->world);

    part->outcome = "fixture";
    gk_json_unset(part->json, "trap");
    gk_json_unset(part->json, "text");
    gk_json_set_string(error, "text", session->no_fixture.text);
    if (gk_json_count(missing) > 0)
        gk_json_set(error, "fixture", missing);
    else
        gk_json_free(missing);
    gk_json_set(part->json, "error", error);
    gk_error_clear(&session->no_fixture);
}

/* Adds what every part has, and takes its JSON. A new instance counts from
 * zero, so that `before` counts for nothing then; one that is gone tells no
 * more. */
static gk_json *close_part(struct gk_session *session, struct gk_part *part,
                           struct usage before, bool fresh)
{
    gk_guest *guest = session->kind->guest(session->host);
    struct usage after = usage_now(session);
    struct gk_vm_usage usage = {0};
    gk_json *fuel = gk_json_new_object();
    gk_json *memory = gk_json_new_object();
    gk_json *json = part->json;

    if (session->no_fixture.status != GK_OK)
        tell_missing_fixture(session, part);
    if (guest != NULL)
        gk_guest_usage(guest, &usage);
    if (fresh || guest == NULL)
        before.fuel = before.bulk = 0;
    gk_json_set_string(json, "outcome", part->outcome);
    gk_json_set_bool(json, "ok", gk_part_ok(part));
    gk_json_set_number(fuel, "used", (double)(after.fuel - before.fuel));
    gk_json_set_number(fuel, "bulk", (double)(after.bulk - before.bulk));
    gk_json_set(json, "fuel", fuel);
    gk_json_set_number(memory, "pages", usage.memory_pages);
    gk_json_set(json, "memory", memory);
    gk_json_set_number(json, "us", (double)(after.us - before.us));
    part->json = NULL;
    return json;
}

static gk_status run_load(struct gk_session *session, gk_json *result, bool *ok,
                          gk_error *err)
{
    struct gk_part part;
    struct usage before = {0, 0, now_us()};
    gk_status st = gk_part_init(&part, "load", err);

    if (st != GK_OK)
        return st;
    st = session->kind->load(session->host, &part, err);
    *ok = gk_part_ok(&part) && session->no_fixture.status == GK_OK;
    if (st == GK_OK) {
        gk_json *json = close_part(session, &part, before, true);

        gk_json_set_string(result, "outcome",
                           gk_json_text(gk_json_get(json, "outcome")));
        st = gk_json_set(result, "load", json);
    }
    gk_part_clear(&part);
    return st;
}

static gk_status do_step(struct gk_session *session, const gk_json *step,
                         struct gk_part *part, gk_error *err)
{
    const gk_json *call = gk_json_get(step, "call");
    const gk_json *advance = gk_json_get(step, "advance-clock");
    int64_t ms = 0;
    gk_status st;

    if (call != NULL && gk_json_get(call, "invoke") != NULL)
        return gk_invoke(session, call, part, err);
    if (call != NULL)
        return session->kind->call(session->host, call, part, err);
    if (gk_json_get(step, "reload") != NULL)
        return session->kind->reload(session->host, part, err);
    if (gk_json_get(step, "destroy") != NULL) {
        if (session->diagnostics == NULL)
            session->diagnostics = session->kind->diagnostics(session->host);
        return session->kind->destroy(session->host, part, err);
    }
    st = gk_world_duration(advance, "/advance-clock", &ms, err);
    if (st == GK_OK)
        gk_world_advance(session->world, ms);
    return st;
}

static const char *step_kind(const gk_json *step)
{
    static const char *const kinds[] = {"call", "reload", "destroy",
                                        "advance-clock"};

    for (size_t i = 0; i < 4; i++)
        if (gk_json_get(step, kinds[i]) != NULL)
            return kinds[i];
    return "call";
}

static gk_status run_step(struct gk_session *session, const gk_json *step,
                          gk_json *result, gk_json *steps, gk_error *err)
{
    const char *kind = step_kind(step);
    struct gk_part part;
    struct usage before = usage_now(session);
    gk_status st = gk_part_init(&part, kind, err);

    if (st != GK_OK)
        return st;
    session->part++;
    st = do_step(session, step, &part, err);
    if (st == GK_OK) {
        gk_json *json =
            close_part(session, &part, before, strcmp(kind, "reload") == 0);
        const char *so_far = gk_json_text(gk_json_get(result, "outcome"));

        if (so_far != NULL && strcmp(so_far, "ok") == 0)
            gk_json_set_string(result, "outcome",
                               gk_json_text(gk_json_get(json, "outcome")));
        st = gk_json_push(steps, json);
    }
    gk_part_clear(&part);
    return st;
}

/* --- the whole -------------------------------------------------------------
 */

static gk_json *differences_json(const struct gk_session *session)
{
    gk_json *list = gk_json_new_array();

    for (size_t i = 0; i < session->met_count; i++) {
        const struct gk_difference *row = session->met[i].row;
        gk_json *json = gk_json_new_object();

        gk_json_set_string(json, "id", row->id);
        gk_json_set_string(json, "title", row->title);
        gk_json_set_string(json, "documented", row->documented);
        gk_json_set_string(json, "deployed", row->deployed);
        gk_json_set_string(json, "fault", row->fault);
        gk_json_set_string(json, "advice", row->advice);
        gk_json_set_number(json, "times", session->met[i].times);
        gk_json_push(list, json);
    }
    return list;
}

static gk_json *hints_json(const struct gk_session *session)
{
    gk_json *list = gk_json_new_array();

    for (size_t i = 0; i < session->hint_count; i++)
        gk_json_push(list, gk_json_new_string(session->hints[i]));
    return list;
}

/* The file system at the end, when there was one. */
static gk_status tell_files(struct gk_session *session, gk_json *result)
{
    const gk_files *files = gk_world_used_files(session->world);
    size_t left_out = 0;
    gk_status st;

    if (files == NULL)
        return GK_OK;
    st = gk_json_set(result, "files", gk_files_to_json(files, &left_out));
    if (st == GK_OK)
        st = gk_json_set_string(result, "root", gk_files_home(files));
    if (st == GK_OK && left_out > 0)
        st = gk_json_set_number(result, "files_left_out", (double)left_out);
    return st;
}

static gk_status finish(struct gk_session *session, gk_json *result,
                        gk_error *err)
{
    gk_json *unused = gk_world_unused(session->world);

    gk_json_set(result, "state", gk_kv_to_json(gk_world_state(session->world)));
    if (session->diagnostics == NULL)
        session->diagnostics = session->kind->diagnostics(session->host);
    gk_json_set(result, "diagnostics", session->diagnostics);
    session->diagnostics = NULL;
    gk_json_set(result, "differences", differences_json(session));
    if (tell_files(session, result) != GK_OK) {
        gk_json_free(unused);
        return gk_fail_nomem(err);
    }
    if (session->hint_count > 0)
        gk_json_set(result, "hints", hints_json(session));
    if (gk_json_count(unused) > 0)
        gk_json_set(result, "unused", unused);
    else
        gk_json_free(unused);
    if (session->skipped != NULL) {
        char why[512];

        snprintf(why, sizeof why, "%s: %s", session->skipped->id,
                 session->skipped->title);
        return gk_json_set_string(result, "skipped", why) == GK_OK
                   ? GK_OK
                   : gk_fail_nomem(err);
    }
    return GK_OK;
}

/* What made loading impossible, as a result of its own. */
static gk_status refused(gk_json *result, const char *outcome,
                         const gk_error *why)
{
    struct gk_part part;
    gk_status st = gk_part_init(&part, "load", NULL);

    if (st != GK_OK)
        return st;
    gk_part_error(&part, outcome, why->text);
    gk_json_set_string(part.json, "outcome", outcome);
    gk_json_set_bool(part.json, "ok", false);
    gk_json_set_string(result, "outcome", outcome);
    gk_json_set(result, "load", part.json);
    return gk_json_set(result, "steps", gk_json_new_array());
}

static gk_status run_parts(struct gk_session *session, gk_json *result,
                           gk_error *err)
{
    gk_json *steps = gk_json_new_array();
    const gk_json *step = gk_json_first(session->job->steps);
    bool ok = false;
    gk_status st = session->kind->open(session, &session->host, err);

    if (st == GK_OK)
        st = run_load(session, result, &ok, err);
    for (; ok && step != NULL && st == GK_OK; step = gk_json_next(step))
        st = run_step(session, step, result, steps, err);
    gk_json_set(result, "steps", steps);
    return st == GK_OK ? finish(session, result, err) : st;
}

/* Unless a warm process has done so. */
static gk_status load_module(struct gk_session *session, gk_error *err)
{
    const struct gk_job *job = session->job;
    gk_status st;

    if (session->module != NULL)
        return GK_OK;
    st = gk_vm_open(&job->limits, &session->vm, err);
    return st == GK_OK ? gk_vm_load(session->vm, job->module, job->module_len,
                                    &session->module, err)
                       : st;
}

static void open_doors(struct gk_session *session, const struct gk_doors *doors)
{
    struct gk_http *http = gk_world_http(session->world);
    struct gk_llm *llm = gk_world_llm(session->world);
    struct gk_dns *dns = gk_world_dns(session->world);
    struct gk_shell *shell = gk_world_shell(session->world);
    struct gk_tools *tools = gk_world_tools(session->world);

    if (session->job->live & GK_LIVE_HTTP) {
        http->door = doors->http;
        http->door_context = doors->context;
        dns->door = doors->dns;
        dns->door_context = doors->context;
    }
    if (session->job->live & GK_LIVE_LLM) {
        llm->door = doors->llm;
        llm->door_context = doors->context;
    }
    if (session->job->live & GK_LIVE_SHELL) {
        shell->door = doors->shell;
        shell->door_context = doors->context;
    }
    if (session->job->live & GK_LIVE_TOOLS) {
        tools->door = doors->tools;
        tools->door_context = doors->context;
    }
}

gk_status gk_session_run(struct gk_session *session,
                         const struct gk_doors *doors, gk_json **out,
                         gk_error *err)
{
    const struct gk_job *job = session->job;
    gk_json *result = gk_json_new_object();
    gk_error why = GK_ERROR_INIT;
    gk_status st;

    session->abi = gk_abi_host_find(job->host);
    session->kind = gk_host_find(job->host);
    if (session->abi == NULL || session->kind == NULL) {
        st = gk_fail(err, GK_E_USAGE, "there is no mock of host '%s'",
                     job->host);
        goto done;
    }
    st = gk_world_open(job->world, &session->world, err);
    if (st != GK_OK)
        goto done;
    open_doors(session, doors);
    st = load_module(session, &why);
    if (st == GK_E_NOMEM)
        gk_fail(err, st, "%s", why.text);
    else if (st != GK_OK)
        st = refused(result, st == GK_E_LIMIT ? "memory" : "load", &why);
    else
        st = run_parts(session, result, err);
    if (st == GK_OK && (job->live & GK_LIVE_FS) &&
        gk_outcome_is_end(gk_json_text(gk_json_get(result, "outcome"))))
        st =
            doors->fs(doors->context, job, gk_world_files(session->world), err);
done:
    if (session->kind != NULL && session->host != NULL)
        session->kind->close(session->host);
    gk_json_free(session->diagnostics);
    gk_record_clear(&session->record);
    gk_buf_clear(&session->record_text);
    for (size_t i = 0; i < session->hint_count; i++)
        free(session->hints[i]);
    gk_vm_close(session->vm);
    gk_world_close(session->world);
    if (st == GK_OK)
        *out = result;
    else
        gk_json_free(result);
    return st;
}
