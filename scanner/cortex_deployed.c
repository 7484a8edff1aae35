#include "scanner/cortex_deployed.h"

#include "core/base/utf8.h"
#include "scanner/cortex_names.h"
#include "scanner/lossy.h"

#include <string.h>

/* Imports of real modules are few; each step here is one name. */
#define BASE_STEPS (UINT64_C(1) << 20)
/* Longest piece of a field name kept, and longest list of them. */
#define MAX_FIELD 4096u
#define MAX_LIST  65536u
/* "wasi_snapshot_preview1" after a byte order mark is the longest module name
 * that means anything. */
#define MAX_MODULE 32u

struct walk {
    gk_lossy lossy;
    struct gk_cortex_seen *seen;
    uint64_t len; /* of the decoded bytes */
    uint64_t pos;
    uint64_t steps; /* left */
};

/* The reader of the host: neither a limit nor an error, and no progress at the
 * end of the data. */
static uint32_t leb(struct walk *w)
{
    uint32_t result = 0;
    unsigned shift = 0;

    while (w->pos < w->len) {
        int b = gk_lossy_byte(&w->lossy, w->pos++);

        result |= ((uint32_t)b & 0x7f) << (shift & 31);
        if (b < 0x80)
            break;
        shift += 7;
    }
    return result;
}

/* The `len` bytes at the position as a name, or its first `max` bytes; moves
 * past all of it. The name is empty when out of memory, which `name` tells. */
static struct gk_name take_name(struct walk *w, uint64_t len, size_t max,
                                gk_buf *name)
{
    uint8_t raw[MAX_FIELD];
    size_t n = 0;

    for (; n < max && n < len; n++) {
        int b = gk_lossy_byte(&w->lossy, w->pos + n);

        if (b < 0)
            break;
        raw[n] = (uint8_t)b;
    }
    w->pos += len;
    gk_buf_reset(name);
    gk_utf8_put_lossy(name, raw, n);
    return (struct gk_name){name->data, (uint32_t)name->len};
}

static void list_name(gk_buf *list, uint64_t before, struct gk_name module,
                      struct gk_name name)
{
    if (list->len > MAX_LIST)
        return;
    if (before > 0)
        gk_buf_puts(list, ", ");
    if (module.len > 0) {
        gk_buf_put(list, module.at, module.len);
        gk_buf_byte(list, '.');
    }
    if (name.len > 0)
        gk_buf_put(list, name.at, name.len);
}

static void classify(struct gk_cortex_seen *seen, struct gk_name module,
                     struct gk_name name)
{
    static const struct gk_name none = {NULL, 0};

    seen->imports++;
    if (gk_cortex_suspicious(module, name))
        list_name(&seen->suspicious, seen->suspicious_count++, module, name);
    if (gk_cortex_unknown(module, name))
        list_name(&seen->unknown, seen->unknown_count++, none, name);
}

/* At the end of the data each field is empty and moves by one: no need to go
 * through four billion of them. */
static void fields_past_end(struct walk *w, struct gk_name module,
                            uint64_t count)
{
    static const struct gk_name none = {NULL, 0};
    struct gk_cortex_seen *seen = w->seen;
    uint64_t listed = 0;

    if (gk_cortex_unknown(module, none)) {
        for (; listed < count && seen->unknown.len <= MAX_LIST; listed++)
            list_name(&seen->unknown, seen->unknown_count + listed, none, none);
        seen->unknown_count += count;
    }
    seen->imports += count;
    w->pos += count;
}

/* What it takes for the fields of one module. */
static gk_status walk_fields(struct walk *w, struct gk_name module,
                             gk_buf *name)
{
    uint32_t count = leb(w);

    for (uint32_t n = 0; n < count; n++) {
        uint32_t len;

        if (w->pos >= w->len) {
            fields_past_end(w, module, count - n);
            break;
        }
        if (w->steps-- == 0)
            return GK_E_LIMIT;
        len = leb(w);
        classify(w->seen, module, take_name(w, len, MAX_FIELD, name));
        w->pos++; /* the kind; the type index is forgotten */
        if (name->status != GK_OK)
            return name->status;
    }
    return GK_OK;
}

/* What it takes for an import section; `end` may lie outside the file. */
static gk_status walk_imports(struct walk *w, uint64_t end)
{
    gk_buf module = GK_BUF_INIT;
    gk_buf name = GK_BUF_INIT;
    gk_status st = GK_OK;

    while (st == GK_OK && w->pos < end) {
        uint64_t before = w->pos;
        uint32_t len;
        struct gk_name known;

        if (w->steps-- == 0) {
            st = GK_E_LIMIT;
            break;
        }
        len = leb(w);
        known = take_name(w, len, MAX_MODULE, &module);
        if (len > MAX_MODULE)
            known.len = 0; /* too long to be one that means something */
        st = module.status != GK_OK ? module.status
                                    : walk_fields(w, known, &name);
        if (st == GK_OK && w->pos == before && w->pos >= w->len) {
            w->seen->hangs = true;
            break;
        }
    }
    gk_buf_clear(&module);
    gk_buf_clear(&name);
    return st;
}

static void walk_memory(struct walk *w, uint64_t end)
{
    int flags;

    leb(w); /* the count */
    flags = gk_lossy_byte(&w->lossy, w->pos++);
    w->seen->pages = leb(w);
    w->seen->has_memory = true;
    if (flags > 0 && (flags & 1) != 0 && w->pos < end)
        w->seen->pages = leb(w);
}

static gk_status walk_sections(struct walk *w)
{
    gk_status st = GK_OK;
    uint64_t at = 8;

    while (st == GK_OK && !w->seen->hangs && at < w->len - 1) {
        uint64_t end;
        uint32_t size;
        int id = gk_lossy_byte(&w->lossy, at);

        w->pos = at + 1;
        size = leb(w);
        end = w->pos + size;
        if (id == 2)
            st = walk_imports(w, end);
        else if (id == 5)
            walk_memory(w, end);
        at = end;
    }
    return st;
}

static uint32_t version_of(gk_lossy *lossy)
{
    uint32_t version = 0;

    for (unsigned i = 0; i < 4; i++)
        version |= (uint32_t)gk_lossy_byte(lossy, 4 + i) << (8 * i);
    return version;
}

gk_status gk_cortex_see(const void *bytes, size_t len,
                        struct gk_cortex_seen *out, gk_error *err)
{
    struct gk_cortex_seen seen = {.suspicious = GK_BUF_INIT,
                                  .unknown = GK_BUF_INIT};
    struct walk w = {.seen = &seen};
    gk_status st = gk_lossy_init(&w.lossy, bytes, len, err);

    if (st != GK_OK)
        return st;
    seen.size = w.len = w.lossy.size;
    w.steps = BASE_STEPS + w.len;
    seen.wasm = len >= 4 && memcmp(bytes, "\0asm", 4) == 0;
    if (seen.wasm && w.len >= 8) {
        seen.version = version_of(&w.lossy);
        st = walk_sections(&w);
    }
    if (st == GK_E_LIMIT) {
        seen.given_up = true;
        st = GK_OK;
    }
    if (st == GK_OK && seen.suspicious.status != GK_OK)
        st = seen.suspicious.status;
    if (st == GK_OK && seen.unknown.status != GK_OK)
        st = seen.unknown.status;
    gk_lossy_clear(&w.lossy);
    if (st != GK_OK) {
        gk_cortex_seen_clear(&seen);
        return gk_fail(err, st, "cannot follow the deployed scanner");
    }
    *out = seen;
    return GK_OK;
}

void gk_cortex_seen_clear(struct gk_cortex_seen *seen)
{
    gk_buf_clear(&seen->suspicious);
    gk_buf_clear(&seen->unknown);
}
