/*
 * skills: what an agent can be taught:
 *   {NAME: {"description": "…", "instructions": "…"} or "instructions"}
 */
#ifndef GK_HOST_MOCK_WORLD_SKILLS_H
#define GK_HOST_MOCK_WORLD_SKILLS_H

#include "host-mock/world/kv.h"

struct gk_skills {
    struct gk_kv descriptions; /* by name, sorted; "" where there is none */
    struct gk_kv instructions;
};

GK_NODISCARD gk_status gk_skills_check(const gk_json *skills, const char *where,
                                       gk_error *err);
/* Copies. */
GK_NODISCARD gk_status gk_skills_init(struct gk_skills *skills,
                                      const gk_json *json, gk_error *err);
void gk_skills_clear(struct gk_skills *skills);

#endif
