/*
 * A plugin as the published contract shows one: plain C, its own declarations,
 * an honest length for its capabilities. A documented host finds its tool; the
 * deployed one keeps the length inside the text, and finds none.
 */
#include <stdint.h>
#include <string.h>

__attribute__((import_module("env"), import_name("host_log"))) void
host_log(const char *text, uint32_t len);

static const char capabilities[] =
    "{\"abi_version\":1,\"tools\":[{\"name\":\"my_tool\",\"description\":"
    "\"Does something with its "
    "input\",\"params\":[{\"name\":\"input\",\"type\":\"string\","
    "\"required\":true}]}]}";
_Static_assert(sizeof capabilities - 1 == 152, "as long as the contract's");

__attribute__((export_name("plugin_get_abi_version"))) int32_t
plugin_get_abi_version(void)
{
    return 1;
}

__attribute__((export_name("plugin_init"))) void plugin_init(void)
{
    host_log("Ready", 5);
}

__attribute__((export_name("plugin_get_capabilities"))) int32_t
plugin_get_capabilities(char *out, uint32_t *out_len)
{
    memcpy(out, capabilities, sizeof capabilities - 1);
    *out_len = sizeof capabilities - 1;
    return 0;
}

__attribute__((export_name("plugin_execute_tool"))) int32_t
plugin_execute_tool(const char *name, uint32_t name_len, const char *args,
                    uint32_t args_len, char *out, uint32_t *out_len)
{
    (void)name, (void)name_len;
    memcpy(out, args, args_len);
    *out_len = args_len;
    return 0;
}
