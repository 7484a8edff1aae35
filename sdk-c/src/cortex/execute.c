#include "execute.h"

#include "call.h"

#include <guestkit/nowasi.h>

#include <string.h>

/* The linker's: both ends of the list. Without entries they do not exist. */
extern gk_at_end_fn *const __start_gk_at_end[] __attribute__((weak));
extern gk_at_end_fn *const __stop_gk_at_end[] __attribute__((weak));

extern char __global_base, __heap_base; /* the linker's: data, then stack */

/*
 * The deployed host lays name, arguments and output out from 64 KiB upwards,
 * through the guest's data if the arguments are long enough: then nothing here
 * can be relied on any more, and the only honest answer is a trap.
 */
static void trap_if_ours(const char *at, uint32_t len)
{
    uintptr_t begin = (uintptr_t)&__global_base, end = (uintptr_t)&__heap_base;
    uintptr_t from = (uintptr_t)at;
    if (from < end && (from >= begin || len > begin - from))
        __builtin_trap();
}

static const gk_tool *find_tool(const char *name, uint32_t len)
{
    for (size_t i = 0; i < gk_the_plugin.tool_count; i++) {
        const gk_tool *tool = &gk_the_plugin.tools[i];
        if (strlen(tool->name) == len && memcmp(tool->name, name, len) == 0)
            return tool;
    }
    return NULL;
}

static int fail_unknown(gk_call *call, const char *name, uint32_t len)
{
    gk_put_text(&call->out, "unknown tool '");
    gk_put_bytes(&call->out, name, len < 64 ? len : 64);
    gk_put_text(&call->out, "'; this plugin has");
    for (size_t i = 0; i < gk_the_plugin.tool_count; i++) {
        gk_put_text(&call->out, i == 0 ? " '" : ", '");
        gk_put_text(&call->out, gk_the_plugin.tools[i].name);
        gk_put_text(&call->out, "'");
    }
    return GK_FAILED;
}

static bool read_args(gk_call *call, const char *args, uint32_t len)
{
    if (len == 0) { /* a call without arguments */
        args = "{}";
        len = 2;
    }
    call->args = gk_json_parse(args, len);
    gk_json_kind kind = gk_json_type(call->args);
    if (kind == GK_JSON_OBJECT)
        return true;
    gk_put_text(&call->out, "arguments: expected a JSON object, found ");
    gk_put_text(&call->out, kind == GK_JSON_NONE ? "text that is not JSON"
                                                 : gk_json_kind_name(kind));
    return false;
}

/* A number inside words: no comma before it. */
static void put_count(gk_writer *w, size_t n)
{
    w->comma = false;
    gk_put_int(w, (int64_t)n);
}

static int run_tool(gk_call *call, const gk_tool *tool)
{
    int result = tool->run(call);
    if (result != GK_OK)
        return result;
    if (!gk_writer_fits(&call->out)) {
        size_t len = call->out.len;
        gk_fail(call, "the result has ");
        put_count(&call->out, len);
        gk_put_text(&call->out, " bytes, the host takes ");
        put_count(&call->out, call->out.cap);
        return GK_FAILED;
    }
    if (!gk_writer_closed(&call->out))
        return gk_fail(call, "the result is unfinished JSON: objects and "
                             "arrays were not ended as they were begun");
    return GK_OK;
}

/* Words of a failure may be cut, but not inside a character. */
static uint32_t fitting_length(const gk_writer *w)
{
    if (gk_writer_fits(w))
        return (uint32_t)w->len;
    size_t lead = w->cap - 1; /* of the last character; cap is never 0 */
    while (lead > 0 && (w->at[lead] & 0xc0) == 0x80)
        lead--;
    unsigned char c = (unsigned char)w->at[lead];
    size_t need = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
    return (uint32_t)(lead + need > w->cap ? lead : w->cap);
}

int32_t gk_execute(const char *name, uint32_t name_len, const char *args,
                   uint32_t args_len, char *out, uint32_t *out_len)
{
    gk_call call = {.args = {NULL, 0}};
    uint32_t cap = *out_len;
    if (cap == 0 || cap > CORTEX_MAX_OUTPUT)
        cap = CORTEX_MAX_OUTPUT;
    trap_if_ours(name, name_len);
    trap_if_ours(args, args_len);
    trap_if_ours(out, cap);
    gk_alloc_reset();
    gk_writer_init(&call.out, out, cap);
    int result = GK_FAILED;
    const gk_tool *tool = find_tool(name, name_len);
    if (tool == NULL)
        result = fail_unknown(&call, name, name_len);
    else if (read_args(&call, args, args_len) && gk_call_check(&call, tool))
        result = run_tool(&call, tool);
    *out_len = fitting_length(&call.out);
    for (gk_at_end_fn *const *f = __start_gk_at_end; f != __stop_gk_at_end; f++)
        (*f)();
    return result;
}
