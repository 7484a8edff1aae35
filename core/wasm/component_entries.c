#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/wasm/component_reader.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Sorts of things (component sorts; 0 is followed by a core sort). */
enum {
    SORT_CORE,
    SORT_FUNC,
    SORT_VALUE,
    SORT_TYPE,
    SORT_COMPONENT,
    SORT_INSTANCE
};
#define CORE_SORT_MODULE 0x11u

/* Canonical definitions from here on came with preview 3 (or with the proposals
 * around it); their operands changed between drafts and are not read. */
static const struct {
    uint8_t code;
    const char *what;
} newer[] = {
    {0x05, "canon task.cancel"},
    {0x06, "canon subtask.cancel"},
    {0x08, "canon backpressure.set"},
    {0x09, "canon task.return"},
    {0x0a, "canon context.get"},
    {0x0b, "canon context.set"},
    {0x0c, "canon thread.yield"},
    {0x0d, "canon subtask.drop"},
    {0x0e, "canon stream.new"},
    {0x0f, "canon stream.read"},
    {0x10, "canon stream.write"},
    {0x11, "canon stream.cancel-read"},
    {0x12, "canon stream.cancel-write"},
    {0x13, "canon stream.drop-readable"},
    {0x14, "canon stream.drop-writable"},
    {0x15, "canon future.new"},
    {0x16, "canon future.read"},
    {0x17, "canon future.write"},
    {0x18, "canon future.cancel-read"},
    {0x19, "canon future.cancel-write"},
    {0x1a, "canon future.drop-readable"},
    {0x1b, "canon future.drop-writable"},
    {0x1c, "canon error-context.new"},
    {0x1d, "canon error-context.debug-message"},
    {0x1e, "canon error-context.drop"},
    {0x1f, "canon waitable-set.new"},
    {0x20, "canon waitable-set.wait"},
    {0x21, "canon waitable-set.poll"},
    {0x22, "canon waitable-set.drop"},
    {0x23, "canon waitable.join"},
    {0x24, "canon backpressure.inc"},
    {0x25, "canon backpressure.dec"},
    {0x26, "canon thread.index"},
    {0x27, "canon thread.new-indirect"},
    {0x40, "canon thread.spawn-ref"},
    {0x41, "canon thread.spawn-indirect"},
    {0x42, "canon thread.available-parallelism"},
};

static void note_async(struct gk_component_reader *r, size_t offset,
                       const char *what)
{
    if (r->c->async != NULL)
        return;
    r->c->async = what;
    r->c->async_offset = (uint32_t)offset;
}

static const char *newer_canon(uint8_t code)
{
    for (size_t i = 0; i < sizeof newer / sizeof *newer; i++)
        if (newer[i].code == code)
            return newer[i].what;
    return "a canonical definition of a later draft";
}

/* --- names, imports, exports ---------------------------------------------- */

static bool read_text(struct gk_component_reader *r, struct gk_name *out,
                      const char *what)
{
    uint32_t len;

    if (!gk_component_u32(r, &len, what))
        return false;
    if (len > r->end - r->at || len > GK_MAX_NAME_BYTES)
        return gk_component_problem(r, GK_E_EOF, r->at,
                                    "%s of %" PRIu32 " bytes", what, len);
    if (!gk_utf8_valid(r->c->bytes + r->at, len))
        return gk_component_problem(r, GK_E_UTF8, r->at, "%s is not UTF-8",
                                    what);
    out->at = r->c->bytes + r->at;
    out->len = len;
    r->at += len;
    return true;
}

/* A byte tells how the name is written; 2: its version's tail follows. */
static bool read_name(struct gk_component_reader *r, struct gk_name *out)
{
    struct gk_name tail;
    size_t start = r->at;
    uint8_t form;

    if (!gk_component_byte(r, &form, "a name"))
        return false;
    if (form > 2)
        return gk_component_problem(r, GK_E_MALFORMED, start,
                                    "a name of form 0x%02x", form);
    return read_text(r, out, "a name") &&
           (form < 2 || read_text(r, &tail, "a version"));
}

static bool read_sort(struct gk_component_reader *r, gk_component_kind *out)
{
    static const gk_component_kind kinds[] = {
        [SORT_CORE] = GK_COMPONENT_KIND_MODULE,
        [SORT_FUNC] = GK_COMPONENT_KIND_FUNC,
        [SORT_VALUE] = GK_COMPONENT_KIND_VALUE,
        [SORT_TYPE] = GK_COMPONENT_KIND_TYPE,
        [SORT_COMPONENT] = GK_COMPONENT_KIND_COMPONENT,
        [SORT_INSTANCE] = GK_COMPONENT_KIND_INSTANCE,
    };
    size_t start = r->at;
    uint8_t sort, core = CORE_SORT_MODULE;

    if (!gk_component_byte(r, &sort, "a sort") ||
        (sort == SORT_CORE && !gk_component_byte(r, &core, "a core sort")))
        return false;
    if (sort > SORT_INSTANCE || core != CORE_SORT_MODULE)
        return gk_component_problem(r, GK_E_MALFORMED, start,
                                    "a thing of sort 0x%02x", sort);
    *out = kinds[sort];
    return true;
}

/* Values and types are bounded in two ways each; the rest is an index. An index
 * of a type is written as a signed number, a primitive type is a single byte:
 * both read as one integer. */
static bool read_externdesc(struct gk_component_reader *r,
                            gk_component_kind *out)
{
    uint32_t index;
    uint8_t bound = 0;

    if (!read_sort(r, out))
        return false;
    if (*out == GK_COMPONENT_KIND_VALUE || *out == GK_COMPONENT_KIND_TYPE) {
        if (!gk_component_byte(r, &bound, "a bound"))
            return false;
        if (bound > 1)
            return gk_component_problem(r, GK_E_MALFORMED, r->at - 1,
                                        "a bound of form 0x%02x", bound);
        if (bound == 1 && *out == GK_COMPONENT_KIND_TYPE)
            return true; /* a resource */
    }
    return gk_component_u32(r, &index, "a type");
}

static bool keep_extern(struct gk_component_reader *r,
                        struct gk_component_extern **list, uint32_t *count,
                        const struct gk_component_extern *e)
{
    struct gk_component_extern *grown;

    if (r->depth > 1)
        return true; /* between the parts of the file */
    if (*count >= GK_MAX_COMPONENT_EXTERNS)
        return gk_component_problem(r, GK_E_LIMIT, e->offset,
                                    "more than %u entries",
                                    GK_MAX_COMPONENT_EXTERNS);
    if ((*count & (*count - 1)) == 0) {
        grown = reallocarray(*list, *count == 0 ? 1 : (size_t)*count * 2,
                             sizeof *grown);
        if (grown == NULL) {
            r->nomem = true;
            return false;
        }
        *list = grown;
    }
    (*list)[(*count)++] = *e;
    return true;
}

static bool read_import(struct gk_component_reader *r)
{
    struct gk_component_extern e = {.offset = (uint32_t)r->at};

    return read_name(r, &e.name) && read_externdesc(r, &e.kind) &&
           keep_extern(r, &r->c->imports, &r->c->import_count, &e);
}

static bool read_export(struct gk_component_reader *r)
{
    struct gk_component_extern e = {.offset = (uint32_t)r->at};
    gk_component_kind said = GK_COMPONENT_KIND_FUNC;
    uint32_t index;
    uint8_t typed;

    if (!read_name(r, &e.name) || !read_sort(r, &e.kind) ||
        !gk_component_u32(r, &index, "an index") ||
        !gk_component_byte(r, &typed, "whether a type follows"))
        return false;
    if (typed > 1)
        return gk_component_problem(r, GK_E_MALFORMED, r->at - 1,
                                    "0x%02x, wanted 0 or 1: a type follows",
                                    typed);
    if (typed == 1 && !read_externdesc(r, &said))
        return false;
    return keep_extern(r, &r->c->exports, &r->c->export_count, &e);
}

/* --- canonical definitions ------------------------------------------------ */

/* False also when an option's operands are not known; then *skip is set. */
static bool read_option(struct gk_component_reader *r, bool *skip)
{
    size_t start = r->at;
    uint32_t index;
    uint8_t option;

    if (!gk_component_byte(r, &option, "an option"))
        return false;
    if (option <= 2) /* how strings are encoded */
        return true;
    if (option <= 5) /* memory, realloc, post-return */
        return gk_component_u32(r, &index, "an option's index");
    *skip = option > 7;
    note_async(r, start,
               option == 6   ? "canon option async"
               : option == 7 ? "canon option callback"
                             : "a canon option of a later draft");
    return option == 6 ||
           (option == 7 && gk_component_u32(r, &index, "an option's index"));
}

static bool read_options(struct gk_component_reader *r, bool *skip)
{
    uint32_t count;

    if (!gk_component_u32(r, &count, "the number of options"))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!read_option(r, skip))
            return false;
    return true;
}

/* lift (0) and lower (1): a sort byte 0, an index, options; lift: a type. */
static bool read_canon(struct gk_component_reader *r, bool *skip)
{
    size_t start = r->at;
    uint32_t index;
    uint8_t code, sort;

    if (!gk_component_byte(r, &code, "a canonical definition"))
        return false;
    if (code >= 2 && code <= 4) /* resource.new, .drop, .rep */
        return gk_component_u32(r, &index, "a resource's type");
    if (code > 4) {
        note_async(r, start, newer_canon(code));
        *skip = true;
        return false;
    }
    if (!gk_component_byte(r, &sort, "a sort"))
        return false;
    if (sort != 0)
        return gk_component_problem(r, GK_E_MALFORMED, r->at - 1,
                                    "a sort 0x%02x, wanted 0: a function",
                                    sort);
    return gk_component_u32(r, &index, "a function's index") &&
           read_options(r, skip) &&
           (code == 1 || gk_component_u32(r, &index, "a type"));
}

/* One function, arguments, and how many results. */
static bool read_start(struct gk_component_reader *r)
{
    uint32_t count, index;

    if (!gk_component_u32(r, &index, "a function's index") ||
        !gk_component_u32(r, &count, "the number of arguments"))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!gk_component_u32(r, &index, "an argument"))
            return false;
    return gk_component_u32(r, &count, "the number of results");
}

bool gk_component_entries(struct gk_component_reader *r)
{
    size_t start = r->at;
    bool skip = false;
    uint32_t count;

    if (r->section >= GK_COMPONENT_SECTION_COUNT)
        return gk_component_problem(r, GK_E_MALFORMED, start,
                                    "a section with the unknown id %u",
                                    r->section);
    if (r->section == GK_COMPONENT_START) {
        r->c->entries[r->section]++;
        return read_start(r);
    }
    if (!gk_component_u32(r, &count, "the number of entries"))
        return false;
    if (count > r->end - r->at)
        return gk_component_problem(r, GK_E_MALFORMED, start,
                                    "%" PRIu32 " entries in %zu bytes", count,
                                    r->end - r->at);
    r->c->entries[r->section] += count;
    for (uint32_t i = 0; i < count && !skip; i++) {
        bool good;

        if (r->section == GK_COMPONENT_IMPORT)
            good = read_import(r);
        else if (r->section == GK_COMPONENT_EXPORT)
            good = read_export(r);
        else if (r->section == GK_COMPONENT_CANON)
            good = read_canon(r, &skip);
        else
            return (r->at = r->end, true); /* counted only */
        if (!good)
            return false;
    }
    return true;
}
