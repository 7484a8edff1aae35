/*
 * commands: the subcommands of this room, for commands.def.
 */
#ifndef GK_TOOLCHAIN_COMMANDS_H
#define GK_TOOLCHAIN_COMMANDS_H

#include "core/base/opts.h"

extern const struct gk_command gk_cmd_build;
extern const struct gk_command gk_cmd_doctor;

#endif
