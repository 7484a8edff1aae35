// The functions a host calls. asconfig/cortex.json makes the module export
// them; with a configuration of your own, write
//   export * from "guestkit/assembly/cortex/exports";
import { capabilities } from "./capabilities";
import { execute } from "./execute";

const ABI_VERSION: i32 = 1;

/*
 * A trap leaves the stack of references where it was, and the deployed host
 * goes on using the instance: each trap would eat some of it and keep what it
 * refers to alive. A call of the host is always the outermost one, so the stack
 * is empty when it begins.
 */
// @ts-ignore: decorator
@inline
function enter(): void {
  __stack_pointer = __heap_base;
}

export function plugin_get_abi_version(): i32 {
  return ABI_VERSION;
}

export function plugin_get_capabilities(out: usize, outLen: usize): i32 {
  enter();
  return capabilities(out, outLen);
}

export function plugin_execute_tool(
  name: usize, nameLen: i32, args: usize, argsLen: i32, out: usize, outLen: usize,
): i32 {
  enter();
  return execute(name, nameLen, args, argsLen, out, outLen);
}
