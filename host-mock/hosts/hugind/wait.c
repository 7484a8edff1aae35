/*
 * wait: time that passes while a guest is suspended in a call. Only then can
 * wasm.resources.timeout end a run: the host never interrupts a guest that
 * computes.
 */
#include "host-mock/hosts/hugind/hugind.h"

#include <inttypes.h>
#include <stdio.h>

/* "250ms", "60s", "1.5s": as Rust prints a duration. */
static void put_duration(gk_buf *out, uint64_t ms)
{
    char digits[8];
    size_t len = 3;

    if (ms < 1000) {
        gk_buf_printf(out, "%" PRIu64 "ms", ms);
        return;
    }
    snprintf(digits, sizeof digits, "%03u", (unsigned)(ms % 1000));
    while (len > 0 && digits[len - 1] == '0')
        len--;
    gk_buf_printf(out, "%" PRIu64 "%s%.*ss", ms / 1000, len > 0 ? "." : "",
                  (int)len, digits);
}

gk_status hugind_wait(struct hugind *hugind, int64_t ms, gk_error *err)
{
    bool timed = hugind->manifest.timed;
    uint64_t most = hugind->manifest.timeout_ms;
    uint64_t left = most - hugind->waited_ms;
    uint64_t wanted = ms > 0 ? (uint64_t)ms : 0;
    gk_buf words = GK_BUF_INIT;

    if (!timed || wanted < left) {
        hugind->waited_ms += timed ? wanted : 0;
        gk_world_advance(hugind->session->world, (int64_t)wanted);
        return GK_OK;
    }
    hugind->waited_ms = most;
    hugind->timed_out = true;
    gk_world_advance(hugind->session->world, (int64_t)left);
    gk_buf_puts(&words, "Wasm execution timed out after ");
    put_duration(&words, most);
    gk_fail(err, GK_E_TRAP, "%s", gk_buf_text(&words));
    gk_buf_clear(&words);
    return GK_E_TRAP;
}
