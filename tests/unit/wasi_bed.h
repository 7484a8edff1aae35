/*
 * wasi_bed: the functions of WASI without a guest: a memory, a world, a
 * session that holds both, and calls by name.
 *
 * The memory has one page. Paths and texts go to 1024 and up, buffers are at
 * 4096, structures at 8192; results go to RESULT.
 */
#ifndef GK_TESTS_UNIT_WASI_BED_H
#define GK_TESTS_UNIT_WASI_BED_H

#include "core/base/json.h"
#include "host-mock/hosts/wasi/wasi.h"
#include "host-mock/hosts/wasi/witx.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#define BED_TEXT   1024u
#define BED_BUFFER 4096u
#define BED_STRUCT 8192u
#define BED_RESULT 512u
#define BED_END    65536u

struct wasi_bed {
    gk_vm *vm;
    gk_json *json;
    gk_world *world;
    struct gk_session session;
    struct gk_wasi_config config;
    gk_buf out, err, note;
    const char *input; /* lines of standard input, one a read; NULL: none */
    gk_status trapped; /* of the last call */
    gk_error words;    /* of its trap */
};

static inline gk_status bed_input(void *context, gk_buf *out)
{
    struct wasi_bed *bed = context;
    size_t len = bed->input == NULL ? 0 : strcspn(bed->input, "\n");

    if (bed->input == NULL || *bed->input == '\0')
        return GK_OK;
    gk_buf_put(out, bed->input, len + 1);
    bed->input += len + 1;
    return gk_buf_check(out, NULL);
}

/* A world; bed_start opens the WASI that bed->config then says. */
static inline void bed_open(struct wasi_bed *bed, const char *world)
{
    gk_error err = GK_ERROR_INIT;

    memset(bed, 0, sizeof *bed);
    bed->out = bed->err = bed->note = (gk_buf)GK_BUF_INIT;
    if (gk_vm_open(&(struct gk_vm_limits){0}, &bed->vm, &err) != GK_OK ||
        gk_vm_memory_new(bed->vm, 1, 1, &bed->session.memory, &err) != GK_OK ||
        (world != NULL &&
         gk_json_parse(world, strlen(world), &bed->json, &err) != GK_OK) ||
        gk_world_open(bed->json, &bed->world, &err) != GK_OK)
        fail_msg("%s", err.text);
    bed->config = (struct gk_wasi_config){.world = bed->world,
                                          .out = &bed->out,
                                          .err = &bed->err,
                                          .input = bed_input,
                                          .context = bed,
                                          .terminal = true};
}

static inline void bed_start(struct wasi_bed *bed)
{
    gk_error err = GK_ERROR_INIT;

    if (gk_wasi_open(&bed->config, &bed->session.wasi, &err) != GK_OK)
        fail_msg("%s", err.text);
}

static inline gk_node *bed_node(struct wasi_bed *bed, const char *path)
{
    return gk_files_find(gk_world_files(bed->world), path, strlen(path));
}

/* The world's /agent/d as descriptor 3, named "/". */
static inline void bed_start_at(struct wasi_bed *bed, gk_wasi_model model,
                                bool readonly)
{
    struct gk_wasi_preopen preopen = {"/", bed_node(bed, "/agent/d"), readonly};

    assert_non_null(preopen.dir);
    bed->config.model = model;
    bed->config.preopens = &preopen;
    bed->config.preopen_count = 1;
    bed_start(bed);
}

static inline void bed_close(struct wasi_bed *bed)
{
    gk_wasi_close(bed->session.wasi);
    gk_world_close(bed->world);
    gk_json_free(bed->json);
    gk_vm_close(bed->vm);
    gk_buf_clear(&bed->out);
    gk_buf_clear(&bed->err);
    gk_buf_clear(&bed->note);
}

static inline uint8_t *bed_at(struct wasi_bed *bed, uint32_t ptr, uint32_t len)
{
    uint8_t *at = NULL;

    assert_int_equal(gk_guest_span(bed->session.memory, ptr, len, &at, NULL),
                     GK_OK);
    return at;
}

static inline uint64_t bed_u64(struct wasi_bed *bed, uint32_t ptr)
{
    const uint8_t *at = bed_at(bed, ptr, 8);

    return (uint64_t)gk_load_u32le(at + 4) << 32 | gk_load_u32le(at);
}

static inline uint32_t bed_u32(struct wasi_bed *bed, uint32_t ptr)
{
    return gk_load_u32le(bed_at(bed, ptr, 4));
}

static inline void bed_put(struct wasi_bed *bed, uint32_t ptr,
                           const void *bytes, size_t len)
{
    if (len > 0)
        memcpy(bed_at(bed, ptr, (uint32_t)len), bytes, len);
}

static inline void bed_put_u32(struct wasi_bed *bed, uint32_t ptr,
                               uint32_t value)
{
    gk_store_u32le(bed_at(bed, ptr, 4), value);
}

static inline void bed_put_u64(struct wasi_bed *bed, uint32_t ptr,
                               uint64_t value)
{
    bed_put_u32(bed, ptr, (uint32_t)value);
    bed_put_u32(bed, ptr + 4, (uint32_t)(value >> 32));
}

/* One entry at BED_STRUCT. */
static inline void bed_iovec(struct wasi_bed *bed, uint32_t ptr, uint32_t len)
{
    bed_put_u32(bed, BED_STRUCT, ptr);
    bed_put_u32(bed, BED_STRUCT + 4, len);
}

/* Its errno; bed->trapped when it has none. */
static inline uint32_t bed_call_list(struct wasi_bed *bed, const char *name,
                                     const uint64_t *args, size_t count)
{
    struct gk_value values[10] = {{0}}, result = {.type = GK_I32};
    const struct gk_abi_host *abi = gk_abi_host_find("hugind");
    const struct gk_abi_import *row = gk_abi_import_find(
        abi, "wasi_snapshot_preview1", 22, name, strlen(name));
    struct gk_hostcall call = {.session = &bed->session,
                               .args = values,
                               .results = &result,
                               .note = &bed->note};
    struct gk_sig sig;

    if (row == NULL || !gk_sig_parse(row->sig, &sig) ||
        sig.param_count != count)
        fail_msg("%s: no such function with %zu values", name, count);
    for (size_t i = 0; i < count; i++) {
        values[i].type = sig.params[i];
        if (sig.params[i] == GK_I32)
            values[i].u.i32 = (uint32_t)args[i];
        else
            values[i].u.i64 = args[i];
    }
    call.arg_count = count;
    call.result_count = sig.result_count;
    gk_buf_reset(&bed->note);
    bed->words = (gk_error)GK_ERROR_INIT;
    bed->trapped = gk_wasi_handler(name)(&call, &bed->words);
    return result.u.i32;
}

#define BED_CALL(bed, name, ...)                                               \
    bed_call_list(bed, name, (const uint64_t[]){__VA_ARGS__},                  \
                  sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t))

#endif
