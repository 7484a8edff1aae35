#include "scanner/change/diff.h"
#include "scanner/rules.h"

#include <inttypes.h>

/* What has changed, part by part: "2 functions changed (parse, run), data". */
struct parts {
    gk_buf text;
    const char *between;
};

static void next_part(struct parts *p)
{
    gk_buf_puts(&p->text, p->between);
    p->between = "; ";
}

static void put_count(struct parts *p, const char *word, uint32_t count,
                      const gk_module *m, const uint32_t *at)
{
    if (count == 0)
        return;
    next_part(p);
    gk_buf_printf(&p->text, "%" PRIu32 " function%s %s (", count,
                  count == 1 ? "" : "s", word);
    for (uint32_t i = 0; i < count && i < GK_DIFF_NAMES; i++) {
        struct gk_name name = gk_module_func_name(m, at[i]);

        gk_buf_puts(&p->text, i > 0 ? ", " : "");
        if (name.len > 0)
            gk_buf_puts(&p->text, gk_label_name(name).text);
        else
            gk_buf_printf(&p->text, "f%" PRIu32, at[i]);
    }
    gk_buf_puts(&p->text, count > GK_DIFF_NAMES ? ", …)" : ")");
}

static void put_functions(struct parts *p, const gk_profile *old,
                          const gk_profile *now,
                          const struct gk_diff_functions *d)
{
    if (!d->differ)
        return;
    if (d->known) {
        put_count(p, "changed", d->changed, now->module, d->changed_at);
        put_count(p, "added", d->added, now->module, d->added_at);
        put_count(p, "removed", d->removed, old->module, d->removed_at);
        return;
    }
    next_part(p);
    if (old->has_names != now->has_names && old->functions != NULL)
        gk_buf_puts(&p->text, "functions cannot be paired, as only one of the "
                              "files has their names");
    else if (old->function_count == now->function_count)
        gk_buf_printf(&p->text, "some of %" PRIu32 " functions",
                      now->function_count);
    else
        gk_buf_printf(&p->text, "%" PRIu32 " functions instead of %" PRIu32,
                      now->function_count, old->function_count);
}

static void put_others(struct parts *p, const gk_profile *old,
                       const gk_profile *now, gk_findings *out)
{
    gk_changes customs = {0};

    if (old->data_size != now->data_size) {
        next_part(p);
        gk_buf_printf(&p->text, "data of %" PRIu64 " bytes instead of %" PRIu64,
                      now->data_size, old->data_size);
    } else if (old->data_hash != now->data_hash) {
        next_part(p);
        gk_buf_puts(&p->text, "data");
    }
    if (gk_diff_items(&old->customs, &now->customs, &customs, NULL) != GK_OK)
        out->status = GK_E_NOMEM;
    for (size_t i = 0; i < customs.count && i < GK_DIFF_NAMES; i++) {
        const struct gk_change *c = &customs.at[i];
        struct gk_name name = (c->now != NULL ? c->now : c->old)->name;

        next_part(p);
        gk_buf_printf(&p->text, "section '%s' %s", gk_label_name(name).text,
                      c->now != NULL ? "added" : "removed");
    }
    gk_changes_clear(&customs);
}

static struct gk_place place_of(const struct gk_facts *facts,
                                const struct gk_diff_functions *d)
{
    if (d->known && d->changed > 0)
        return gk_place_function(facts->module, d->changed_at[0]);
    if (d->known && d->added > 0)
        return gk_place_function(facts->module, d->added_at[0]);
    return gk_place_module();
}

void gk_rule_changed_code(const struct gk_facts *facts, gk_findings *out)
{
    const gk_profile *old = facts->older;
    const gk_profile *now = facts->profile;
    struct parts p = {GK_BUF_INIT, ""};
    struct gk_diff_functions d;

    if (old == NULL)
        return;
    if (gk_diff_functions(old, now, &d, NULL) != GK_OK) {
        out->status = GK_E_NOMEM;
        return;
    }
    put_functions(&p, old, now, &d);
    put_others(&p, old, now, out);
    if (p.text.len == 0)
        gk_buf_puts(&p.text, "no function, no data: other bytes of the file");
    gk_found(out, GK_SEVERITY_NOTE, place_of(facts, &d),
             "%s; %+" PRId64 " bytes", gk_buf_text(&p.text),
             (int64_t)now->size - (int64_t)old->size);
    gk_buf_clear(&p.text);
}
