#include "host-mock/invoke.h"

#include "core/base/json_expect.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_VALUES 32

gk_status gk_invoke_check(const gk_json *call, const char *where, gk_error *err)
{
    static const struct gk_json_field fields[] = {
        { "invoke", GK_JSON_BIT(GK_JSON_STRING), true },
        { "args", GK_JSON_BIT(GK_JSON_ARRAY), false },
    };
    unsigned index = 0;
    gk_status st = gk_json_expect(call, where, fields, 2, err);

    for (const gk_json *a = gk_json_first(gk_json_get(call, "args"));
         a != NULL && st == GK_OK; a = gk_json_next(a)) {
        char path[256];

        snprintf(path, sizeof path, "%s/args/%u", where, index++);
        st = gk_json_expect_kind(a, path,
                                 GK_JSON_BIT(GK_JSON_NUMBER) |
                                     GK_JSON_BIT(GK_JSON_STRING),
                                 err);
    }
    return st;
}

/* A whole number from text or JSON. */
static bool read_integer(const gk_json *arg, int64_t *out)
{
    const char *text = gk_json_text(arg);
    double number = gk_json_number(arg);
    char *end;

    if (text == NULL) {
        *out = (int64_t)number;
        return number >= -9223372036854775808.0 &&
               number < 9223372036854775808.0 && (double)*out == number;
    }
    errno = 0;
    *out = text[0] == '-' ? strtoll(text, &end, 0)
                          : (int64_t)strtoull(text, &end, 0);
    return end != text && *end == '\0' && errno == 0;
}

static gk_status read_value(const gk_json *arg, uint8_t type, size_t index,
                            struct gk_value *out, gk_error *err)
{
    int64_t integer = 0;
    const char *text = gk_json_text(arg);
    double number = text != NULL ? strtod(text, NULL) : gk_json_number(arg);

    out->type = type;
    if (type == GK_F32)
        out->u.f32 = (float)number;
    else if (type == GK_F64)
        out->u.f64 = number;
    else if (type != GK_I32 && type != GK_I64)
        return gk_fail(err, GK_E_USAGE,
                       "argument %zu has type %s, which cannot be given here",
                       index, gk_valtype_name(type));
    else if (!read_integer(arg, &integer) ||
             (type == GK_I32 && (integer < INT32_MIN || integer > UINT32_MAX)))
        return gk_fail(err, GK_E_USAGE, "argument %zu is no %s", index,
                       gk_valtype_name(type));
    else if (type == GK_I32)
        out->u.i32 = (uint32_t)integer;
    else
        out->u.i64 = (uint64_t)integer;
    return GK_OK;
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
        return gk_json_new_number((double)v->u.f32);
    case GK_F64:
        return gk_json_new_number(v->u.f64);
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
        st = gk_fail(err, GK_E_USAGE, "export '%s' is %s, found %zu arguments",
                     name, gk_buf_text(&words), given);
    else if (given > MOST_VALUES || type->result_count > MOST_VALUES)
        st = gk_fail(err, GK_E_USAGE, "export '%s' takes too many values",
                     name);
    for (size_t i = 0; i < given && st == GK_OK; i++, arg = gk_json_next(arg))
        st = read_value(arg, type->params[i], i, &args[i], err);
    gk_buf_clear(&words);
    return st;
}

gk_status gk_invoke(struct gk_session *session, const gk_json *call,
                    struct gk_part *part, gk_error *err)
{
    gk_guest *guest = session->kind->guest(session->host);
    const char *name = gk_json_text(gk_json_get(call, "invoke"));
    const struct gk_functype *type =
        guest != NULL && name != NULL ? gk_guest_func(guest, name) : NULL;
    struct gk_value args[MOST_VALUES], results[MOST_VALUES];
    gk_error why = GK_ERROR_INIT;
    struct gk_trap trap = { 0 };
    gk_json *values;
    gk_status st;

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
