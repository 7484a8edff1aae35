/*
 * invoke: {"invoke": EXPORT, "args": […]}: calls any exported function with
 * numbers, or texts of numbers: decimal, 0x…; NaN and Infinity for floats.
 * Results come as numbers; i64, NaN and infinities as strings.
 */
#ifndef GK_HOST_MOCK_INVOKE_H
#define GK_HOST_MOCK_INVOKE_H

#include "host-mock/session.h"

GK_NODISCARD gk_status gk_invoke_check(const gk_json *call, const char *where,
                                       gk_error *err);
GK_NODISCARD gk_status gk_invoke(struct gk_session *session,
                                 const gk_json *call, struct gk_part *part,
                                 gk_error *err);

#endif
