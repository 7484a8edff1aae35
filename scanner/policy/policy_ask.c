/* What a policy says of an import, an export, a rule, an author. */
#include "core/base/json.h"
#include "scanner/policy/pattern.h"
#include "scanner/policy/policy.h"
#include "scanner/signing/signing.h"

#include <string.h>

/* --- names ---------------------------------------------------------------- */

typedef bool fits_fn(const char *pattern, struct gk_name module,
                     struct gk_name name);

static bool fits_name(const char *pattern, struct gk_name module,
                      struct gk_name name)
{
    (void)module;
    return gk_pattern_match(pattern, name.at, name.len);
}

static const char *first_fit(const gk_names *patterns, fits_fn *fits,
                             struct gk_name module, struct gk_name name)
{
    for (size_t i = 0; i < patterns->count; i++)
        if (fits(patterns->at[i], module, name))
            return patterns->at[i];
    return NULL;
}

static const char *ask(const struct gk_policy_names *names, fits_fn *fits,
                       struct gk_name module, struct gk_name name,
                       bool *allowed)
{
    const char *denied = first_fit(&names->deny, fits, module, name);

    *allowed =
        denied == NULL &&
        (!names->only || first_fit(&names->allow, fits, module, name) != NULL);
    return denied;
}

const char *gk_policy_import(const gk_policy *policy,
                             const struct gk_import *import, bool *allowed)
{
    return ask(&policy->imports, gk_pattern_match_import, import->module,
               import->name, allowed);
}

const char *gk_policy_interface(const gk_policy *policy, struct gk_name name,
                                bool *allowed)
{
    return ask(&policy->imports, fits_name, name, name, allowed);
}

const char *gk_policy_export(const gk_policy *policy, struct gk_name name,
                             bool *allowed)
{
    return ask(&policy->exports, fits_name, name, name, allowed);
}

struct gk_label gk_policy_label(const char *text)
{
    return gk_label_name(
        (struct gk_name){(const uint8_t *)text, (uint32_t)strlen(text)});
}

/* --- memory ----------------------------------------------------------------
 */

bool gk_policy_memory_bound(const struct gk_facts *facts, uint32_t index,
                            uint64_t *pages)
{
    const struct gk_limits *own = &facts->module->memories[index].limits;
    struct gk_place place = gk_place_memory(facts->module, index);
    const struct gk_abi_memory *row = NULL;

    if (own->has_max) {
        *pages = own->max;
        return true;
    }
    if (place.kind == GK_PLACE_IMPORT)
        row = gk_facts_memory_row(facts, &facts->module->imports[place.index]);
    if (row == NULL)
        return false;
    *pages = row->maximum;
    return true;
}

/* --- rules ---------------------------------------------------------------- */

gk_policy_severity gk_policy_override(const gk_policy *policy,
                                      const struct gk_rule *rule)
{
    if (policy == NULL)
        return GK_POLICY_AS_FOUND;
    return (gk_policy_severity)policy->severity[rule - gk_rules];
}

/* Checks of the Cortex table that rules about the policy count likewise. */
static const struct {
    const char *check, *rule;
} also_counted[] = {
    {"known_hash", "GK053"},        {"signature", "GK055"},
    {"author_blocked", "GK058"},    {"author_allowed", "GK058"},
    {"author_reputation", "GK058"},
};

static bool counts_check(const struct gk_rule *rule, const char *check)
{
    if (rule->check != NULL)
        return strcmp(rule->check, check) == 0;
    for (size_t i = 0; i < sizeof also_counted / sizeof *also_counted; i++)
        if (strcmp(also_counted[i].rule, rule->id) == 0 &&
            strcmp(also_counted[i].check, check) == 0)
            return true;
    return false;
}

/* How many findings of the rule there are; *waived of them are. */
static size_t count_findings(const gk_findings *findings,
                             const struct gk_rule *rule, size_t *waived)
{
    size_t count = 0;

    *waived = 0;
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->at[i].rule != rule)
            continue;
        count++;
        *waived += findings->at[i].waived != NULL;
    }
    return count;
}

bool gk_policy_answers(const gk_policy *policy, const gk_findings *findings,
                       const char *check)
{
    bool answered = false;

    if (policy == NULL)
        return false;
    for (size_t i = 0; i < gk_rule_count; i++) {
        size_t waived, count;

        if (!counts_check(&gk_rules[i], check))
            continue;
        count = count_findings(findings, &gk_rules[i], &waived);
        if (gk_policy_override(policy, &gk_rules[i]) != GK_POLICY_AS_FOUND)
            answered = true;
        else if (waived < count)
            return false;
        else
            answered |= waived > 0;
    }
    return answered;
}

/* --- the Cortex table ----------------------------------------------------- */

static struct gk_words words_of(const gk_names *names)
{
    return (struct gk_words){(const char *const *)names->at, names->count};
}

void gk_policy_cortex(const gk_policy *policy, const struct gk_facts *facts,
                      struct gk_cortex_policy *cortex,
                      struct gk_cortex_subject *subject)
{
    const char *claimed = gk_json_text(gk_json_get(facts->manifest, "author"));
    const struct gk_policy_authors *a;

    *cortex = gk_cortex_default_policy;
    *subject = gk_cortex_unknown_subject;
    if (policy == NULL)
        return;
    a = &policy->authors;
    cortex->require_signature = a->require_signature;
    cortex->require_known_hash = policy->require_known;
    cortex->block_suspicious = a->block_suspicious;
    cortex->allowed_authors = words_of(&a->allowed);
    cortex->blocked_authors = words_of(&a->blocked);
    cortex->blocked_hashes = words_of(&policy->blocked);
    cortex->minimum_reputation = (unsigned)a->minimum_reputation;
    if (a->author != NULL)
        subject->author = a->author;
    else if (claimed != NULL)
        subject->author = claimed;
    subject->reputation = (unsigned)a->reputation;
    subject->is_signed =
        a->is_signed || (facts->signature != NULL && facts->signature->valid &&
                         !facts->signature->partial);
    subject->known_hashes = words_of(&policy->known);
}
