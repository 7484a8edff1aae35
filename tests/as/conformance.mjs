// conformance.mjs HOST DUMP ROWS.def…: the rows against what wasm-objdump -x
// shows of a guest that takes every function.
import { readFileSync } from 'node:fs';
import { check, finish } from '../sdk/check.mjs';

const [host, dump, ...tables] = process.argv.slice(2).map((arg, i) => (i === 0 ? arg : readFileSync(arg, 'utf8')));
const letters = { i: 'i32', I: 'i64', f: 'f32', F: 'f64', w: 'i32', P: 'i64' };
for (const pair of 'sdbc') letters[pair] = 'i32, i32';

function type(sig) {
  const [, params, results] = /^\((.*)\)(.*)$/.exec(sig);
  const list = (text) => [...text].map((letter) => letters[letter]).join(', ');
  return `(${list(params)}) -> ${list(results) || 'nil'}`.replace('() ->', '() ->');
}

// A name may be taken with the documented type and with the deployed one.
const wanted = [];
const required = [];
const rows = tables.join('\n');
for (const [, module, name, sig, deployed] of rows.matchAll(/^GK_IMPORT\(\s*"(\w+)",\s*(\w+),\s*"([^"]*)",\s*(?:NULL|"([^"]*)")/gm)) {
  wanted.push(`${module}.${name} ${type(sig)}`);
  if (deployed?.includes('(')) wanted.push(`${module}.${name} ${type(deployed.slice(1))}`);
}
for (const [, of, name, sig, need] of rows.matchAll(/^GK_EXPORT\(\s*(\w+),\s*(\w+),\s*"([^"]*)",\s*(\w+)/gm))
  if (of === host) required.push([name, sig, need]);
check('the rows are found', wanted.length, { cortex: 11, hugind: 44 }[host]);

const types = [...dump.matchAll(/ - type\[\d+\] (.*)/g)].map((match) => match[1]);
const found = [];
for (const [, sig, name] of dump.matchAll(/ - func\[\d+\] sig=(\d+) <.*> <- (\S+)/g)) found.push(`${name} ${types[sig]}`);
const functions = {};
const exports = {};
for (const [, index, sig] of dump.matchAll(/ - func\[(\d+)\] sig=(\d+)/g)) functions[index] = types[sig];
for (const [, index, name] of dump.matchAll(/ - func\[(\d+)\] <[^>]*> -> "(.*)"/g)) exports[name] = functions[index];
check('imports', found.sort(), wanted.sort());
for (const [name, sig, need] of required) {
  if (!sig.startsWith('(')) continue;
  if (exports[name] !== undefined) check(`export ${name}`, exports[name], type(sig));
  else check(`export ${name} is there`, need === 'REQUIRED' ? 'missing' : 'optional', 'optional');
}
const known = required.map(([name]) => name);
check('no other function is exported', Object.keys(exports).filter((name) => !known.includes(name)), []);
check('memory is exported', / - memory\[0\] -> "memory"/.test(dump), true);
check('memory is imported where the host gives it', / - memory\[0\].* <- env\.memory/.test(dump), host === 'cortex');
finish();
