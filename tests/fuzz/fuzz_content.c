/*
 * Any bytes as a data segment and as a custom section: what is found lies in
 * them, prints, is bounded, is no error, and is found again the same.
 */
#include "core/base/utf8.h"
#include "scanner/content/content.h"
#include "scanner/finding.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_hit(const struct gk_hit *h, size_t size)
{
    if (h->severity == GK_SEVERITY_ERROR || h->label == NULL ||
        h->spot.within >= size || strlen(h->shown) >= GK_HIT_TEXT ||
        h->shown[0] == '\0')
        abort();
    if (!gk_utf8_valid((const uint8_t *)h->shown, strlen(h->shown)))
        abort();
    for (const char *p = h->shown; *p != '\0'; p++)
        if ((uint8_t)*p < ' ' || *p == 0x7f)
            abort();
}

static void check(const gk_content *c, size_t size)
{
    for (size_t k = 0; k < GK_HIT_KINDS; k++) {
        const struct gk_hits *hits = &c->hits[k];

        if (hits->count > 3 * (size_t)GK_MAX_FINDINGS)
            abort();
        for (size_t i = 0; i < hits->count; i++) {
            check_hit(&hits->at[i], size);
            if (i > 0 && hits->at[i].severity > hits->at[i - 1].severity)
                abort();
        }
    }
    if (c->random.count > 0 && (c->random.spot.within + c->random.len > size ||
                                c->random.entropy > 8 * GK_ENTROPY_BIT ||
                                c->random.bytes < c->random.len))
        abort();
}

static void compare(const gk_content *a, const gk_content *b)
{
    for (size_t k = 0; k < GK_HIT_KINDS; k++) {
        if (a->hits[k].count != b->hits[k].count)
            abort();
        for (size_t i = 0; i < a->hits[k].count; i++)
            if (strcmp(a->hits[k].at[i].shown, b->hits[k].at[i].shown) != 0)
                abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gk_data segment = {.len = (uint32_t)size};
    struct gk_section section = {.id = GK_SECTION_CUSTOM,
                                 .len = (uint32_t)size};
    gk_module m = {.bytes = data, .len = size, .datas = &segment};
    gk_content first, again;

    m.data_count = 1;
    if (gk_content_find(&m, &first, NULL) != GK_OK)
        abort();
    check(&first, size);

    m.data_count = 0;
    m.sections = &section;
    m.section_count = 1;
    if (gk_content_find(&m, &again, NULL) != GK_OK)
        abort();
    check(&again, size);
    compare(&first, &again);
    gk_content_clear(&first);
    gk_content_clear(&again);
    return 0;
}
