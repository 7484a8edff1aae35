/*
 * commands: the subcommands of this room.
 */
#ifndef GK_HOST_MOCK_TESTING_COMMANDS_H
#define GK_HOST_MOCK_TESTING_COMMANDS_H

#include "core/base/opts.h"

extern const struct gk_command gk_cmd_test;

#endif
