/**
 * JSON. `JSON` is json-as: classes with `@json`, typed and fast, for what your
 * own code writes. `Value` is for texts of others: it never traps. `parse` is
 * between them.
 */
import { JSON } from "json-as";
import { Value } from "./assembly/base/json";

export { JSON };
export { Kind, Value, kindName, quote } from "./assembly/base/json";

/**
 * A text as a T, by json-as.
 *
 * @returns null when the text is not JSON. Members of the wrong type, and null
 * for a member that cannot be null, still trap or become another value (1.5 as
 * an i32): look at them with `Value` first where they are not yours.
 */
export function parse<T>(text: string): T | null {
  const value = Value.parse(text);
  return value === null ? null : JSON.parse<T>(value.toString());
}
