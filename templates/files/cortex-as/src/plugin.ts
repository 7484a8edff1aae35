/**
 * {{title}}: a CortexPrism plugin with one tool, "convert".
 *
 * A tool is a function and an entry of `plugin`. The SDK lists them to the
 * host, finds the tool that is called and checks its arguments against the
 * parameters, so that the function only sees calls that make sense.
 */
import { Call, Param, Tool, Type, config, plugin } from "guestkit/cortex";
import { JSON } from "guestkit/json";

/** A temperature scale: degrees = kelvin * step + zero. */
class Scale {
  constructor(public unit: string, public step: f64, public zero: f64) {}
}

const scales: Scale[] = [
  new Scale("C", 1.0, -273.15),
  new Scale("F", 1.8, -459.67),
  new Scale("K", 1.0, 0.0),
];

/** What the tool answers. */
@json
class Degrees {
  value: f64 = 0;
  unit: string = "";
}

function findScale(unit: string): Scale | null {
  for (let i = 0; i < scales.length; i++)
    if (scales[i].unit == unit) return scales[i];
  return null;
}

/** The unit that is asked for, else the plugin's setting "unit", else F. */
function wantedUnit(call: Call): string {
  if (call.given("to")) return call.string("to");
  const setting = config("unit");
  return setting === null ? "F" : setting;
}

function convert(call: Call): bool {
  const fromUnit = call.string("from", "C");
  const toUnit = wantedUnit(call);
  const from = findScale(fromUnit);
  const to = findScale(toUnit);
  if (from === null || to === null)
    return call.fail('unknown unit "' + (from === null ? fromUnit : toUnit) +
      '": known are C, F and K');
  const kelvin = (call.number("value") - from.zero) / from.step;
  if (kelvin < 0) return call.fail("that is below absolute zero");
  const degrees = new Degrees();
  degrees.value = Math.round((kelvin * to.step + to.zero) * 100) / 100;
  degrees.unit = to.unit;
  return call.reply(JSON.stringify(degrees));
}

// Give tools names of 3, 7, 11, 15 … bytes: CortexPrism as it is today can call
// no others.
plugin([
  new Tool("convert", "Convert a temperature between Celsius, Fahrenheit and Kelvin", convert, [
    Param.required("value", Type.Number, "The temperature to convert"),
    Param.optional("from", Type.String, "Its unit: C, F or K; C if not given"),
    Param.optional("to", Type.String, "The unit wanted: C, F or K"),
  ]),
]);
