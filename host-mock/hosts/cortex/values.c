/*
 * values: what JavaScript makes of wasm values, and of addresses in memory.
 */
#include "core/base/utf8.h"
#include "host-mock/hosts/cortex/cortex.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* V8's words for a typed array that does not lie in its buffer. */
#define MISALIGNED "start offset of Uint32Array should be a multiple of 4"

gk_status cortex_number(const struct gk_hostcall *call, size_t index,
                        int64_t *out, gk_error *err)
{
    const struct gk_value *v;
    double number;

    *out = 0;
    if (index >= call->arg_count)
        return GK_OK;
    v = &call->args[index];
    if (v->type == GK_I64)
        return gk_fail(err, GK_E_TRAP,
                       "Cannot convert a BigInt value to a number");
    if (v->type == GK_I32) {
        *out = (int32_t)v->u.i32;
        return GK_OK;
    }
    number = v->type == GK_F32 ? (double)v->u.f32 : v->u.f64;
    /* Beyond any address, all numbers are the same to a memory. */
    if (number > 9e15)
        *out = (int64_t)9e15;
    else if (number < -9e15)
        *out = (int64_t)-9e15;
    else if (!isnan(number))
        *out = (int64_t)number;
    return GK_OK;
}

gk_status cortex_operand(const struct gk_hostcall *call, size_t index,
                         int64_t *out, gk_error *err)
{
    if (index < call->arg_count && call->args[index].type == GK_I64)
        return gk_fail(err, GK_E_TRAP,
                       "Cannot mix BigInt and other types, use explicit "
                       "conversions");
    return cortex_number(call, index, out, err);
}

gk_status cortex_result(struct gk_hostcall *call, double value, gk_error *err)
{
    struct gk_value *r = call->results;

    if (call->result_count == 0)
        return GK_OK;
    switch (r->type) {
    case GK_I32:
        r->u.i32 = (uint32_t)(int64_t)value;
        return GK_OK;
    case GK_F32:
        r->u.f32 = (float)value;
        return GK_OK;
    case GK_F64:
        r->u.f64 = value;
        return GK_OK;
    default:
        return gk_fail(err, GK_E_TRAP, "Cannot convert %.0f to a BigInt",
                       value);
    }
}

gk_status cortex_no_result(struct gk_hostcall *call, gk_error *err)
{
    struct gk_value *r = call->results;

    if (call->result_count == 0)
        return GK_OK;
    if (r->type == GK_I64)
        return gk_fail(err, GK_E_TRAP, "Cannot convert undefined to a BigInt");
    if (r->type == GK_F32)
        r->u.f32 = NAN;
    else if (r->type == GK_F64)
        r->u.f64 = NAN;
    return GK_OK;
}

gk_vm_memory *cortex_memory(const struct cortex *cortex)
{
    if (!gk_session_is_deployed(cortex->session) && cortex->exported != NULL)
        return cortex->exported;
    return cortex->provided;
}

static uint64_t size_of(const gk_vm_memory *memory)
{
    return (uint64_t)gk_vm_memory_pages(memory) * GK_PAGE_BYTES;
}

gk_status cortex_read_string(const struct cortex *cortex, int64_t ptr,
                             int64_t len, gk_buf *out, gk_error *err)
{
    gk_vm_memory *memory = cortex_memory(cortex);
    uint8_t *at;
    const uint8_t *nul;

    if (len > (int64_t)CORTEX_STRING_BYTES)
        len = CORTEX_STRING_BYTES;
    if (ptr < 0 || len <= 0 || (uint64_t)ptr > size_of(memory) ||
        (uint64_t)len > size_of(memory) - (uint64_t)ptr)
        return GK_OK;
    if (gk_guest_span(memory, (uint32_t)ptr, (uint32_t)len, &at, NULL) != GK_OK)
        return GK_OK;
    nul = memchr(at, 0, (size_t)len);
    if (nul != NULL)
        len = nul - at;
    gk_utf8_put_lossy(out, at, (size_t)len);
    return gk_buf_check(out, err);
}

gk_status cortex_string_arg(const struct gk_hostcall *call, size_t index,
                            gk_buf *out, gk_error *err)
{
    int64_t ptr, len;
    /* Math.min(len, 65536), then ptr + len. */
    gk_status st = cortex_number(call, index + 1, &len, err);

    if (st == GK_OK)
        st = cortex_operand(call, index, &ptr, err);
    if (st == GK_OK)
        st = cortex_read_string(call->host, ptr, len, out, err);
    return st;
}

gk_status cortex_bytes(gk_vm_memory *memory, int64_t ptr, int64_t len,
                       uint8_t **out, gk_error *err)
{
    if (ptr < 0)
        return gk_fail(err, GK_E_TRAP,
                       "Start offset %" PRId64
                       " is outside the bounds of the buffer",
                       ptr);
    if (len < 0 || (uint64_t)len > size_of(memory) ||
        (uint64_t)ptr > size_of(memory) - (uint64_t)len)
        return gk_fail(err, GK_E_TRAP, "Invalid typed array length: %" PRId64,
                       len);
    return gk_guest_span(memory, (uint32_t)ptr, (uint32_t)len, out, err);
}

/* new Uint32Array(buffer, ptr, 1) */
static gk_status word_at(gk_vm_memory *memory, int64_t ptr, uint8_t **out,
                         gk_error *err)
{
    if (ptr >= 0 && ptr % 4 != 0)
        return gk_fail(err, GK_E_TRAP, MISALIGNED);
    if (ptr >= 0 &&
        (size_of(memory) < 4 || (uint64_t)ptr > size_of(memory) - 4))
        return gk_fail(err, GK_E_TRAP, "Invalid typed array length: 1");
    return cortex_bytes(memory, ptr, 4, out, err);
}

gk_status cortex_load_word(gk_vm_memory *memory, int64_t ptr, uint32_t *out,
                           gk_error *err)
{
    uint8_t *at = NULL;
    gk_status st = word_at(memory, ptr, &at, err);

    if (st == GK_OK)
        *out = gk_load_u32le(at);
    return st;
}

gk_status cortex_store_word(gk_vm_memory *memory, int64_t ptr, uint32_t value,
                            gk_error *err)
{
    uint8_t *at = NULL;
    gk_status st = word_at(memory, ptr, &at, err);

    if (st == GK_OK)
        gk_store_u32le(at, value);
    return st;
}

gk_status cortex_write_out(gk_vm_memory *memory, int64_t out_ptr,
                           int64_t len_ptr, const void *bytes, size_t len,
                           uint32_t most, gk_error *err)
{
    uint32_t cap;
    uint8_t *at;
    gk_status st = cortex_load_word(memory, len_ptr, &cap, err);

    if (st != GK_OK)
        return st;
    if (cap == 0)
        cap = CORTEX_STRING_BYTES;
    if (len > most)
        len = most;
    if (len > cap)
        len = cap;
    st = cortex_bytes(memory, out_ptr, (int64_t)len, &at, err);
    if (st != GK_OK)
        return st;
    if (len > 0)
        memcpy(at, bytes, len);
    return cortex_store_word(memory, len_ptr, (uint32_t)len, err);
}
