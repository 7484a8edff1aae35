#include "core/wasm/leb.h"
#include "scanner/content/link.h"
#include "scanner/content/text.h"
#include "scanner/rules.h"

#include <string.h>

/* A section of the tool conventions that holds one name: a length, then the
 * bytes. What is malformed is GK024's. */
static bool read_name(const gk_module *m, const struct gk_section *s,
                      struct gk_text *out)
{
    const uint8_t *at = m->bytes + s->offset;
    size_t i = 0;
    uint32_t len;

    if (!gk_leb_u32(at, s->len, &i, &len) || len == 0 || len > s->len - i)
        return false;
    *out = (struct gk_text){at + i, len, 0};
    return true;
}

static bool is_absolute(const struct gk_text *t)
{
    return gk_text_has(t, 0, "file:", 5, true) || gk_text_get(t, 0) == '/' ||
           (gk_text_is(t, 0, GK_LETTER) && gk_text_get(t, 1) == ':' &&
            (gk_text_get(t, 2) == '\\' || gk_text_get(t, 2) == '/'));
}

static struct gk_label shown(const struct gk_text *t)
{
    gk_buf text = GK_BUF_INIT;
    struct gk_label label;

    gk_link_put((struct gk_name){t->at, (uint32_t)t->len}, &text);
    label = gk_label_name((struct gk_name){(const uint8_t *)gk_buf_text(&text),
                                           (uint32_t)text.len});
    gk_buf_clear(&text);
    return label;
}

static void tell(const gk_module *m, uint32_t number, const struct gk_text *t,
                 gk_findings *out)
{
    struct gk_place place = gk_place_custom(m, number, GK_NOWHERE);
    struct gk_label label = shown(t);

    if (gk_text_has(t, 0, "http:", 5, true) ||
        gk_text_has(t, 0, "https:", 6, true)) {
        gk_found(out, GK_SEVERITY_WARNING, place, "%s, on the net", label.text);
        gk_found_why(out, "a debugger that loads the module tells that server");
    } else if (is_absolute(t)) {
        gk_found(out, GK_SEVERITY_WARNING, place, "%s, an absolute path",
                 label.text);
        gk_found_why(out, "a debugger reads a file of that name, whoever's it "
                          "is, and the path tells of the build machine");
    } else {
        gk_found(out, GK_SEVERITY_NOTE, place, "%s", label.text);
    }
}

void gk_rule_outside_debug(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;
    struct gk_text name;

    for (uint32_t i = 0; i < m->section_count; i++) {
        const struct gk_section *s = &m->sections[i];

        if (s->id == GK_SECTION_CUSTOM &&
            (gk_name_is(s->name, "sourceMappingURL") ||
             gk_name_is(s->name, "external_debug_info")) &&
            read_name(m, s, &name))
            tell(m, i, &name, out);
    }
}
