/*
 * What is special about host_alloc
 *
 * Documented: blocks lie between 0x20000 and 0x100000, apart from everything
 * else; 0 when there are none left.
 *
 * Deployed: blocks begin at 0x10000. But at 0x10008 and above each call of a
 * tool puts its name, its arguments and 64 KiB of output, without asking the
 * heap. So
 *   - a block taken in a call lies over that call's arguments and result,
 *   - a block kept from an earlier call is overwritten by the next one,
 *   - host_free does nothing: taking and giving back in turns uses memory up,
 *   - blocks go on above 0x100000, where this plugin's own data is,
 *   - and when memory cannot grow any more, the call traps.
 *
 * What can be done: take one block and keep it; look where it lies before each
 * use; when it lies wrong, take what is in the way, never use it, and try
 * again.
 */
#include "scratch.h"

/* Bytes before the arguments that the host may use: the tool's name and the
 * deployed host's own words. No tool here has a name that long. */
#define BEFORE_ARGS 64u

struct block {
    uintptr_t at; /* 0: none */
    uint32_t size;
};

static struct block kept;

/* Where this call's texts lie: from somewhat before the arguments to the word
 * behind the output. */
struct range {
    uintptr_t begin, end;
};

static struct range call_area(gk_call *call)
{
    const gk_writer *out = gk_result(call);
    gk_json text = gk_arg(call, "text"); /* a slice of the arguments */

    return (struct range){(uintptr_t)text.at - BEFORE_ARGS,
                          (uintptr_t)out->at + out->cap + sizeof(uint32_t)};
}

static bool is_safe(struct block block, struct range area)
{
    uintptr_t end = block.at + block.size;

    return block.at != 0 && end <= CORTEX_GUEST_BASE &&
           (end <= area.begin || block.at >= area.end);
}

static struct block take(uint32_t size)
{
    size += size == 0; /* of nothing there is no block */
    return (struct block){(uintptr_t)host_alloc(size), size};
}

char *scratch_get(gk_call *call, uint32_t size)
{
    struct range area = call_area(call);

    if (kept.at + kept.size > CORTEX_GUEST_BASE)
        return NULL; /* the heap has reached our own data: all is spent */
    if (kept.size < size || !is_safe(kept, area)) {
        scratch_free();
        kept = take(size);
    }
    if (kept.at != 0 && kept.at < area.end && !is_safe(kept, area)) {
        /* Once more, behind the area: what lies in between is spent. */
        host_alloc((uint32_t)(area.end - kept.at));
        kept = take(size);
    }
    return is_safe(kept, area) ? (char *)kept.at : NULL;
}

void scratch_free(void)
{
    if (kept.at != 0)
        host_free((void *)kept.at);
    kept = (struct block){0};
}
