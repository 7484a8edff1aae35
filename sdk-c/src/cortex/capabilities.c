#include "capabilities.h"

#include "deployed.h"

#include <guestkit/plugin.h>

#include <string.h>

static const char *const type_words[] = {
    [GK_STRING] = "string", [GK_NUMBER] = "number", [GK_BOOLEAN] = "boolean",
    [GK_OBJECT] = "object", [GK_ARRAY] = "array",
};

static void put_param(gk_writer *w, const gk_param *param)
{
    gk_put_object(w);
    gk_put_key(w, "name");
    gk_put_string(w, param->name);
    gk_put_key(w, "type");
    gk_put_string(w, type_words[param->type]);
    gk_put_key(w, "description");
    gk_put_string(w, param->description);
    gk_put_key(w, "required");
    gk_put_bool(w, param->presence == GK_REQUIRED);
    gk_put_end(w);
}

static void put_tool(gk_writer *w, const gk_tool *tool)
{
    gk_put_object(w);
    gk_put_key(w, "name");
    gk_put_string(w, tool->name);
    gk_put_key(w, "description");
    gk_put_string(w, tool->description);
    gk_put_key(w, "params");
    gk_put_array(w);
    for (size_t i = 0; i < tool->param_count; i++)
        put_param(w, &tool->params[i]);
    gk_put_end(w);
    gk_put_end(w);
}

static void put_plugin(gk_writer *w, const gk_plugin *plugin)
{
    gk_put_object(w);
    gk_put_key(w, "abi_version");
    gk_put_int(w, CORTEX_ABI_VERSION);
    gk_put_key(w, "tools");
    gk_put_array(w);
    for (size_t i = 0; i < plugin->tool_count; i++)
        put_tool(w, &plugin->tools[i]);
    gk_put_end(w);
    gk_put_end(w);
}

int32_t gk_capabilities_get(char *out, uint32_t *out_len)
{
    uint32_t cap = *out_len;
    if (cap == 0 || cap > CORTEX_MAX_CAPABILITIES)
        cap = CORTEX_MAX_CAPABILITIES;
    bool overlap = (uintptr_t)out_len - (uintptr_t)out < cap;
    gk_cortex_host = overlap ? GK_CORTEX_DEPLOYED : GK_CORTEX_DOCUMENTED;
    gk_writer w;
    gk_writer_init(&w, out, cap);
    put_plugin(&w, &gk_the_plugin);
    bool fits = gk_writer_fits(&w);
    if (!overlap) {
        *out_len = fits ? (uint32_t)w.len : 0;
        return fits ? GK_OK : GK_FAILED;
    }
    /*
     * The length word lies inside the text, so no length can be stored: its
     * zero bytes would break the JSON. The four characters there read as a
     * number above every capacity, the host takes all `cap` bytes, and spaces
     * may follow JSON.
     */
    if (!fits)
        return GK_FAILED;
    memset(out + w.len, ' ', cap - w.len);
    return GK_OK;
}
