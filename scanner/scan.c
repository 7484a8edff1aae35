#include "scanner/scan.h"

#include "core/base/limits.h"
#include "scanner/change/lock.h"
#include "scanner/folders.h"
#include "scanner/policy/policy.h"
#include "scanner/rules.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static gk_cortex_status status_of(gk_severity severity)
{
    if (severity == GK_SEVERITY_ERROR)
        return GK_CORTEX_SUSPICIOUS;
    return severity == GK_SEVERITY_WARNING ? GK_CORTEX_UNVERIFIED
                                           : GK_CORTEX_VERIFIED;
}

static gk_cortex_status worse(gk_cortex_status a, gk_cortex_status b)
{
    return a > b ? a : b;
}

static bool has_check(const struct gk_cortex_report *report, const char *name)
{
    for (size_t i = 0; i < report->checks.count; i++)
        if (strcmp(report->checks.at[i].name, name) == 0)
            return true;
    return false;
}

/* The host's own word; with a policy, without the checks that it has answered.
 */
static gk_cortex_status status_of_checks(const struct gk_cortex_report *report,
                                         const gk_findings *findings,
                                         const struct gk_policy *policy)
{
    gk_cortex_status status = GK_CORTEX_VERIFIED;

    if (policy == NULL)
        return report->status;
    for (size_t i = 0; i < report->checks.count; i++) {
        const struct gk_check *c = &report->checks.at[i];

        /* A passed warning changes nothing; an error counts in any case. */
        if ((c->severity == GK_SEVERITY_ERROR || !c->passed) &&
            !gk_policy_answers(policy, findings, c->name))
            status = worse(status, status_of(c->severity));
    }
    return status;
}

gk_cortex_status gk_scan_verdict(const struct gk_cortex_report *report,
                                 bool counts, const gk_findings *findings,
                                 const struct gk_policy *policy)
{
    gk_cortex_status status = counts
                                  ? status_of_checks(report, findings, policy)
                                  : GK_CORTEX_VERIFIED;

    for (size_t i = 0; i < findings->count; i++) {
        const struct gk_finding *f = &findings->at[i];

        if (f->waived != NULL)
            continue;
        if (counts && f->rule->check != NULL &&
            gk_policy_override(policy, f->rule) == GK_POLICY_AS_FOUND)
            continue; /* the report has counted it */
        status = worse(status, status_of(f->severity));
    }
    if (has_check(report, "blocked_hash") ||
        (policy != NULL && policy->authors.block_suspicious &&
         status == GK_CORTEX_SUSPICIOUS))
        status = GK_CORTEX_BLOCKED;
    return status;
}

gk_status gk_scan_check_valid(const gk_scan *scan, gk_error *err)
{
    const struct gk_invalid *fault;

    if (scan->facts.component != NULL)
        return gk_component_scan_check_valid(&scan->component, err);
    if (!scan->facts.sound || scan->facts.validation == NULL)
        return gk_module_sound(&scan->module, err);
    fault = gk_validation_fault(scan->facts.validation);
    return fault == NULL ? GK_OK
                         : gk_fail(err, GK_E_MALFORMED,
                                   "function %" PRIu32 " at 0x%" PRIx32 ": %s",
                                   fault->function, fault->offset, fault->text);
}

bool gk_scan_valid(const gk_scan *scan)
{
    return gk_scan_check_valid(scan, NULL) == GK_OK;
}

bool gk_scan_fails(const gk_scan *scan, gk_severity at_least)
{
    if (!gk_scan_valid(scan) || scan->status == GK_CORTEX_BLOCKED)
        return true;
    for (size_t i = 0; i < scan->findings.count; i++)
        if (scan->findings.at[i].severity >= at_least &&
            scan->findings.at[i].waived == NULL)
            return true;
    return false;
}

const char *gk_scan_name(const gk_scan *scan)
{
    return strcmp(scan->path, "-") == 0 ? "standard input" : scan->path;
}

/* Smaller modules are not worth a thread. */
#define ASIDE_BYTES ((size_t)4 << 20)

struct data_look {
    gk_scan *scan;
    gk_status status; /* GK_OK, GK_E_NOMEM */
};

/* What the code says: types, calls, and what they lead to. */
static gk_status look_into_code(gk_scan *s, unsigned threads, gk_error *err)
{
    const struct gk_validate_how how = {.threads = threads};
    gk_status st = gk_validate_with(&how, &s->module, &s->validation, err);

    if (st == GK_OK)
        st = gk_reach_build(&s->module, &s->validation.calls, &s->reach, err);
    if (st == GK_OK)
        st = gk_effects_find(&s->facts, &s->reach, &s->effects, err);
    if (st != GK_OK)
        return st;
    s->facts.validation = &s->validation;
    s->facts.reach = &s->reach;
    s->facts.effects = &s->effects;
    return GK_OK;
}

static gk_status look_into_component(gk_scan *s, gk_error *err)
{
    gk_status st =
        gk_component_scan_read(s->map.data, s->map.len, &s->component, err);

    if (st == GK_OK)
        s->facts.component = &s->component;
    return st;
}

static void *look_into_data(void *arg)
{
    struct data_look *look = arg;
    gk_scan *s = look->scan;

    look->status = gk_content_find(&s->module, &s->content, NULL);
    return NULL;
}

/* Data and code have nothing to do with each other: a large module's are looked
 * at together. */
static gk_status look_into_module(gk_scan *s, unsigned threads, gk_error *err)
{
    struct data_look look = {s, GK_OK};
    bool aside = threads != 1 && s->module.len > ASIDE_BYTES;
    pthread_t thread;
    gk_status st;

    aside = aside && pthread_create(&thread, NULL, look_into_data, &look) == 0;
    st = look_into_code(s, threads, err);
    if (aside)
        pthread_join(thread, NULL);
    else if (st == GK_OK)
        look_into_data(&look);
    s->facts.content = &s->content;
    return st == GK_OK && look.status != GK_OK ? gk_fail_nomem(err) : st;
}

static void add_context(gk_scan *s, const struct gk_scan_context *context)
{
    s->facts.name = gk_scan_name(s);
    s->facts.abi = s->detected.generation;
    s->facts.policy = context->policy;
    s->facts.today = context->today;
    s->facts.baseline = context->baseline;
    s->facts.baseline_name = context->baseline_name;
    s->facts.lock = context->lock;
}

/* A manifest beside the file counts when it says that it is the file's. */
static gk_status add_manifest(gk_scan *s, const struct gk_scan_context *context,
                              gk_error *err)
{
    const struct gk_abi_host *host = s->detected.host;

    if (context->manifest != NULL) {
        if (host == NULL || strcmp(host->id, context->manifest_host) != 0)
            return gk_fail(err, GK_E_USAGE,
                           "'%s' is a manifest of %s, but '%s' is for %s (%s)",
                           context->manifest_path, context->manifest_host,
                           gk_scan_name(s), host != NULL ? host->id : "no host",
                           s->detected.reason);
        s->facts.manifest = context->manifest;
        s->facts.manifest_path = context->manifest_path;
    } else if (s->folder != NULL && s->folder->manifest != NULL &&
               host != NULL &&
               strcmp(host->id, s->folder->manifest_host) == 0 &&
               gk_folder_manifest_is_of(s->folder, s->path)) {
        s->facts.manifest = s->folder->manifest;
        s->facts.manifest_path = s->folder->manifest_path;
    } else if (s->folder != NULL && s->folder->manifest == NULL) {
        s->facts.manifest_fault = s->folder->manifest_fault;
        s->facts.manifest_name = s->folder->manifest_name;
    }
    return GK_OK;
}

/* What --host says, else what the policy is for. */
static const char *host_given(const struct gk_scan_context *context)
{
    if (context->host != NULL || context->policy == NULL ||
        context->policy->host == NULL)
        return context->host;
    return context->policy->host->id;
}

static gk_status find_host(gk_scan *s, const struct gk_scan_context *context,
                           gk_error *err)
{
    struct gk_clues clues = {.module = &s->module,
                             .given = host_given(context)};

    if (context->manifest != NULL && context->manifest_path != NULL) {
        clues.manifest = context->manifest_host;
        clues.manifest_file = gk_path_base(context->manifest_path);
    }
    /* Standard input lies in no folder. */
    if (strcmp(s->path, "-") != 0) {
        gk_status st =
            gk_folders_of(context->folders, s->path, &s->folder, err);

        if (st != GK_OK)
            return st;
    }
    return gk_detect_in(s->folder, &clues, &s->detected, err);
}

/* What this file is compared by: made only where there is a difference. */
static gk_status look_back(gk_scan *s, gk_error *err)
{
    char sha256[GK_SHA256_HEX_BYTES] = "";
    const gk_profile *older = s->facts.baseline;
    gk_status st;

    if (s->facts.lock != NULL) {
        gk_facts_sha256(&s->facts, sha256);
        s->facts.locked = gk_lock_find(s->facts.lock, s->path, sha256);
        older = s->facts.locked;
    }
    if (older == NULL || gk_profile_is_of(older, &s->facts, sha256))
        return GK_OK;
    st = gk_profile_make(&s->facts, &s->profile, err);
    if (st != GK_OK)
        return st;
    memcpy(s->profile->sha256, sha256, sizeof sha256);
    s->facts.profile = s->profile;
    s->facts.older = older;
    return GK_OK;
}

/* Everything after the bytes are there. */
static gk_status judge(gk_scan *s, const struct gk_scan_context *context,
                       gk_error *err)
{
    struct gk_cortex_policy cortex;
    struct gk_cortex_subject subject;
    gk_status st = gk_module_read(s->map.data, s->map.len, &s->module, err);

    if (st == GK_OK)
        st = find_host(s, context, err);
    if (st != GK_OK)
        return st;
    if (context->host == NULL && s->detected.level == GK_DETECT_GIVEN)
        snprintf(s->detected.reason, sizeof s->detected.reason,
                 "as the policy says");
    gk_facts_init(&s->facts, s->map.data, s->map.len, &s->module,
                  s->detected.host);
    add_context(s, context);
    st = add_manifest(s, context, err);
    if (st != GK_OK)
        return st;
    if (s->module.magic && s->module.version == 1)
        st = look_into_module(s, context->threads, err);
    else if (gk_component_is(s->map.data, s->map.len))
        st = look_into_component(s, err);
    if (st == GK_OK)
        st = look_back(s, err);
    if (st == GK_OK)
        st = gk_signature_look(s->map.data, s->map.len, context->keys,
                               &s->signature, err);
    if (st != GK_OK)
        return st;
    s->facts.signature = &s->signature;
    gk_policy_cortex(context->policy, &s->facts, &cortex, &subject);
    st = gk_cortex_report(&s->facts, GK_CORTEX_CORRECT, &cortex, &subject,
                          &s->report, err);
    if (st == GK_OK)
        st = gk_rules_run(&s->facts, &s->findings, err);
    if (st == GK_OK && s->facts.component != NULL)
        st = gk_component_scan_inner(&s->component, &s->findings, err);
    if (st == GK_OK)
        st = gk_policy_apply(context->policy, &s->facts, &s->findings, err);
    if (st == GK_OK)
        s->status = gk_scan_verdict(
            &s->report, !s->facts.wasm || gk_facts_host_is(&s->facts, "cortex"),
            &s->findings, context->policy);
    return st;
}

/* The facts point into the value itself. */
static gk_status finish(gk_status st, gk_scan *s, gk_scan *out)
{
    if (st != GK_OK) {
        gk_scan_clear(s);
        return st;
    }
    *out = *s;
    out->facts.module = &out->module;
    out->facts.signature = &out->signature;
    if (out->facts.component != NULL)
        out->facts.component = &out->component;
    if (out->profile != NULL)
        out->profile->module = &out->module;
    if (out->facts.validation == NULL)
        return GK_OK;
    out->reach.module = &out->module;
    out->reach.calls = &out->validation.calls;
    out->facts.validation = &out->validation;
    out->facts.reach = &out->reach;
    out->facts.effects = &out->effects;
    out->facts.content = &out->content;
    return GK_OK;
}

static const struct gk_scan_context nothing_known = {0};

gk_status gk_scan_file(const char *path, const struct gk_scan_context *context,
                       gk_scan *out, gk_error *err)
{
    gk_scan s = {.path = path};
    gk_status st = gk_map_file(path, GK_MAX_MODULE_BYTES, &s.map, err);

    if (st == GK_OK)
        st = judge(&s, context != NULL ? context : &nothing_known, err);
    return finish(st, &s, out);
}

gk_status gk_scan_bytes(const void *bytes, size_t len,
                        const struct gk_scan_context *context, gk_scan *out,
                        gk_error *err)
{
    gk_scan s = {.path = "-"};

    if (len > GK_MAX_MODULE_BYTES)
        return gk_fail(err, GK_E_LIMIT, "over %zu bytes", GK_MAX_MODULE_BYTES);
    s.map.data = bytes;
    s.map.len = len;
    if (context == NULL)
        context = &nothing_known;
    return finish(judge(&s, context, err), &s, out);
}

void gk_scan_clear(gk_scan *scan)
{
    if (scan == NULL)
        return;
    gk_cortex_report_clear(&scan->report);
    gk_findings_clear(&scan->findings);
    gk_component_scan_clear(&scan->component);
    gk_profile_free(scan->profile);
    gk_content_clear(&scan->content);
    gk_effects_clear(&scan->effects);
    gk_reach_clear(&scan->reach);
    gk_validation_clear(&scan->validation);
    gk_module_clear(&scan->module);
    gk_folder_close(scan->folder);
    scan->folder = NULL;
    gk_map_clear(&scan->map);
}
