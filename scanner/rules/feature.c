#include "scanner/rules/feature.h"

#include "scanner/rules.h"

#include <inttypes.h>

static void say_lack(const struct gk_facts *facts, gk_feature feature,
                     const struct gk_engine *engine, gk_findings *out)
{
    gk_found(out, GK_SEVERITY_ERROR,
             gk_feature_place(facts->module, facts->validation, feature),
             "it uses %s, which %s of %s lacks", gk_feature_name(feature),
             engine->title, facts->host->title);
    gk_found_why(out, "the host's engine refuses the whole module");
    gk_found_mend(out, "build without %s (clang: -mno-%s)",
                  gk_feature_name(feature), gk_feature_name(feature));
}

static void say_unusual(const struct gk_facts *facts, gk_feature feature,
                        gk_findings *out)
{
    uint64_t count =
        facts->validation != NULL ? facts->validation->uses[feature].count : 0;
    struct gk_place place =
        gk_feature_place(facts->module, facts->validation, feature);

    if (count > 0)
        gk_found(out, GK_SEVERITY_NOTE, place,
                 "it uses %s, in %" PRIu64 " place%s", gk_feature_name(feature),
                 count, count == 1 ? "" : "s");
    else
        gk_found(out, GK_SEVERITY_NOTE, place, "it uses %s",
                 gk_feature_name(feature));
}

/* Code of a proposal we do not know cannot be judged, so nobody here can say
 * that it is sound. */
static void say_unknown(const struct gk_facts *facts, gk_findings *out)
{
    const gk_validation *v = facts->validation;

    for (uint32_t i = 0; i < v->problem_count; i++) {
        if (v->problems[i].status != GK_E_UNSUPPORTED)
            continue;
        gk_found(out, GK_SEVERITY_WARNING,
                 gk_place_code(facts->module, v->problems[i].function,
                               v->problems[i].offset),
                 "%s", v->problems[i].text);
        gk_found_why(out, "guestkit does not know this, so the function has "
                          "not been checked to its end");
    }
}

void gk_feature_judge(const struct gk_facts *facts,
                      const struct gk_engine *engine, gk_findings *out)
{
    uint32_t used = gk_features_used(facts->module, facts->validation);
    uint32_t lacks = engine != NULL ? engine->lacks : 0;

    for (unsigned f = 0; f < GK_FEATURE_COUNT; f++) {
        if ((used & GK_FEATURE_BIT(f)) == 0)
            continue;
        if ((lacks & GK_FEATURE_BIT(f)) != 0)
            say_lack(facts, (gk_feature)f, engine, out);
        else if (gk_feature_is_unusual((gk_feature)f))
            say_unusual(facts, (gk_feature)f, out);
    }
    if (facts->validation != NULL)
        say_unknown(facts, out);
}

void gk_rule_feature(const struct gk_facts *facts, gk_findings *out)
{
    gk_feature_judge(facts, gk_engine_find(facts->host), out);
}
