// What Hugind offers, in AssemblyScript's own types.
//
// A host function that fails ends the run: there is no result to look at, and
// nothing to catch. What the agent's permissions do not allow fails so, too.
import { JSON } from "json-as";
import * as abi from "../abi/hugind";
import { Value, quote } from "../base/json";
import { at } from "../base/utf8";
import { takeText } from "./result";
import { Listener, listenForLines, listenForTokens } from "./stream";

// --- console ----------------------------------------------------------------

/** One line to standard output. */
export function print(text: string): void {
  const utf8 = String.UTF8.encode(text);
  abi.print(at(utf8), utf8.byteLength);
}

/** Standard output, without a newline. */
export function printRaw(text: string): void {
  const utf8 = String.UTF8.encode(text);
  abi.print_raw(at(utf8), utf8.byteLength);
}

/** One line of progress to standard error. */
export function eprint(text: string): void {
  const utf8 = String.UTF8.encode(text);
  abi.eprint(at(utf8), utf8.byteLength);
}

/**
 * Shows a prompt and reads a line of standard input, without the white space
 * around it; "" at the end of input. Only the first line is certain to arrive
 * when input is a pipe.
 */
export function input(prompt: string = ""): string {
  const utf8 = String.UTF8.encode(prompt);
  return takeText(abi.input(at(utf8), utf8.byteLength));
}

/** The host's version, "0.12.0". */
export function version(): string {
  return takeText(abi.version());
}

// --- the run ----------------------------------------------------------------

/** What a run was started with. */
export class Input {
  /** The words after "--". */
  args: string[] = [];
  /** The session's id; "" without one. */
  sessionId: string = "";
  /** "fresh" or "resume"; "" without a session. */
  sessionMode: string = "";
  /** Variables that agent.yaml declares and that exist. */
  env: Map<string, string> = new Map<string, string>();
  /** Shared memory, its summary and waiting messages at the start. */
  team: Value = new Value();
}

function readArgs(value: Value | null, to: Input): void {
  if (value === null) return;
  for (let i = 0; i < value.length; i++) to.args.push(value.items[i].string());
}

function readMeta(value: Value | null, to: Input): void {
  if (value === null) return;
  const session = value.get("session");
  const env = value.get("env");
  if (session !== null) {
    const id = session.get("id");
    const mode = session.get("mode");
    if (id !== null) to.sessionId = id.string();
    if (mode !== null) to.sessionMode = mode.string();
  }
  if (env !== null)
    for (let i = 0; i < env.keys.length; i++) to.env.set(env.keys[i], env.items[i].string());
}

/** What the run was started with; the same each time. */
export function runInput(): Input {
  const result = new Input();
  const value = Value.parse(takeText(abi.get_args()));
  if (value === null) return result;
  readArgs(value.get("args"), result);
  readMeta(value.get("meta"), result);
  const team = value.get("team");
  if (team !== null) result.team = team;
  return result;
}

/** The words after "--". */
export function args(): string[] {
  return runInput().args;
}

/** Sets the run's result, any JSON text; the last one counts. Text that is not
 * JSON ends the run. */
export function setResultJson(json: string): void {
  const utf8 = String.UTF8.encode(json);
  abi.set_result(at(utf8), utf8.byteLength);
}

/** Sets the run's result: a text, a number, an array, a class with `@json`. */
export function setResult<T>(value: T): void {
  setResultJson(JSON.stringify<T>(value));
}

// --- network, models --------------------------------------------------------

/**
 * GET, at most 5 redirects; the body as text. Needs permissions.network. A
 * status other than 2xx ends the run; a body over the agent's limit (10 MiB if
 * not set) is cut without a word.
 */
export function fetch(url: string): string {
  const utf8 = String.UTF8.encode(url);
  return takeText(abi.net_fetch(at(utf8), utf8.byteLength));
}

/**
 * Asks the model and waits for the whole answer.
 *
 * @param request plain text, or a JSON object with `messages` or `prompt`. With
 * plain text the host asks for an answer in JSON.
 */
export function chat(request: string): string {
  const utf8 = String.UTF8.encode(request);
  return takeText(abi.llm_chat(at(utf8), utf8.byteLength));
}

/**
 * Asks the model; the answer is returned whole and told piece by piece while it
 * comes.
 *
 * @param onToken each piece of the answer
 * @param onLine each line the server sends, blank ones as well; only in a
 * module that exports `llm_on_sse`:
 * `export { llm_on_sse } from "guestkit/hugind";`
 *
 * A trap in a listener is swallowed by the host, and streaming goes on.
 */
export function chatStream(
  request: string, onToken: Listener | null = null, onLine: Listener | null = null,
): string {
  const utf8 = String.UTF8.encode(request);
  const tokensBefore = listenForTokens(onToken);
  const linesBefore = listenForLines(onLine);
  // A listener that traps leaves this where it was, and the host goes on.
  const stack = __stack_pointer;
  const packed = abi.llm_chat_stream(at(utf8), utf8.byteLength);
  __stack_pointer = stack;
  listenForTokens(tokensBefore);
  listenForLines(linesBefore);
  return takeText(packed);
}

/** A message of a conversation with a model, for `messages`. */
export function message(role: string, content: string): string {
  return '{"role":' + quote(role) + ',"content":' + quote(content) + "}";
}

// --- programs ---------------------------------------------------------------

/**
 * Runs a command line with `sh -c`. Needs permissions.shell.allow.
 * @returns standard output; "Error: " and standard error when the command
 * failed, see `failed`. The exit status is not told. What is over the agent's
 * limit (1 MiB if not set) is cut and ends in "...[truncated]".
 */
export function runCommand(command: string): string {
  const utf8 = String.UTF8.encode(command);
  return takeText(abi.run_command(at(utf8), utf8.byteLength));
}

/**
 * Runs a program without a shell. permissions.shell decides which.
 * @returns both streams; "Error:" and a newline before them when it failed.
 */
export function spawn(words: string[]): string {
  const quoted: string[] = [];
  for (let i = 0; i < words.length; i++) quoted.push(quote(words[i]));
  const utf8 = String.UTF8.encode("[" + quoted.join(",") + "]");
  return takeText(abi.spawn(at(utf8), utf8.byteLength));
}

/** Whether a result of `runCommand` or `spawn` tells a failure. A program that
 * prints the same words cannot be told apart. */
export function failed(output: string): bool {
  return output.startsWith("Error: ") || output.startsWith("Error:\n");
}

// --- tools ------------------------------------------------------------------

/** A tool of an MCP server. */
export class Tool {
  /** "server:tool", as `callTool` wants it. */
  name: string = "";
  /** "" when the server gave none. */
  description: string = "";
  /** A JSON schema, or null. */
  inputSchema: Value = new Value();
  server: string = "";
}

function member(object: Value, name: string): string {
  const value = object.get(name);
  return value === null ? "" : value.string();
}

function list(json: string): Value[] {
  const value = Value.parse(json);
  return value === null ? [] : value.items;
}

/** The tools of the run's MCP servers; none without any server. */
export function tools(): Tool[] {
  const found = list(takeText(abi.tools_list()));
  const result: Tool[] = [];
  for (let i = 0; i < found.length; i++) {
    const tool = new Tool();
    tool.name = member(found[i], "name");
    tool.description = member(found[i], "description");
    tool.server = member(found[i], "server");
    const schema = found[i].get("input_schema");
    if (schema !== null) tool.inputSchema = schema;
    result.push(tool);
  }
  return result;
}

/**
 * Calls a tool.
 * @param args JSON, usually an object
 * @returns the server's result as JSON. A tool that failed is a result, too:
 * `"isError": true`.
 */
export function callTool(name: string, args: string = "{}"): string {
  const json = '{"name":' + quote(name) + ',"args":' + args + "}";
  const utf8 = String.UTF8.encode(json);
  return takeText(abi.tools_call(at(utf8), utf8.byteLength));
}

// --- the team ---------------------------------------------------------------

/** What agents of a team keep for each other. */
export namespace teamMemory {
  /** Keeps a value under "AGENT/key", this agent's name; JSON, or else text. */
  export function set(key: string, value: string): void {
    const name = String.UTF8.encode(key);
    const text = String.UTF8.encode(value);
    abi.memory_set(at(name), name.byteLength, at(text), text.byteLength);
  }

  /** @param key "AGENT/key" @returns JSON; "null" when there is none. */
  export function get(key: string): string {
    const utf8 = String.UTF8.encode(key);
    return takeText(abi.memory_get(at(utf8), utf8.byteLength));
  }

  /** All of it, a JSON object. */
  export function all(): string {
    return takeText(abi.memory_list());
  }

  /** All of it as Markdown; "" when there is nothing. */
  export function summary(): string {
    return takeText(abi.memory_summary());
  }
}

/** A message of a member of the team. */
export class Message {
  from: string = "";
  /** A name, or "*" for all. */
  to: string = "";
  content: string = "";
}

/** Messages between the members of a team. */
export namespace messages {
  export function send(to: string, content: string): void {
    const name = String.UTF8.encode(to);
    const text = String.UTF8.encode(content);
    abi.messaging_send(at(name), name.byteLength, at(text), text.byteLength);
  }

  /** To all members. */
  export function broadcast(content: string): void {
    const utf8 = String.UTF8.encode(content);
    abi.messaging_broadcast(at(utf8), utf8.byteLength);
  }

  /** Unread ones; those that waited at the start are in `runInput().team`. */
  export function receive(): Message[] {
    const found = list(takeText(abi.messaging_receive()));
    const result: Message[] = [];
    for (let i = 0; i < found.length; i++) {
      const one = new Message();
      one.from = member(found[i], "from");
      one.to = member(found[i], "to");
      one.content = member(found[i], "content");
      result.push(one);
    }
    return result;
  }
}

/** Adds a task to the team's queue, as JSON. The host as it is has no queue for
 * agents in WebAssembly: ends the run. */
export function spawnTask(json: string): string {
  const utf8 = String.UTF8.encode(json);
  return takeText(abi.tasks_spawn(at(utf8), utf8.byteLength));
}

// --- agentic mode, skills -----------------------------------------------------

/** What the host offers to agents in agentic mode. It refuses all three to
 * agents in WebAssembly, which ends the run. */
export namespace agentic {
  /** @param json `{"name", "description", "parameters"}` */
  export function registerTool(json: string): void {
    const utf8 = String.UTF8.encode(json);
    abi.register_tool(at(utf8), utf8.byteLength);
  }

  export function setSystemPrompt(text: string): void {
    const utf8 = String.UTF8.encode(text);
    abi.set_system_prompt(at(utf8), utf8.byteLength);
  }

  export function setMaxTurns(turns: i32): void {
    abi.set_max_turns(turns);
  }
}

/** Instructions that are installed beside agents. */
export namespace skills {
  /** Names and descriptions as Markdown; "" without any. */
  export function catalog(): string {
    return takeText(abi.get_skill_catalog());
  }

  /** A skill's instructions; "Error: skill …" when there is none. */
  export function activate(name: string): string {
    const utf8 = String.UTF8.encode(name);
    return takeText(abi.activate_skill(at(utf8), utf8.byteLength));
  }
}
