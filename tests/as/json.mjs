// The SDK's JSON reader against JavaScript's: json.mjs WASM, which is
// guests/hugind.ts.
import { readFileSync } from 'node:fs';
import { check, finish } from '../sdk/check.mjs';
import { start } from './hugind_host.mjs';

const wasm = readFileSync(process.argv[2]);
let seed = 12345n;
function random(n) {
  seed = (seed * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number((seed >> 33n) % BigInt(n));
}

const right = [
  ' 1 ', '\t\r\n[ ]\n', '{ }', '[[],{},[[]]]', '{"a":{"b":[1,2,{"c":null}]},"d":true,"e":false}', '[ 1 , 2 ]', '{ "a" : 1 , "b" : [ ] }',
  'true', 'false', 'null', '{"":0}', '[0,-0,0.5,1E5,1e+2,1e-2,123456789012345678901234567890]', `${'['.repeat(64)}${']'.repeat(64)}`,
  '{"a]":"}","b":"[{","\\"":"\\\\"}', '""', '"a"', '"\\u0041"', '"\\ud83d\\ude00"', '"\\ud83d"', '"\\ude00"', '"\\ud83d\\u0041"',
  '"\\ud83dx"', '"\\u0000"', '"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"😀ä€"', '"\\uFFFF\\uabCD"', '"\u007f"', '"\\u0001😀\\u2028"',
];
const wrong = [
  ' ', '{', '}', '[', ']', '[1', '[1,', '[1,]', '[,1]', '[1 2]', '{"a"}', '{"a":}', '{"a":1,}', '{a:1}', '{"a":1 "b":2}', '{1:2}', '[}',
  '{]', '[1}', '{"a":1]', '01', '-', '-a', '+1', '.5', '1.', '1.e1', '1e', '1e+', '0x1', '1a', 'tru', 'truee', 'nul', 'NaN', 'Infinity',
  '"', '"a', '"\\"', '"\\', '"\\u', '"\\u00', '"\\u00g0"', '"\\u00:0"', '"\\u00@0"', '"\\x"', '"\n"', '"\t"', "'a'", '1 1', '[] []',
  '// c', '\ufeff1', '\u00a01', 'null,', ',', ':', '{"a":1}}', '[[]', '[1]\0', '-01', '1.2.3', `${'['.repeat(200)}${']'.repeat(200)}`,
];
const cases = [...right, ...wrong];
const pieces = '{}[],:"\\u019aeE+-. \ntrue0';
for (let i = 0; i < 4000; i++) {
  const all = [...right];
  const text = [...all[random(all.length)]];
  if (random(4) === 0) text.length = random(text.length);
  else text[random(text.length)] = pieces[random(pieces.length)];
  if (text.join('') !== '') cases.push(text.join(''));
}
for (let i = 0; i < 1000; i++) cases.push(`${random(1000)}.${random(10000)}e${random(600) - 300}`);

const queue = [...cases, 'end'];
const host = start(wasm, { args: ['json'], replies: { net_fetch: () => queue.shift() }, log: false });
check('the agent ends well', host.error, undefined);
check('one answer each', host.printed.length, cases.length);
cases.forEach((text, i) => {
  let wanted;
  try {
    wanted = JSON.parse(text);
  } catch { /* stays undefined */ }
  if (/^\[{129,}/.test(text)) wanted = undefined;
  const got = host.printed[i];
  let value;
  try {
    value = got === 'bad' ? undefined : JSON.parse(got);
  } catch {
    value = `not JSON: ${got}`;
  }
  check(JSON.stringify(text.slice(0, 200)), value, wanted);
});

// Whole numbers, exactly.
const numbers = [
  ['0', '0'], ['-0', '0'], ['-7', '-7'], ['9223372036854775807', '9223372036854775807'], ['9223372036854775808', '-1'],
  ['-9223372036854775808', '-9223372036854775808'], ['-9223372036854775809', '-1'], ['9007199254740993', '9007199254740993'],
  ['12345678901234567890', '-1'], ['1e3', '1000'], ['1.5', '-1'], ['1e300', '-1'], ['"1"', '-1'], ['[1]', '-1'],
];
const asked = numbers.map(([text]) => `{"int":${text}}`).concat('end');
const second = start(wasm, { args: ['json'], replies: { net_fetch: () => asked.shift() }, log: false });
const read = second.printed.filter((_, i) => i % 2 === 1).map((line) => line.split(' '));
numbers.forEach(([text, int], i) => {
  check(`${text} as an integer`, read[i][0], int);
  check(`${text} as a number`, Number(read[i][1]), typeof JSON.parse(text) === 'number' ? Number(text) + 0 : -1);
});
finish();
