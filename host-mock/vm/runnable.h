/*
 * runnable: whether the interpreter may be handed a module, and what it needs.
 *
 * The interpreter trusts counts that a hostile module can make disagree, and
 * some of its features are unfinished in ways that corrupt its own memory.
 * What can be seen in the bytes is refused here, before it reads them.
 */
#ifndef GK_HOST_MOCK_VM_RUNNABLE_H
#define GK_HOST_MOCK_VM_RUNNABLE_H

#include "core/wasm/module.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Both the original and the metered copy must be smaller. The interpreter's
 * own code is addressed with 32 bits and takes up to 28 bytes for one of the
 * module's (an entry of br_table): above this it would wrap.
 */
#define GK_MAX_RUNNABLE_BYTES ((size_t)128 << 20)

struct gk_runnable {
    uint32_t max_locals; /* parameters included, of any function */
};

/*
 * Fails: what gk_module_sound says, GK_E_MALFORMED (counts that disagree, code
 * that does not decode), GK_E_LIMIT, GK_E_UNSUPPORTED naming the feature.
 */
GK_NODISCARD gk_status gk_runnable_check(const gk_module *module,
                                         struct gk_runnable *out,
                                         gk_error *err);

#ifdef __cplusplus
}
#endif
#endif
