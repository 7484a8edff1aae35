/*
 * engine_rules: what an engine decides that has nothing to do with which
 * interpreter is behind it. Pure functions; vm_wabt.cc asks them.
 */
#ifndef GK_HOST_MOCK_VM_ENGINE_RULES_H
#define GK_HOST_MOCK_VM_ENGINE_RULES_H

#include "host-mock/vm/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The limits with their defaults filled in. */
struct gk_vm_limits gk_vm_limits_fill(const struct gk_vm_limits *limits);

/* What the interpreter's words for a trap mean. */
gk_trap_kind gk_trap_from_words(const char *words);

/* What decides between a trap of the guest's own and one of ours. */
struct gk_trap_cause {
    const char *words; /* the interpreter's */
    bool timed_out;
    bool host_failed;
    int64_t fuel_left; /* negative once it ran out */
};
gk_trap_kind gk_trap_classify(const struct gk_trap_cause *cause);

/* Fills kind and text; frames stay. Returns GK_E_TRAP, recorded in err. */
gk_status gk_trap_set(struct gk_trap *trap, gk_trap_kind kind, const char *text,
                      gk_error *err);

/* Whether memories and tables keep within the limits. Sets `trap` to
 * MEMORY_LIMIT when not. */
GK_NODISCARD gk_status gk_vm_check_sizes(const gk_module *module,
                                         const struct gk_vm_limits *limits,
                                         struct gk_trap *trap, gk_error *err);

/* How far one of them may grow: to its own maximum, or its share of what the
 * limit leaves when all have their minimum. */
uint32_t gk_vm_memory_ceiling(const gk_module *module, uint32_t index,
                              const struct gk_vm_limits *limits);
uint32_t gk_vm_table_ceiling(const gk_module *module, uint32_t index,
                             const struct gk_vm_limits *limits);

/*
 * How many instructions may run between two looks, so that no stack grows past
 * its limit unseen (each instruction pushes at most one frame, and with it
 * max_locals values) and a guest out of fuel is stopped soon.
 */
struct gk_vm_state {
    uint32_t max_locals;
    size_t frames;
    size_t max_frames;
    int64_t fuel_left;
};
uint32_t gk_vm_slice(const struct gk_vm_state *state);

/* Values on the interpreter's stack, 16 bytes each: 64 MiB, and no more than
 * as much again while a slice runs. */
#define GK_VM_MAX_VALUES ((size_t)4 << 20)
/* Instructions between two looks at the clock: well under a millisecond. */
#define GK_VM_CLOCK_STEPS 20000u

#ifdef __cplusplus
}
#endif
#endif
