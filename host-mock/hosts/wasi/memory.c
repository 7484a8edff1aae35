/*
 * memory: what goes through guest memory.
 */
#include "host-mock/hosts/wasi/state.h"

wasi_errno wasi_span(const struct wasi_call *call, uint32_t ptr, uint32_t len,
                     uint8_t **out)
{
    return gk_guest_span(call->memory, ptr, len, out, NULL) == GK_OK
               ? WASI_E_SUCCESS
               : WASI_E_FAULT;
}

void wasi_store_u16(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
}

void wasi_store_u64(uint8_t *at, uint64_t value)
{
    gk_store_u32le(at, (uint32_t)value);
    gk_store_u32le(at + 4, (uint32_t)(value >> 32));
}

uint64_t wasi_load_u64(const uint8_t *at)
{
    return (uint64_t)gk_load_u32le(at + 4) << 32 | gk_load_u32le(at);
}

/* All are checked before a byte is moved, and read once: what is read into
 * memory may lie over the list itself. */
wasi_errno wasi_ranges_read(const struct wasi_call *call, uint32_t ptr,
                            uint32_t count, struct wasi_ranges *out)
{
    uint8_t *at;

    if (count > GK_WASI_MAX_IOVECS)
        return WASI_E_INVAL;
    if (wasi_span(call, ptr, count * WASI_IOVEC_BYTES, &at) != WASI_E_SUCCESS)
        return WASI_E_FAULT;
    out->count = count;
    out->total = 0;
    for (uint32_t i = 0; i < count; i++, at += WASI_IOVEC_BYTES) {
        struct wasi_range *range = &out->range[i];

        range->len = gk_load_u32le(at + 4);
        if (wasi_span(call, gk_load_u32le(at), range->len, &range->at) !=
            WASI_E_SUCCESS)
            return WASI_E_FAULT;
        out->total += range->len;
    }
    return out->total > UINT32_MAX ? WASI_E_INVAL : WASI_E_SUCCESS;
}
