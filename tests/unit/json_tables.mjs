// Prints what JavaScript makes of numbers and JSON texts, as C table rows:
//   node tests/unit/json_tables.mjs numbers >tests/unit/json_numbers.inc
//   node tests/unit/json_tables.mjs texts >tests/unit/json_texts.inc
// test_json.c holds our printer against them.

const float = new Float64Array(1);
const bits = new BigUint64Array(float.buffer);
const mask = (1n << 64n) - 1n;

function* numbers() {
  for (const text of ["0", "-0", "1", "-1", "0.1", "1e21", "1e-7", "5e-324",
    "1e20", "123456789012345680000", "0.000001", "1.7976931348623157e308",
    "2.2250738585072014e-308", "2.225073858507201e-308", "9007199254740991",
    "9007199254740992", "9007199254740993", "4.35", "0.3", "2e-44", "1e23",
    "100", "1e300", "-1e-300", "1.5", "4294967295", "4294967296"]) {
    float[0] = Number(text);
    yield bits[0];
  }
  for (let e = 0n; e < 2047n; e++) yield e << 52n; // every power of two
  for (let e = 1n; e < 2047n; e += 7n) {
    yield (e << 52n) - 1n;
    yield (e << 52n) + 1n;
  }
  let state = 88172645463325252n; // xorshift64: the same table every time
  for (let i = 0; i < 2000; i++) {
    state ^= (state << 13n) & mask;
    state ^= state >> 7n;
    state ^= (state << 17n) & mask;
    if (i % 2) {
      float[0] = Number(state % 1000000n) / [10, 100, 1000, 3][i % 4];
      yield bits[0];
    } else {
      yield state;
    }
  }
}

const texts = [
  "{}", "[]", "\"\"", "null", " true ", "[1,2,[3,{\"a\":null}]]",
  "{\"b\":1,\"a\":2}", "{\"10\":1,\"9\":2,\"b\":3,\"01\":4,\"-1\":5}",
  "{\"4294967294\":1,\"4294967295\":2,\"0\":3,\"z\":4}",
  "{\"1.5\":1,\"1\":2,\" 1\":3,\"1e3\":4}",
  "{\"__proto__\":{\"x\":1},\"constructor\":2,\"toString\":3}",
  "{\"\":1,\"a b\":{\"\":[]}}",
  "\"\\u0000\"", "\"a\\u0000b\"", "{\"\\u0000\":\"\\u0000\"}",
  "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"",
  "\"\\ud800\\ud83d\\ude00\"", "{\"\\udfff\":\"\\uDbFf\"}",
  "\"\\u001f\\u007f\\u0080\\u2028\\u2029\\ufeff\"",
  "\"\\b\\f\\n\\r\\t\\/\\\\\\\"\"", "\"é 漢 😀 \\u00e9\"",
  "\"</script>&'\"", "-0", "[-0,0,-0.0,0e5,-0e-5]", "1e999", "[-1e999]",
  "1E400", "1e-999", "12345678901234567890", "0.1e1", "1.0", "100e-2",
  "0.30000000000000004", "3.0000000000000000000000000000000000000001",
  "1" + "0".repeat(400), "0." + "0".repeat(400) + "1",
  "1" + "0".repeat(100) + "e-100", "[1.0,1.50,1e2,1E+2,1e-2]",
  "9007199254740993", "18446744073709551615", "1e21", "1e20", "123e-20",
  "{\"a\":{\"b\":{\"c\":[[],{},[[]]]}}}", "\t\n\r [ 1 , 2 ]\n",
  "[" + Array.from({ length: 50 }, (_, i) => i).join() + "]",
  "{" + Array.from({ length: 50 }, (_, i) => `"${99 - i}":${i}`).join() + "}",
];

// Octal escapes: never longer than three digits, so what follows is safe.
const literal = (text) => "\"" + [...Buffer.from(text)].map((b) =>
  b >= 32 && b < 127 && !"\"\\?".includes(String.fromCharCode(b))
    ? String.fromCharCode(b) : "\\" + b.toString(8).padStart(3, "0")).join("") +
  "\"";

const source = "/* Made by json_tables.mjs with node " + process.version + ". */";
if (process.argv[2] === "numbers") {
  console.log(source);
  for (const n of numbers()) {
    bits[0] = n;
    if (Number.isFinite(float[0]))
      console.log(`{ 0x${n.toString(16)}ull, "${JSON.stringify(float[0])}" },`);
  }
} else {
  console.log(source);
  for (const text of texts) {
    const value = JSON.parse(text);
    console.log(`{ ${literal(text)},\n  ${literal(JSON.stringify(value))},\n` +
      `  ${literal(JSON.stringify(value, null, 2))} },`);
  }
}
