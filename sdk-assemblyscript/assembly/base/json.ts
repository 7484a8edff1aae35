// A strict reader of JSON that never traps, for texts of others: what a model
// answered, what a server sent, what a tool was called with.

/** What a value is. */
export enum Kind {
  Null,
  Boolean,
  Number,
  String,
  Array,
  Object,
}

/** "null", "a boolean", "a number" …, for messages. */
export function kindName(kind: Kind): string {
  switch (kind) {
    case Kind.Null: return "null";
    case Kind.Boolean: return "a boolean";
    case Kind.Number: return "a number";
    case Kind.String: return "a string";
    case Kind.Array: return "an array";
    default: return "an object";
  }
}

/** Arrays in arrays beyond this are refused: recursion has to end. */
const MOST_DEPTH = 128;

/** One JSON value. Readers with a fallback never fail. */
export class Value {
  kind: Kind = Kind.Null;
  /** The decoded string, or a number as it was written. */
  text: string = "";
  truth: bool = false;
  /** Elements of an array, members of an object, in their order. */
  items: Array<Value> = [];
  /** Names of an object's members, beside `items`. */
  keys: Array<string> = [];

  /** @returns null when the text is not one JSON value (RFC 8259). */
  static parse(text: string): Value | null {
    const reader = new Reader(text);
    const value = reader.value(0);
    if (value === null) return null;
    reader.space();
    return reader.at == text.length ? value : null;
  }

  /** Elements of an array or members of an object; else 0. */
  get length(): i32 {
    return this.items.length;
  }

  /** A member of an object; the last one when the name is there twice. */
  get(name: string): Value | null {
    for (let i = this.keys.length - 1; i >= 0; i--)
      if (this.keys[i] == name) return this.items[i];
    return null;
  }

  /** An element of an array, or of an object by its place. */
  at(index: i32): Value | null {
    return index >= 0 && index < this.items.length ? this.items[index] : null;
  }

  get isNull(): bool {
    return this.kind == Kind.Null;
  }

  string(fallback: string = ""): string {
    return this.kind == Kind.String ? this.text : fallback;
  }

  number(fallback: f64 = 0): f64 {
    return this.kind == Kind.Number ? F64.parseFloat(this.text) : fallback;
  }

  /** The fallback also for 1.5 and for what does not fit 64 bits. */
  int(fallback: i64 = 0): i64 {
    if (this.kind != Kind.Number) return fallback;
    const value = F64.parseFloat(this.text);
    if (Math.floor(value) != value || Math.abs(value) >= 9223372036854775808.0)
      return fallback;
    // Digits alone are read exactly; 1e3 is a whole number, too.
    for (let i = 0; i < this.text.length; i++) {
      const c = this.text.charCodeAt(i);
      if (c != 0x2d && (c < 0x30 || c > 0x39)) return i64(value);
    }
    return I64.parseInt(this.text);
  }

  bool(fallback: bool = false): bool {
    return this.kind == Kind.Boolean ? this.truth : fallback;
  }

  /** As JSON without spaces. */
  toString(): string {
    const parts: string[] = [];
    write(this, parts);
    return parts.join("");
  }
}

function write(value: Value, out: string[]): void {
  switch (value.kind) {
    case Kind.Null: out.push("null"); return;
    case Kind.Boolean: out.push(value.truth ? "true" : "false"); return;
    case Kind.Number: out.push(value.text); return;
    case Kind.String: out.push(quote(value.text)); return;
    default: break;
  }
  const isObject = value.kind == Kind.Object;
  out.push(isObject ? "{" : "[");
  for (let i = 0; i < value.items.length; i++) {
    if (i > 0) out.push(",");
    if (isObject) {
      out.push(quote(value.keys[i]));
      out.push(":");
    }
    write(value.items[i], out);
  }
  out.push(isObject ? "}" : "]");
}

const HEX = "0123456789abcdef";

/** A text as a JSON string. Half a surrogate pair is written as an escape. */
export function quote(text: string): string {
  const parts: string[] = ["\""];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 0x20 && c != 0x22 && c != 0x5c && (c < 0xd800 || c > 0xdfff)) continue;
    if (isPair(text, i)) {
      i++;
      continue;
    }
    parts.push(text.substring(from, i));
    parts.push(escape(c));
    from = i + 1;
  }
  parts.push(text.substring(from));
  parts.push("\"");
  return parts.join("");
}

function isPair(text: string, i: i32): bool {
  const c = text.charCodeAt(i);
  if (c < 0xd800 || c > 0xdbff || i + 1 >= text.length) return false;
  const low = text.charCodeAt(i + 1);
  return low >= 0xdc00 && low <= 0xdfff;
}

function escape(c: i32): string {
  switch (c) {
    case 0x08: return "\\b";
    case 0x09: return "\\t";
    case 0x0a: return "\\n";
    case 0x0c: return "\\f";
    case 0x0d: return "\\r";
    case 0x22: return "\\\"";
    case 0x5c: return "\\\\";
    default:
      return "\\u" + HEX.charAt((c >> 12) & 15) + HEX.charAt((c >> 8) & 15) +
        HEX.charAt((c >> 4) & 15) + HEX.charAt(c & 15);
  }
}

function isDigit(c: i32): bool {
  return c >= 0x30 && c <= 0x39;
}

class Reader {
  at: i32 = 0;

  constructor(private text: string) {}

  /** The character here; -1 at the end. */
  peek(): i32 {
    return this.at < this.text.length ? this.text.charCodeAt(this.at) : -1;
  }

  take(c: i32): bool {
    if (this.peek() != c) return false;
    this.at++;
    return true;
  }

  space(): void {
    while (true) {
      const c = this.peek();
      if (c != 0x20 && c != 0x09 && c != 0x0a && c != 0x0d) return;
      this.at++;
    }
  }

  word(word: string): bool {
    if (this.text.substr(this.at, word.length) != word) return false;
    this.at += word.length;
    return true;
  }

  value(depth: i32): Value | null {
    if (depth > MOST_DEPTH) return null;
    this.space();
    const c = this.peek();
    const value = new Value();
    if (c == 0x7b || c == 0x5b) return this.container(value, depth);
    if (c == 0x22) {
      const text = this.string();
      if (text === null) return null;
      value.kind = Kind.String;
      value.text = text;
      return value;
    }
    if (c == 0x2d || isDigit(c)) {
      const from = this.at;
      if (!this.number()) return null;
      value.kind = Kind.Number;
      value.text = this.text.substring(from, this.at);
      return value;
    }
    if (this.word("null")) return value;
    value.kind = Kind.Boolean;
    value.truth = this.word("true");
    return value.truth || this.word("false") ? value : null;
  }

  container(value: Value, depth: i32): Value | null {
    const isObject = this.peek() == 0x7b;
    const end = isObject ? 0x7d : 0x5d;
    value.kind = isObject ? Kind.Object : Kind.Array;
    this.at++;
    this.space();
    if (this.take(end)) return value;
    while (true) {
      if (isObject && !this.key(value)) return null;
      const item = this.value(depth + 1);
      if (item === null) return null;
      value.items.push(item);
      this.space();
      if (this.take(end)) return value;
      if (!this.take(0x2c)) return null;
    }
  }

  key(object: Value): bool {
    this.space();
    const name = this.string();
    if (name === null) return false;
    object.keys.push(name);
    this.space();
    return this.take(0x3a);
  }

  digits(): bool {
    const from = this.at;
    while (isDigit(this.peek())) this.at++;
    return this.at > from;
  }

  number(): bool {
    this.take(0x2d);
    if (!this.take(0x30) && !this.digits()) return false;
    if (this.take(0x2e) && !this.digits()) return false;
    if (!this.take(0x65) && !this.take(0x45)) return true;
    if (!this.take(0x2b)) this.take(0x2d);
    return this.digits();
  }

  string(): string | null {
    if (!this.take(0x22)) return null;
    const parts: string[] = [];
    let from = this.at;
    while (true) {
      const c = this.peek();
      if (c < 0x20) return null; // also the end, -1
      if (c != 0x22 && c != 0x5c) {
        this.at++;
        continue;
      }
      parts.push(this.text.substring(from, this.at));
      this.at++;
      if (c == 0x22) return parts.length == 1 ? parts[0] : parts.join("");
      const unit = this.escaped();
      if (unit < 0) return null;
      parts.push(String.fromCharCode(unit));
      from = this.at;
    }
  }

  /** What follows a backslash, as a UTF-16 unit; -1 when it is no escape. */
  escaped(): i32 {
    const c = this.peek();
    this.at++;
    switch (c) {
      case 0x22: case 0x2f: case 0x5c: return c;
      case 0x62: return 0x08;
      case 0x66: return 0x0c;
      case 0x6e: return 0x0a;
      case 0x72: return 0x0d;
      case 0x74: return 0x09;
      case 0x75: return this.hex();
      default: return -1;
    }
  }

  hex(): i32 {
    let unit = 0;
    for (let i = 0; i < 4; i++) {
      const c = this.peek();
      const digit = isDigit(c) ? c - 0x30 : (c | 0x20) - 0x57;
      if (c < 0 || digit < 0 || digit > 15 || (!isDigit(c) && digit < 10)) return -1;
      unit = (unit << 4) | digit;
      this.at++;
    }
    return unit;
  }
}
