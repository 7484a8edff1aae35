#include "core/base/utf8.h"
#include "core/manifest/grants.h"
#include "scanner/effects.h"
#include "scanner/rules.h"

#include <inttypes.h>
#include <string.h>

/* Words of the manifest that are shown; the rest is counted. */
#define SHOWN 4u
/* Bytes of each that are shown. */
#define SHOWN_BYTES 40u

static void put_word(const char *word, gk_buf *out)
{
    size_t len = strlen(word);

    if (len > SHOWN_BYTES)
        len = gk_utf8_floor((const uint8_t *)word, SHOWN_BYTES);
    gk_buf_byte(out, '"');
    gk_utf8_put_printable(out, (const uint8_t *)word, len, false);
    gk_buf_puts(out, word[len] == '\0' ? "\"" : "…\"");
}

/* Appends: only "tools", "fs:read". */
static void put_declared(const gk_names *declared, gk_buf *out)
{
    gk_buf_puts(out, declared->count == 0 ? "nothing" : "only ");
    for (size_t i = 0; i < declared->count && i < SHOWN; i++) {
        gk_buf_puts(out, i > 0 ? ", " : "");
        put_word(declared->at[i], out);
    }
    if (declared->count > SHOWN)
        gk_buf_printf(out, " and %zu more", declared->count - SHOWN);
}

/* Appends: "network:fetch" or "net:outbound". */
static void put_wanted(const struct gk_grant_words *words, gk_buf *out)
{
    for (size_t i = 0; i < words->count; i++) {
        gk_buf_puts(out, i == 0 ? "" : words->all ? " and " : " or ");
        put_word(words->at[i], out);
    }
}

/* What a person would say the guest does. */
static const char *doing(gk_effect effect)
{
    switch (effect) {
    case GK_EFFECT_NETWORK:
        return "uses the network";
    case GK_EFFECT_PROCESS:
        return "runs programs";
    case GK_EFFECT_FS_READ:
        return "reads files";
    case GK_EFFECT_FS_WRITE:
        return "writes files";
    case GK_EFFECT_LLM:
        return "asks a language model";
    case GK_EFFECT_TOOLS:
        return "calls tools";
    case GK_EFFECT_STATE:
        return "keeps state";
    default:
        return NULL;
    }
}

static void say_why(const struct gk_facts *facts,
                    const struct gk_effect_use *use, const char *refusal,
                    gk_findings *out)
{
    gk_buf path = GK_BUF_INIT;

    if (use->has_path) {
        gk_path_print(facts->module, &use->path, &path);
        gk_found_why(out, "reached from %s; %s", gk_buf_text(&path), refusal);
    } else {
        gk_found_why(out, "%s", refusal);
    }
    gk_buf_clear(&path);
}

static void report(const struct gk_facts *facts,
                   const struct gk_effect_use *use,
                   const struct gk_grant_words *words, const gk_names *declared,
                   gk_findings *out)
{
    const char *does = doing(use->row->effect);
    gk_buf has = GK_BUF_INIT;
    gk_buf wants = GK_BUF_INIT;

    put_declared(declared, &has);
    put_wanted(words, &wants);
    gk_found(out, GK_SEVERITY_ERROR,
             gk_place_import(facts->module, use->import),
             "%s%s, manifest declares %s", does != NULL ? does : "uses ",
             does != NULL ? "" : gk_effect_word(use->row->effect),
             gk_buf_text(&has));
    say_why(facts, use, words->refusal, out);
    gk_found_mend(out, "declare %s, or drop the call", gk_buf_text(&wants));
    gk_buf_clear(&has);
    gk_buf_clear(&wants);
}

/* A dead import does nothing, so that it needs no leave. */
void gk_rule_undeclared_capability(const struct gk_facts *facts,
                                   gk_findings *out)
{
    gk_names declared = GK_NAMES_INIT;

    if (!gk_facts_declares(facts) || facts->effects == NULL)
        return;
    if (gk_manifest_declared(facts->host->id, facts->manifest, &declared,
                             NULL) != GK_OK) {
        out->status = GK_E_NOMEM;
        return;
    }
    for (size_t i = 0; i < facts->effects->count; i++) {
        const struct gk_effect_use *use = &facts->effects->at[i];
        struct gk_grant_words words;

        if (use->reached &&
            gk_manifest_grants(facts->host->id, facts->manifest, use->row,
                               &words) == GK_GRANT_DENIED)
            report(facts, use, &words, &declared, out);
    }
    gk_names_clear(&declared);
}
