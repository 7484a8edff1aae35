#include "scanner/component.h"

#include "scanner/rules.h"
#include "scanner/scan.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct interface {
    const char *name;
    uint32_t effects;
} interfaces[] = {
#define GK_INTERFACE(name, effects, doc) {name, effects},
#include "scanner/interfaces.def"
};

/* Whether `name` is the interface, or one of the package, `row`. */
static bool fits(struct gk_name name, const char *row, size_t len)
{
    if (name.len < len || memcmp(name.at, row, len) != 0)
        return false;
    return name.len == len || name.at[len] == '/' || name.at[len] == '@';
}

uint32_t gk_interface_effects(struct gk_name name)
{
    uint32_t effects = 0;
    size_t best = 0;

    for (size_t i = 0; i < sizeof interfaces / sizeof *interfaces; i++) {
        size_t len = strlen(interfaces[i].name);

        if (len <= best || !fits(name, interfaces[i].name, len))
            continue;
        best = len;
        effects = interfaces[i].effects;
    }
    return effects;
}

gk_status gk_component_scan_read(const void *bytes, size_t len,
                                 gk_component_scan *out, gk_error *err)
{
    gk_component_scan scan = {.inner = NULL};
    gk_status st = gk_component_read(bytes, len, &scan.component, err);

    if (st == GK_OK)
        *out = scan;
    return st;
}

void gk_component_scan_clear(gk_component_scan *scan)
{
    free(scan->inner);
    gk_component_clear(&scan->component);
    memset(scan, 0, sizeof *scan);
}

gk_status gk_component_scan_check_valid(const gk_component_scan *scan,
                                        gk_error *err)
{
    const struct gk_problem *first = scan->component.problems;

    if (scan->component.problem_count > 0)
        return gk_fail(err, first->status, "offset 0x%" PRIx32 ": %s",
                       first->offset, first->text);
    for (uint32_t i = 0; i < scan->inner_count; i++)
        if (!scan->inner[i].valid)
            return gk_fail(err, GK_E_MALFORMED,
                           "core module %" PRIu32 " is not valid", i + 1);
    return GK_OK;
}

/* What links a module is between the parts of its component, and whatever host
 * its names remind of, that one does not load it. */
static bool concerns_the_file(const struct gk_finding *f)
{
    return f->place.kind != GK_PLACE_IMPORT &&
           f->place.kind != GK_PLACE_EXPORT && f->rule->host[0] == '\0';
}

/* Moves what a scan of core module number `number` found. */
static gk_status take_findings(gk_findings *from, uint32_t number,
                               struct gk_inner *inner, gk_findings *into)
{
    for (size_t i = 0; i < from->count; i++) {
        struct gk_finding f = from->at[i];

        if (!concerns_the_file(&f))
            continue;
        f.place.inner = number;
        if (f.place.kind != GK_PLACE_MODULE)
            f.place.offset += inner->offset;
        if (gk_findings_take(into, &f) != GK_OK)
            return into->status;
        from->at[i].what = from->at[i].why = from->at[i].mend = NULL;
        inner->findings++;
    }
    return GK_OK;
}

static gk_status scan_one(gk_component_scan *scan, uint32_t number,
                          gk_findings *findings, gk_error *err)
{
    const gk_component *c = &scan->component;
    const struct gk_component_module *m = &c->modules[number];
    struct gk_inner *inner = &scan->inner[number];
    gk_scan s;
    gk_status st = gk_scan_bytes(c->bytes + m->offset, m->len, NULL, &s, err);

    if (st != GK_OK)
        return st;
    *inner = (struct gk_inner){.offset = m->offset,
                               .len = m->len,
                               .depth = m->depth,
                               .valid = gk_scan_valid(&s),
                               .name = s.module.module_name,
                               .functions = s.module.code_count};
    if (take_findings(&s.findings, number + 1, inner, findings) != GK_OK)
        st = gk_fail_nomem(err);
    gk_scan_clear(&s);
    return st;
}

gk_status gk_component_scan_inner(gk_component_scan *scan,
                                  gk_findings *findings, gk_error *err)
{
    const gk_component *c = &scan->component;
    uint32_t count =
        c->module_count < GK_MAX_INNER ? c->module_count : GK_MAX_INNER;
    gk_status st = GK_OK;

    if (count == 0)
        return GK_OK;
    scan->inner = calloc(count, sizeof *scan->inner);
    if (scan->inner == NULL)
        return gk_fail_nomem(err);
    for (uint32_t i = 0; i < count && st == GK_OK; i++) {
        scan->inner_count = i + 1;
        st = scan_one(scan, i, findings, err);
    }
    return st;
}

/* --- reports -------------------------------------------------------------- */

/* The first import with each effect, the strongest effect first. */
static void put_effects(const gk_component *c, gk_buf *out)
{
    const char *lead = "can do:  ";

    for (unsigned e = GK_EFFECT_COUNT; e-- > 0;)
        for (uint32_t i = 0; i < c->import_count; i++) {
            if (e == GK_EFFECT_CONTROL ||
                (gk_interface_effects(c->imports[i].name) & 1u << e) == 0)
                continue;
            gk_buf_printf(out, "%s%-8s  %s\n", lead,
                          gk_effect_word((gk_effect)e),
                          gk_label_name(c->imports[i].name).text);
            lead = "         ";
            break;
        }
    if (lead[0] == 'c')
        gk_buf_puts(out, c->import_count == 0
                             ? "can do:  nothing outside itself\n"
                             : "can do:  not known: it imports no interface "
                               "whose meaning is known\n");
}

gk_status gk_component_put_text(const gk_component_scan *scan, gk_buf *out)
{
    const gk_component *c = &scan->component;

    put_effects(c, out);
    for (uint32_t i = 0; i < scan->inner_count; i++) {
        const struct gk_inner *in = &scan->inner[i];

        gk_buf_printf(out, "%score module %" PRIu32,
                      i == 0 ? "holds:   " : "         ", i + 1);
        if (in->name.len > 0)
            gk_buf_printf(out, " %s", gk_label_name(in->name).text);
        gk_buf_printf(out, "  %" PRIu32 " bytes at 0x%" PRIx32 "  %s\n",
                      in->len, in->offset, in->valid ? "valid" : "not valid");
    }
    if (c->module_count > scan->inner_count)
        gk_buf_printf(out, "         %" PRIu32 " more, which are not scanned\n",
                      c->module_count - scan->inner_count);
    return out->status;
}
