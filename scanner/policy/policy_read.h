/*
 * policy_read: the parts of a policy file. Each takes the object that stands
 * there (NULL: nothing does, and what was set stays) and writes what it says
 * over what the policy has.
 *
 * Fail: GK_E_SCHEMA with pointer, found and wanted; GK_E_NOMEM.
 */
#ifndef GK_SCANNER_POLICY_POLICY_READ_H
#define GK_SCANNER_POLICY_POLICY_READ_H

#include "core/base/json.h"
#include "core/base/json_expect.h"
#include "scanner/policy/policy.h"

#define GK_POLICY_STRING GK_JSON_BIT(GK_JSON_STRING)
#define GK_POLICY_NUMBER GK_JSON_BIT(GK_JSON_NUMBER)
#define GK_POLICY_BOOL   GK_JSON_BIT(GK_JSON_BOOL)
#define GK_POLICY_ARRAY  GK_JSON_BIT(GK_JSON_ARRAY)
#define GK_POLICY_OBJECT GK_JSON_BIT(GK_JSON_OBJECT)

GK_NODISCARD gk_status gk_policy_take_imports(const gk_json *o, gk_policy *p,
                                              gk_error *err);
GK_NODISCARD gk_status gk_policy_take_exports(const gk_json *o, gk_policy *p,
                                              gk_error *err);
GK_NODISCARD gk_status gk_policy_take_effects(const gk_json *o, gk_policy *p,
                                              gk_error *err);
GK_NODISCARD gk_status gk_policy_take_features(const gk_json *o, gk_policy *p,
                                               gk_error *err);
GK_NODISCARD gk_status gk_policy_take_limits(const gk_json *o, gk_policy *p,
                                             gk_error *err);
GK_NODISCARD gk_status gk_policy_take_severity(const gk_json *o, gk_policy *p,
                                               gk_error *err);
GK_NODISCARD gk_status gk_policy_take_hashes(const gk_json *o, gk_policy *p,
                                             gk_error *err);
GK_NODISCARD gk_status gk_policy_take_authors(const gk_json *o, gk_policy *p,
                                              gk_error *err);
GK_NODISCARD gk_status gk_policy_take_signature(const gk_json *o, gk_policy *p,
                                                gk_error *err);
GK_NODISCARD gk_status gk_policy_take_waivers(const gk_json *list, gk_policy *p,
                                              gk_error *err);

/* A rule by its id. */
GK_NODISCARD gk_status gk_policy_take_rule(const char *id, const char *where,
                                           const struct gk_rule **out,
                                           gk_error *err);
/* Checks 64 hex digits. */
gk_status gk_policy_check_hash(const char *text, const char *where,
                               gk_error *err);
/* Checks a pattern. */
gk_status gk_policy_check_pattern(const char *text, const char *where,
                                  gk_error *err);
void gk_policy_lower(char *text);

#endif
