#include "scanner/rules.h"

#include <inttypes.h>
#include <string.h>

/* First address that the host leaves to the plugin. */
#define GUEST_BASE UINT64_C(0x100000)

/* Addresses computed from a global are not known here. */
static bool is_low(const struct gk_data *d)
{
    return d->mode == GK_SEGMENT_ACTIVE && d->len > 0 && d->memory == 0 &&
           d->where.kind == GK_CONST_I32 && d->where.value < GUEST_BASE;
}

/* Whether the last word of a name is that one: distributions put their own name
 * before it ("Debian clang"). */
static bool ends_with_word(struct gk_name name, const char *word)
{
    size_t len = strlen(word);

    return name.len >= len &&
           memcmp(name.at + name.len - len, word, len) == 0 &&
           (name.len == len || name.at[name.len - len - 1] == ' ');
}

/* Compilers of the LLVM family, by what they leave in the producers section. */
static bool is_llvm(const gk_module *m)
{
    static const char *const names[] = {"clang", "rustc", "Zig", "LLVM"};

    for (uint32_t i = 0; i < m->producer_count; i++)
        for (size_t n = 0; n < sizeof names / sizeof *names; n++)
            if (ends_with_word(m->producers[i].name, names[n]))
                return true;
    return false;
}

/* Where their linker puts it: the module's first global, 16-byte aligned. */
static bool is_stack_pointer(const struct gk_global *g)
{
    return g->type.valtype == GK_I32 && g->type.mutable_ && g->init.len > 0 &&
           g->init.kind == GK_CONST_I32 && g->init.value > 0 &&
           g->init.value % 16 == 0;
}

/* An exported one says its name. */
static bool find_stack_pointer(const gk_module *m, uint32_t *out)
{
    const struct gk_export *e = gk_module_export(m, "__stack_pointer");

    if (e != NULL && e->kind == GK_EXTERN_GLOBAL && e->index < m->global_count)
        *out = e->index;
    else if (is_llvm(m) && m->imported_globals < m->global_count)
        *out = m->imported_globals;
    else
        return false;
    return is_stack_pointer(&m->globals[*out]);
}

static void look_at_stack(const gk_module *m, gk_findings *out)
{
    uint32_t index;

    if (!find_stack_pointer(m, &index) ||
        m->globals[index].init.value >= GUEST_BASE)
        return;
    gk_found(out, GK_SEVERITY_WARNING, gk_place_global(m, index),
             "the stack begins at 0x%" PRIx64 " and grows down",
             m->globals[index].init.value);
    gk_found_mend(out, "put the stack after the data (wasm-ld without "
                       "--stack-first), or take one of 1 MiB");
}

/* One finding: they have one cause, the linker's global base. */
void gk_rule_low_data(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;
    uint64_t bytes = 0;
    uint32_t count = 0;
    uint32_t lowest = 0;

    for (uint32_t i = 0; i < m->data_count; i++) {
        if (!is_low(&m->datas[i]))
            continue;
        if (count == 0 ||
            m->datas[i].where.value < m->datas[lowest].where.value)
            lowest = i;
        count++;
        bytes += m->datas[i].len;
    }
    if (count > 0)
        gk_found(out, GK_SEVERITY_WARNING, gk_place_data(m, lowest),
                 "%" PRIu64 " bytes in %" PRIu32
                 " segment%s, the lowest at address 0x%" PRIx64,
                 bytes, count, count == 1 ? "" : "s",
                 m->datas[lowest].where.value);
    look_at_stack(m, out);
}
