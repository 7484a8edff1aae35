/*
 * vm_wabt: wabt's interpreter behind engine.h; the only C++ of the kit.
 *
 * libwabt is compiled without exceptions, yet its vectors throw bad_alloc;
 * every function of engine.h that allocates through it is wrapped by guard().
 */
#include "core/base/limits.h"
#include "host-mock/vm/engine.h"
#include "host-mock/vm/engine_rules.h"
#include "host-mock/vm/meter.h"
#include "host-mock/vm/runnable.h"

#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <sys/mman.h>
#include <time.h>
#include <vector>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wshadow"
#include "wabt/binary-reader.h"
#include "wabt/error-formatter.h"
#include "wabt/interp/binary-reader-interp.h"
#include "wabt/interp/interp.h"
#pragma GCC diagnostic pop

using namespace wabt::interp;
using wabt::Failed;
using wabt::Features;

/*
 * What we need of wabt and it keeps private. The language lets an explicit
 * instantiation name private members; each one here hands its member pointer
 * to a function found by its tag. The layouts were read for this version.
 */
static_assert(std::string_view(WABT_VERSION_STRING) == "1.0.32",
              "the private members below were looked up in wabt 1.0.32");

template <typename Tag, typename Tag::type Member> struct Reach {
    friend constexpr typename Tag::type reach(Tag)
    {
        return Member;
    }
};
#define REACH(tag, member_type, member)                                        \
    struct tag {                                                               \
        using type = member_type;                                              \
        friend constexpr type reach(tag);                                      \
    };                                                                         \
    template struct Reach<tag, &member>

REACH(ThreadFrames, std::vector<Frame> Thread::*, Thread::frames_);
REACH(ThreadValues, std::vector<Value> Thread::*, Thread::values_);
REACH(ThreadRefs, std::vector<u32> Thread::*, Thread::refs_);
REACH(ThreadInst, Instance *Thread::*, Thread::inst_);
REACH(ThreadMod, Module *Thread::*, Thread::mod_);
using PushCallMember = RunResult (Thread::*)(const DefinedFunc &, Trap::Ptr *);
REACH(ThreadPushCall, PushCallMember, Thread::PushCall);
using PushValuesMember = void (Thread::*)(const ValueTypes &, const Values &);
REACH(ThreadPushValues, PushValuesMember, Thread::PushValues);
using PopValuesMember = void (Thread::*)(const ValueTypes &, Values *);
REACH(ThreadPopValues, PopValuesMember, Thread::PopValues);
REACH(MemoryData, Buffer Memory::*, Memory::data_);
REACH(MemoryPages, u64 Memory::*, Memory::pages_);
REACH(MemoryLimits, MemoryType Memory::*, Memory::type_);

/*
 * Zero pages for a memory's bytes. wabt would fill them: 16 MiB take 13 ms,
 * and a mapping costs nothing until it is touched. Its vector is made to stand
 * on the mapping, with room up to the maximum, so that it never reallocates;
 * the mapping is taken away from it before it is destroyed.
 */
struct Zeros {
    void *base = MAP_FAILED;
    size_t bytes = 0;
    ~Zeros()
    {
        if (base != MAP_FAILED)
            munmap(base, bytes);
    }
    bool map(size_t len)
    {
        base = mmap(nullptr, len, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        bytes = len;
        return base != MAP_FAILED;
    }
};

struct gk_vm_memory {
    gk_vm *vm;
    Memory::Ptr memory;
    Zeros zeros;
    uint64_t wanted; /* the maximum it was asked to have */

    gk_vm_memory(gk_vm *owner, Store &store, uint32_t min, uint32_t max,
                 uint64_t asked)
        : vm(owner), wanted(asked)
    {
        bool lazy = max > 0 && zeros.map((size_t)max * GK_PAGE_BYTES);
        wabt::Limits limits(lazy ? 0 : min, max);
        memory = Memory::New(store, MemoryType(limits));
        if (!lazy)
            return;
        put((uint8_t *)zeros.base, (size_t)min * GK_PAGE_BYTES, zeros.bytes);
        (*memory).*reach(MemoryPages{}) = min;
        type().limits.initial = min;
    }
    ~gk_vm_memory()
    {
        if (zeros.base != MAP_FAILED)
            put(nullptr, 0, 0);
    }
    gk_vm_memory(const gk_vm_memory &) = delete;
    gk_vm_memory &operator=(const gk_vm_memory &) = delete;

    MemoryType &type()
    {
        return (*memory).*reach(MemoryLimits{});
    }

  private:
    /* libstdc++'s vector is three pointers: begin, end, end of storage. */
    void put(uint8_t *base, size_t len, size_t cap)
    {
        Buffer &data = (*memory).*reach(MemoryData{});
        uint8_t *three[3] = {base, base + len, base + cap};
        static_assert(sizeof three == sizeof data, "vector's layout");
        memcpy((void *)&data, (const void *)three, sizeof three);
    }
};

struct gk_vm_module {
    gk_module facts;
    gk_runnable runnable;
    gk_buf copy; /* metered */
    gk_meter_map map;
    Module::Ptr module;
    gk_vm_module()
        : facts(), runnable(), copy(GK_BUF_LIMIT(GK_MAX_RUNNABLE_BYTES)),
          map(GK_METER_MAP_INIT)
    {
    }
    ~gk_vm_module()
    {
        gk_meter_map_clear(&map);
        gk_buf_clear(&copy);
        gk_module_clear(&facts);
    }
    gk_vm_module(const gk_vm_module &) = delete;
    gk_vm_module &operator=(const gk_vm_module &) = delete;
};

/* A function import as the resolver answered it. */
struct HostImport {
    gk_guest *guest;
    const gk_functype *type;
    gk_vm_host_fn *fn;
    void *context;
};

struct gk_guest {
    gk_vm *vm;
    gk_vm_module *module;
    Instance::Ptr instance;
    Global::Ptr fuel, bulk;
    std::vector<std::unique_ptr<HostImport>> imports;

    gk_guest(gk_vm *owner, gk_vm_module *from) : vm(owner), module(from)
    {
    }
    Global::Ptr global(enum gk_meter_global which) const
    {
        Ref ref = instance->globals()[module->facts.global_count + which];
        return Global::Ptr(*instance.store(), ref);
    }
    int64_t fuel_left() const
    {
        return fuel->UnsafeGet<s64>();
    }
};

struct gk_vm {
    gk_vm_limits limits;
    Store store;
    Thread thread;
    uint32_t level = 0; /* calls from a host function into the guest */
    uint64_t deadline_ns = 0;
    bool timed_out = false;
    bool host_failed = false;
    uint32_t since_clock = 0; /* instructions */
    uint8_t nothing = 0; /* what an empty span of an empty memory points at */
    std::vector<std::unique_ptr<gk_vm_memory>> memories;
    std::vector<std::unique_ptr<gk_vm_module>> modules;
    std::vector<std::unique_ptr<gk_guest>> guests;

    explicit gk_vm(const gk_vm_limits &filled, const Features &features)
        : limits(filled), store(features), thread(store)
    {
        /* The overflow itself stands on the stack for a moment, and wabt
         * must not see its own end of it: it forgets to stop there. */
        frames() = {};
        frames().reserve((size_t)limits.call_depth + 2);
    }
    std::vector<Frame> &frames()
    {
        return thread.*reach(ThreadFrames{});
    }
    std::vector<Value> &values()
    {
        return thread.*reach(ThreadValues{});
    }
    std::vector<u32> &refs()
    {
        return thread.*reach(ThreadRefs{});
    }
};

static uint64_t now_ns()
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

template <typename Body> static gk_status guard(gk_error *err, Body body)
{
    try {
        return body();
    } catch (const std::bad_alloc &) {
        return gk_fail_nomem(err);
    } catch (...) {
        return gk_fail(err, GK_E_FAILED, "the interpreter failed");
    }
}

/* --- values ----------------------------------------------------------------
 * References stay inside: a number from outside would be taken for an object
 * of the store. Only null crosses the border. */

static Value to_wabt(const gk_value &in)
{
    switch (in.type) {
    case GK_I32:
        return Value::Make(in.u.i32);
    case GK_I64:
        return Value::Make(in.u.i64);
    case GK_F32:
        return Value::Make(in.u.f32);
    case GK_F64:
        return Value::Make(in.u.f64);
    case GK_V128: {
        v128 bits;
        memcpy(&bits, in.u.v128, sizeof bits);
        return Value::Make(bits);
    }
    default:
        return Value::Make(Ref::Null);
    }
}

static gk_value from_wabt(uint8_t type, const Value &in)
{
    gk_value out = {};
    out.type = type;
    switch (type) {
    case GK_I32:
        out.u.i32 = in.Get<u32>();
        break;
    case GK_I64:
        out.u.i64 = in.Get<u64>();
        break;
    case GK_F32:
        out.u.f32 = in.Get<f32>();
        break;
    case GK_F64:
        out.u.f64 = in.Get<f64>();
        break;
    case GK_V128: {
        v128 bits = in.Get<v128>();
        memcpy(out.u.v128, &bits, sizeof bits);
        break;
    }
    default:
        break;
    }
    return out;
}

static Values to_wabt(const gk_value *values, size_t count)
{
    Values out;
    out.reserve(count);
    for (size_t i = 0; i < count; i++)
        out.push_back(to_wabt(values[i]));
    return out;
}

static std::vector<gk_value> from_wabt(const uint8_t *types,
                                       const Values &values)
{
    std::vector<gk_value> out;
    out.reserve(values.size());
    for (size_t i = 0; i < values.size(); i++)
        out.push_back(from_wabt(types[i], values[i]));
    return out;
}

/* --- opening and loading ---------------------------------------------------
 */

static Features vm_features()
{
    Features features;
    features.enable_tail_call();
    features.enable_multi_memory();
    features.enable_extended_const();
    features.enable_relaxed_simd();
    return features;
}

gk_status gk_vm_open(const struct gk_vm_limits *limits, gk_vm **out,
                     gk_error *err)
{
    return guard(err, [&] {
        *out = new gk_vm(gk_vm_limits_fill(limits), vm_features());
        return GK_OK;
    });
}

void gk_vm_close(gk_vm *vm)
{
    delete vm;
}

static gk_status read_wabt(const void *bytes, size_t len, ModuleDesc *out,
                           gk_error *err)
{
    wabt::Errors errors;
    wabt::ReadBinaryOptions options(vm_features(), nullptr, false, true, false);
    if (!Failed(ReadBinaryInterp("", bytes, len, options, &errors, out)))
        return GK_OK;
    if (errors.empty())
        return gk_fail(err, GK_E_MALFORMED, "the module does not validate");
    return gk_fail(err, GK_E_MALFORMED, "offset 0x%zx: %s",
                   errors[0].loc.offset, errors[0].message.c_str());
}

/*
 * The copy validates when the original does, as gk_runnable_check has seen
 * that no code reaches for globals that only the copy has. Reading it alone
 * halves the time; for errors, which must speak of the author's bytes, the
 * original is read after all.
 */
static gk_status read_copy(const gk_vm_module *module, const void *bytes,
                           size_t len, ModuleDesc *out, gk_error *err)
{
    gk_error of_copy = GK_ERROR_INIT;
    gk_status st =
        read_wabt(module->copy.data, module->copy.len, out, &of_copy);
    if (st == GK_OK)
        return GK_OK;
    ModuleDesc original;
    st = read_wabt(bytes, len, &original, err);
    if (st != GK_OK)
        return st;
    return gk_fail(err, GK_E_FAILED, "the metered copy does not validate: %s",
                   of_copy.text);
}

/* Memories become imports, which come first in their index space anyway, so
 * that we make them; the start function is ours to run, on our stack. */
static void take_over(ModuleDesc &desc, const gk_vm *vm, const gk_module *facts)
{
    for (const MemoryDesc &memory : desc.memories)
        desc.imports.push_back(
            ImportDesc{ImportType("", "", memory.type.Clone())});
    desc.memories.clear();
    desc.starts.clear();
    for (size_t i = 0; i < desc.tables.size(); i++) {
        uint32_t index = facts->imported_tables + (uint32_t)i;
        wabt::Limits &limits = desc.tables[i].type.limits;
        limits.has_max = true;
        limits.max = gk_vm_table_ceiling(facts, index, &vm->limits);
    }
}

gk_status gk_vm_load(gk_vm *vm, const void *bytes, size_t len,
                     gk_vm_module **out, gk_error *err)
{
    return guard(err, [&] {
        auto module = std::make_unique<gk_vm_module>();
        gk_status st = gk_module_read(bytes, len, &module->facts, err);
        if (st == GK_OK)
            st = gk_runnable_check(&module->facts, &module->runnable, err);
        if (st == GK_OK)
            st = gk_meter(&module->facts, vm->limits.fuel, &module->copy,
                          &module->map, err);
        ModuleDesc desc;
        if (st == GK_OK)
            st = read_copy(module.get(), bytes, len, &desc, err);
        if (st != GK_OK)
            return st;
        take_over(desc, vm, &module->facts);
        module->module = Module::New(vm->store, std::move(desc));
        vm->modules.push_back(std::move(module));
        *out = vm->modules.back().get();
        return GK_OK;
    });
}

const gk_module *gk_vm_module_facts(const gk_vm_module *module)
{
    return &module->facts;
}

/* --- memories --------------------------------------------------------------
 */

static gk_status add_memory(gk_vm *vm, uint32_t min, uint32_t max,
                            uint64_t wanted, gk_vm_memory **out)
{
    vm->memories.push_back(
        std::make_unique<gk_vm_memory>(vm, vm->store, min, max, wanted));
    *out = vm->memories.back().get();
    return GK_OK;
}

gk_status gk_vm_memory_new(gk_vm *vm, uint32_t min, uint32_t max,
                           gk_vm_memory **out, gk_error *err)
{
    if (min > vm->limits.memory_pages || min > max)
        return gk_fail(
            err, GK_E_LIMIT, "memory of %u pages, at most %u are allowed", min,
            max < vm->limits.memory_pages ? max : vm->limits.memory_pages);
    uint32_t most =
        max < vm->limits.memory_pages ? max : vm->limits.memory_pages;
    return guard(err, [&] { return add_memory(vm, min, most, max, out); });
}

uint32_t gk_vm_memory_pages(const gk_vm_memory *memory)
{
    return (uint32_t)memory->memory->PageSize();
}

gk_status gk_vm_memory_grow(gk_vm_memory *memory, uint32_t pages, gk_error *err)
{
    return guard(err, [&] {
        if (!Failed(memory->memory->Grow(pages)))
            return GK_OK;
        return gk_fail(err, GK_E_LIMIT,
                       "memory of %u pages cannot grow by %u, its maximum is "
                       "%u",
                       gk_vm_memory_pages(memory), pages,
                       (unsigned)memory->type().limits.max);
    });
}

gk_status gk_guest_span(gk_vm_memory *memory, uint32_t ptr, uint32_t len,
                        uint8_t **out, gk_error *err)
{
    uint64_t size = memory->memory->ByteSize();
    if (len > size || ptr > size - len)
        return gk_fail(err, GK_E_BOUNDS,
                       "guest range 0x%x+%u leaves memory of %llu bytes", ptr,
                       len, (unsigned long long)size);
    uint8_t *base = memory->memory->UnsafeData();
    *out = base ? base + ptr : &memory->vm->nothing;
    return GK_OK;
}

/* --- running ---------------------------------------------------------------
 */

/* How the stacks stood before a call, to go back there when it fails. */
struct Mark {
    gk_vm *vm;
    size_t frames, values;
    Instance *inst;
    Module *mod;

    explicit Mark(gk_vm *owner)
        : vm(owner), frames(vm->frames().size()), values(vm->values().size()),
          inst(vm->thread.*reach(ThreadInst{})),
          mod(vm->thread.*reach(ThreadMod{}))
    {
    }
    void restore()
    {
        auto &f = vm->frames();
        f.erase(f.begin() + (ptrdiff_t)frames, f.end());
        vm->values().resize(values);
        vm->thread.*reach(ThreadInst{}) = inst;
        vm->thread.*reach(ThreadMod{}) = mod;
        trim();
    }
    /* Which values are references is noted for a collector that we never
     * run, and the notes of dropped values are never taken back. */
    void trim()
    {
        vm->refs().clear();
    }
};

static RunResult fail_run(gk_vm *vm, const char *words, Trap::Ptr *trap)
{
    *trap = Trap::New(vm->store, words);
    return RunResult::Trap;
}

static RunResult fail_timeout(gk_vm *vm, Trap::Ptr *trap)
{
    vm->timed_out = true;
    return fail_run(vm, "timeout", trap);
}

/* What must hold whenever we look; trouble is told as a trap. */
static RunResult look(gk_guest *guest, uint32_t steps, Trap::Ptr *trap)
{
    gk_vm *vm = guest->vm;
    if (guest->fuel_left() < 0)
        return fail_run(vm, "out of fuel", trap);
    if (vm->frames().size() > vm->limits.call_depth) {
        vm->frames().pop_back(); /* it never got to run */
        return fail_run(vm, "call stack exhausted", trap);
    }
    if (vm->values().size() > GK_VM_MAX_VALUES)
        return fail_run(vm, "call stack exhausted: too many locals", trap);
    if (vm->refs().size() > GK_VM_MAX_VALUES)
        vm->refs().clear();
    vm->since_clock += steps;
    if (vm->since_clock < GK_VM_CLOCK_STEPS)
        return RunResult::Ok;
    vm->since_clock = 0;
    return now_ns() > vm->deadline_ns ? fail_timeout(vm, trap) : RunResult::Ok;
}

/* Runs what was pushed until it returns. */
static RunResult run_slices(gk_guest *guest, Trap::Ptr *trap)
{
    gk_vm *vm = guest->vm;
    RunResult result = RunResult::Ok;
    while (result == RunResult::Ok) {
        gk_vm_state state = {guest->module->runnable.max_locals,
                             vm->frames().size(), vm->limits.call_depth,
                             guest->fuel_left()};
        uint32_t steps = gk_vm_slice(&state);
        result = vm->thread.Run((int)steps, trap);
        if (result == RunResult::Ok)
            result = look(guest, steps, trap);
    }
    /* It may have come to its end on fuel that it did not have. */
    if (result == RunResult::Return && guest->fuel_left() < 0)
        return fail_run(vm, "out of fuel", trap);
    return result;
}

static RunResult run_defined(gk_guest *guest, const DefinedFunc &func,
                             const Values &params, Values *results,
                             Trap::Ptr *trap)
{
    Thread &thread = guest->vm->thread;
    if (guest->vm->frames().size() >= guest->vm->limits.call_depth)
        return fail_run(guest->vm, "call stack exhausted", trap);
    (thread.*reach(ThreadPushValues{}))(func.type().params, params);
    RunResult result = (thread.*reach(ThreadPushCall{}))(func, trap);
    if (result == RunResult::Ok)
        result = run_slices(guest, trap);
    if (result == RunResult::Return)
        (thread.*reach(ThreadPopValues{}))(func.type().results, results);
    return result;
}

static RunResult run_func(gk_guest *guest, Func &func, const Values &params,
                          Values *results, Trap::Ptr *trap)
{
    if (auto *defined = wabt::dyn_cast<DefinedFunc>(&func))
        return run_defined(guest, *defined, params, results, trap);
    /* An import that is exported again. */
    results->resize(func.type().results.size());
    return Failed(func.Call(guest->vm->thread, params, *results, trap))
               ? RunResult::Trap
               : RunResult::Return;
}

/* --- traps -----------------------------------------------------------------
 */

static uint32_t func_index(const gk_guest *guest, Ref func)
{
    const RefVec &funcs = guest->instance->funcs();
    for (size_t i = 0; i < funcs.size(); i++)
        if (funcs[i] == func)
            return (uint32_t)i;
    return UINT32_MAX;
}

/*
 * How far into a function the interpreter is, in its own code: how often it
 * looked at one of our globals, and how many instructions came after that.
 * Frames remember where they go on, so the last one read is where they are.
 */
struct Place {
    uint32_t marks = 0, ops = 0;
};

static Place find_place(const gk_guest *guest, const DefinedFunc &func,
                        u32 offset, uint64_t *patience)
{
    const Istream &code = guest->module->module->desc().istream;
    Place place;
    for (u32 at = func.desc().code_offset; at<offset && * patience> 0;) {
        wabt::interp::Instr instr = code.Read(&at);
        (*patience)--;
        if (instr.op == wabt::Opcode::GlobalGet &&
            instr.imm_u32 >= guest->module->facts.global_count) {
            place.marks++;
            place.ops = 0;
        } else {
            place.ops++;
        }
    }
    return place;
}

static gk_guest *frame_guest(gk_vm *vm, const Frame &frame)
{
    for (auto &guest : vm->guests)
        if (guest->instance.get() == frame.inst)
            return guest.get();
    return nullptr;
}

static void fill_frame(gk_guest *guest, const gk_module *copy,
                       const Frame &frame, uint64_t *patience,
                       gk_trap_frame *out)
{
    const gk_module *facts = &guest->module->facts;
    auto func = guest->vm->store.UnsafeGet<DefinedFunc>(frame.func);
    out->func = func_index(guest, frame.func);
    Place place = find_place(guest, *func, frame.offset, patience);
    uint32_t metered = gk_meter_find(copy, facts->global_count,
                                     out->func - facts->imported_functions,
                                     place.marks, place.ops);
    out->offset = gk_meter_original(&guest->module->map, metered);
    out->name = gk_module_func_name(facts, out->func);
}

/* The guest's frames above `base`; a host function's has no instance. */
static void fill_frames(gk_vm *vm, size_t base, gk_trap *trap)
{
    uint64_t patience = 50000000; /* steps; half a second */
    gk_module copy = {};
    gk_vm_module *copied = nullptr;
    for (size_t i = vm->frames().size(); i-- > base;) {
        const Frame &frame = vm->frames()[i];
        gk_guest *guest = frame.inst ? frame_guest(vm, frame) : nullptr;
        if (!guest)
            continue;
        if (trap->frame_count == GK_MAX_BACKTRACE) {
            trap->frames_left_out++;
            continue;
        }
        if (copied != guest->module) {
            gk_module_clear(&copy);
            copy = {};
            copied = guest->module;
            if (gk_module_read(copied->copy.data, copied->copy.len, &copy,
                               nullptr) != GK_OK)
                break;
        }
        fill_frame(guest, &copy, frame, &patience,
                   &trap->frames[trap->frame_count++]);
    }
    gk_module_clear(&copy);
}

static gk_status fail_trap(gk_guest *guest, const Trap::Ptr &cause, size_t base,
                           gk_trap *trap, gk_error *err)
{
    gk_vm *vm = guest->vm;
    std::string words = cause ? cause->message() : "uncaught exception";
    gk_trap_cause why = {words.c_str(), vm->timed_out, vm->host_failed,
                         guest->fuel_left()};
    fill_frames(vm, base, trap);
    return gk_trap_set(trap, gk_trap_classify(&why), words.c_str(), err);
}

/* Runs a function of the guest from outside; traps are told and undone. */
static gk_status enter(gk_guest *guest, Func &func, const Values &params,
                       Values *results, gk_trap *trap, gk_error *err)
{
    gk_vm *vm = guest->vm;
    Mark mark(vm);
    if (vm->level == 0) {
        vm->deadline_ns = now_ns() + (uint64_t)vm->limits.timeout_ms * 1000000u;
        vm->timed_out = false;
    }
    vm->host_failed = false;
    vm->level++;
    Trap::Ptr cause;
    RunResult result = RunResult::Trap;
    gk_status st = guard(err, [&] {
        result = run_func(guest, func, params, results, &cause);
        return GK_OK;
    });
    vm->level--;
    if (st == GK_OK && result != RunResult::Return)
        st = guard(err, [&] {
            return fail_trap(guest, cause, mark.frames, trap, err);
        });
    if (st != GK_OK)
        mark.restore();
    if (vm->level == 0)
        mark.trim();
    vm->host_failed = false;
    return st;
}

/* --- imports ---------------------------------------------------------------
 */

static wabt::Result call_host(const HostImport *import, const Values &params,
                              Values &results, Trap::Ptr *trap)
{
    gk_vm *vm = import->guest->vm;
    const gk_functype *type = import->type;
    std::vector<gk_value> args = from_wabt(type->params, params);
    std::vector<gk_value> answers = from_wabt(type->results, results);
    gk_vm_call call = {import->guest, import->context, args.data(),
                       args.size(),   answers.data(),  answers.size()};
    gk_error err = GK_ERROR_INIT;
    /* The world must not hear of a guest that should have stopped. */
    if (import->guest->fuel_left() < 0 || now_ns() > vm->deadline_ns) {
        vm->timed_out = import->guest->fuel_left() >= 0;
        *trap = Trap::New(vm->store, "stopped before a host call");
        return wabt::Result::Error;
    }
    if (import->fn(&call, &err) != GK_OK) {
        vm->host_failed = true;
        *trap = Trap::New(vm->store, err.text);
        return wabt::Result::Error;
    }
    for (size_t i = 0; i < answers.size(); i++) {
        answers[i].type = type->results[i];
        results[i] = to_wabt(answers[i]);
    }
    return wabt::Result::Ok;
}

static Ref link_func(gk_guest *guest, const gk_import &import,
                     const gk_vm_extern &answer, const FuncType &type)
{
    const gk_functype *facts =
        gk_module_func_type(&guest->module->facts, import.index);
    guest->imports.push_back(std::unique_ptr<HostImport>(
        new HostImport{guest, facts, answer.fn, answer.context}));
    const HostImport *host = guest->imports.back().get();
    return HostFunc::New(guest->vm->store, type,
                         [host](Thread &, const Values &params, Values &results,
                                Trap::Ptr *trap) {
                             return call_host(host, params, results, trap);
                         })
        ->self();
}

static gk_status link_import(gk_guest *guest, const gk_import &import,
                             const gk_vm_extern &answer, const ExternType &type,
                             RefVec *refs, gk_error *err)
{
    Store &store = guest->vm->store;
    if (answer.kind != import.kind)
        return gk_fail(err, GK_E_LINK, "the host has another kind of thing");
    switch (import.kind) {
    case GK_EXTERN_FUNC:
        refs->push_back(
            link_func(guest, import, answer, *wabt::cast<FuncType>(&type)));
        return GK_OK;
    case GK_EXTERN_MEMORY:
        refs->push_back(answer.memory->memory->self());
        return GK_OK;
    case GK_EXTERN_GLOBAL:
        if (answer.global.type != import.u.global.valtype)
            return gk_fail(err, GK_E_LINK, "the host's global is %s, not %s",
                           gk_valtype_name(answer.global.type),
                           gk_valtype_name(import.u.global.valtype));
        refs->push_back(Global::New(store, *wabt::cast<GlobalType>(&type),
                                    to_wabt(answer.global))
                            ->self());
        return GK_OK;
    case GK_EXTERN_TABLE: {
        TableType table = *wabt::cast<TableType>(&type);
        table.limits.has_max = true;
        table.limits.max = gk_vm_table_ceiling(
            &guest->module->facts, import.index, &guest->vm->limits);
        refs->push_back(Table::New(store, table)->self());
        return GK_OK;
    }
    default:
        return gk_fail(err, GK_E_LINK, "the host has nothing of that kind");
    }
}

static gk_status link_imports(gk_guest *guest, const struct gk_vm_link *link,
                              RefVec *refs, gk_error *err)
{
    const gk_module *facts = &guest->module->facts;
    const auto &types = guest->module->module->import_types();
    for (uint32_t i = 0; i < facts->import_count; i++) {
        const gk_import &import = facts->imports[i];
        gk_vm_extern answer = {};
        const gk_functype *type = import.kind == GK_EXTERN_FUNC
                                      ? gk_module_func_type(facts, import.index)
                                      : nullptr;
        gk_status st =
            link->resolve(link->context, &import, type, &answer, err);
        if (st == GK_OK)
            st = link_import(guest, import, answer, *types[i].type, refs, err);
        if (st != GK_OK) {
            gk_wrap(err, "import '%.*s.%.*s'", (int)import.module.len,
                    (const char *)import.module.at, (int)import.name.len,
                    (const char *)import.name.at);
            return st;
        }
    }
    return GK_OK;
}

/* The module's own memories, which it now imports. */
static void link_memories(gk_guest *guest, RefVec *refs)
{
    gk_vm *vm = guest->vm;
    const gk_module *facts = &guest->module->facts;
    for (uint32_t i = facts->imported_memories; i < facts->memory_count; i++) {
        const gk_limits &limits = facts->memories[i].limits;
        gk_vm_memory *memory;
        gk_status st =
            add_memory(vm, (uint32_t)limits.min,
                       gk_vm_memory_ceiling(facts, i, &vm->limits),
                       limits.has_max ? limits.max : UINT32_C(65536), &memory);
        (void)st;
        refs->push_back(memory->memory->self());
    }
}

/* --- instances -------------------------------------------------------------
 */

static gk_status fail_instance(const Trap::Ptr &cause, gk_trap *trap,
                               gk_error *err)
{
    std::string words = cause ? cause->message() : "instantiation failed";
    gk_trap_kind kind = gk_trap_from_words(words.c_str());
    if (kind == GK_TRAP_OTHER)
        return gk_fail(err, GK_E_LINK, "%s", words.c_str());
    return gk_trap_set(trap, kind, words.c_str(), err);
}

static gk_status make_instance(gk_guest *guest, const struct gk_vm_link *link,
                               gk_trap *trap, gk_error *err)
{
    gk_vm *vm = guest->vm;
    RefVec refs;
    gk_status st = link_imports(guest, link, &refs, err);
    if (st != GK_OK)
        return st;
    link_memories(guest, &refs);
    Trap::Ptr cause;
    guest->instance = Instance::Instantiate(
        vm->store, guest->module->module.ref(), refs, &cause);
    if (!guest->instance)
        return fail_instance(cause, trap, err);
    guest->fuel = guest->global(GK_METER_FUEL);
    guest->bulk = guest->global(GK_METER_BULK);
    return GK_OK;
}

static gk_status run_start(gk_guest *guest, gk_trap *trap, gk_error *err)
{
    const gk_module *facts = &guest->module->facts;
    if (!facts->has_start)
        return GK_OK;
    Func::Ptr func(guest->vm->store, guest->instance->funcs()[facts->start]);
    Values results;
    return enter(guest, *func, {}, &results, trap, err);
}

gk_status gk_vm_instantiate(gk_vm *vm, gk_vm_module *module,
                            const struct gk_vm_link *link, gk_guest **out,
                            struct gk_trap *trap, gk_error *err)
{
    memset(trap, 0, sizeof *trap);
    gk_status st = gk_vm_check_sizes(&module->facts, &vm->limits, trap, err);
    if (st != GK_OK)
        return st;
    return guard(err, [&] {
        vm->guests.push_back(std::make_unique<gk_guest>(vm, module));
        gk_guest *guest = vm->guests.back().get();
        gk_status made = make_instance(guest, link, trap, err);
        if (made == GK_OK)
            made = run_start(guest, trap, err);
        /* A guest that failed stays until the vm is closed: functions of it
         * may already stand in a table of another one. */
        if (made == GK_OK)
            *out = guest;
        return made;
    });
}

static const gk_export *find_export(const gk_guest *guest, const char *name,
                                    gk_extern_kind kind)
{
    const gk_export *e = gk_module_export(&guest->module->facts, name);
    return e && e->kind == kind ? e : nullptr;
}

const struct gk_functype *gk_guest_func(const gk_guest *guest, const char *name)
{
    const gk_export *e = find_export(guest, name, GK_EXTERN_FUNC);
    return e ? gk_module_func_type(&guest->module->facts, e->index) : nullptr;
}

gk_vm_memory *gk_guest_memory(gk_guest *guest, const char *name)
{
    const gk_export *e = find_export(guest, name, GK_EXTERN_MEMORY);
    if (!e || guest->instance.empty())
        return nullptr;
    Ref ref = guest->instance->memories()[e->index];
    for (auto &memory : guest->vm->memories)
        if (memory->memory->self() == ref)
            return memory.get();
    return nullptr;
}

static gk_status check_args(const gk_functype *type, const char *name,
                            const gk_value *args, size_t count, gk_error *err)
{
    if (count != type->param_count)
        return gk_fail(err, GK_E_USAGE, "'%s' takes %u arguments, not %zu",
                       name, type->param_count, count);
    for (size_t i = 0; i < count; i++)
        if (args[i].type != type->params[i])
            return gk_fail(err, GK_E_USAGE,
                           "argument %zu of '%s' is %s, not %s", i + 1, name,
                           gk_valtype_name(type->params[i]),
                           gk_valtype_name(args[i].type));
    return GK_OK;
}

gk_status gk_guest_call(gk_guest *guest, const char *name,
                        const struct gk_value *args, size_t arg_count,
                        struct gk_value *results, size_t result_cap,
                        struct gk_trap *trap, gk_error *err)
{
    memset(trap, 0, sizeof *trap);
    gk_vm *vm = guest->vm;
    const gk_export *e = find_export(guest, name, GK_EXTERN_FUNC);
    if (!e || guest->instance.empty())
        return gk_fail(err, GK_E_EXPORT, "no exported function '%s'", name);
    const gk_functype *type =
        gk_module_func_type(&guest->module->facts, e->index);
    gk_status st = check_args(type, name, args, arg_count, err);
    if (st != GK_OK)
        return st;
    if (vm->level > GK_MAX_REENTRY)
        return gk_trap_set(trap, GK_TRAP_CALL_DEPTH,
                           "host and guest call each other too deeply", err);
    return guard(err, [&] {
        Func::Ptr func(vm->store, guest->instance->funcs()[e->index]);
        Values values;
        gk_status done =
            enter(guest, *func, to_wabt(args, arg_count), &values, trap, err);
        for (size_t i = 0; done == GK_OK && i < values.size(); i++)
            if (i < result_cap)
                results[i] = from_wabt(type->results[i], values[i]);
        return done;
    });
}

void gk_guest_usage(const gk_guest *guest, struct gk_vm_usage *out)
{
    gk_vm_usage usage = {};
    gk_vm *vm = guest->vm;
    uint64_t budget = vm->limits.fuel < GK_METER_MAX_BUDGET
                          ? vm->limits.fuel
                          : GK_METER_MAX_BUDGET;
    int64_t left = guest->fuel_left();
    usage.fuel = left < 0 ? budget : budget - (uint64_t)left;
    usage.fuel_bulk = (uint64_t)guest->bulk->UnsafeGet<s64>();
    for (auto &memory : vm->memories) {
        uint32_t pages = gk_vm_memory_pages(memory.get());
        if (pages > usage.memory_pages)
            usage.memory_pages = pages;
        uint64_t most = memory->type().limits.max;
        usage.memory_at_cap |= pages == most && most < memory->wanted;
    }
    *out = usage;
}
