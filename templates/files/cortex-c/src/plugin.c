/*
 * {{title}}: a CortexPrism plugin with one tool, "convert".
 *
 * A tool is a function and a row in `tools`. The SDK lists the table to the
 * host, finds the tool that is called and checks its arguments against the
 * parameters, so that the function only sees calls that make sense.
 */
#include <guestkit/plugin.h>

#include <math.h>
#include <string.h>

/* A temperature scale: degrees = kelvin * step + zero. */
struct scale {
    const char *unit;
    double step;
    double zero;
};

static const struct scale scales[] = {
    {"C", 1.0, -273.15},
    {"F", 1.8, -459.67},
    {"K", 1.0, 0.0},
};

static const struct scale *find_scale(const char *unit)
{
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
        if (strcmp(scales[i].unit, unit) == 0)
            return &scales[i];
    return NULL;
}

/* The unit that is asked for, else the plugin's setting "unit", else F. */
static const char *wanted_unit(const gk_call *call)
{
    struct cortex_text setting = {0};

    if (!gk_arg_given(call, "to") && cortex_config("unit", &setting))
        return setting.at;
    return gk_arg_string(call, "to", "F");
}

static int convert(gk_call *call)
{
    const char *from_unit = gk_arg_string(call, "from", "C");
    const char *to_unit = wanted_unit(call);
    const struct scale *from = find_scale(from_unit);
    const struct scale *to = find_scale(to_unit);
    double kelvin;
    gk_writer *out;

    if (from == NULL || to == NULL)
        return gk_failf(call, "unknown unit \"%s\": known are C, F and K",
                        from == NULL ? from_unit : to_unit);
    kelvin = (gk_arg_number(call, "value", 0) - from->zero) / from->step;
    if (kelvin < 0)
        return gk_fail(call, "that is below absolute zero");
    out = gk_result(call);
    gk_put_object(out);
    gk_put_key(out, "value");
    gk_put_number(out, rint((kelvin * to->step + to->zero) * 100) / 100);
    gk_put_key(out, "unit");
    gk_put_string(out, to->unit);
    gk_put_end(out);
    return GK_OK;
}

static const gk_param convert_params[] = {
    {"value", GK_NUMBER, "The temperature to convert", GK_REQUIRED},
    {"from", GK_STRING, "Its unit: C, F or K; C if not given", GK_OPTIONAL},
    {"to", GK_STRING, "The unit wanted: C, F or K", GK_OPTIONAL},
};

/* Give tools names of 3, 7, 11, 15 … bytes: CortexPrism as it is today can call
 * no others. */
static const gk_tool tools[] = {
    {"convert", "Convert a temperature between Celsius, Fahrenheit and Kelvin",
     GK_PARAMS(convert_params), convert},
};

GK_PLUGIN(tools);
