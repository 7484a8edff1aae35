/*
 * Takes every function of guestkit/hugind.h and hugind_fs.h, so that the
 * module's import section is what the headers declare. It is compared with the
 * rows of sdk-c/abi/hugind.def and hugind_fs.def.
 */
#include <guestkit/hugind_fs.h>

typedef void any_fn(void);

/* Addresses, not calls: nothing here is to be run. */
any_fn *const conformance_imports[] = {
    (any_fn *)host_abort,
    (any_fn *)host_print,
    (any_fn *)host_print_raw,
    (any_fn *)host_eprint,
    (any_fn *)host_input,
    (any_fn *)host_get_args,
    (any_fn *)host_set_result,
    (any_fn *)host_version,
    (any_fn *)host_net_fetch,
    (any_fn *)host_llm_chat,
    (any_fn *)host_llm_chat_stream,
    (any_fn *)host_run_command,
    (any_fn *)host_spawn,
    (any_fn *)host_tools_list,
    (any_fn *)host_tools_call,
    (any_fn *)host_memory_set,
    (any_fn *)host_memory_get,
    (any_fn *)host_memory_list,
    (any_fn *)host_memory_summary,
    (any_fn *)host_messaging_send,
    (any_fn *)host_messaging_broadcast,
    (any_fn *)host_messaging_receive,
    (any_fn *)host_tasks_spawn,
    (any_fn *)host_register_tool,
    (any_fn *)host_set_system_prompt,
    (any_fn *)host_set_max_turns,
    (any_fn *)host_get_skill_catalog,
    (any_fn *)host_activate_skill,
    (any_fn *)host_fs_cwd,
    (any_fn *)host_fs_exists,
    (any_fn *)host_fs_is_file,
    (any_fn *)host_fs_is_dir,
    (any_fn *)host_fs_realpath,
    (any_fn *)host_fs_read_text,
    (any_fn *)host_fs_read_bytes,
    (any_fn *)host_fs_write_text,
    (any_fn *)host_fs_write_bytes,
    (any_fn *)host_fs_append_text,
    (any_fn *)host_fs_list_dir,
    (any_fn *)host_fs_mkdir,
    (any_fn *)host_fs_remove,
    (any_fn *)host_fs_rename,
    (any_fn *)host_fs_copy,
    (any_fn *)host_fs_stat,
};

/* The optional hooks are exported where something is registered. */
int main(int argc, char **argv)
{
    hugind_on_token(NULL, NULL);
    hugind_on_sse(NULL, NULL);
    return conformance_imports[argc] == (any_fn *)argv;
}
