/*
 * commands: the subcommand of this room, for commands.def.
 */
#ifndef GK_TEMPLATES_COMMANDS_H
#define GK_TEMPLATES_COMMANDS_H

#include "core/base/opts.h"

extern const struct gk_command gk_cmd_new;

#endif
