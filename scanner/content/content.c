#include "scanner/content/content.h"

#include "scanner/content/seek.h"

#include <stdlib.h>
#include <string.h>

static void look_through(const gk_module *m, struct gk_seeker *s,
                         gk_content *out)
{
    uint32_t count = gk_area_count(m);
    struct gk_area area;

    for (uint32_t n = 0; n < count; n++) {
        if (!gk_area_get(m, n, &area) || area.wanted == 0)
            continue;
        gk_seek_area(s, &area);
        if (area.measured)
            gk_entropy_seek(&area, &out->random);
    }
}

gk_status gk_content_find(const gk_module *module, gk_content *out,
                          gk_error *err)
{
    struct gk_seeker *seeker = malloc(sizeof *seeker);
    gk_content content = {0};
    bool nomem = seeker == NULL;

    if (seeker != NULL) {
        gk_seek_init(seeker, content.hits);
        look_through(module, seeker, &content);
    }
    for (size_t n = 0; n < GK_HIT_KINDS; n++) {
        gk_hits_sort(&content.hits[n]);
        nomem = nomem || content.hits[n].nomem;
    }
    free(seeker);
    if (nomem) {
        gk_content_clear(&content);
        return gk_fail_nomem(err);
    }
    *out = content;
    return GK_OK;
}

void gk_content_clear(gk_content *content)
{
    for (size_t n = 0; n < GK_HIT_KINDS; n++)
        gk_hits_clear(&content->hits[n]);
}
