#include "core/wasm/component.h"

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/wasm/component_reader.h"
#include "core/wasm/leb.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define PREAMBLE_BYTES 8u

const char *gk_component_section_name(uint8_t id)
{
    static const char *const names[GK_COMPONENT_SECTION_COUNT] = {
        "custom",   "core module", "core instance", "core type", "component",
        "instance", "alias",       "type",          "canon",     "start",
        "import",   "export",      "value"};

    return id < GK_COMPONENT_SECTION_COUNT ? names[id] : "unknown";
}

const char *gk_component_kind_word(gk_component_kind kind)
{
    static const char *const words[] = {"module", "func",      "value",
                                        "type",   "component", "instance"};

    return words[kind];
}

bool gk_component_is(const void *bytes, size_t len)
{
    static const uint8_t magic[] = {0x00, 0x61, 0x73, 0x6d};
    const uint8_t *b = bytes;

    return len >= PREAMBLE_BYTES && memcmp(b, magic, sizeof magic) == 0 &&
           b[6] == 1 && b[7] == 0;
}

struct gk_name gk_component_version(struct gk_name name, const char *package)
{
    size_t len = strlen(package);
    struct gk_name version = {NULL, 0};
    const uint8_t *at;

    if (name.len <= len || memcmp(name.at, package, len) != 0 ||
        name.at[len] != ':')
        return version;
    at = memchr(name.at, '@', name.len);
    version.at = at != NULL ? at + 1 : name.at + name.len;
    version.len = (uint32_t)(name.at + name.len - version.at);
    return version;
}

/* --- the reader's hands --------------------------------------------------- */

static bool keep_problem(struct gk_component_reader *r, gk_status status,
                         size_t offset, gk_buf *text)
{
    gk_component *c = r->c;

    if (c->problem_count == GK_MAX_PROBLEMS)
        return true;
    if (c->problem_count == 0)
        c->problems = calloc(GK_MAX_PROBLEMS, sizeof *c->problems);
    if (c->problem_count == GK_MAX_PROBLEMS - 1) {
        gk_buf_reset(text);
        gk_buf_puts(text, "there are more, which are not listed");
    }
    if (c->problems == NULL)
        return false;
    c->problems[c->problem_count] =
        (struct gk_problem){status, (uint32_t)offset, r->section, NULL};
    c->problems[c->problem_count].text = gk_buf_take(text);
    return c->problems[c->problem_count].text != NULL && ++c->problem_count > 0;
}

bool gk_component_problem(struct gk_component_reader *r, gk_status status,
                          size_t offset, const char *fmt, ...)
{
    gk_buf text = GK_BUF_INIT;
    va_list args;

    va_start(args, fmt);
    gk_buf_vprintf(&text, fmt, args);
    va_end(args);
    if (!keep_problem(r, status, offset, &text))
        r->nomem = true;
    gk_buf_clear(&text);
    return false;
}

bool gk_component_u32(struct gk_component_reader *r, uint32_t *out,
                      const char *what)
{
    if (gk_leb_u32(r->c->bytes, r->end, &r->at, out))
        return true;
    return gk_component_problem(r, GK_E_MALFORMED, r->at,
                                "%s: no 32-bit integer there", what);
}

bool gk_component_byte(struct gk_component_reader *r, uint8_t *out,
                       const char *what)
{
    if (r->at < r->end) {
        *out = r->c->bytes[r->at++];
        return true;
    }
    return gk_component_problem(r, GK_E_EOF, r->at, "%s: nothing left", what);
}

/* --- sections ------------------------------------------------------------- */

/* The bytes of one component that are still to be read. */
struct level {
    size_t at;
    size_t end;
};

struct walk {
    struct gk_component_reader r;
    struct level levels[GK_MAX_COMPONENT_DEPTH];
    uint32_t depth;
    uint32_t sections;
};

/* Only what begins as a core module does: another component in its place would
 * nest without a bound. */
static bool add_module(struct gk_component_reader *r)
{
    static const uint8_t preamble[PREAMBLE_BYTES] = {0x00, 0x61, 0x73, 0x6d, 1};
    gk_component *c = r->c;
    uint32_t n = c->module_count;
    struct gk_component_module *grown;

    if (r->end - r->at < PREAMBLE_BYTES ||
        memcmp(c->bytes + r->at, preamble, PREAMBLE_BYTES) != 0)
        return gk_component_problem(r, GK_E_MALFORMED, r->at,
                                    "it does not begin as a core module does");
    if (n >= GK_MAX_COMPONENT_PARTS)
        return gk_component_problem(r, GK_E_LIMIT, r->at,
                                    "more than %u core modules",
                                    GK_MAX_COMPONENT_PARTS);
    if ((n & (n - 1)) == 0) {
        grown =
            reallocarray(c->modules, n == 0 ? 1 : (size_t)n * 2, sizeof *grown);
        if (grown == NULL) {
            r->nomem = true;
            return false;
        }
        c->modules = grown;
    }
    c->modules[c->module_count++] = (struct gk_component_module){
        (uint32_t)r->at, (uint32_t)(r->end - r->at), r->depth};
    return true;
}

/* Notes a nested component to be read next. */
static bool enter(struct walk *w)
{
    struct gk_component_reader *r = &w->r;

    if (!gk_component_is(r->c->bytes + r->at, r->end - r->at))
        return gk_component_problem(r, GK_E_MALFORMED, r->at,
                                    "it does not begin as a component does");
    if (w->depth >= GK_MAX_COMPONENT_DEPTH)
        return gk_component_problem(r, GK_E_LIMIT, r->at,
                                    "components nest deeper than %u",
                                    GK_MAX_COMPONENT_DEPTH);
    if (r->c->nested >= GK_MAX_COMPONENT_PARTS)
        return gk_component_problem(r, GK_E_LIMIT, r->at,
                                    "more than %u components",
                                    GK_MAX_COMPONENT_PARTS);
    r->c->nested++;
    w->levels[w->depth++] = (struct level){r->at + PREAMBLE_BYTES, r->end};
    return true;
}

/* A custom section holds its name at least. */
static bool read_custom(struct gk_component_reader *r)
{
    uint32_t len;

    if (!gk_component_u32(r, &len, "the name's length"))
        return false;
    if (len > r->end - r->at)
        return gk_component_problem(r, GK_E_EOF, r->at,
                                    "the name is longer than the section");
    return true;
}

static void read_contents(struct walk *w)
{
    struct gk_component_reader *r = &w->r;

    if (r->section < GK_COMPONENT_SECTION_COUNT)
        r->c->entries[r->section] += r->section <= GK_COMPONENT_CORE_MODULE ||
                                     r->section == GK_COMPONENT_COMPONENT;
    if (r->section == GK_COMPONENT_CUSTOM)
        read_custom(r);
    else if (r->section == GK_COMPONENT_CORE_MODULE)
        add_module(r);
    else if (r->section == GK_COMPONENT_COMPONENT)
        enter(w);
    else if (gk_component_entries(r) && r->at != r->end)
        gk_component_problem(r, GK_E_MALFORMED, r->at,
                             "%zu bytes behind the last entry", r->end - r->at);
}

/* One section of the innermost component; false: the rest of that component
 * cannot be told apart. */
static bool read_section(struct walk *w)
{
    struct gk_component_reader *r = &w->r;
    struct level *level = &w->levels[w->depth - 1];
    size_t header = level->at;
    uint32_t len;

    r->depth = w->depth;
    r->at = level->at;
    r->end = level->end;
    r->section = GK_COMPONENT_CUSTOM;
    if (++w->sections > GK_MAX_SECTIONS)
        return gk_component_problem(r, GK_E_LIMIT, header,
                                    "more than %u sections", GK_MAX_SECTIONS);
    r->section = r->c->bytes[r->at++];
    if (!gk_component_u32(r, &len, "its length"))
        return false;
    if (len > r->end - r->at)
        return gk_component_problem(r, GK_E_EOF, header,
                                    "%" PRIu32 " bytes, %zu are left", len,
                                    r->end - r->at);
    r->end = r->at + len;
    level->at = r->end;
    read_contents(w);
    return true;
}

static void walk(struct walk *w)
{
    while (w->depth > 0 && !w->r.nomem) {
        struct level *level = &w->levels[w->depth - 1];

        if (level->at >= level->end)
            w->depth--;
        else if (!read_section(w))
            level->at = level->end;
    }
}

gk_status gk_component_read(const void *bytes, size_t len, gk_component *out,
                            gk_error *err)
{
    gk_component c = {.bytes = bytes, .len = len};
    struct walk w = {.r.c = &c, .depth = 1};

    if (len > GK_MAX_MODULE_BYTES)
        return gk_fail(err, GK_E_LIMIT, "over %zu bytes", GK_MAX_MODULE_BYTES);
    c.version = (uint16_t)(c.bytes[4] | c.bytes[5] << 8);
    w.levels[0] = (struct level){PREAMBLE_BYTES, len};
    if (c.version == GK_COMPONENT_VERSION)
        walk(&w);
    else
        gk_component_problem(
            &w.r, GK_E_UNSUPPORTED, 4,
            "a component of version 0x%02x%s, wanted 0x%02x", c.version,
            c.version < GK_COMPONENT_VERSION ? ", a draft" : "",
            GK_COMPONENT_VERSION);
    if (w.r.nomem) {
        gk_component_clear(&c);
        return gk_fail_nomem(err);
    }
    *out = c;
    return GK_OK;
}

void gk_component_clear(gk_component *c)
{
    if (c == NULL)
        return;
    for (uint32_t i = 0; i < c->problem_count; i++)
        free(c->problems[i].text);
    free(c->problems);
    free(c->modules);
    free(c->imports);
    free(c->exports);
    memset(c, 0, sizeof *c);
}
