/*
 * edit: byte-exact changes to a module. What is not named stays as it was,
 * byte for byte.
 */
#ifndef GK_CORE_WASM_EDIT_H
#define GK_CORE_WASM_EDIT_H

#include "core/wasm/module.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Appends to `out` a copy of the (sound) module with an export added at the
 * end of the export section, which is inserted where there is none.
 * Fails: GK_E_EXISTS when the name is taken, GK_E_BOUNDS for a bad index. */
GK_NODISCARD gk_status gk_edit_add_export(const gk_module *module,
                                          const char *name, gk_extern_kind kind,
                                          uint32_t index, gk_buf *out,
                                          gk_error *err);

/* … without the custom sections that `drop` names. */
GK_NODISCARD gk_status gk_edit_strip(const gk_module *module,
                                     bool (*drop)(struct gk_name name,
                                                  void *context),
                                     void *context, gk_buf *out, gk_error *err);

/* … with a custom section added at the end. */
GK_NODISCARD gk_status gk_edit_add_custom(const gk_module *module,
                                          const char *name, const void *bytes,
                                          size_t len, gk_buf *out,
                                          gk_error *err);

/*
 * … without zero bytes in active data segments that initialise memory which is
 * zero anyway: leading and trailing zeros are cut, all-zero segments are
 * emptied (kept when code refers to segments by index, else dropped), runs of
 * 16 or more zeros inside split a segment. Segments whose place is not a
 * constant, that overlap another one, or that lie in an imported memory the
 * caller does not vouch for (`memory_is_zero`) stay as they are.
 */
GK_NODISCARD gk_status gk_edit_drop_zero_data(const gk_module *module,
                                              bool memory_is_zero, gk_buf *out,
                                              gk_error *err);

#ifdef __cplusplus
}
#endif
#endif
