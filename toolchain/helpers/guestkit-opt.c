/*
 * guestkit-opt: optimises one module, from standard input to standard output.
 *
 * A program of its own because binaryen is large to load, and because it ends
 * the process on input it does not like. What it is known to die on is refused
 * here first, in words; whatever else it does, the caller sees an exit status
 * other than 0 and keeps the bytes it had.
 *
 * usage: guestkit-opt size|speed <in.wasm >out.wasm
 * Exit: 0; 1 the module was refused; 2 wrong usage; anything else: binaryen's.
 */
#include "core/base/file.h"
#include "core/base/limits.h"
#include "core/wasm/instr.h"

#include <binaryen-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What an instruction belongs to, in binaryen's bits. */
static BinaryenFeatures instr_feature(gk_feature feature)
{
    switch (feature) {
    case GK_FEATURE_MVP:
        return BinaryenFeatureMVP();
    case GK_FEATURE_SIGN_EXT:
        return BinaryenFeatureSignExt();
    case GK_FEATURE_SAT_FLOAT:
        return BinaryenFeatureNontrappingFPToInt();
    case GK_FEATURE_BULK_MEMORY:
        return BinaryenFeatureBulkMemory();
    case GK_FEATURE_REFERENCE_TYPES:
        return BinaryenFeatureReferenceTypes();
    case GK_FEATURE_MULTI_VALUE:
        return BinaryenFeatureMultivalue();
    case GK_FEATURE_SIMD:
        return BinaryenFeatureSIMD128();
    case GK_FEATURE_RELAXED_SIMD:
        return BinaryenFeatureRelaxedSIMD();
    case GK_FEATURE_THREADS:
        return BinaryenFeatureAtomics();
    case GK_FEATURE_TAIL_CALL:
        return BinaryenFeatureTailCall();
    case GK_FEATURE_EXCEPTIONS:
        return BinaryenFeatureExceptionHandling();
    default:
        return BinaryenFeatureMVP();
    }
}

static BinaryenFeatures section_features(const gk_module *m)
{
    BinaryenFeatures bits = BinaryenFeatureMVP();

    if (m->features & GK_MODULE_MULTI_VALUE)
        bits |= BinaryenFeatureMultivalue();
    if (m->features & GK_MODULE_REFERENCE_TYPES)
        bits |= BinaryenFeatureReferenceTypes();
    if (m->features & GK_MODULE_BULK_MEMORY)
        bits |= BinaryenFeatureBulkMemory();
    if (m->features & GK_MODULE_SIMD)
        bits |= BinaryenFeatureSIMD128();
    if (m->features & GK_MODULE_MUTABLE_GLOBALS)
        bits |= BinaryenFeatureMutableGlobals();
    if (m->features & GK_MODULE_THREADS)
        bits |= BinaryenFeatureAtomics();
    if (m->features & GK_MODULE_EXCEPTIONS)
        bits |= BinaryenFeatureExceptionHandling();
    if (m->features & GK_MODULE_EXTENDED_CONST)
        bits |= BinaryenFeatureExtendedConst();
    return bits;
}

/* Names of the target_features section (tool conventions). */
static gk_status target_features(const gk_module *m, BinaryenFeatures *bits,
                                 gk_error *err)
{
    static const struct {
        const char *name;
        BinaryenFeatures (*bit)(void);
    } known[] = {
        {"atomics", BinaryenFeatureAtomics},
        {"bulk-memory", BinaryenFeatureBulkMemory},
        {"exception-handling", BinaryenFeatureExceptionHandling},
        {"extended-const", BinaryenFeatureExtendedConst},
        {"multivalue", BinaryenFeatureMultivalue},
        {"mutable-globals", BinaryenFeatureMutableGlobals},
        {"nontrapping-fptoint", BinaryenFeatureNontrappingFPToInt},
        {"reference-types", BinaryenFeatureReferenceTypes},
        {"relaxed-simd", BinaryenFeatureRelaxedSIMD},
        {"sign-ext", BinaryenFeatureSignExt},
        {"simd128", BinaryenFeatureSIMD128},
        {"tail-call", BinaryenFeatureTailCall},
    };

    for (uint32_t i = 0; i < m->target_feature_count; i++) {
        const struct gk_target_feature *f = &m->target_features[i];
        size_t k = 0;

        if (f->prefix == '-')
            continue;
        while (k < sizeof known / sizeof *known &&
               !gk_name_is(f->name, known[k].name))
            k++;
        if (k == sizeof known / sizeof *known)
            return gk_fail(err, GK_E_UNSUPPORTED,
                           "target feature '%.*s' is not known",
                           (int)f->name.len, (const char *)f->name.at);
        *bits |= known[k].bit();
    }
    return GK_OK;
}

/* binaryen reads no block that takes values, and exits on one. */
static gk_status check_block(const gk_module *m, const struct gk_instr *instr,
                             BinaryenFeatures *bits, gk_error *err)
{
    const struct gk_functype *type;

    if (instr->block_type < 0)
        return GK_OK;
    if (instr->block_type >= m->type_count)
        return gk_fail(err, GK_E_MALFORMED,
                       "block type %lld, there are %u types",
                       (long long)instr->block_type, m->type_count);
    type = &m->types[instr->block_type];
    if (type->param_count > 0)
        return gk_fail(err, GK_E_UNSUPPORTED,
                       "a block takes values (multi-value), which binaryen "
                       "does not read");
    if (type->result_count > 1)
        *bits |= BinaryenFeatureMultivalue();
    return GK_OK;
}

static gk_status body_features(const gk_module *m, const struct gk_code *code,
                               BinaryenFeatures *bits, gk_error *err)
{
    size_t end = (size_t)code->offset + code->len;
    uint32_t locals, at;
    gk_status st = gk_code_locals(m, code, &locals, &at, err);

    while (st == GK_OK && at < end) {
        struct gk_instr instr;

        st = gk_instr_decode(m->bytes, end, at, &instr, err);
        if (st != GK_OK)
            break;
        *bits |= instr_feature(gk_ops[instr.op].feature);
        if (gk_ops[instr.op].imm == GK_IMM_BLOCK ||
            gk_ops[instr.op].imm == GK_IMM_TRY_TABLE)
            st = check_block(m, &instr, bits, err);
        at += instr.len;
    }
    return st;
}

/* Exactly the features in use: with more, binaryen would make code that the
 * host may not run and write a false target_features section. */
static gk_status find_features(const gk_module *m, BinaryenFeatures *out,
                               gk_error *err)
{
    BinaryenFeatures bits = section_features(m);
    gk_status st = target_features(m, &bits, err);

    if (st == GK_OK && m->memory_count > 1)
        st =
            gk_fail(err, GK_E_UNSUPPORTED,
                    "%u memories, binaryen reads at most one", m->memory_count);
    if (st == GK_OK && m->features & GK_MODULE_MEMORY64)
        st = gk_fail(err, GK_E_UNSUPPORTED, "64-bit memory");
    for (uint32_t i = 0; i < m->code_count && st == GK_OK; i++) {
        st = body_features(m, &m->codes[i], &bits, err);
        if (st != GK_OK)
            gk_wrap(err, "function %u", m->imported_functions + i);
    }
    if (st == GK_OK)
        *out = bits;
    return st;
}

/* Binaryen has no failure to return: it ends the process itself. */
static BinaryenModuleAllocateAndWriteResult
optimise(gk_map *in, BinaryenFeatures features, bool for_size)
{
    BinaryenModuleRef module =
        BinaryenModuleRead((char *)(uintptr_t)in->data, in->len);
    BinaryenModuleAllocateAndWriteResult written;

    BinaryenModuleSetFeatures(module, features);
    /* Names of functions stay: backtraces and reports speak of them. */
    BinaryenSetDebugInfo(true);
    BinaryenSetOptimizeLevel(2);
    BinaryenSetShrinkLevel(for_size ? 1 : 0);
    if (!BinaryenModuleValidate(module)) {
        fputs("guestkit-opt: binaryen finds the module invalid\n", stderr);
        exit(1);
    }
    BinaryenModuleOptimize(module);
    written = BinaryenModuleAllocateAndWrite(module, NULL);
    BinaryenModuleDispose(module);
    return written;
}

static gk_status run(bool for_size, gk_error *err)
{
    gk_map in = GK_MAP_INIT;
    gk_module module = {0};
    BinaryenFeatures features = 0;
    BinaryenModuleAllocateAndWriteResult out;
    gk_status st = gk_map_file("-", GK_MAX_MODULE_BYTES, &in, err);

    if (st == GK_OK)
        st = gk_module_read(in.data, in.len, &module, err);
    if (st == GK_OK)
        st = gk_module_sound(&module, err);
    if (st == GK_OK)
        st = find_features(&module, &features, err);
    if (st == GK_OK) {
        out = optimise(&in, features, for_size);
        if (fwrite(out.binary, 1, out.binaryBytes, stdout) != out.binaryBytes ||
            fflush(stdout) != 0)
            st = gk_fail(err, GK_E_IO, "cannot write the module");
        free(out.binary);
    }
    gk_module_clear(&module);
    gk_map_clear(&in);
    return st;
}

int main(int argc, char **argv)
{
    gk_error err = GK_ERROR_INIT;

    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        puts("guestkit-opt " GK_VERSION);
        return 0;
    }
    if (argc != 2 ||
        (strcmp(argv[1], "size") != 0 && strcmp(argv[1], "speed") != 0)) {
        fputs("usage: guestkit-opt size|speed <in.wasm >out.wasm\n", stderr);
        return 2;
    }
    if (run(strcmp(argv[1], "size") == 0, &err) != GK_OK) {
        fprintf(stderr, "guestkit-opt: %s\n", err.text);
        return 1;
    }
    return 0;
}
