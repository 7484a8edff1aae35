// conformance.mjs HOST DUMP ROWS.def…: rows against what wasm-objdump -x shows.
import { readFileSync } from 'node:fs';
import { check, finish } from './check.mjs';

const [host, ...paths] = process.argv.slice(2);
const [dump, ...tables] = paths.map((path) => readFileSync(path, 'utf8'));
const rows = tables.join('\n');
// So that rows written in another way are not overlooked.
const counts = { cortex: [11, 5], hugind: [44, 5] };
const letters = { i: 'i32', I: 'i64', f: 'f32', F: 'f64', w: 'i32', P: 'i64' };
for (const pair of 'sdbc') letters[pair] = 'i32, i32';

function type(sig) {
  const [, params, results] = /^\((.*)\)(.*)$/.exec(sig);
  const list = (text) => [...text].map((letter) => letters[letter]).join(', ');
  return `(${list(params)}) -> ${list(results) || 'nil'}`;
}

// A name may be taken with the documented type and with the deployed one.
const wanted = [];
for (const [, module, name, sig, deployed] of rows.matchAll(/^GK_IMPORT\("(\w+)",\s+(\w+),\s+"([^"]*)",\s+(?:NULL|"([^"]*)")/gm)) {
  wanted.push(`${module}.${name} ${type(sig)}`);
  if (deployed?.includes('(')) wanted.push(`${module}.${name} ${type(deployed.slice(1))}`);
}
const exported = {};
for (const [, owner, name, sig] of rows.matchAll(/^GK_EXPORT\((\w+), (\w+), "(\([^"]*)"/gm))
  if (owner === host) exported[name] = type(sig);
check('the rows are found', [wanted.length, Object.keys(exported).length], counts[host]);

const types = [...dump.matchAll(/ - type\[\d+\] (.*)/g)].map((match) => match[1]);
const found = [];
for (const [, sig, name] of dump.matchAll(/ - func\[\d+\] sig=(\d+) <.*> <- (\S+)/g)) found.push(`${name} ${types[sig]}`);
const exports = {};
const functions = {};
for (const [, index, sig] of dump.matchAll(/ - func\[(\d+)\] sig=(\d+)/g)) functions[index] = types[sig];
for (const [, index, name] of dump.matchAll(/ - func\[(\d+)\] <[^>]*> -> "(.*)"/g)) exports[name] = functions[index];

const sorted = (object) => Object.entries(object).sort();
check('imports', found.sort(), wanted.sort());
// Hugind calls main only where there is no _start.
if (host === 'hugind') delete exported.main;
check('exports', sorted(exports), sorted(exported));
check('memory is imported', / - memory\[0\].* <- env\.memory/.test(dump), host === 'cortex');
check('memory is exported', / - memory\[0\] -> "memory"/.test(dump), true);
finish();
