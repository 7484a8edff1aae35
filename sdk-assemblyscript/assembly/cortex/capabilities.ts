// The table of tools as the JSON a host asks for. Internal.
import { quote } from "../base/json";
import { at } from "../base/utf8";
import { DEPLOYED, DOCUMENTED, noticed } from "./deployed";
import { Param, Tool, Type, allTools } from "./plugin";

const MAX_CAPABILITIES: u32 = 65528;

function word(type: Type): string {
  switch (type) {
    case Type.String: return "string";
    case Type.Number: return "number";
    case Type.Boolean: return "boolean";
    case Type.Object: return "object";
    default: return "array";
  }
}

function describeParam(param: Param): string {
  return '{"name":' + quote(param.name) + ',"type":"' + word(param.type) +
    '","description":' + quote(param.description) +
    ',"required":' + param.required.toString() + "}";
}

function describeTool(tool: Tool): string {
  const params: string[] = [];
  for (let i = 0; i < tool.params.length; i++) params.push(describeParam(tool.params[i]));
  return '{"name":' + quote(tool.name) + ',"description":' + quote(tool.description) +
    ',"params":[' + params.join(",") + "]}";
}

function describe(): string {
  const list: string[] = [];
  const tools = allTools();
  for (let i = 0; i < tools.length; i++) list.push(describeTool(tools[i]));
  return '{"abi_version":1,"tools":[' + list.join(",") + "]}";
}

/** What plugin_get_capabilities does; `out` may be address 0. */
export function capabilities(out: usize, outLen: usize): i32 {
  let cap = load<u32>(outLen);
  if (cap == 0 || cap > MAX_CAPABILITIES) cap = MAX_CAPABILITIES;
  const overlap = outLen - out < <usize>cap;
  noticed(overlap ? DEPLOYED : DOCUMENTED);
  const utf8 = String.UTF8.encode(describe());
  const len = <u32>utf8.byteLength;
  if (len > cap) {
    if (!overlap) store<u32>(outLen, 0);
    return 1;
  }
  memory.copy(out, at(utf8), len);
  // The length word lies inside the text, so no length can be stored: its zero
  // bytes would break the JSON. The four characters there read as a number
  // above every capacity, the host takes all of it, and spaces may follow JSON.
  if (overlap) memory.fill(out + len, 0x20, cap - len);
  else store<u32>(outLen, len);
  return 0;
}
