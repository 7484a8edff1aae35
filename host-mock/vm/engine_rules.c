#include "host-mock/vm/engine_rules.h"

#include "core/base/limits.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *gk_trap_words(gk_trap_kind kind)
{
    static const char *const words[] = {
#define GK_TRAP(name, text) text,
        GK_TRAP_LIST(GK_TRAP)
#undef GK_TRAP
    };
    return kind < GK_TRAP_KIND_COUNT ? words[kind] : "trap";
}

struct gk_vm_limits gk_vm_limits_fill(const struct gk_vm_limits *limits)
{
    struct gk_vm_limits out = {0};
    if (limits)
        out = *limits;
    if (out.memory_pages == 0)
        out.memory_pages = GK_DEFAULT_MEMORY_PAGES;
    else if (out.memory_pages == GK_NO_PAGES)
        out.memory_pages = 0;
    if (out.table_entries == 0)
        out.table_entries = GK_MAX_TABLE_ENTRIES;
    if (out.fuel == 0)
        out.fuel = GK_DEFAULT_FUEL;
    if (out.timeout_ms == 0)
        out.timeout_ms = GK_DEFAULT_TIMEOUT_MS;
    if (out.call_depth == 0)
        out.call_depth = GK_DEFAULT_CALL_DEPTH;
    return out;
}

gk_trap_kind gk_trap_from_words(const char *words)
{
    static const struct {
        const char *prefix;
        gk_trap_kind kind;
    } rows[] = {
        {"unreachable executed", GK_TRAP_UNREACHABLE},
        {"out of bounds memory access", GK_TRAP_MEMORY_BOUNDS},
        {"out of bounds table access", GK_TRAP_TABLE_BOUNDS},
        {"undefined table index", GK_TRAP_ELEMENT_UNDEFINED},
        {"uninitialized table element", GK_TRAP_ELEMENT_NULL},
        {"indirect call signature mismatch", GK_TRAP_INDIRECT_TYPE},
        {"integer divide by zero", GK_TRAP_DIVIDE_BY_ZERO},
        {"integer overflow", GK_TRAP_INTEGER_OVERFLOW},
        {"invalid conversion to integer", GK_TRAP_CONVERSION},
        {"call stack exhausted", GK_TRAP_CALL_DEPTH},
        {"invalid atomic access", GK_TRAP_UNALIGNED},
        {"uncaught exception", GK_TRAP_EXCEPTION},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!strncmp(words, rows[i].prefix, strlen(rows[i].prefix)))
            return rows[i].kind;
    return GK_TRAP_OTHER;
}

/* Nothing of the guest runs once its fuel is negative, so whatever stopped it
 * then was the fuel, also when a host function between passed it on. */
gk_trap_kind gk_trap_classify(const struct gk_trap_cause *cause)
{
    if (cause->timed_out)
        return GK_TRAP_TIMEOUT;
    if (cause->fuel_left < 0)
        return GK_TRAP_FUEL;
    if (cause->host_failed)
        return GK_TRAP_HOST;
    return gk_trap_from_words(cause->words);
}

/* What happened, without saying again what the kind already says. */
gk_status gk_trap_set(struct gk_trap *trap, gk_trap_kind kind, const char *text,
                      gk_error *err)
{
    const char *words = gk_trap_words(kind);
    const char *more = text ? text : "";
    size_t same = strlen(words);
    bool ours = kind == GK_TRAP_FUEL || kind == GK_TRAP_TIMEOUT;
    if (!strncmp(more, words, same)) {
        more += same;
        while (*more == ':' || *more == ' ')
            more++;
    }
    trap->kind = kind;
    snprintf(trap->text, sizeof trap->text, "%s", ours ? "" : more);
    if (*trap->text)
        return gk_fail(err, GK_E_TRAP, "%s: %s", words, trap->text);
    return gk_fail(err, GK_E_TRAP, "%s", words);
}

static gk_status fail_size(struct gk_trap *trap, gk_error *err,
                           const char *what, uint32_t index, uint64_t min,
                           uint32_t cap)
{
    trap->kind = GK_TRAP_MEMORY_LIMIT;
    snprintf(trap->text, sizeof trap->text,
             "%s %" PRIu32 " starts at %" PRIu64 ", the limit is %" PRIu32,
             what, index, min, cap);
    return gk_fail(err, GK_E_LIMIT, "%s", trap->text);
}

gk_status gk_vm_check_sizes(const gk_module *module,
                            const struct gk_vm_limits *limits,
                            struct gk_trap *trap, gk_error *err)
{
    /* All memories and all tables share one limit, so that a hundred thousand
     * of them are no way around it. */
    uint64_t pages = 0, entries = 0;
    for (uint32_t i = 0; i < module->memory_count; i++) {
        uint64_t min = module->memories[i].limits.min;
        if (min > limits->memory_pages || (pages += min) > limits->memory_pages)
            return fail_size(trap, err, "memory", i, min, limits->memory_pages);
    }
    for (uint32_t i = 0; i < module->table_count; i++) {
        uint64_t min = module->tables[i].limits.min;
        if (min > limits->table_entries ||
            (entries += min) > limits->table_entries)
            return fail_size(trap, err, "table", i, min, limits->table_entries);
    }
    return GK_OK;
}

static uint32_t ceiling(const struct gk_limits *own, uint64_t all_min,
                        uint32_t count, uint32_t cap)
{
    uint64_t left = all_min < cap && count > 0 ? (cap - all_min) / count : 0;
    uint64_t most = own->min + left;
    if (own->has_max && own->max < most)
        most = own->max;
    return (uint32_t)most;
}

uint32_t gk_vm_memory_ceiling(const gk_module *module, uint32_t index,
                              const struct gk_vm_limits *limits)
{
    uint64_t all = 0;
    for (uint32_t i = 0; i < module->memory_count; i++)
        all += module->memories[i].limits.min;
    return ceiling(&module->memories[index].limits, all, module->memory_count,
                   limits->memory_pages);
}

uint32_t gk_vm_table_ceiling(const gk_module *module, uint32_t index,
                             const struct gk_vm_limits *limits)
{
    uint64_t all = 0;
    for (uint32_t i = 0; i < module->table_count; i++)
        all += module->tables[i].limits.min;
    return ceiling(&module->tables[index].limits, all, module->table_count,
                   limits->table_entries);
}

uint32_t gk_vm_slice(const struct gk_vm_state *state)
{
    /* Besides a frame's locals an instruction pushes at most the results of
     * a host function. */
    size_t grows = (size_t)state->max_locals + GK_MAX_RESULTS;
    size_t steps = GK_VM_MAX_VALUES / grows;
    size_t room = state->frames < state->max_frames
                      ? state->max_frames - state->frames
                      : 0;
    uint64_t fuel = state->fuel_left > 0 ? (uint64_t)state->fuel_left : 0;
    if (steps > room + 1)
        steps = room + 1;
    if (steps > GK_VM_CLOCK_STEPS)
        steps = GK_VM_CLOCK_STEPS;
    if (steps > fuel / 16 + 16)
        steps = fuel / 16 + 16;
    return steps > 0 ? (uint32_t)steps : 1;
}

uint32_t gk_load_u32le(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
           (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

void gk_store_u32le(uint8_t *bytes, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(value >> (8 * i));
}
