/*
 * commands: the subcommands that live in this room.
 */
#ifndef GK_SCANNER_COMMANDS_H
#define GK_SCANNER_COMMANDS_H

#include "core/base/opts.h"

extern const struct gk_command gk_cmd_scan;
extern const struct gk_command gk_cmd_inspect;
extern const struct gk_command gk_cmd_lock;
extern const struct gk_command gk_cmd_sign;
extern const struct gk_command gk_cmd_keygen;

#endif
