/*
 * wasi: WASI preview 1, for every host that links it.
 *
 * The handlers find their state in call->session->wasi. A session whose host
 * has opened none answers ENOSYS.
 */
#ifndef GK_HOST_MOCK_HOSTS_WASI_WASI_H
#define GK_HOST_MOCK_HOSTS_WASI_WASI_H

#include "host-mock/session.h"

/* The handler of a row of wasi_preview1.def; one that traces ENOSYS (52) for
 * functions that are not done yet. Never NULL. */
gk_host_fn *gk_wasi_handler(const char *name);

#endif
