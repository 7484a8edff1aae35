#include "core/base/utf8.h"
#include "scanner/rules.h"
#include "scanner/rules/confusable.h"
#include "scanner/rules/wasi_preview1.h"

#include <string.h>

struct look {
    const struct gk_facts *facts;
    gk_findings *out;
    const char *noun; /* "import", "export", … */
    gk_severity severity;
};

static bool host_has(const struct gk_abi_host *host, const char *name)
{
    for (size_t i = 0; i < host->import_count; i++)
        if (strcmp(host->imports[i].name, name) == 0)
            return true;
    for (size_t i = 0; i < host->memory_count; i++)
        if (strcmp(host->memories[i].name, name) == 0)
            return true;
    return gk_abi_export_find(host, name, strlen(name)) != NULL;
}

/* Who has that name, when it is one that means something: then a name in
 * another alphabet altogether is no chance either. NULL: nobody. */
static const char *owner_of(const struct gk_facts *facts, const char *name)
{
    const struct gk_name text = {(const uint8_t *)name, (uint32_t)strlen(name)};
    uint32_t number;

    if (gk_module_export(facts->module, name) != NULL)
        return "another export of the module";
    for (size_t i = 0; i < gk_abi_host_count; i++)
        if (host_has(&gk_abi_hosts[i], name))
            return gk_abi_hosts[i].title;
    return gk_wasi_find(text, &number) ? "WASI" : NULL;
}

static void say_hidden(const struct look *l, struct gk_place place,
                       struct gk_name name, const struct gk_looks *looks)
{
    gk_found(l->out, l->severity, place, "the %s's name '%s' has %s in it",
             l->noun, gk_label_name(name).text, looks->hidden);
    gk_found_why(l->out, "what cannot be seen makes two names look the same, "
                         "or turns the text around it");
}

static void say_imitation(const struct look *l, struct gk_place place,
                          struct gk_name name, const struct gk_looks *looks,
                          const char *owner)
{
    gk_found(l->out, l->severity, place,
             "the %s's name '%s' looks like \"%s\" and is not", l->noun,
             gk_label_name(name).text, looks->ascii);
    if (owner != NULL)
        gk_found_why(
            l->out, "who reads it takes it for that name, which %s has", owner);
}

static void look_at(const struct look *l, struct gk_place place,
                    struct gk_name name)
{
    struct gk_looks looks;
    const char *owner;

    gk_name_look(name, &looks);
    if (looks.hidden != NULL) {
        say_hidden(l, place, name, &looks);
        return;
    }
    if (looks.ascii[0] == '\0')
        return;
    owner = owner_of(l->facts, looks.ascii);
    if (looks.imitates || owner != NULL)
        say_imitation(l, place, name, &looks, owner);
}

/* A global of a reference may be a text by its name (the string constants that
 * JavaScript engines offer): that is anything. */
static bool is_text(const struct gk_import *i)
{
    return i->kind == GK_EXTERN_GLOBAL && i->u.global.valtype == GK_EXTERNREF &&
           !i->u.global.mutable_;
}

static void look_at_imports(struct look *l, const gk_module *m)
{
    for (uint32_t i = 0; i < m->import_count; i++) {
        struct gk_place place = gk_place_import(m, i);

        l->noun = "import module";
        look_at(l, place, m->imports[i].module);
        l->noun = "import";
        if (!is_text(&m->imports[i]))
            look_at(l, place, m->imports[i].name);
    }
}

/* Names for debuggers mean nothing to a host. */
static void look_at_debug_names(struct look *l, const gk_module *m)
{
    l->severity = GK_SEVERITY_NOTE;
    l->noun = "module";
    look_at(l, gk_place_module(), m->module_name);
    l->noun = "function";
    for (uint32_t i = 0; i < m->func_name_count; i++)
        look_at(l,
                (struct gk_place){.kind = GK_PLACE_FUNCTION,
                                  .section = GK_SECTION_CODE,
                                  .index = m->func_names[i].index,
                                  .name = m->func_names[i].name},
                m->func_names[i].name);
}

void gk_rule_deceptive_name(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;
    struct look l = {facts, out, "", GK_SEVERITY_WARNING};

    look_at_imports(&l, m);
    l.noun = "export";
    for (uint32_t i = 0; i < m->export_count; i++)
        look_at(&l, gk_place_export(m, i), m->exports[i].name);
    l.noun = "custom section";
    for (uint32_t i = 0; i < m->section_count; i++)
        if (m->sections[i].id == GK_SECTION_CUSTOM)
            look_at(&l, gk_place_custom(m, i, GK_NOWHERE), m->sections[i].name);
    look_at_debug_names(&l, m);
}
