/**
 * Hugind agents: the host's functions.
 *
 *     import { args, print, setResult } from "guestkit/hugind";
 *
 *     const words = args();
 *     print("Hello, " + (words.length > 0 ? words[0] : "world") + "!");
 *     setResult(words.length);
 *
 * Top-level statements are the agent: they become `_start`, which the host
 * calls once. Files are in "guestkit/hugind_fs".
 */
export { abort } from "./assembly/hugind/abort";
export { alloc, llm_on_sse, llm_on_token } from "./assembly/hugind/exports";
export {
  Input,
  Message,
  Tool,
  agentic,
  args,
  callTool,
  chat,
  chatStream,
  eprint,
  failed,
  fetch,
  input,
  message,
  messages,
  print,
  printRaw,
  runCommand,
  runInput,
  setResult,
  setResultJson,
  skills,
  spawn,
  spawnTask,
  teamMemory,
  tools,
  version,
} from "./assembly/hugind/host";
export { Listener } from "./assembly/hugind/stream";
export { Kind, Value, quote } from "./assembly/base/json";
