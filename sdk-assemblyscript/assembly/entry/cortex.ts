// The second entry of every Cortex plugin; asconfig/cortex.json names it.
export {
  plugin_execute_tool,
  plugin_get_abi_version,
  plugin_get_capabilities,
} from "guestkit/assembly/cortex/exports";
