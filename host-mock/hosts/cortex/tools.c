/*
 * tools: plugin_get_capabilities, and the tool list made of its JSON.
 */
#include "core/base/utf8.h"
#include "host-mock/hosts/cortex/cortex.h"

#include <string.h>

/* Where the capabilities go. Documented: length and text apart. Deployed: the
 * length word lies at address 4 of the text. */
struct place {
    uint32_t out_ptr, len_ptr, capacity;
};

static const struct place documented = {8, 0xfff8, 0xfff0};
static const struct place deployed = {0, 4, CORTEX_DEPLOYED_BYTES};

/* JavaScript's `value ? … : …`. */
static bool truthy(const gk_json *value)
{
    switch (gk_json_type(value)) {
    case GK_JSON_NULL:
        return false;
    case GK_JSON_BOOL:
        return gk_json_true(value);
    case GK_JSON_NUMBER:
        return gk_json_number(value) != 0;
    case GK_JSON_STRING: {
        const char *text = gk_json_text(value);

        return text == NULL || text[0] != '\0';
    }
    default:
        return true;
    }
}

/* Only these four are taken over. */
static gk_json *read_param(const gk_json *given)
{
    static const char *const keys[] = {"name", "type", "description",
                                       "required"};
    gk_json *param = gk_json_new_object();

    for (size_t i = 0; i < 4; i++)
        if (gk_json_get(given, keys[i]) != NULL)
            gk_json_set(param, keys[i],
                        gk_json_copy(gk_json_get(given, keys[i])));
    return param;
}

/* What the manifest declares; the deployed host gives every tool the same. */
static gk_json *tool_capabilities(struct cortex *cortex)
{
    static const char *const fixed[] = {"network:fetch", "fs:read", "fs:write"};
    const gk_json *declared = gk_json_get(cortex->manifest, "capabilities");
    gk_json *list;

    if (!gk_session_is_deployed(cortex->session))
        return declared != NULL ? gk_json_copy(declared) : gk_json_new_array();
    list = gk_json_new_array();
    for (size_t i = 0; i < 3; i++)
        gk_json_push(list, gk_json_new_string(fixed[i]));
    if (declared == NULL || !gk_json_equal(declared, list))
        cortex_meet(cortex, CORTEX_TOOL_CAPABILITIES);
    return list;
}

/* False where the deployed host throws: the tools before it are kept. */
static bool read_tool(struct cortex *cortex, const gk_json *given)
{
    const gk_json *params = gk_json_get(given, "params");
    gk_json *tool, *list;

    if (gk_json_is(given, GK_JSON_NULL) ||
        (params != NULL && !gk_json_is(params, GK_JSON_NULL) &&
         !gk_json_is(params, GK_JSON_ARRAY)))
        return false;
    for (const gk_json *p = gk_json_first(params); p; p = gk_json_next(p))
        if (gk_json_is(p, GK_JSON_NULL))
            return false;
    tool = gk_json_new_object();
    list = gk_json_new_array();
    if (gk_json_get(given, "name") != NULL)
        gk_json_set(tool, "name", gk_json_copy(gk_json_get(given, "name")));
    if (gk_json_get(given, "description") != NULL)
        gk_json_set(tool, "description",
                    gk_json_copy(gk_json_get(given, "description")));
    for (const gk_json *p = gk_json_first(params); p; p = gk_json_next(p))
        gk_json_push(list, read_param(p));
    gk_json_set(tool, "params", list);
    gk_json_set(tool, "capabilities", tool_capabilities(cortex));
    return gk_json_push(cortex->tools, tool) == GK_OK;
}

/* JavaScript walks over the characters of a string: tools without a name. */
static bool read_characters(struct cortex *cortex, const gk_json *given)
{
    gk_json *character = gk_json_new_string("");
    gk_buf text = GK_BUF_INIT;
    bool fine = gk_json_bytes(given, &text) == GK_OK && character != NULL;

    for (size_t at = 0; fine && at < text.len;) {
        uint32_t ignored;
        int n = gk_utf8_next(text.data + at, text.len - at, &ignored);

        fine = read_tool(cortex, character);
        at += (size_t)(n < 0 ? -n : n);
    }
    gk_json_free(character);
    gk_buf_clear(&text);
    return fine;
}

/* False when the host would warn that the JSON cannot be parsed. */
static bool read_list(struct cortex *cortex, const gk_buf *text)
{
    gk_json *root = NULL;
    const gk_json *tools;
    bool fine;

    if (gk_json_parse_js(text->data, text->len, &root, NULL) != GK_OK)
        return false;
    tools = gk_json_get(root, "tools");
    fine = !gk_json_is(root, GK_JSON_NULL);
    if (fine && gk_json_is(tools, GK_JSON_STRING) &&
        gk_session_is_deployed(cortex->session)) {
        fine = read_characters(cortex, tools);
    } else if (fine && truthy(tools)) {
        fine = gk_json_is(tools, GK_JSON_ARRAY);
        for (const gk_json *t = gk_json_first(tools); t != NULL && fine;
             t = gk_json_next(t))
            fine = read_tool(cortex, t);
    }
    gk_json_free(root);
    return fine;
}

/* What lies in [out_ptr, out_ptr + length), decoded. */
static gk_status take_text(gk_vm_memory *memory, const struct place *place,
                           gk_buf *out, gk_error *err)
{
    uint32_t len;
    uint8_t *at;
    gk_status st = cortex_load_word(memory, place->len_ptr, &len, err);

    if (st != GK_OK)
        return st;
    if (len > place->capacity)
        len = place->capacity;
    st = gk_guest_span(memory, place->out_ptr, len, &at, err);
    if (st != GK_OK)
        return st;
    gk_utf8_put_lossy(out, at, len);
    return gk_buf_check(out, err);
}

static gk_status fail_part(struct gk_part *part, const gk_error *why,
                           gk_error *err)
{
    return gk_part_error(part, "load", why->text) == GK_OK ? GK_OK
                                                           : gk_fail_nomem(err);
}

/* Says why there are no tools, in the host's one line and in ours. */
static void complain(struct cortex *cortex, const struct place *place,
                     const gk_buf *text)
{
    static const char warning[] = "Failed to parse WASM capabilities JSON";
    size_t word = place->len_ptr - place->out_ptr;

    gk_session_host_log(cortex->session, warning);
    /* A zero byte where the length is: an honest length, in the text. */
    if (gk_session_is_deployed(cortex->session) && text->len > word &&
        memchr(text->data, 0, text->len) != NULL)
        cortex_meet(cortex, CORTEX_CAPABILITIES_OVERLAP);
}

gk_status cortex_read_tools(struct cortex *cortex, struct gk_part *part,
                            gk_error *err)
{
    const struct place *place =
        gk_session_is_deployed(cortex->session) ? &deployed : &documented;
    gk_vm_memory *memory =
        cortex->exported != NULL ? cortex->exported : cortex->provided;
    const uint32_t args[] = {place->out_ptr, place->len_ptr};
    gk_error why = GK_ERROR_INIT;
    struct gk_trap trap;
    gk_buf text = GK_BUF_INIT;
    double result;
    bool is_number;
    gk_status st;

    if (gk_guest_func(cortex->guest, "plugin_get_capabilities") == NULL)
        return GK_OK;
    if (cortex_store_word(memory, place->len_ptr, place->capacity, &why) !=
        GK_OK)
        return fail_part(part, &why, err);
    st = cortex_call(cortex, "plugin_get_capabilities", args, 2, &result,
                     &is_number, &trap, err);
    if (st == GK_E_TRAP) {
        gk_part_trap(part, &trap, cortex_trap_words(&trap));
        return gk_part_error(part, "trap", cortex_trap_words(&trap)) == GK_OK
                   ? GK_OK
                   : gk_fail_nomem(err);
    }
    /* An i64 0 is no number 0 to JavaScript. */
    if (st != GK_OK || !is_number || result != 0)
        return st;
    if (take_text(memory, place, &text, &why) != GK_OK)
        st = fail_part(part, &why, err);
    else if (!read_list(cortex, &text))
        complain(cortex, place, &text);
    gk_buf_clear(&text);
    return st;
}
