/*
 * values: how texts and bytes go between host and guest.
 */
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "host-mock/hosts/hugind/hugind.h"

#include <string.h>

static gk_vm_memory *memory_of(const struct hugind *hugind)
{
    return hugind->guest == NULL ? hugind->session->memory
                                 : gk_guest_memory(hugind->guest, "memory");
}

static gk_status read_range(const struct gk_hostcall *call, uint32_t ptr,
                            uint32_t len, gk_buf *out, gk_error *err)
{
    gk_vm_memory *memory = memory_of(call->host);
    uint8_t *at;

    if (memory == NULL)
        return gk_fail(err, GK_E_TRAP, "missing exported memory");
    if (gk_guest_span(memory, ptr, len, &at, NULL) != GK_OK)
        return gk_fail(err, GK_E_TRAP, "Memory access out of bounds");
    gk_buf_put(out, at, len);
    return gk_buf_check(out, err);
}

gk_status hugind_bytes_arg(const struct gk_hostcall *call, size_t index,
                           gk_buf *out, gk_error *err)
{
    return read_range(call, call->args[index].u.i32,
                      call->args[index + 1].u.i32, out, err);
}

/* In the words of the host's language. `at` is the first ill-formed byte. */
static gk_status fail_utf8(const uint8_t *bytes, size_t len, size_t at,
                           gk_error *err)
{
    uint8_t lead = bytes[at];
    size_t wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    uint32_t cp;
    size_t bad = (size_t)-gk_utf8_next(bytes + at, len - at, &cp);

    if (at + bad == len && bad < wanted && lead >= 0xc2 && lead <= 0xf4)
        return gk_fail(err, GK_E_TRAP,
                       "Invalid UTF-8: incomplete utf-8 byte sequence from "
                       "index %zu",
                       at);
    return gk_fail(err, GK_E_TRAP,
                   "Invalid UTF-8: invalid utf-8 sequence of %zu bytes from "
                   "index %zu",
                   bad, at);
}

gk_status hugind_text_arg(const struct gk_hostcall *call, size_t index,
                          gk_buf *out, gk_error *err)
{
    uint32_t ptr = call->args[index].u.i32;
    uint32_t len = call->args[index + 1].u.i32;
    size_t before = out->len;
    size_t good;
    gk_status st;

    if ((int32_t)ptr < 0 || (int32_t)len < 0)
        return gk_fail(err, GK_E_TRAP, "Invalid pointer/length");
    st = read_range(call, ptr, len, out, err);
    if (st != GK_OK || len == 0)
        return st;
    good = gk_utf8_prefix(out->data + before, len);
    return good == len ? GK_OK : fail_utf8(out->data + before, len, good, err);
}

/* The guest's own allocator, in the words the host has for what it may do. */
static gk_status allocate(struct hugind *hugind, size_t size, uint32_t *ptr,
                          gk_error *err)
{
    const struct gk_functype *type =
        hugind->guest == NULL ? NULL : gk_guest_func(hugind->guest, "alloc");
    struct gk_value arg = {.type = GK_I32};
    struct gk_value result = {.type = GK_I32};
    struct gk_trap trap;
    gk_status st;

    if (type == NULL)
        return gk_fail(err, GK_E_TRAP,
                       "Wasm module must export 'alloc(size: i32) -> i32' to "
                       "receive data.");
    if (type->param_count != 1 || type->params[0] != GK_I32 ||
        type->result_count != 1 || type->results[0] != GK_I32)
        return gk_fail(err, GK_E_TRAP,
                       "Invalid alloc signature: wanted (i32) -> i32");
    if (size > INT32_MAX)
        return gk_fail(err, GK_E_TRAP, "Allocation size exceeds i32::MAX");
    arg.u.i32 = (uint32_t)size;
    st = gk_guest_call(hugind->guest, "alloc", &arg, 1, &result, 1, &trap, err);
    if (st == GK_E_TRAP) {
        if (err != NULL)
            gk_error_clear(err);
        return gk_fail(err, GK_E_TRAP, "alloc failed: %s",
                       hugind_trap_words(&trap));
    }
    if (st == GK_OK && (int32_t)result.u.i32 < 0)
        return gk_fail(err, GK_E_TRAP, "alloc returned negative pointer");
    *ptr = result.u.i32;
    return st;
}

gk_status hugind_place(struct hugind *hugind, const void *bytes, size_t len,
                       uint32_t *ptr, gk_error *err)
{
    gk_vm_memory *memory;
    uint32_t at = 0;
    uint8_t *span;
    gk_status st = allocate(hugind, len + 1, &at, err);

    if (st != GK_OK)
        return st;
    /* Looked up after the call: `alloc` may have made it grow. */
    memory = gk_guest_memory(hugind->guest, "memory");
    if (memory == NULL)
        return gk_fail(err, GK_E_TRAP, "missing exported memory");
    if (gk_guest_span(memory, at, (uint32_t)len + 1, &span, NULL) != GK_OK)
        return gk_fail(err, GK_E_TRAP, "Guest allocation out of bounds");
    if (len > 0)
        memcpy(span, bytes, len);
    span[len] = 0;
    *ptr = at;
    return GK_OK;
}

gk_status hugind_give(struct gk_hostcall *call, const void *bytes, size_t len,
                      gk_error *err)
{
    uint32_t ptr = 0;
    gk_status st = hugind_place(call->host, bytes, len, &ptr, err);

    if (st == GK_OK)
        call->results[0].u.i64 = (uint64_t)ptr << 32 | (uint32_t)len;
    return st;
}

gk_status hugind_give_json(struct gk_hostcall *call, gk_json *value,
                           gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st;

    if (value == NULL)
        return gk_fail_nomem(err);
    gk_json_print(value, GK_JSON_COMPACT | GK_JSON_SORTED, &text);
    st = gk_buf_check(&text, err);
    if (st == GK_OK)
        st = hugind_give(call, text.data, text.len, err);
    gk_buf_clear(&text);
    gk_json_free(value);
    return st;
}

void hugind_result(struct gk_hostcall *call, uint32_t value)
{
    call->results[0].u.i32 = value;
}
