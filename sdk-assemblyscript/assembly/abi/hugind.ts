// What Hugind offers in "hugind": printed from the contract by `make gen`; do not edit.

/** Write one line to standard output. */
// @ts-ignore: decorator
@external("hugind", "print")
export declare function print(ptr0: usize, len0: i32): void;

/** Write to standard output, without a newline. */
// @ts-ignore: decorator
@external("hugind", "print_raw")
export declare function print_raw(ptr0: usize, len0: i32): void;

/** Write one line of progress to standard error. */
// @ts-ignore: decorator
@external("hugind", "eprint")
export declare function eprint(ptr0: usize, len0: i32): void;

/** Show a prompt and read one trimmed line; empty at the end. */
// @ts-ignore: decorator
@external("hugind", "input")
export declare function input(ptr0: usize, len0: i32): i64;

/** The run's input as JSON: args, meta, team. */
// @ts-ignore: decorator
@external("hugind", "get_args")
export declare function get_args(): i64;

/** Set the run's result, one JSON value; the last one counts. */
// @ts-ignore: decorator
@external("hugind", "set_result")
export declare function set_result(ptr0: usize, len0: i32): void;

/** The host's version. */
// @ts-ignore: decorator
@external("hugind", "version")
export declare function version(): i64;

/** GET a URL and return the body; permissions.network decides. */
// @ts-ignore: decorator
@external("hugind", "net_fetch")
export declare function net_fetch(ptr0: usize, len0: i32): i64;

/** Ask the model: plain text, or a request as JSON; its answer. */
// @ts-ignore: decorator
@external("hugind", "llm_chat")
export declare function llm_chat(ptr0: usize, len0: i32): i64;

/** Ask the model; tokens go to llm_on_token and llm_on_sse as they come. */
// @ts-ignore: decorator
@external("hugind", "llm_chat_stream")
export declare function llm_chat_stream(ptr0: usize, len0: i32): i64;

/** Run a shell command line; needs permissions.shell.allow. */
// @ts-ignore: decorator
@external("hugind", "run_command")
export declare function run_command(ptr0: usize, len0: i32): i64;

/** Run a program, its words as a JSON array; permissions.shell decides. */
// @ts-ignore: decorator
@external("hugind", "spawn")
export declare function spawn(ptr0: usize, len0: i32): i64;

/** The tools of the run's MCP servers, a JSON array. */
// @ts-ignore: decorator
@external("hugind", "tools_list")
export declare function tools_list(): i64;

/** Call an MCP tool: {"name", "args"}; the server's result. */
// @ts-ignore: decorator
@external("hugind", "tools_call")
export declare function tools_call(ptr0: usize, len0: i32): i64;

/** Keep a value in the team's memory, under this agent's name. */
// @ts-ignore: decorator
@external("hugind", "memory_set")
export declare function memory_set(ptr0: usize, len0: i32, ptr1: usize, len1: i32): void;

/** Read a value of the team's memory by agent/key, or null. */
// @ts-ignore: decorator
@external("hugind", "memory_get")
export declare function memory_get(ptr0: usize, len0: i32): i64;

/** The team's memory as a JSON object. */
// @ts-ignore: decorator
@external("hugind", "memory_list")
export declare function memory_list(): i64;

/** The team's memory as Markdown. */
// @ts-ignore: decorator
@external("hugind", "memory_summary")
export declare function memory_summary(): i64;

/** Send a message to a member of the team. */
// @ts-ignore: decorator
@external("hugind", "messaging_send")
export declare function messaging_send(ptr0: usize, len0: i32, ptr1: usize, len1: i32): void;

/** Send a message to the whole team. */
// @ts-ignore: decorator
@external("hugind", "messaging_broadcast")
export declare function messaging_broadcast(ptr0: usize, len0: i32): void;

/** Unread messages to this agent, a JSON array; marks them read. */
// @ts-ignore: decorator
@external("hugind", "messaging_receive")
export declare function messaging_receive(): i64;

/** Add a task to the team's queue; there is none for a guest. */
// @ts-ignore: decorator
@external("hugind", "tasks_spawn")
export declare function tasks_spawn(ptr0: usize, len0: i32): i64;

/** Offer a tool in agentic mode; refused for WebAssembly guests. */
// @ts-ignore: decorator
@external("hugind", "register_tool")
export declare function register_tool(ptr0: usize, len0: i32): void;

/** Set the system prompt in agentic mode; refused for WebAssembly guests. */
// @ts-ignore: decorator
@external("hugind", "set_system_prompt")
export declare function set_system_prompt(ptr0: usize, len0: i32): void;

/** Set the turns in agentic mode; refused for WebAssembly guests. */
// @ts-ignore: decorator
@external("hugind", "set_max_turns")
export declare function set_max_turns(value0: i32): void;

/** The skills there are, as Markdown; empty without any. */
// @ts-ignore: decorator
@external("hugind", "get_skill_catalog")
export declare function get_skill_catalog(): i64;

/** A skill's instructions, or a text that says there is none. */
// @ts-ignore: decorator
@external("hugind", "activate_skill")
export declare function activate_skill(ptr0: usize, len0: i32): i64;
