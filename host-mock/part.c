#include "host-mock/part.h"

#include "core/base/json.h"

#include <string.h>

gk_status gk_part_init(struct gk_part *part, const char *kind, gk_error *err)
{
    part->outcome = "ok";
    part->json = gk_json_new_object();
    if (gk_json_set_string(part->json, "kind", kind) != GK_OK) {
        gk_part_clear(part);
        return gk_fail_nomem(err);
    }
    return GK_OK;
}

void gk_part_clear(struct gk_part *part)
{
    gk_json_free(part->json);
    part->json = NULL;
}

void gk_part_outcome(struct gk_part *part, const char *outcome)
{
    if (gk_part_ok(part))
        part->outcome = outcome;
}

bool gk_part_ok(const struct gk_part *part)
{
    return strcmp(part->outcome, "ok") == 0;
}

gk_status gk_part_text(struct gk_part *part, const void *bytes, size_t len)
{
    gk_json *json = NULL;

    if (gk_json_parse(bytes, len, &json, NULL) == GK_OK)
        gk_json_set(part->json, "json", json);
    return gk_json_set(part->json, "text", gk_json_new_bytes(bytes, len));
}

gk_status gk_part_error(struct gk_part *part, const char *outcome,
                        const char *text)
{
    gk_json *error = gk_json_new_object();

    gk_part_outcome(part, outcome);
    gk_json_set_string(error, "text", text);
    return gk_json_set(part->json, "error", error);
}

static gk_json *frames_json(const struct gk_trap *trap)
{
    gk_json *frames = gk_json_new_array();

    for (uint32_t i = 0; i < trap->frame_count; i++) {
        const struct gk_trap_frame *f = &trap->frames[i];
        gk_json *frame = gk_json_new_object();

        gk_json_set_number(frame, "func", f->func);
        gk_json_set_number(frame, "offset", f->offset);
        if (f->name.len > 0)
            gk_json_set(frame, "name",
                        gk_json_new_bytes(f->name.at, f->name.len));
        gk_json_push(frames, frame);
    }
    return frames;
}

/* Lower case with dashes: what reports and test files call a kind. */
static const char *kind_id(gk_trap_kind kind)
{
    static const char *const ids[] = {
        "none",
        "unreachable",
        "memory-bounds",
        "table-bounds",
        "element-undefined",
        "element-null",
        "indirect-type",
        "divide-by-zero",
        "integer-overflow",
        "conversion",
        "call-depth",
        "unaligned",
        "exception",
        "host",
        "fuel",
        "timeout",
        "memory-limit",
        "other",
    };

    _Static_assert(sizeof ids / sizeof *ids == GK_TRAP_KIND_COUNT,
                   "a word for each kind");
    return ids[kind];
}

gk_status gk_part_trap(struct gk_part *part, const struct gk_trap *trap,
                       const char *words)
{
    gk_json *json = gk_json_new_object();

    gk_part_outcome(part, trap->kind == GK_TRAP_FUEL           ? "fuel"
                          : trap->kind == GK_TRAP_TIMEOUT      ? "timeout"
                          : trap->kind == GK_TRAP_MEMORY_LIMIT ? "memory"
                                                               : "trap");
    gk_json_set_string(json, "kind", kind_id(trap->kind));
    gk_json_set_string(json, "text", words);
    if (trap->text[0] != '\0' && strcmp(trap->text, words) != 0)
        gk_json_set(json, "detail",
                    gk_json_new_bytes(trap->text, strlen(trap->text)));
    gk_json_set(json, "frames", frames_json(trap));
    if (trap->frames_left_out > 0)
        gk_json_set_number(json, "left_out", trap->frames_left_out);
    return gk_json_set(part->json, "trap", json);
}
