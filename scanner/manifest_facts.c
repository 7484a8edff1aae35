#include "scanner/manifest_facts.h"

#include "core/base/json.h"
#include "core/base/utf8.h"
#include "core/manifest/grants.h"

#include <string.h>

/* Longer texts are no names of tools. */
#define MAX_TEXT 256u
/* A literal longer than that would not fit into what hosts read. */
#define MAX_LITERAL ((size_t)64 << 10)
/* The key comes early: bytes before it in which its object may begin. */
#define MAX_BEFORE 256u
/* Places at which "tools" stands and that are looked at; objects tried each. */
#define MAX_PLACES  16u
#define MAX_OBJECTS 4u

/* The text as UTF-16LE; 0: it is not ASCII, or too long. */
static size_t widen(const char *text, uint8_t out[2 * MAX_TEXT])
{
    size_t len = strlen(text);

    if (len > MAX_TEXT)
        return 0;
    for (size_t i = 0; i < len; i++) {
        if ((uint8_t)text[i] >= 0x80)
            return 0;
        out[2 * i] = (uint8_t)text[i];
        out[2 * i + 1] = 0;
    }
    return 2 * len;
}

static bool find_in(const gk_module *m, const void *text, size_t len,
                    struct gk_data_place *place)
{
    for (uint32_t i = 0; i < m->data_count && len > 0; i++) {
        const uint8_t *bytes = m->bytes + m->datas[i].offset;
        const uint8_t *at = memmem(bytes, m->datas[i].len, text, len);

        if (at == NULL)
            continue;
        if (place != NULL)
            *place = (struct gk_data_place){i, (uint32_t)(at - bytes)};
        return true;
    }
    return false;
}

bool gk_data_holds(const gk_module *module, const char *text,
                   struct gk_data_place *place)
{
    uint8_t wide[2 * MAX_TEXT];

    return find_in(module, text, strlen(text), place) ||
           find_in(module, wide, widen(text, wide), place);
}

/* Appends the characters from bytes[at] on: `unit` bytes each, up to a NUL. */
static void put_text(const uint8_t *bytes, size_t len, size_t at, size_t unit,
                     gk_buf *out)
{
    for (; len - at >= unit && out->len < MAX_LITERAL; at += unit) {
        uint32_t c = bytes[at];

        if (unit == 2)
            c |= (uint32_t)bytes[at + 1] << 8;
        if (c == 0)
            return;
        if (unit == 2)
            gk_utf8_put(out, c);
        else
            gk_buf_byte(out, (uint8_t)c);
    }
}

/* Length of the object that `text` begins with; 0: it does not end. */
static size_t object_length(const gk_buf *text)
{
    size_t depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < text->len; i++) {
        uint8_t c = text->data[i];

        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            depth++;
        else if (!quoted && (c == '}' || c == ']') && --depth == 0)
            return i + 1;
    }
    return 0;
}

/* Copies the names of the tools; false when it is no such object. */
static bool read_object(const gk_buf *text, gk_names *out, gk_error *err,
                        gk_status *st)
{
    size_t len = object_length(text);
    gk_json *value = NULL;
    const gk_json *tools;
    gk_names names = GK_NAMES_INIT;
    bool found = false;

    if (len == 0 || gk_json_parse(text->data, len, &value, NULL) != GK_OK)
        return false;
    tools = gk_json_get(value, "tools");
    if (gk_json_is(tools, GK_JSON_ARRAY))
        for (const gk_json *t = gk_json_first(tools);
             t != NULL && *st == GK_OK && names.count < GK_MAX_DECLARED;
             t = gk_json_next(t)) {
            const char *name = gk_json_text(gk_json_get(t, "name"));

            if (name != NULL)
                *st = gk_names_add(&names, name, err);
        }
    gk_json_free(value);
    found = *st == GK_OK && names.count > 0;
    if (found)
        *out = names;
    else
        gk_names_clear(&names);
    return found;
}

/* A segment and how wide its characters are taken to be. */
struct text_in {
    const uint8_t *bytes;
    size_t len;
    size_t unit;
};

/* Tries the objects that begin shortly before `key`, the nearest first. */
static bool look_before(const struct text_in *in, size_t key, size_t *start,
                        gk_names *out, gk_error *err, gk_status *st)
{
    unsigned tried = 0;

    for (size_t back = in->unit; back <= MAX_BEFORE * in->unit && back <= key &&
                                 tried < MAX_OBJECTS && *st == GK_OK;
         back += in->unit) {
        gk_buf text = GK_BUF_LIMIT(MAX_LITERAL + 4);
        bool found;

        *start = key - back;
        if (in->bytes[*start] != '{' ||
            (in->unit == 2 && in->bytes[*start + 1] != 0))
            continue;
        tried++;
        put_text(in->bytes, in->len, *start, in->unit, &text);
        found = read_object(&text, out, err, st);
        gk_buf_clear(&text);
        if (found)
            return true;
    }
    return false;
}

static bool look_in(const struct text_in *in, size_t *start, gk_names *out,
                    gk_error *err, gk_status *st)
{
    uint8_t key[2 * MAX_TEXT];
    size_t len = widen("\"tools\"", key);
    size_t at = 0;

    if (in->unit == 1) {
        len = strlen("\"tools\"");
        memcpy(key, "\"tools\"", len);
    }
    for (unsigned n = 0; n < MAX_PLACES && *st == GK_OK; n++) {
        const uint8_t *hit = memmem(in->bytes + at, in->len - at, key, len);

        if (hit == NULL)
            return false;
        at = (size_t)(hit - in->bytes);
        if (look_before(in, at, start, out, err, st))
            return true;
        at += len;
    }
    return false;
}

gk_status gk_data_tools(const gk_module *module, bool *found,
                        struct gk_data_place *place, gk_names *out,
                        gk_error *err)
{
    gk_status st = GK_OK;

    *found = false;
    for (uint32_t i = 0; i < module->data_count; i++)
        for (size_t unit = 1; unit <= 2; unit++) {
            struct text_in in = {module->bytes + module->datas[i].offset,
                                 module->datas[i].len, unit};
            size_t start = 0;

            *found = look_in(&in, &start, out, err, &st);
            if (st != GK_OK || !*found)
                continue;
            *place = (struct gk_data_place){i, (uint32_t)start};
            return GK_OK;
        }
    return st;
}
