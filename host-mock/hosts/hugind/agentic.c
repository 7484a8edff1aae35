/*
 * agentic: what an agent says of itself where the host leads the talk with the
 * model. The host leads JavaScript agents only: for a WebAssembly guest each of
 * these fails, whatever it says.
 */
#include "host-mock/hosts/hugind/hugind.h"

static gk_status refuse(struct gk_hostcall *call, const char *name,
                        gk_error *err)
{
    gk_session_hint(call->session,
                    "register_tool, set_system_prompt and set_max_turns fail "
                    "for every WebAssembly agent, in mode agentic too: lead "
                    "the talk yourself, with llm_chat and tools_call");
    return gk_fail(err, GK_E_TRAP, "%s requires agentic mode", name);
}

static gk_status refuse_text(struct gk_hostcall *call, const char *name,
                             gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st = hugind_text_arg(call, 0, &text, err);

    gk_buf_clear(&text);
    return st == GK_OK ? refuse(call, name, err) : st;
}

gk_status hugind_register_tool(struct gk_hostcall *call, gk_error *err)
{
    return refuse_text(call, "register_tool", err);
}

gk_status hugind_set_system_prompt(struct gk_hostcall *call, gk_error *err)
{
    return refuse_text(call, "set_system_prompt", err);
}

gk_status hugind_set_max_turns(struct gk_hostcall *call, gk_error *err)
{
    return refuse(call, "set_max_turns", err);
}
