/*
 * Takes every function of guestkit/cortex.h, so that the module's import
 * section is what the header declares. It is compared with the rows of
 * sdk-c/abi/cortex.def.
 */
#include <guestkit/cortex.h>

typedef void any_fn(void);

/* Addresses, not calls: nothing here is to be run. */
any_fn *const conformance_imports[] = {
    (any_fn *)host_alloc,
    (any_fn *)host_free,
    (any_fn *)host_log,
    (any_fn *)host_get_abi_version,
    (any_fn *)host_get_time_ms,
    (any_fn *)host_random,
    (any_fn *)host_get_config,
    (any_fn *)host_set_state,
    (any_fn *)host_get_state,
    (any_fn *)host_http_request,
    (any_fn *)host_get_time_ms_f64,
};

int32_t plugin_get_abi_version(void)
{
    return CORTEX_ABI_VERSION;
}

int32_t plugin_get_capabilities(char *out, uint32_t *out_len)
{
    return conformance_imports[*out_len] == (any_fn *)out;
}

int32_t plugin_execute_tool(const char *name, uint32_t name_len,
                            const char *args, uint32_t args_len, char *out,
                            uint32_t *out_len)
{
    return name != args || name_len != args_len ||
           plugin_get_capabilities(out, out_len);
}

void plugin_init(void)
{
}

void plugin_destroy(void)
{
}
