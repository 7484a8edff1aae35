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

/** "null", "boolean", "number" …, for messages. */
export function kindName(kind: Kind): string {
  switch (kind) {
    case Kind.Null: return "null";
    case Kind.Boolean: return "boolean";
    case Kind.Number: return "number";
    case Kind.String: return "string";
    case Kind.Array: return "array";
    default: return "object";
  }
}

/** Arrays in arrays beyond this are refused: recursion has to end. */
const MOST_DEPTH = 128;

/** What a value that is no container has in it; never added to. */
const NO_ITEMS: Array<Value> = [];
const NO_KEYS: Array<string> = [];

/** One JSON value. Readers with a fallback never fail. */
export class Value {
  /** The decoded string, or a number as it was written. */
  text: string = "";
  truth: bool = false;
  /** Elements of an array, members of an object, in their order. */
  items: Array<Value> = NO_ITEMS;
  /** Names of an object's members, beside `items`. */
  keys: Array<string> = NO_KEYS;

  constructor(public kind: Kind = Kind.Null) {
    if (kind == Kind.Array || kind == Kind.Object) this.items = [];
    if (kind == Kind.Object) this.keys = [];
  }

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
    if (isWhole(this.text)) return fits(this.text) ? I64.parseInt(this.text) : fallback;
    // 1e3 is a whole number, too.
    const value = F64.parseFloat(this.text);
    return Math.floor(value) == value && Math.abs(value) < 9223372036854775808.0
      ? i64(value)
      : fallback;
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

/** Digits alone, perhaps with a minus. */
function isWhole(text: string): bool {
  for (let i = text.startsWith("-") ? 1 : 0; i < text.length; i++)
    if (!isDigit(text.charCodeAt(i))) return false;
  return true;
}

/** Whether a whole number, which has no leading zeros, is an i64. */
function fits(text: string): bool {
  const negative = text.startsWith("-");
  const digits = negative ? text.substring(1) : text;
  return digits.length < 19 || (digits.length == 19 &&
    digits <= (negative ? "9223372036854775808" : "9223372036854775807"));
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

function leaf(kind: Kind, text: string): Value {
  const value = new Value(kind);
  value.text = text;
  return value;
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
    for (let i = 0; i < word.length; i++)
      if (this.at + i >= this.text.length ||
        this.text.charCodeAt(this.at + i) != word.charCodeAt(i)) return false;
    this.at += word.length;
    return true;
  }

  value(depth: i32): Value | null {
    if (depth > MOST_DEPTH) return null;
    this.space();
    const c = this.peek();
    if (c == 0x7b || c == 0x5b) return this.container(depth);
    if (c == 0x22) {
      const text = this.string();
      return text === null ? null : leaf(Kind.String, text);
    }
    if (c == 0x2d || isDigit(c)) {
      const from = this.at;
      return this.number() ? leaf(Kind.Number, this.text.substring(from, this.at)) : null;
    }
    if (this.word("null")) return new Value();
    const truth = this.word("true");
    if (!truth && !this.word("false")) return null;
    const value = new Value(Kind.Boolean);
    value.truth = truth;
    return value;
  }

  container(depth: i32): Value | null {
    const isObject = this.peek() == 0x7b;
    const end = isObject ? 0x7d : 0x5d;
    const value = new Value(isObject ? Kind.Object : Kind.Array);
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
    let parts: string[] | null = null; // only with escapes
    let from = this.at;
    while (true) {
      const c = this.peek();
      if (c < 0x20) return null; // also the end, -1
      if (c != 0x22 && c != 0x5c) {
        this.at++;
        continue;
      }
      const piece = this.text.substring(from, this.at);
      this.at++;
      if (c == 0x22 && parts === null) return piece;
      if (parts === null) parts = [];
      parts.push(piece);
      if (c == 0x22) return parts.join("");
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
