#include "host-mock/record.h"

#include "core/base/json.h"
#include "core/base/limits.h"
#include "core/base/mask.h"
#include "core/base/utf8.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Of a text argument: kept in the record, and shown in the line. */
#define KEPT_BYTES  4096
#define SHOWN_BYTES 60
/* Where " = " stands when the call is short enough. */
#define COLUMN 56

static double as_number(const struct gk_value *v)
{
    switch (v->type) {
    case GK_I32:
        return (double)(int32_t)v->u.i32;
    case GK_I64:
        return (double)(int64_t)v->u.i64;
    case GK_F32:
        return (double)v->u.f32;
    case GK_F64:
        return v->u.f64;
    default:
        return 0;
    }
}

/* i64 as a decimal string: JSON numbers lose its low bits. */
static void put_value(gk_buf *out, const struct gk_value *v, bool json)
{
    if (v->type == GK_I64)
        gk_buf_printf(out, json ? "\"%" PRId64 "\"" : "%" PRId64,
                      (int64_t)v->u.i64);
    else
        gk_json_put_number(out, as_number(v));
}

/* What a guest range holds, as far as it is there; masked, at least `enough`
 * bytes of it. */
static void read_text(gk_vm_memory *memory, const struct gk_value *args,
                      size_t enough, gk_buf *out)
{
    uint32_t len =
        args[1].u.i32 < KEPT_BYTES ? args[1].u.i32 : (uint32_t)KEPT_BYTES;
    uint8_t *at;

    if (memory == NULL || args[0].type != GK_I32 || args[1].type != GK_I32 ||
        gk_guest_span(memory, args[0].u.i32, len, &at, NULL) != GK_OK)
        return;
    len = (uint32_t)gk_utf8_floor(at, len);
    gk_mask_put_some(out, (const char *)at, len, enough);
}

/* A key, not a URL or a document that speaks of keys. */
static bool is_name(const gk_buf *text)
{
    for (size_t i = 0; i < text->len; i++)
        if (!isalnum(text->data[i]) && strchr("_-.: ", text->data[i]) == NULL)
            return false;
    return text->len > 0;
}

/* Between quotes as a person reads it: what would end them is escaped. */
static void put_shown(gk_buf *out, const uint8_t *bytes, size_t len)
{
    while (len > 0) {
        const uint8_t *quote = memchr(bytes, '"', len);
        size_t run = quote != NULL ? (size_t)(quote - bytes) : len;

        gk_utf8_put_printable(out, bytes, run, true);
        if (quote != NULL) {
            gk_buf_puts(out, "\\\"");
            run++;
        }
        bytes += run;
        len -= run;
    }
}

/* A text's beginning, quoted, with a sign when that is not all of it or `more`
 * follows; whether it is all. */
static bool put_beginning(gk_buf *out, const gk_buf *text, bool more)
{
    size_t shown = text->len > SHOWN_BYTES
                       ? gk_utf8_floor(text->data, SHOWN_BYTES)
                       : text->len;

    gk_buf_byte(out, '"');
    if (shown > 0)
        put_shown(out, text->data, shown);
    gk_buf_puts(out, shown < text->len || more ? "…\"" : "\"");
    return shown == text->len;
}

void gk_record_text(gk_buf *out, const uint8_t *bytes, size_t len, bool more)
{
    gk_buf text = GK_BUF_INIT;

    if (len > KEPT_BYTES)
        len = KEPT_BYTES;
    gk_mask_put_some(&text, (const char *)bytes, len, SHOWN_BYTES + 1);
    put_beginning(out, &text, more);
    gk_buf_clear(&text);
}

/* Whether the text names a secret, so that the next one is not shown. */
static bool put_text(struct gk_record *r, gk_vm_memory *memory,
                     const struct gk_value *args, bool secret)
{
    gk_buf *text = &r->text;

    gk_buf_reset(text);
    if (secret)
        gk_buf_puts(text, "***");
    else
        read_text(memory, args, SIZE_MAX, text);
    gk_json_quote(&r->args, text->data, text->len);
    put_beginning(&r->head, text, false);
    return !secret && is_name(text) &&
           gk_mask_is_secret_name((const char *)text->data, text->len);
}

static void put_capacity(struct gk_record *r, gk_vm_memory *memory,
                         const struct gk_value *ptr, bool indirect)
{
    uint8_t *at;
    uint32_t cap = ptr->u.i32;

    if (indirect) {
        if (memory == NULL || ptr->type != GK_I32 ||
            gk_guest_span(memory, ptr->u.i32, 4, &at, NULL) != GK_OK) {
            gk_buf_puts(&r->head, "cap ?");
            gk_buf_puts(&r->args, "null");
            return;
        }
        cap = gk_load_u32le(at);
    } else if (ptr->type != GK_I32) {
        gk_buf_puts(&r->head, "cap ");
        put_value(&r->head, ptr, false);
        put_value(&r->args, ptr, true);
        return;
    }
    gk_buf_printf(&r->head, "cap %" PRIu32, cap);
    gk_buf_printf(&r->args, "%" PRIu32, cap);
}

void gk_record_begin(struct gk_record *r, const struct gk_abi_import *row,
                     gk_vm_memory *memory, const struct gk_value *args,
                     size_t arg_count)
{
    bool secret = false, any = false;
    size_t at = 0;

    gk_buf_reset(&r->head);
    gk_buf_reset(&r->args);
    gk_buf_reset(&r->tail);
    gk_buf_reset(&r->note);
    r->head.max = r->args.max = r->tail.max = GK_MAX_RECORD_BYTES;
    r->note.max = GK_MAX_RECORD_BYTES;
    r->text.max = 2 * GK_MAX_RECORD_BYTES;
    r->row = row;
    if (!gk_sig_parse(row->sig, &r->sig))
        r->sig.letters = ")";
    gk_buf_puts(&r->head, row->name);
    gk_buf_byte(&r->head, '(');
    gk_buf_byte(&r->args, '[');
    for (const char *l = r->sig.letters; *l != ')' && *l != '\0'; l++) {
        size_t values = gk_sig_letter_values(*l);

        if (arg_count - at < values)
            break;
        if (*l != 'w') {
            gk_buf_puts(&r->head, any ? ", " : "");
            gk_buf_puts(&r->args, any ? "," : "");
            any = true;
        }
        if (*l == 's') {
            secret = put_text(r, memory, args + at, secret);
        } else if (*l == 'b' || *l == 'c') {
            put_capacity(r, memory, args + at + 1, *l == 'c');
        } else if (*l == 'd') {
            gk_buf_printf(&r->head, "%" PRIu32 " B", args[at + 1].u.i32);
            gk_buf_printf(&r->args, "%" PRIu32, args[at + 1].u.i32);
        } else if (*l != 'w') {
            put_value(&r->head, &args[at], false);
            put_value(&r->args, &args[at], true);
        }
        at += values;
    }
    gk_buf_byte(&r->head, ')');
    gk_buf_byte(&r->args, ']');
}

/* A text that a call gives: pointer and length in one i64. */
static void put_packed(struct gk_record *r, gk_vm_memory *memory,
                       const struct gk_value *packed)
{
    struct gk_value range[2] = {{.type = GK_I32}, {.type = GK_I32}};

    range[0].u.i32 = (uint32_t)(packed->u.i64 >> 32);
    range[1].u.i32 = (uint32_t)packed->u.i64;
    gk_buf_reset(&r->text);
    read_text(memory, range, SHOWN_BYTES + 1, &r->text);
    if (put_beginning(&r->tail, &r->text, false))
        return;
    gk_buf_puts(&r->tail, "  ");
    gk_json_put_number(&r->tail, range[1].u.i32);
    gk_buf_puts(&r->tail, " B");
}

/* The u32 that an out parameter points to. */
static void put_out_word(struct gk_record *r, gk_vm_memory *memory,
                         const struct gk_value *ptr, const char *unit)
{
    uint8_t *at;

    if (memory != NULL && ptr->type == GK_I32 &&
        gk_guest_span(memory, ptr->u.i32, 4, &at, NULL) == GK_OK)
        gk_buf_printf(&r->tail, "  %" PRIu32 "%s", gk_load_u32le(at), unit);
}

static bool gives_packed(const struct gk_record *r,
                         const struct gk_value *results, size_t result_count)
{
    const char *end = strchr(r->sig.letters, ')');

    return result_count == 1 && results[0].type == GK_I64 && end != NULL &&
           end[1] == 'P';
}

/* Such a call has put nothing where its results go. */
static bool said_no(const struct gk_record *r, const struct gk_value *result)
{
    if (strncmp(r->row->module, "wasi_", 5) == 0)
        return as_number(result) != 0;
    return as_number(result) < 0 && strchr(r->row->sig, 'w') == NULL;
}

/* What the parameters that point to results point to. */
static void put_out_words(struct gk_record *r, gk_vm_memory *memory,
                          const struct gk_value *args, size_t arg_count)
{
    size_t at = 0;

    for (const char *l = r->sig.letters; *l != ')' && *l != '\0'; l++) {
        size_t values = gk_sig_letter_values(*l);

        if (arg_count - at < values)
            break;
        if (*l == 'w')
            put_out_word(r, memory, &args[at], "");
        else if (*l == 'c')
            put_out_word(r, memory, &args[at + 1], " B");
        at += values;
    }
}

void gk_record_end(struct gk_record *r, gk_vm_memory *memory,
                   const struct gk_value *args, size_t arg_count,
                   const struct gk_value *results, size_t result_count,
                   const char *trap)
{
    if (trap != NULL) {
        gk_buf_puts(&r->tail, "trap: ");
        gk_utf8_put_printable(&r->tail, (const uint8_t *)trap, strlen(trap),
                              false);
        return;
    }
    if (gives_packed(r, results, result_count)) {
        put_packed(r, memory, &results[0]);
        return;
    }
    if (result_count > 0)
        put_value(&r->tail, &results[0], false);
    if (result_count == 0 || !said_no(r, &results[0]))
        put_out_words(r, memory, args, arg_count);
    if (r->note.len > 0)
        gk_buf_printf(&r->tail, "  %s", gk_buf_text(&r->note));
}

/* Characters, near enough: bytes that do not continue one. */
static size_t columns(const gk_buf *text)
{
    size_t count = 0;

    for (size_t i = 0; i < text->len; i++)
        count += (text->data[i] & 0xc0) != 0x80;
    return count;
}

/* What --trace prints. */
static void put_line(const struct gk_record *r, const char *tail, gk_buf *line)
{
    gk_buf_put(line, r->head.data, r->head.len);
    if (r->tail.len > 0) {
        size_t used = columns(&r->head);

        gk_buf_fill(line, ' ', used < COLUMN ? COLUMN - used : 0);
        gk_buf_puts(line, " = ");
        gk_buf_puts(line, tail);
    }
}

void gk_record_print(struct gk_record *r, unsigned part, uint64_t us,
                     gk_buf *out)
{
    const char *tail = gk_buf_text(&r->tail);

    tail += strspn(tail, " ");
    gk_buf_reset(&r->text);
    put_line(r, tail, &r->text);
    gk_buf_puts(out, "{\"kind\":\"call\",\"part\":");
    gk_json_put_number(out, part);
    gk_buf_puts(out, ",\"name\":");
    gk_json_quote(out, r->row->name, strlen(r->row->name));
    gk_buf_puts(out, ",\"module\":");
    gk_json_quote(out, r->row->module, strlen(r->row->module));
    gk_buf_puts(out, ",\"effect\":\"");
    gk_buf_puts(out, gk_effect_word(r->row->effect));
    gk_buf_puts(out, "\",\"args\":");
    gk_buf_put(out, r->args.data, r->args.len);
    gk_buf_puts(out, ",\"result\":");
    gk_json_quote(out, tail, strlen(tail));
    gk_buf_puts(out, ",\"line\":");
    gk_json_quote(out, r->text.data, r->text.len);
    gk_buf_puts(out, ",\"us\":");
    gk_json_put_number(out, (double)us);
    gk_buf_byte(out, '}');
}

void gk_record_clear(struct gk_record *r)
{
    gk_buf_clear(&r->head);
    gk_buf_clear(&r->args);
    gk_buf_clear(&r->tail);
    gk_buf_clear(&r->note);
    gk_buf_clear(&r->text);
}
