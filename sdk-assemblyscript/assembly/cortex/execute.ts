// One tool call, from the host's bytes to its result. Internal.
import { Kind, Value, kindName } from "../base/json";
import { at, cut, decode } from "../base/utf8";
import { Call } from "./call";
import { MAX_OUTPUT } from "./host";
import { Tool, allTools } from "./plugin";

/** Lowest address of the plugin's own data; asconfig's memoryBase. */
const GUEST_BASE: usize = 0x100000;
/** As much of an unknown tool's name as an answer repeats, in characters. */
const MOST_NAME = 64;

/*
 * The deployed host lays name, arguments and output out from 64 KiB upwards,
 * through the plugin's data if the arguments are long enough: then nothing here
 * can be relied on any more, and the only honest answer is a trap.
 */
function trapIfOurs(from: usize, len: u32): void {
  if (from < __heap_base && (from >= GUEST_BASE || <usize>len > GUEST_BASE - from))
    unreachable();
}

function findTool(name: string): Tool | null {
  const tools = allTools();
  for (let i = 0; i < tools.length; i++)
    if (tools[i].name == name) return tools[i];
  return null;
}

function unknown(name: string): string {
  const tools = allTools();
  const names: string[] = [];
  for (let i = 0; i < tools.length; i++) names.push("'" + tools[i].name + "'");
  return "unknown tool '" + name.substring(0, MOST_NAME) + "'; this plugin has " +
    names.join(", ");
}

function run(name: string, text: string, call: Call, args: Value | null): bool {
  const tool = findTool(name);
  if (tool === null) return call.fail(unknown(name));
  if (args === null || args.kind != Kind.Object)
    return call.fail("arguments: expected a JSON object, found " +
      (args === null ? "text that is not JSON" : kindName(args.kind)));
  return call.check(tool) && tool.run(call);
}

/** What plugin_execute_tool does. Always sets the length, to at most its
 * capacity. */
export function execute(
  name: usize, nameLen: i32, args: usize, argsLen: i32, out: usize, outLen: usize,
): i32 {
  let cap = load<i32>(outLen);
  if (cap <= 0 || cap > MAX_OUTPUT) cap = MAX_OUTPUT;
  trapIfOurs(name, nameLen);
  trapIfOurs(args, argsLen);
  trapIfOurs(out, cap);
  const text = argsLen > 0 ? decode(args, argsLen) : "{}";
  const parsed = Value.parse(text);
  const call = new Call(parsed === null ? new Value() : parsed);
  let ok = run(decode(name, nameLen), text, call, parsed);
  let utf8 = String.UTF8.encode(call.result);
  if (ok && utf8.byteLength > cap) {
    ok = call.fail("the result has " + utf8.byteLength.toString() +
      " bytes, the host takes " + cap.toString());
    utf8 = String.UTF8.encode(call.result);
  }
  // Words of a failure may be cut, but not inside a character.
  const len = cut(at(utf8), utf8.byteLength, cap);
  memory.copy(out, at(utf8), len);
  store<i32>(outLen, len);
  return ok ? 0 : 1;
}
