// The guests' JSON library against JavaScript's: json.mjs PROGRAM (json_echo)
import { spawnSync } from 'node:child_process';
import { check, finish } from './check.mjs';

const cases = [];
const add = (text) => cases.push(Buffer.isBuffer(text) ? text : Buffer.from(text));

// A small generator of its own: the same cases on every run.
let seed = 12345n;
function random(n) {
  seed = (seed * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number((seed >> 33n) % BigInt(n));
}

const numbers = [
  '0', '-0', '1', '-1', '12', '0.1', '0.2', '0.3', '-0.5', '1e0', '1E+2', '1e-2', '123456789012345680', '1e21', '1e22',
  '1e23', '9007199254740991', '9007199254740992', '9007199254740993', '9007199254740995', '9223372036854775807',
  '-9223372036854775808', '9223372036854775808', '123456789012345678901234567890', '5e-324', '2.4703282292062327e-324',
  '2.4703282292062328e-324', '2.2250738585072014e-308', '2.2250738585072011e-308', '2.225073858507201e-308',
  '1.7976931348623157e308', '1.7976931348623158e308', '1e-7', '0.000001', '1.5e-6', '5.684341886080802e-14',
  '5.684341886080801e-14', '4.35', '2.675', '1e-400', '1e99999999999', '0e99999999999', '0.1e-99999999999',
  '7.0420557077594588669468784357561207962098443483187940792729600000e59', '100000000000000016777215',
  '100000000000000016777216', '6929495644600919.5', '3.7455744005952583e15', '0.500000000000000166533453693773481063544750213623046875',
  '1.00000000000000011102230246251565404236316680908203125', '1.00000000000000011102230246251565404236316680908203124',
  '1.00000000000000011102230246251565404236316680908203126', `1.${'0'.repeat(900)}1`, `${'9'.repeat(400)}e-400`,
  `0.${'0'.repeat(400)}1e400`, `1${'0'.repeat(308)}`,
  // halfway, with the deciding digit far away
  `1.00000000000000011102230246251565404236316680908203125${'0'.repeat(760)}1`,
];
for (const text of numbers) if (Number.isFinite(Number(text))) add(text), add(`[${text},-${text.replace('-', '')}]`);
for (let i = 0; i < 2000; i++) {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setUint32(0, random(2 ** 31) * 2 + random(2));
  bits.setUint32(4, random(2 ** 31) * 2 + random(2));
  const value = bits.getFloat64(0);
  if (Number.isFinite(value)) add(JSON.stringify(value)), add(value.toPrecision(1 + random(17)));
}
for (let e = -1074; e <= 1023; e += 7) add(JSON.stringify(2 ** e)), add(JSON.stringify(2 ** e * (1 - 2 ** -53)));
for (let i = 0; i < 500; i++) add(`${random(1000000)}.${random(10000)}`), add(`${random(10 ** 9)}${random(10 ** 9)}e${random(600) - 300}`);
for (let i = 0; i < 500; i++) add(`[${random(10 ** 6) / 1000},${random(100) / 100}]`);

const strings = [
  '""', '"a"', '"\\u0041"', '"\\ud83d\\ude00"', '"\\ud83d"', '"\\ude00"', '"\\ud83d\\u0041"', '"\\ud83dx"', '"\\ud83d\\n"',
  '"\\u0000"', '"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"😀ä€"', '"\\uFFFF\\uabCD"', '"\u007f"', '"\\ud83d\\ud83d\\ude00"', '"\u2028"',
];
const wrong = [
  '', ' ', '{', '}', '[', ']', '[1', '[1,', '[1,]', '[,1]', '[1 2]', '{"a"}', '{"a":}', '{"a":1,}', '{a:1}', '{"a":1 "b":2}',
  '{1:2}', '[}', '{]', '[1}', '{"a":1]', '01', '-', '-a', '+1', '.5', '1.', '1.e1', '1e', '1e+', '0x1', '1a', 'tru', 'truee',
  'nul', 'NaN', 'Infinity', '"', '"a', '"\\"', '"\\', '"\\u', '"\\u00', '"\\u00g0"', '"\\x"', '"\n"', '"\t"', "'a'", '1 1', '[] []',
  '// c', '[1]//', '\ufeff1', '\u00a01', 'null,', ',', ':', '{"a":1}}', '[[]', `${'['.repeat(65)}${']'.repeat(65)}`, '[1]\0', '"\\\0"', '-01', '1.2.3',
];
const right = [
  ' 1 ', '\t\r\n[ ]\n', '{ }', '[[],{},[[]]]', '{"a":{"b":[1,2,{"c":null}]},"d":true,"e":false}', '[ 1 , 2 ]', '{ "a" : 1 , "b" : [ ] }',
  'true', 'false', 'null', '{"":0}', '[0,-0,0.0,1E5]', `${'['.repeat(64)}${']'.repeat(64)}`, '{"a]":"}","b":"[{","\\"":"\\\\"}',
];
for (const text of [...strings, ...wrong, ...right]) add(text);
for (const bytes of [[0x22, 0x80, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22],
  [0x22, 0xe2, 0x82, 0x22], [0x22, 0xff, 0x22], [0x22, 0xf0, 0x9f, 0x98], [0xff]]) add(Buffer.from(bytes));
// Texts that are nearly right: one byte of a good one is changed, or cut off.
const pieces = '{}[],:"\\u019aeE+-. \ntrue0';
for (let i = 0; i < 4000; i++) {
  const all = [...right, ...strings];
  const text = Buffer.from(all[random(all.length)]);
  if (text.length === 0) continue;
  if (random(4) === 0) add(text.subarray(0, random(text.length)));
  else text[random(text.length)] = pieces.charCodeAt(random(pieces.length)), add(text);
}

const input = Buffer.concat(cases.flatMap((text) => [Buffer.from(`${text.length}\n`), text]));
const child = spawnSync(process.argv[2], { input, maxBuffer: 1 << 28 });
check('the program ends well', [child.status, child.stderr.toString()], [0, '']);
const lines = child.stdout.toString().split('\n');
check('one answer each', lines.length, cases.length + 1);

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
function depth(text) {
  let now = 0, most = 0;
  for (const c of text.replace(/"(\\.|[^"\\])*"/gs, '')) {
    if (c === '[' || c === '{') most = Math.max(most, ++now);
    if (c === ']' || c === '}') now--;
  }
  return most;
}

// What the program should print: equal keys stay apart there, so members are
// compared by parsing both; half surrogates become U+FFFD; infinite is null.
function wanted(bytes) {
  let text, value;
  try {
    text = strict.decode(bytes);
    value = JSON.parse(text);
  } catch {
    return 'bad';
  }
  return depth(text) > 64 ? 'bad' : JSON.stringify(value, (key, v) => (typeof v === 'string' ? Buffer.from(v).toString() : v));
}
for (let i = 0; i < cases.length; i++) {
  let got = lines[i];
  const want = wanted(cases[i]);
  try {
    // The program keeps the order of keys, JavaScript puts numeric ones first.
    if (want.includes('{')) got = JSON.stringify(JSON.parse(got));
  } catch { /* "bad": compared as it is */ }
  check(JSON.stringify(cases[i].toString().slice(0, 200)), got, want);
}
finish();
