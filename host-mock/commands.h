/*
 * commands: `guestkit run`.
 */
#ifndef GK_HOST_MOCK_COMMANDS_H
#define GK_HOST_MOCK_COMMANDS_H

#include "core/base/opts.h"

extern const struct gk_command gk_cmd_run;

#endif
