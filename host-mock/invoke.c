#include "host-mock/invoke.h"

#include "core/base/json_expect.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST_VALUES 32

gk_status gk_invoke_check(const gk_json *call, const char *where, gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"invoke", GK_JSON_BIT(GK_JSON_STRING), true},
        {"args", GK_JSON_BIT(GK_JSON_ARRAY), false},
    };
    unsigned index = 0;
    gk_status st = gk_json_expect(call, where, fields, 2, err);

    for (const gk_json *a = gk_json_first(gk_json_get(call, "args"));
         a != NULL && st == GK_OK; a = gk_json_next(a)) {
        char path[256];

        snprintf(path, sizeof path, "%s/args/%u", where, index++);
        st = gk_json_expect_kind(
            a, path, GK_JSON_BIT(GK_JSON_NUMBER) | GK_JSON_BIT(GK_JSON_STRING),
            err);
    }
    return st;
}

/* Decimal, or hexadecimal after 0x; a leading 0 means nothing. */
static bool text_integer(const char *text, int64_t *out)
{
    bool minus = *text == '-';
    const char *digits = text + minus;
    int base = strncasecmp(digits, "0x", 2) == 0 ? 16 : 10;
    unsigned long long size;
    char *end;

    if (base == 16)
        digits += 2;
    if (!isxdigit((unsigned char)*digits))
        return false; /* strtoull takes blanks and signs */
    errno = 0;
    size = strtoull(digits, &end, base);
    if (*end != '\0' || errno != 0 || (minus && size > (1ull << 63)))
        return false;
    *out = (int64_t)(minus ? 0 - size : size);
    return true;
}

/* A whole number from text or JSON. */
static bool read_integer(const gk_json *arg, int64_t *out)
{
    double number = gk_json_number(arg);

    if (gk_json_is(arg, GK_JSON_STRING))
        return gk_json_text(arg) != NULL &&
               text_integer(gk_json_text(arg), out);
    if (!(number >= -9223372036854775808.0 && number < 9223372036854775808.0))
        return false;
    *out = (int64_t)number;
    return (double)*out == number;
}

static bool read_double(const gk_json *arg, double *out)
{
    const char *text = gk_json_text(arg);
    char *end;

    if (!gk_json_is(arg, GK_JSON_STRING)) {
        *out = gk_json_number(arg);
        return true;
    }
    if (text == NULL || *text == '\0' || isspace((unsigned char)*text))
        return false;
    *out = strtod(text, &end);
    return *end == '\0';
}

static gk_status read_value(const gk_json *arg, uint8_t type, size_t index,
                            struct gk_value *out, gk_error *err)
{
    int64_t integer = 0;
    double number = 0;
    bool fine;

    out->type = type;
    switch (type) {
    case GK_F32:
        fine = read_double(arg, &number);
        out->u.f32 = (float)number;
        break;
    case GK_F64:
        fine = read_double(arg, &number);
        out->u.f64 = number;
        break;
    case GK_I32:
        fine = read_integer(arg, &integer) && integer >= INT32_MIN &&
               integer <= UINT32_MAX;
        out->u.i32 = (uint32_t)integer;
        break;
    case GK_I64:
        fine = read_integer(arg, &integer);
        out->u.i64 = (uint64_t)integer;
        break;
    default:
        return gk_fail(err, GK_E_USAGE,
                       "argument %zu has type %s, which cannot be given here",
                       index, gk_valtype_name(type));
    }
    return fine ? GK_OK
                : gk_fail(err, GK_E_USAGE, "argument %zu is no %s", index,
                          gk_valtype_name(type));
}

/* What JSON has no number for is told by its name. */
static gk_json *float_json(double value)
{
    if (isnan(value))
        return gk_json_new_string("NaN");
    if (isinf(value))
        return gk_json_new_string(value < 0 ? "-Infinity" : "Infinity");
    return gk_json_new_number(value);
}

static gk_json *value_json(const struct gk_value *v)
{
    char text[32];

    switch (v->type) {
    case GK_I32:
        return gk_json_new_number((int32_t)v->u.i32);
    case GK_I64:
        snprintf(text, sizeof text, "%" PRId64, (int64_t)v->u.i64);
        return gk_json_new_string(text);
    case GK_F32:
        return float_json((double)v->u.f32);
    case GK_F64:
        return float_json(v->u.f64);
    default:
        return gk_json_new_null();
    }
}

static gk_status read_args(const struct gk_functype *type, const char *name,
                           const gk_json *call, struct gk_value *args,
                           gk_error *err)
{
    const gk_json *arg = gk_json_first(gk_json_get(call, "args"));
    size_t given = gk_json_count(gk_json_get(call, "args"));
    gk_buf words = GK_BUF_INIT;
    gk_status st = GK_OK;

    gk_functype_print(type, &words);
    if (given != type->param_count)
        st = gk_fail(err, GK_E_USAGE, "export '%s' is %s, found %zu argument%s",
                     name, gk_buf_text(&words), given, given == 1 ? "" : "s");
    else if (given > MOST_VALUES || type->result_count > MOST_VALUES)
        st =
            gk_fail(err, GK_E_USAGE, "export '%s' takes too many values", name);
    for (size_t i = 0; i < given && st == GK_OK; i++, arg = gk_json_next(arg))
        st = read_value(arg, type->params[i], i, &args[i], err);
    gk_buf_clear(&words);
    return st;
}

gk_status gk_invoke(struct gk_session *session, const gk_json *call,
                    struct gk_part *part, gk_error *err)
{
    const char *name = gk_json_text(gk_json_get(call, "invoke"));
    const struct gk_functype *type = NULL;
    gk_guest *guest;
    struct gk_value args[MOST_VALUES], results[MOST_VALUES];
    gk_error why = GK_ERROR_INIT;
    struct gk_trap trap = {0};
    gk_json *values;
    gk_status st = GK_OK;

    if (session->kind->ready != NULL)
        st = session->kind->ready(session->host, part, err);
    if (st != GK_OK || !gk_part_ok(part))
        return st;
    guest = session->kind->guest(session->host);
    if (guest == NULL)
        return gk_part_error(part, "export", "the plugin is not loaded");
    if (name != NULL)
        type = gk_guest_func(guest, name);
    if (type == NULL) {
        gk_fail(&why, GK_E_EXPORT, "the module exports no function '%s'",
                name != NULL ? name : "?");
        return gk_part_error(part, "export", why.text);
    }
    if (read_args(type, name, call, args, &why) != GK_OK)
        return gk_part_error(part, "export", why.text);
    st = gk_guest_call(guest, name, args, type->param_count, results,
                       MOST_VALUES, &trap, &why);
    if (st == GK_E_TRAP)
        return gk_part_trap(part, &trap, session->kind->trap_words(&trap));
    if (st != GK_OK)
        return gk_fail(err, st, "%s", why.text);
    values = gk_json_new_array();
    for (size_t i = 0; i < type->result_count; i++)
        gk_json_push(values, value_json(&results[i]));
    return gk_json_set(part->json, "value", values);
}
