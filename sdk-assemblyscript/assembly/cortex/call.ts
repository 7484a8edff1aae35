// One call of a tool: arguments in, a result out.
import { Kind, Value, kindName } from "../base/json";
import { Param, Tool, Type } from "./plugin";
import { JSON } from "json-as";

function kindOf(type: Type): Kind {
  switch (type) {
    case Type.String: return Kind.String;
    case Type.Number: return Kind.Number;
    case Type.Boolean: return Kind.Boolean;
    case Type.Object: return Kind.Object;
    default: return Kind.Array;
  }
}

/** A call; it ends when the tool returns. An argument that is null counts as
 * not given. */
export class Call {
  /** What the host is told. */
  result: string = "";

  constructor(private args: Value) {}

  /** Any argument as it came; null when it was not given. */
  arg(name: string): Value | null {
    const value = this.args.get(name);
    return value === null || value.isNull ? null : value;
  }

  given(name: string): bool {
    return this.arg(name) !== null;
  }

  string(name: string, fallback: string = ""): string {
    const value = this.arg(name);
    return value === null ? fallback : value.string(fallback);
  }

  number(name: string, fallback: f64 = 0): f64 {
    const value = this.arg(name);
    return value === null ? fallback : value.number(fallback);
  }

  /** The fallback also for 1.5 and for what does not fit 64 bits. */
  int(name: string, fallback: i64 = 0): i64 {
    const value = this.arg(name);
    return value === null ? fallback : value.int(fallback);
  }

  bool(name: string, fallback: bool = false): bool {
    const value = this.arg(name);
    return value === null ? fallback : value.bool(fallback);
  }

  /** All arguments as a class with `@json`, by json-as; those that are null
   * are left out. Objects and arrays inside must have the types of T. */
  parse<T>(): T {
    const given = new Value(Kind.Object);
    for (let i = 0; i < this.args.items.length; i++)
      if (!this.args.items[i].isNull) {
        given.keys.push(this.args.keys[i]);
        given.items.push(this.args.items[i]);
      }
    return JSON.parse<T>(given.toString());
  }

  /** The result is this text, JSON or plain. @returns true */
  reply(text: string): bool {
    this.result = text;
    return true;
  }

  /** The tool failed, with these words. @returns false */
  fail(words: string): bool {
    this.result = words;
    return false;
  }

  /** Whether the arguments satisfy a tool; else the result says why not. */
  check(tool: Tool): bool {
    for (let i = 0; i < tool.params.length; i++)
      if (!this.checkParam(tool.params[i])) return false;
    return true;
  }

  private checkParam(param: Param): bool {
    const value = this.arg(param.name);
    const wanted = kindOf(param.type);
    if (value === null)
      return !param.required ||
        this.fail("argument '" + param.name + "' is missing: expected " + kindName(wanted));
    return value.kind == wanted ||
      this.fail("argument '" + param.name + "': expected " + kindName(wanted) +
        ", found " + kindName(value.kind));
  }
}
