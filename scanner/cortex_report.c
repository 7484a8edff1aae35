#include "scanner/cortex_report.h"

#include "scanner/cortex_deployed.h"
#include "scanner/lossy.h"

#include <string.h>

const struct gk_cortex_policy gk_cortex_default_policy = {0};
const struct gk_cortex_subject gk_cortex_unknown_subject = {.author = "unknown",
                                                            .reputation = 50};

const char *gk_cortex_status_word(gk_cortex_status status)
{
    static const char *const words[] = {
#define GK_CORTEX_STATUS(name, word) word,
        GK_CORTEX_STATUS_LIST(GK_CORTEX_STATUS)
#undef GK_CORTEX_STATUS
    };

    return words[status];
}

void gk_cortex_integrity_hash(const struct gk_facts *facts,
                              char out[GK_SHA256_HEX_BYTES])
{
    gk_lossy_sha256(facts->bytes, facts->len, out);
}

bool gk_words_hold(struct gk_words words, const char *word)
{
    for (size_t i = 0; i < words.count; i++)
        if (strcmp(words.at[i], word) == 0)
            return true;
    return false;
}

static void check_known_hash(struct gk_words known, const char *hash,
                             gk_checks *out)
{
    if (known.count == 0)
        gk_checks_add(
            out, "known_hash", true, GK_SEVERITY_NOTE,
            "No known-good hashes registered for this package version");
    else if (gk_words_hold(known, hash))
        gk_checks_add(out, "known_hash", true, GK_SEVERITY_NOTE,
                      "Hash matches known-good hash");
    else
        gk_checks_add(out, "known_hash", false, GK_SEVERITY_WARNING,
                      "Hash does not match any known-good hash");
}

static void check_author(const struct gk_cortex_policy *policy,
                         const struct gk_cortex_subject *subject,
                         gk_checks *out)
{
    bool well_known = subject->reputation >= policy->minimum_reputation;

    if (gk_words_hold(policy->blocked_authors, subject->author))
        gk_checks_add(out, "author_blocked", false, GK_SEVERITY_ERROR,
                      "Author \"%s\" is in the blocked list", subject->author);
    if (policy->allowed_authors.count > 0 &&
        !gk_words_hold(policy->allowed_authors, subject->author))
        gk_checks_add(out, "author_allowed", false, GK_SEVERITY_WARNING,
                      "Author \"%s\" is not in the allowed list",
                      subject->author);
    gk_checks_add(out, "author_reputation", well_known,
                  well_known ? GK_SEVERITY_NOTE : GK_SEVERITY_WARNING,
                  "Author reputation score: %u/100 (minimum: %u)",
                  subject->reputation, policy->minimum_reputation);
}

/* The checks around the content. */
static void check_origin(const struct gk_cortex_policy *policy,
                         const struct gk_cortex_subject *subject,
                         const char *hash, gk_checks *out)
{
    if (policy->require_known_hash)
        check_known_hash(subject->known_hashes, hash, out);
    if (subject->is_signed)
        gk_checks_add(out, "signature", true, GK_SEVERITY_NOTE,
                      "Package signature verified");
    else
        gk_checks_add(out, "signature", false,
                      policy->require_signature ? GK_SEVERITY_ERROR
                                                : GK_SEVERITY_NOTE,
                      "No valid signature found");
    check_author(policy, subject, out);
}

static void summarise(struct gk_cortex_report *r, const char *lead,
                      gk_severity severity)
{
    bool first = true;

    gk_buf_puts(&r->summary, lead);
    for (size_t i = 0; i < r->checks.count; i++) {
        const struct gk_check *c = &r->checks.at[i];

        /* An error counts whether or not it passed. */
        if (c->severity != severity ||
            (severity == GK_SEVERITY_WARNING && c->passed))
            continue;
        gk_buf_printf(&r->summary, "%s%s", first ? "" : ", ", c->name);
        first = false;
    }
}

static void conclude(struct gk_cortex_report *r, bool block)
{
    r->status = GK_CORTEX_VERIFIED;
    for (size_t i = 0; i < r->checks.count; i++) {
        const struct gk_check *c = &r->checks.at[i];

        if (c->severity == GK_SEVERITY_ERROR)
            r->status = block ? GK_CORTEX_BLOCKED : GK_CORTEX_SUSPICIOUS;
        else if (c->severity == GK_SEVERITY_WARNING && !c->passed &&
                 r->status == GK_CORTEX_VERIFIED)
            r->status = GK_CORTEX_UNVERIFIED;
    }
    if (r->status >= GK_CORTEX_SUSPICIOUS)
        summarise(r, "Verification failed: ", GK_SEVERITY_ERROR);
    else if (r->status == GK_CORTEX_UNVERIFIED)
        summarise(r,
                  "Verification passed with warnings: ", GK_SEVERITY_WARNING);
    else
        gk_buf_puts(&r->summary, "All integrity checks passed");
}

/* Ends at once, with the only check. */
static void block(struct gk_cortex_report *r, const char *summary)
{
    r->status = GK_CORTEX_BLOCKED;
    gk_buf_puts(&r->summary, summary);
}

static gk_status check_deployed(const struct gk_facts *facts,
                                struct gk_cortex_report *r, gk_error *err)
{
    struct gk_cortex_seen seen;
    gk_status st = gk_cortex_see(facts->bytes, facts->len, &seen, err);

    if (st != GK_OK)
        return st;
    r->hangs = seen.hangs;
    r->given_up = seen.given_up;
    gk_cortex_deployed_checks(facts, &seen, &r->checks);
    gk_cortex_seen_clear(&seen);
    return GK_OK;
}

static gk_status finish(gk_status st, struct gk_cortex_report *r,
                        struct gk_cortex_report *out, gk_error *err)
{
    if (st == GK_OK && r->checks.status != GK_OK)
        st = gk_fail_nomem(err);
    if (st == GK_OK)
        st = gk_buf_check(&r->summary, err);
    if (st == GK_OK)
        *out = *r;
    else
        gk_cortex_report_clear(r);
    return st;
}

gk_status gk_cortex_report(const struct gk_facts *facts,
                           gk_cortex_reading reading,
                           const struct gk_cortex_policy *policy,
                           const struct gk_cortex_subject *subject,
                           struct gk_cortex_report *out, gk_error *err)
{
    struct gk_cortex_report r = {.summary = GK_BUF_INIT};
    bool deployed = reading == GK_CORTEX_DEPLOYED;
    char own[GK_SHA256_HEX_BYTES];
    const char *hash = "";
    gk_status st = GK_OK;

    if (policy->blocked_hashes.count > 0 || subject->known_hashes.count > 0) {
        if (deployed)
            gk_cortex_integrity_hash(facts, own);
        else
            gk_facts_sha256(facts, own);
        hash = own;
    }
    if (gk_words_hold(policy->blocked_hashes, hash)) {
        gk_checks_add(&r.checks, "blocked_hash", false, GK_SEVERITY_ERROR,
                      "Content hash is in the blocked list");
        block(&r, "Plugin content is blocked by hash");
        return finish(GK_OK, &r, out, err);
    }
    check_origin(policy, subject, hash, &r.checks);
    if (deployed)
        st = check_deployed(facts, &r, err);
    else
        gk_cortex_correct_checks(facts, &r.checks);
    if (r.hangs)
        gk_checks_clear(&r.checks);
    else
        conclude(&r, policy->block_suspicious);
    return finish(st, &r, out, err);
}

gk_status gk_cortex_report_unreadable(const char *entry,
                                      struct gk_cortex_report *out,
                                      gk_error *err)
{
    struct gk_cortex_report r = {.summary = GK_BUF_INIT};

    gk_checks_add(&r.checks, "content_readable", false, GK_SEVERITY_ERROR,
                  "Cannot read content from %s", entry);
    block(&r, "Failed to read plugin content");
    return finish(GK_OK, &r, out, err);
}

void gk_cortex_report_clear(struct gk_cortex_report *report)
{
    gk_checks_clear(&report->checks);
    gk_buf_clear(&report->summary);
}
