/* After all rules have spoken: severities, then waivers. */
#include "core/base/json.h"
#include "scanner/policy/date.h"
#include "scanner/policy/pattern.h"
#include "scanner/policy/policy.h"

#include <stdlib.h>
#include <string.h>

/* --- severity ------------------------------------------------------------- */

static void weigh(const gk_policy *policy, gk_findings *findings)
{
    size_t kept = 0;

    for (size_t i = 0; i < findings->count; i++) {
        struct gk_finding *f = &findings->at[i];
        gk_policy_severity wanted = gk_policy_override(policy, f->rule);

        if (wanted == GK_POLICY_OFF) {
            gk_finding_clear(f);
            continue;
        }
        if (wanted != GK_POLICY_AS_FOUND)
            f->severity = (gk_severity)(wanted - GK_POLICY_NOTE);
        findings->at[kept++] = *f;
    }
    findings->count = kept;
}

/* --- waivers -------------------------------------------------------------- */

/* What waivers ask about the file itself. */
struct file {
    const char *path;
    char sha256[GK_SHA256_HEX_BYTES];
};

static bool fits_text(const char *pattern, const char *text)
{
    return pattern == NULL || gk_pattern_match(pattern, text, strlen(text));
}

static bool fits_name(const char *pattern, const struct gk_finding *f,
                      bool right_kind)
{
    return pattern == NULL ||
           (right_kind &&
            gk_pattern_match(pattern, f->place.name.at, f->place.name.len));
}

/* Whether the waiver speaks of that file at all. */
static bool fits_file(const struct gk_waiver *w, const struct file *file)
{
    const char *sha256 = w->match[GK_WAIVER_SHA256];

    return fits_text(w->match[GK_WAIVER_PATH], file->path) &&
           (sha256 == NULL || strcmp(sha256, file->sha256) == 0);
}

/* Whether it waives all that its rule finds. */
static bool takes_whole_rule(const struct gk_waiver *w)
{
    for (int i = 0; i < GK_WAIVER_MATCH_COUNT; i++)
        if (i != GK_WAIVER_SHA256 && i != GK_WAIVER_PATH && w->match[i] != NULL)
            return false;
    return true;
}

static bool fits(const struct gk_waiver *w, const struct gk_finding *f)
{
    const char *import = w->match[GK_WAIVER_IMPORT];

    if (w->rule != f->rule)
        return false;
    /* What was left out behind this finding nobody has seen. */
    if (f->more > 0 && !takes_whole_rule(w))
        return false;
    if (import != NULL &&
        (f->place.kind != GK_PLACE_IMPORT ||
         !gk_pattern_match_import(import, f->place.module, f->place.name)))
        return false;
    return fits_name(w->match[GK_WAIVER_EXPORT], f,
                     f->place.kind == GK_PLACE_EXPORT) &&
           fits_name(w->match[GK_WAIVER_NAME], f, true) &&
           fits_text(w->match[GK_WAIVER_EVIDENCE], f->what);
}

/* The first waiver's reason stays. True: it has waived something. */
static bool waive(const struct gk_waiver *w, gk_findings *findings)
{
    bool used = false;

    for (size_t i = 0; i < findings->count; i++) {
        struct gk_finding *f = &findings->at[i];

        if (!fits(w, f))
            continue;
        used = true;
        if (f->waived == NULL)
            f->waived = w->reason;
    }
    return used;
}

static void found_unused(const struct gk_waiver *w, size_t number,
                         gk_findings *out)
{
    gk_found(out, GK_SEVERITY_NOTE, gk_place_module(),
             "waivers[%zu] of %s waives nothing here: %s", number, w->rule->id,
             w->reason);
}

static bool asks_digest(const gk_policy *policy)
{
    for (size_t i = 0; i < policy->waiver_count; i++)
        if (policy->waivers[i].match[GK_WAIVER_SHA256] != NULL)
            return true;
    return false;
}

static void use_waivers(const gk_policy *policy, const struct gk_facts *facts,
                        gk_findings *findings)
{
    struct file file = {.path = facts->name != NULL ? facts->name : ""};
    size_t count = policy->waiver_count;
    bool *unused = calloc(count, sizeof *unused);

    if (unused == NULL) {
        findings->status = GK_E_NOMEM;
        return;
    }
    if (asks_digest(policy))
        gk_facts_sha256(facts, file.sha256);
    for (size_t i = 0; i < count; i++) {
        const struct gk_waiver *w = &policy->waivers[i];

        if (w->expires >= facts->today && fits_file(w, &file))
            unused[i] = !waive(w, findings);
    }
    findings->rule = gk_rule_find("GK057");
    findings->of_rule = 0;
    for (size_t i = 0; i < count; i++)
        if (unused[i])
            found_unused(&policy->waivers[i], i, findings);
    free(unused);
}

gk_status gk_policy_apply(const gk_policy *policy, const struct gk_facts *facts,
                          gk_findings *findings, gk_error *err)
{
    if (policy == NULL)
        return GK_OK;
    weigh(policy, findings);
    if (policy->waiver_count > 0) {
        use_waivers(policy, facts, findings);
        weigh(policy, findings); /* what has come since */
    }
    return findings->status == GK_OK ? GK_OK : gk_fail_nomem(err);
}
