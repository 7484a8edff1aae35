#include "scanner/report/digests.h"

#include "scanner/cortex_report.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct job {
    const struct gk_facts *facts;
    struct gk_digests *digests;
    unsigned what;
};

/* From behind the size to the end: a custom section's name is in it. */
static void hash_section(const struct gk_facts *facts, uint32_t number,
                         char out[GK_SHA256_HEX_BYTES])
{
    const struct gk_section *s = &facts->module->sections[number];
    size_t end = (size_t)s->offset + s->len;
    size_t start = (size_t)s->header_offset + 1;

    while (start < s->offset && (facts->bytes[start] & 0x80) != 0)
        start++;
    start++;
    gk_sha256_hex(facts->bytes + start, end - start, out);
}

static void hash_sections(const struct gk_facts *facts,
                          struct gk_digests *digests)
{
    for (uint32_t i = 0; i < digests->section_count; i++)
        hash_section(facts, i, digests->sections[i]);
}

static void *work(void *arg)
{
    const struct job *job = arg;

    if ((job->what & GK_DIGEST_FILE) != 0)
        gk_facts_sha256(job->facts, job->digests->file);
    if ((job->what & GK_DIGEST_SECTIONS) != 0)
        hash_sections(job->facts, job->digests);
    if ((job->what & GK_DIGEST_INTEGRITY) != 0)
        gk_cortex_integrity_hash(job->facts, job->digests->integrity);
    return NULL;
}

/* The host's hash takes about as long as the two others together. */
static void share_work(const struct job *job)
{
    struct job other = *job, own = *job;
    bool single = (job->what & (job->what - 1)) == 0;
    pthread_t thread;

    other.what &= (job->what & GK_DIGEST_INTEGRITY) != 0
                      ? (unsigned)GK_DIGEST_INTEGRITY
                      : (unsigned)GK_DIGEST_SECTIONS;
    own.what &= ~other.what;
    if (single || job->facts->len <= GK_DIGEST_SMALL_BYTES ||
        pthread_create(&thread, NULL, work, &other) != 0) {
        struct job all = *job;

        work(&all);
        return;
    }
    work(&own);
    pthread_join(thread, NULL);
}

gk_status gk_digests_make(const struct gk_facts *facts, unsigned what,
                          struct gk_digests *out, gk_error *err)
{
    struct gk_digests made = {.made = what};
    struct job job = {facts, &made, what};
    uint32_t count = facts->module->section_count;

    if ((what & GK_DIGEST_SECTIONS) != 0 && count > 0) {
        made.section_count =
            count < GK_MAX_SECTION_DIGESTS ? count : GK_MAX_SECTION_DIGESTS;
        made.sections = calloc(made.section_count, sizeof *made.sections);
        if (made.sections == NULL)
            return gk_fail_nomem(err);
    }
    share_work(&job);
    *out = made;
    return GK_OK;
}

void gk_digests_clear(struct gk_digests *digests)
{
    if (digests == NULL)
        return;
    free(digests->sections);
    memset(digests, 0, sizeof *digests);
}
