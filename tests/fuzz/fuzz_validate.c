/*
 * Any bytes through the reader, the validator and the call graph. The fast
 * loop must say what the careful one says, in one part or several, and nothing
 * may point outside.
 */
#include "core/wasm/validate_body.h"
#include "scanner/reach.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool fact)
{
    if (!fact)
        abort();
}

static void must_be_equal(const gk_validation *a, const gk_validation *b)
{
    must(a->problem_count == b->problem_count && a->more == b->more);
    for (uint32_t i = 0; i < a->problem_count; i++) {
        must(a->problems[i].offset == b->problems[i].offset);
        must(strcmp(a->problems[i].text, b->problems[i].text) == 0);
    }
    must(a->instructions == b->instructions && a->deepest == b->deepest);
    must(a->features == b->features);
    must(memcmp(a->uses, b->uses, sizeof a->uses) == 0);
    must(a->calls.count == b->calls.count);
    must(a->calls.complete == b->calls.complete);
    must(a->calls.count == 0 ||
         memcmp(a->calls.targets, b->calls.targets,
                a->calls.count * sizeof *a->calls.targets) == 0);
    must(memcmp(a->calls.first, b->calls.first,
                (a->calls.codes + 1) * sizeof *a->calls.first) == 0);
    must(memcmp(a->calls.referred, b->calls.referred, a->calls.functions) == 0);
}

static void look_around(const gk_module *m, const gk_validation *v)
{
    const gk_calls *c = &v->calls;

    must(c->first[0] == 0 && c->first[c->codes] == c->count);
    for (uint32_t i = 0; i < c->count; i++)
        must(c->targets[i] < c->functions + c->types);
    for (uint32_t i = 0; i < v->problem_count; i++) {
        must(v->problems[i].offset <= m->len);
        must(v->problems[i].function < m->function_count);
        must(i == 0 || v->problems[i - 1].offset <= v->problems[i].offset);
    }
    for (int i = 0; i < GK_FEATURE_COUNT; i++)
        must(i == GK_FEATURE_MVP ||
             (v->uses[i].count > 0) == (v->features >> i & 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    gk_module m;
    gk_validation fast, careful, parts;
    gk_reach reach;

    must(gk_module_read(bytes, len, &m, NULL) == GK_OK);
    must(gk_validate(&m, &fast, NULL) == GK_OK);
    must(gk_validate_with(&(struct gk_validate_how){.careful = true}, &m,
                          &careful, NULL) == GK_OK);
    must(gk_validate_with(&(struct gk_validate_how){.parts = 3, .threads = 1},
                          &m, &parts, NULL) == GK_OK);
    must_be_equal(&fast, &careful);
    must_be_equal(&fast, &parts);
    look_around(&m, &fast);
    must(gk_reach_build(&m, &fast.calls, &reach, NULL) == GK_OK);
    gk_reach_clear(&reach);
    gk_validation_clear(&parts);
    gk_validation_clear(&careful);
    gk_validation_clear(&fast);
    gk_module_clear(&m);
    return 0;
}
