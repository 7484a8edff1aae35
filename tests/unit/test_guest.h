/*
 * test_guest: a guest in a vm of its own, from text, with a small host.
 */
#ifndef GK_TESTS_UNIT_TEST_GUEST_H
#define GK_TESTS_UNIT_TEST_GUEST_H

#include "host-mock/vm/engine.h"
#include "tests/unit/test_wat.h"

#include <stdio.h>

struct test_guest {
    gk_buf bytes;
    gk_vm *vm;
    gk_vm_module *module;
    gk_guest *guest;      /* NULL when something failed */
    gk_vm_memory *memory; /* made for the import env.memory */
    gk_status status;     /* of load and instantiate */
    gk_error err;
    struct gk_trap trap;
    uint32_t calls; /* of host functions */
    uint32_t seen;  /* the last argument of env.see */
};

/* env.fail: a broken contract. */
static inline gk_status test_host_fail(struct gk_vm_call *call, gk_error *err)
{
    ((struct test_guest *)call->context)->calls++;
    return gk_fail(err, GK_E_BOUNDS, "key at 0x10 leaves memory");
}

/* env.see (i32): remembers. */
static inline gk_status test_host_see(struct gk_vm_call *call, gk_error *err)
{
    struct test_guest *g = call->context;
    (void)err;
    g->calls++;
    if (call->arg_count)
        g->seen = call->args[0].u.i32;
    return GK_OK;
}

/* env.again (i32) -> i32: calls the guest's "down" with the argument. */
static inline gk_status test_host_again(struct gk_vm_call *call, gk_error *err)
{
    struct test_guest *g = call->context;
    struct gk_trap trap;
    g->calls++;
    return gk_guest_call(call->guest, "down", call->args, call->arg_count,
                         call->results, call->result_count, &trap, err);
}

/* env.try () -> i32: calls the guest's "bad" and shrugs off a trap. */
static inline gk_status test_host_try(struct gk_vm_call *call, gk_error *err)
{
    struct gk_trap trap;
    gk_error ignored = GK_ERROR_INIT;
    gk_status st =
        gk_guest_call(call->guest, "bad", NULL, 0, NULL, 0, &trap, &ignored);
    (void)err;
    call->results[0].u.i32 = st == GK_E_TRAP ? (uint32_t)trap.kind : 1000;
    return GK_OK;
}

static inline gk_status test_resolve(void *context,
                                     const struct gk_import *import,
                                     const struct gk_functype *type,
                                     struct gk_vm_extern *out, gk_error *err)
{
    static const struct {
        const char *name;
        gk_vm_host_fn *fn;
    } functions[] = {{"fail", test_host_fail},
                     {"see", test_host_see},
                     {"again", test_host_again},
                     {"try", test_host_try}};
    struct test_guest *g = context;
    (void)type;
    out->kind = import->kind;
    out->context = g;
    if (gk_name_is(import->name, "memory")) {
        gk_status st = gk_vm_memory_new(g->vm, 1, 10, &g->memory, err);
        out->memory = g->memory;
        return st;
    }
    if (gk_name_is(import->name, "seven")) {
        out->kind = GK_EXTERN_GLOBAL;
        out->global.type = GK_I32;
        out->global.u.i32 = 7;
        return GK_OK;
    }
    if (gk_name_is(import->name, "table"))
        return GK_OK;
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (gk_name_is(import->name, functions[i].name)) {
            out->kind = GK_EXTERN_FUNC;
            out->fn = functions[i].fn;
            return GK_OK;
        }
    return gk_fail(err, GK_E_LINK, "there is no such thing");
}

/* Opens, loads, instantiates, as far as that goes. */
static inline void test_guest_open(struct test_guest *g, const char *wat,
                                   const struct gk_vm_limits *limits)
{
    struct gk_vm_link link = {test_resolve, g};
    memset(g, 0, sizeof *g);
    g->bytes = (gk_buf)GK_BUF_INIT;
    test_wat(wat, &g->bytes);
    g->status = gk_vm_open(limits, &g->vm, &g->err);
    if (g->status == GK_OK)
        g->status =
            gk_vm_load(g->vm, g->bytes.data, g->bytes.len, &g->module, &g->err);
    if (g->status == GK_OK)
        g->status = gk_vm_instantiate(g->vm, g->module, &link, &g->guest,
                                      &g->trap, &g->err);
}

static inline void test_guest_close(struct test_guest *g)
{
    gk_vm_close(g->vm);
    gk_buf_clear(&g->bytes);
}

/* Calls a function of i32 parameters; its first result, if any, in *out. */
static inline gk_status test_guest_call(struct test_guest *g, const char *name,
                                        size_t count, const uint32_t *args,
                                        uint32_t *out)
{
    struct gk_value in[8] = {{0}}, result = {0};
    for (size_t i = 0; i < count; i++) {
        in[i].type = GK_I32;
        in[i].u.i32 = args[i];
    }
    gk_error_clear(&g->err);
    gk_status st =
        gk_guest_call(g->guest, name, in, count, &result, 1, &g->trap, &g->err);
    if (st == GK_OK && out)
        *out = result.u.i32;
    return st;
}

static inline uint64_t test_guest_fuel(const struct test_guest *g)
{
    struct gk_vm_usage usage;
    gk_guest_usage(g->guest, &usage);
    return usage.fuel;
}

#endif
