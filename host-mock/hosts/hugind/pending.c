/*
 * pending: host functions that still have no room of their own. Each traps and
 * says so.
 */
#include "host-mock/hosts/hugind/hugind.h"

#define PENDING(name)                                                          \
    gk_status hugind_##name(struct gk_hostcall *call, gk_error *err)           \
    {                                                                          \
        (void)call;                                                            \
        return gk_fail(err, GK_E_TRAP, "the mock has no " #name " yet");       \
    }

PENDING(run_command)
PENDING(spawn)
PENDING(tools_list)
PENDING(tools_call)
PENDING(memory_set)
PENDING(memory_get)
PENDING(memory_list)
PENDING(memory_summary)
PENDING(messaging_send)
PENDING(messaging_broadcast)
PENDING(messaging_receive)
PENDING(tasks_spawn)
PENDING(register_tool)
PENDING(set_system_prompt)
PENDING(set_max_turns)
PENDING(get_skill_catalog)
PENDING(activate_skill)

gk_json *hugind_team_input(const struct hugind *hugind)
{
    gk_json *team = gk_json_new_object();

    (void)hugind;
    gk_json_set(team, "memory", gk_json_new_object());
    gk_json_set_string(team, "memory_summary", "");
    gk_json_set_string(team, "messages", "");
    return team;
}
