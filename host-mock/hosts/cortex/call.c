/*
 * call: one tool call: where name, arguments and output lie, and what the
 * plugin's answer becomes.
 */
#include "core/base/json_expect.h"
#include "core/base/utf8.h"
#include "host-mock/hosts/cortex/cortex.h"

#include <stdio.h>
#include <string.h>

#define OUTPUT_BYTES 65536u
#define AREA_START   65544u /* the deployed host's first address */

/* Addresses of one call; each text is followed by a NUL. */
struct area {
    uint64_t name, args, out, out_len;
    uint64_t name_word, args_word; /* deployed only: lengths, for itself */
    uint64_t end;
};

struct texts {
    gk_buf name, args;
};

static struct area deployed_area(const struct texts *t)
{
    struct area a = {.name = AREA_START};

    a.name_word = a.name + t->name.len + 1;
    a.args = a.name + t->name.len + 5;
    a.args_word = a.args + t->args.len + 1;
    a.out = a.args + t->args.len + 5;
    a.out_len = a.out + OUTPUT_BYTES;
    a.end = a.out_len + 4;
    return a;
}

/* At the top of the documented heap, each text aligned to 8. */
static struct area documented_area(const struct texts *t)
{
    uint64_t name_bytes = (t->name.len + 8) & ~UINT64_C(7);
    uint64_t args_bytes = (t->args.len + 8) & ~UINT64_C(7);
    struct area a = {.end = CORTEX_HEAP_END};

    a.out_len = a.end - 8;
    a.out = a.out_len - OUTPUT_BYTES;
    /* Unsigned: arguments that are too large end up below the heap. */
    a.args = a.out > args_bytes ? a.out - args_bytes : 0;
    a.name = a.args > name_bytes ? a.args - name_bytes : 0;
    return a;
}

static bool is_tool(const gk_json *tools, const gk_json *name)
{
    for (const gk_json *t = gk_json_first(tools); t; t = gk_json_next(t))
        if (gk_json_equal(gk_json_get(t, "name"), name))
            return true;
    return false;
}

/* --- the result ------------------------------------------------------------
 */

static gk_status succeed(struct gk_part *part, const char *tool,
                         const gk_buf *output)
{
    gk_json *result = gk_json_new_object();

    gk_json_set_string(result, "toolName", tool);
    gk_json_set_bool(result, "success", true);
    gk_json_set(result, "output", gk_json_new_bytes(output->data, output->len));
    gk_json_set(part->json, "result", result);
    return gk_part_text(part, output->data, output->len);
}

static gk_status fail_call(struct gk_part *part, const char *tool,
                           const char *outcome, const void *text, size_t len)
{
    gk_json *result = gk_json_new_object();

    gk_part_outcome(part, outcome);
    gk_json_set_string(result, "toolName", tool);
    gk_json_set_bool(result, "success", false);
    gk_json_set_string(result, "output", "");
    gk_json_set(result, "error", gk_json_new_bytes(text, len));
    gk_json_set(part->json, "result", result);
    return gk_part_text(part, text, len);
}

static gk_status refuse(struct gk_part *part, const char *tool,
                        const char *text)
{
    return fail_call(part, tool, "tool_error", text, strlen(text));
}

static gk_status unknown_tool(struct cortex *cortex, struct gk_part *part,
                              const char *tool)
{
    gk_buf text = GK_BUF_INIT;
    bool any = false;
    gk_status st;

    gk_buf_printf(&text, "Unknown tool: %s", tool);
    st = refuse(part, tool, gk_buf_text(&text));
    gk_buf_puts(&text, "; the plugin's tools are: ");
    for (const gk_json *t = gk_json_first(cortex->tools); t;
         t = gk_json_next(t)) {
        gk_buf_puts(&text, any ? ", " : "");
        gk_json_bytes(gk_json_get(t, "name"), &text);
        any = true;
    }
    if (!any)
        gk_buf_puts(&text, "none");
    if (st == GK_OK)
        st = gk_part_error(part, "tool_error", gk_buf_text(&text));
    gk_buf_clear(&text);
    return st;
}

/* --- the call --------------------------------------------------------------
 */

static void store_text(gk_vm_memory *memory, uint64_t ptr, const gk_buf *text)
{
    uint8_t *at;

    /* The area is inside memory by now. */
    if (gk_guest_span(memory, (uint32_t)ptr, (uint32_t)text->len + 1, &at,
                      NULL) == GK_OK) {
        if (text->len > 0)
            memcpy(at, text->data, text->len);
        at[text->len] = 0;
    }
}

/* Grows the memory as the deployed host does. */
static bool make_room(gk_vm_memory *memory, uint64_t end)
{
    uint64_t size = (uint64_t)gk_vm_memory_pages(memory) * GK_PAGE_BYTES;
    uint64_t pages;

    if (end <= size)
        return true;
    pages = (end - size + GK_PAGE_BYTES - 1) / GK_PAGE_BYTES + 16;
    return pages <= 65536 &&
           gk_vm_memory_grow(memory, (uint32_t)pages, NULL) == GK_OK;
}

/* Writes the call's texts; the words of what is misaligned, or NULL. */
static const char *write_area(struct cortex *cortex, const struct area *a,
                              const struct texts *t, gk_error *why)
{
    bool is_deployed = gk_session_is_deployed(cortex->session);
    gk_vm_memory *memory = cortex->exported;

    store_text(memory, a->name, &t->name);
    if (is_deployed && cortex_store_word(memory, (int64_t)a->name_word,
                                         (uint32_t)t->name.len, why) != GK_OK) {
        cortex_meet(cortex, CORTEX_NAME_ALIGNMENT);
        return why->text;
    }
    store_text(memory, a->args, &t->args);
    if (is_deployed && cortex_store_word(memory, (int64_t)a->args_word,
                                         (uint32_t)t->args.len, why) != GK_OK) {
        gk_session_skip(cortex->session,
                        &cortex_differences[CORTEX_ARGS_ALIGNMENT]);
        return why->text;
    }
    if (cortex_store_word(memory, (int64_t)a->out_len, OUTPUT_BYTES, why) !=
        GK_OK)
        return why->text;
    return NULL;
}

static gk_status take_output(gk_vm_memory *memory, const struct area *a,
                             gk_buf *out, gk_error *err)
{
    uint32_t len = 0;
    uint8_t *at;
    gk_status st = cortex_load_word(memory, (int64_t)a->out_len, &len, err);

    if (len > OUTPUT_BYTES)
        len = OUTPUT_BYTES;
    if (st == GK_OK)
        st = gk_guest_span(memory, (uint32_t)a->out, len, &at, err);
    if (st == GK_OK)
        gk_utf8_put_lossy(out, at, len);
    return st == GK_OK ? gk_buf_check(out, err) : st;
}

static gk_status enter(struct cortex *cortex, const struct area *a,
                       const struct texts *t, struct gk_part *part,
                       gk_error *err)
{
    const uint32_t args[] = {(uint32_t)a->name, (uint32_t)t->name.len,
                             (uint32_t)a->args, (uint32_t)t->args.len,
                             (uint32_t)a->out,  (uint32_t)a->out_len};
    const char *tool = gk_buf_text(&t->name);
    struct gk_trap trap;
    gk_buf text = GK_BUF_INIT;
    double result;
    bool is_number;
    gk_status st = cortex_call(cortex, "plugin_execute_tool", args, 6, &result,
                               &is_number, &trap, err);

    if (st == GK_E_TRAP) {
        gk_buf_printf(&text, "WASM trap: %s", cortex_trap_words(&trap));
        gk_part_trap(part, &trap, cortex_trap_words(&trap));
        st = fail_call(part, tool, part->outcome, text.data, text.len);
    } else if (st == GK_OK) {
        st = take_output(cortex->exported, a, &text, err);
        if (st == GK_OK && is_number && result == 0)
            st = succeed(part, tool, &text);
        else if (st == GK_OK && text.len > 0)
            st = fail_call(part, tool, "tool_error", text.data, text.len);
        else if (st == GK_OK)
            st = refuse(part, tool, "WASM tool execution failed");
    }
    gk_buf_clear(&text);
    return st;
}

/* Differences that a documented run meets only in passing. */
static void meet_lengths(struct cortex *cortex, const struct texts *t)
{
    if (gk_session_is_deployed(cortex->session))
        return;
    if (t->name.len % 4 != 3)
        cortex_meet(cortex, CORTEX_NAME_ALIGNMENT);
    else if (t->args.len % 4 != 3)
        cortex_meet(cortex, CORTEX_ARGS_ALIGNMENT);
}

static gk_status run(struct cortex *cortex, const struct texts *t,
                     struct gk_part *part, gk_error *err)
{
    bool is_deployed = gk_session_is_deployed(cortex->session);
    struct area a = is_deployed ? deployed_area(t) : documented_area(t);
    const char *tool = gk_buf_text(&t->name);
    gk_error why = GK_ERROR_INIT;
    const char *problem;
    gk_status st;

    if (!cortex_exports(cortex, "plugin_execute_tool") ||
        cortex->exported == NULL)
        return refuse(part, tool, "WASM plugin has no execute_tool export");
    if ((!is_deployed && a.name < cortex->heap.used) ||
        !make_room(cortex->exported, a.end))
        return refuse(part, tool, "WASM memory exhausted");
    meet_lengths(cortex, t);
    problem = write_area(cortex, &a, t, &why);
    if (problem != NULL)
        return refuse(part, tool, problem);
    cortex->heap.top = (uint32_t)a.name;
    st = enter(cortex, &a, t, part, err);
    cortex->heap.top = CORTEX_HEAP_END;
    return st;
}

gk_status cortex_check_call(const gk_json *call, const char *where,
                            gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"tool", GK_JSON_BIT(GK_JSON_STRING), true},
        {"args", GK_JSON_ANY, false},
        {"raw", GK_JSON_BIT(GK_JSON_STRING), false},
    };

    gk_status st = gk_json_expect(call, where, fields, 3, err);

    if (st == GK_OK && gk_json_get(call, "args") != NULL &&
        gk_json_get(call, "raw") != NULL)
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: arguments are \"args\" or \"raw\", not both",
                       where);
    return st;
}

gk_status cortex_run_tool(void *host, const gk_json *call, struct gk_part *part,
                          gk_error *err)
{
    struct cortex *cortex = host;
    const gk_json *args = gk_json_get(call, "args");
    const gk_json *raw = gk_json_get(call, "raw");
    struct texts t = {GK_BUF_INIT, GK_BUF_INIT};
    gk_status st;

    gk_json_bytes(gk_json_get(call, "tool"), &t.name);
    if (raw != NULL)
        gk_json_bytes(raw, &t.args);
    else if (args != NULL)
        gk_json_print(args, GK_JSON_COMPACT, &t.args);
    else
        gk_buf_puts(&t.args, "{}");
    st = gk_buf_check(&t.name, err);
    if (st == GK_OK)
        st = gk_buf_check(&t.args, err);
    if (st != GK_OK)
        goto done;
    if (!cortex->loaded)
        st = refuse(part, gk_buf_text(&t.name), "the plugin is not loaded");
    else if (!is_tool(cortex->tools, gk_json_get(call, "tool")))
        st = unknown_tool(cortex, part, gk_buf_text(&t.name));
    else
        st = run(cortex, &t, part, err);
    if (st != GK_OK)
        gk_fail(err, st, "%s", gk_status_words(st));
done:
    gk_buf_clear(&t.name);
    gk_buf_clear(&t.args);
    return st;
}
