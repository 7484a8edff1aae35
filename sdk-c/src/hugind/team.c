/* The team, and agentic mode. */
#include "private.h"

#include <string.h>

void hugind_memory_set(const char *key, const char *value)
{
    host_memory_set(GK_TEXT(key), GK_TEXT(value));
}

hugind_text hugind_memory_get(const char *full_key)
{
    return hugind_take(host_memory_get(GK_TEXT(full_key)));
}

hugind_text hugind_memory_list(void)
{
    return hugind_take(host_memory_list());
}

hugind_text hugind_memory_summary(void)
{
    return hugind_take(host_memory_summary());
}

void hugind_messaging_send(const char *to, const char *content)
{
    host_messaging_send(GK_TEXT(to), GK_TEXT(content));
}

void hugind_messaging_broadcast(const char *content)
{
    host_messaging_broadcast(GK_TEXT(content));
}

hugind_text hugind_messaging_receive(void)
{
    return hugind_take(host_messaging_receive());
}

hugind_text hugind_tasks_spawn(const char *task_json)
{
    return hugind_take(host_tasks_spawn(GK_TEXT(task_json)));
}

void hugind_register_tool(const char *tool_json)
{
    host_register_tool(GK_TEXT(tool_json));
}

void hugind_set_system_prompt(const char *text)
{
    host_set_system_prompt(GK_TEXT(text));
}

void hugind_set_max_turns(int32_t turns)
{
    host_set_max_turns(turns);
}

hugind_text hugind_get_skill_catalog(void)
{
    return hugind_take(host_get_skill_catalog());
}

hugind_text hugind_activate_skill(const char *name)
{
    return hugind_take(host_activate_skill(GK_TEXT(name)));
}
