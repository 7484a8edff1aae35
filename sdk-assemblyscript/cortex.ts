/**
 * CortexPrism plugins: the host's functions, and a plugin as a table of tools.
 *
 *     import { Call, Param, Tool, Type, plugin } from "guestkit/cortex";
 *
 *     function say(call: Call): bool {
 *       return call.reply("Hello, " + call.string("name", "world") + "!");
 *     }
 *
 *     plugin([
 *       new Tool("say", "Greet somebody by name", say, [
 *         Param.optional("name", Type.String, "Who to greet"),
 *       ]),
 *     ]);
 */
export { abort } from "./assembly/cortex/abort";
export { Call } from "./assembly/cortex/call";
export {
  MAX_BODY,
  MAX_OUTPUT,
  MAX_TEXT,
  Reply,
  Request,
  STATUS_UNKNOWN,
  abiVersion,
  config,
  http,
  log,
  now,
  random,
  state,
} from "./assembly/cortex/host";
export { Param, Run, Tool, Type, plugin } from "./assembly/cortex/plugin";
export { Kind, Value, quote } from "./assembly/base/json";
