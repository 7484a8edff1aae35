// Takes every function of the contract, so that the module's import section is
// what assembly/abi declares. Nothing here is to be run.
import * as env from "guestkit/assembly/abi/env";
import * as abi from "guestkit/assembly/abi/hugind";
import * as fs from "guestkit/assembly/abi/hugind_fs";

export { llm_on_sse } from "guestkit/hugind";

function console(): i64 {
  env.abort(0, 0, 0, 0);
  abi.print(0, 0);
  abi.print_raw(0, 0);
  abi.eprint(0, 0);
  abi.set_result(0, 0);
  return abi.input(0, 0) + abi.get_args() + abi.version();
}

function world(): i64 {
  return abi.net_fetch(0, 0) + abi.llm_chat(0, 0) + abi.llm_chat_stream(0, 0) +
    abi.run_command(0, 0) + abi.spawn(0, 0) + abi.tools_list() + abi.tools_call(0, 0);
}

function team(): i64 {
  abi.memory_set(0, 0, 0, 0);
  abi.messaging_send(0, 0, 0, 0);
  abi.messaging_broadcast(0, 0);
  abi.register_tool(0, 0);
  abi.set_system_prompt(0, 0);
  abi.set_max_turns(0);
  return abi.memory_get(0, 0) + abi.memory_list() + abi.memory_summary() +
    abi.messaging_receive() + abi.tasks_spawn(0, 0) + abi.get_skill_catalog() +
    abi.activate_skill(0, 0);
}

function files(): i64 {
  return fs.fs_cwd() + fs.fs_realpath(0, 0) + fs.fs_read_text(0, 0) + fs.fs_read_bytes(0, 0) +
    fs.fs_list_dir(0, 0) + fs.fs_stat(0, 0) + fs.fs_exists(0, 0) + fs.fs_is_file(0, 0) +
    fs.fs_is_dir(0, 0) + fs.fs_write_text(0, 0, 0, 0) + fs.fs_write_bytes(0, 0, 0, 0) +
    fs.fs_append_text(0, 0, 0, 0) + fs.fs_mkdir(0, 0, 0) + fs.fs_remove(0, 0, 0) +
    fs.fs_rename(0, 0, 0, 0) + fs.fs_copy(0, 0, 0, 0);
}

export function main(): void {
  if (console() + world() + team() + files() == 0) unreachable();
}
