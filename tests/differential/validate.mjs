// validate.mjs JUDGE WORK MUTANTS SEED DOC: holds our validator against wabt's
// wasm-validate and V8's WebAssembly.validate.
//
// WORK/*.wasm are the seeds. Judged are the seeds, modules made from each row
// of opcodes.def, and MUTANTS changed copies; the same SEED makes the same
// ones. Each disagreement must be of a class below, which a row of DOC explains,
// or the test fails. The last line is "N passed, N failed".
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import v8 from 'node:v8';

const [judge, work, mutantCount, firstSeed, explained] = process.argv.slice(2);
const run = promisify(execFile);
const output = { maxBuffer: 1 << 30 };

// --- what the engines have -------------------------------------------------

const options = execFileSync(process.execPath, ['--v8-options'], output).toString();
for (const name of ['memory64', 'multi-memory', 'relaxed-simd', 'extended-const',
  'return-call', 'eh', 'exnref', 'simd', 'threads', 'reftypes', 'mv', 'bulk-memory'])
  if (options.includes(`--experimental-wasm-${name} `))
    v8.setFlagsFromString(`--experimental-wasm-${name}`);

const section = (id, ...body) => [id, body.length, ...body];
const code = (...body) => section(10, 1, body.length + 1, 0, ...body);
const FUNC = [...section(1, 1, 0x60, 0, 0), ...section(3, 1, 0)];
const MEMORY = section(5, 1, 0, 1);
const TABLE = section(4, 1, 0x70, 0, 1);
const TAG = section(13, 1, 0, 0);
// One module that has the feature and no other; bits of gk_feature. Both forms
// of exceptions are one feature: the second is a row of its own.
const probes = {
  'sign-ext': [1, ...FUNC, ...code(0x41, 0, 0xc0, 0x1a, 0x0b)],
  'nontrapping-fptoint': [2, ...FUNC, ...code(0x43, 0, 0, 0, 0, 0xfc, 0, 0x1a, 0x0b)],
  'bulk-memory': [3, ...FUNC, ...MEMORY,
    ...code(0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 0x0b, 0, 0x0b)],
  'reference-types': [4, ...FUNC, ...code(0xd0, 0x6f, 0x1a, 0x0b)],
  multivalue: [5, ...section(1, 1, 0x60, 0, 2, 0x7f, 0x7f)],
  simd128: [6, ...FUNC, ...code(0x41, 0, 0xfd, 0x0f, 0x1a, 0x0b)],
  'relaxed-simd': [7, ...FUNC,
    ...code(0x41, 0, 0xfd, 0x0f, 0xfd, 0x81, 0x02, 0x1a, 0x0b)],
  atomics: [8, ...section(5, 1, 3, 1, 1)],
  'tail-call': [9, ...FUNC, ...code(0x12, 0, 0x0b)],
  'exception-handling': [10, ...FUNC, ...TAG, ...code(8, 0, 0x0b)],
  'mutable-globals': [11, ...section(2, 1, 0, 0, 3, 0x7f, 1)],
  'extended-const': [12, ...section(6, 1, 0x7f, 0, 0x41, 1, 0x41, 2, 0x6a, 0x0b)],
  multimemory: [13, ...section(5, 2, 0, 1, 0, 1)],
  memory64: [14, ...section(5, 1, 4, 1)],
  table64: [null, ...section(4, 1, 0x70, 4, 1)],
  exnref: [null, ...FUNC, ...code(0x1f, 0x40, 0, 0x0b, 0x0b)],
  'defined globals in initializers': [null,
    ...section(6, 2, 0x7f, 0, 0x41, 1, 0x0b, 0x7f, 0, 0x23, 0, 0x0b)],
};
const preamble = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const probeModule = ([, ...bytes]) => Buffer.from([...preamble, ...bytes]);

// --- random numbers that are the same everywhere ---------------------------

let state = Number(firstSeed) >>> 0;
function random(below) {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
  return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
}

// --- modules ---------------------------------------------------------------

function unpack(bytes) {
  const modules = [];
  for (let at = 0; at < bytes.length;) {
    const len = bytes.readUInt32LE(at);
    modules.push(bytes.subarray(at + 4, at + 4 + len));
    at += 4 + len;
  }
  return modules;
}

function pack(file, modules) {
  writeFileSync(file, Buffer.concat(modules.flatMap((m) => {
    const head = Buffer.alloc(4);
    head.writeUInt32LE(m.length);
    return [head, m];
  })));
}

// Bytes that mean something somewhere.
const telling = [0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f,
  0x10, 0x1a, 0x1b, 0x20, 0x21, 0x22, 0x23, 0x24, 0x28, 0x36, 0x40, 0x41, 0x42,
  0x6a, 0x6f, 0x70, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f, 0x80, 0xfc, 0xfd, 0xff];

function mutateOnce(bytes) {
  const at = random(20) === 0 ? random(bytes.length) : 8 + random(bytes.length - 8);
  const copy = Buffer.from(bytes);
  switch (random(8)) {
    case 0:
      copy[at] ^= 1 << random(8);
      return copy;
    case 1:
      copy[at] = random(256);
      return copy;
    case 2:
    case 3:
      copy[at] = telling[random(telling.length)];
      return copy;
    case 4:
      copy[at] += random(2) ? 1 : 255;
      return copy;
    case 5:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at + 1)]);
    case 6:
      return Buffer.concat([copy.subarray(0, at),
        Buffer.from([telling[random(telling.length)]]), copy.subarray(at)]);
    default: { // one instruction's byte somewhere else
      const from = 8 + random(bytes.length - 8);
      copy[at] = bytes[from];
      return copy;
    }
  }
}

function mutate(seeds) {
  // Small modules change more with a byte, and are quicker to judge.
  let seed = seeds[random(seeds.length)];
  if (seed.length > 4000 && random(8) !== 0) seed = seeds[random(seeds.length)];
  if (seed.length < 10) return seed;
  if (random(50) === 0) return seed.subarray(0, random(seed.length));
  let bytes = seed;
  for (let n = 1 + Math.min(random(3), random(3)); n > 0; n--) bytes = mutateOnce(bytes);
  return bytes;
}

// --- judges ----------------------------------------------------------------

async function lines(args) {
  const { stdout } = await run(judge, args, output);
  return stdout.split('\n').slice(0, -1);
}

// [valid, bits of features, status, offset, text]
function parseOurs(line) {
  const [verdict, bits, status, offset, ...text] = line.split(' ');
  return { valid: verdict === 'valid', bits: parseInt(bits, 16),
    status: Number(status), offset: Number(offset), text: text.join(' ') };
}

function askV8(bytes) {
  if (WebAssembly.validate(bytes)) return { valid: true, text: '' };
  try {
    new WebAssembly.Module(bytes);
  } catch (error) {
    return { valid: false, text: error.message.replace(/^WebAssembly.Module\(\): /, '') };
  }
  return { valid: false, text: '' };
}

// One process for each module: two at a time.
async function askWabt(modules) {
  const parts = [0, 1].map((n) => modules.filter((_, i) => i % 2 === n));
  const said = await Promise.all(parts.map((part, n) => {
    const file = join(work, `wabt-${n}.pack`);
    pack(file, part);
    return lines(['--wabt', file]);
  }));
  return modules.map((_, i) => {
    const [verdict, ...text] = said[i % 2][i >> 1].split(' ');
    return { valid: verdict === 'valid', crash: verdict === 'crash', text: text.join(' ') };
  });
}

// --- explained disagreements -----------------------------------------------
// Each is of one judge; `when` sees what we say and what it says. The names
// are rows of the table in docs/validation.md.

const missing = { v8: new Set(), wabt: new Set() };
const lacks = (name, bits) => Object.entries(probes).some(([feature, [bit]]) =>
  bit !== null && missing[name].has(feature) && bits & (1 << bit));
const EXCEPTIONS = 1 << 10;

function leb(bytes, at) {
  let value = 0;
  for (let shift = 0; at < bytes.length; shift += 7) {
    value += (bytes[at] & 0x7f) * 2 ** shift;
    if (bytes[at++] < 0x80) break;
  }
  return [value, at];
}

// Whether what wabt says is about a place in a custom section.
function inCustomSection(bytes, text) {
  const offset = parseInt(/^([0-9a-f]+): error/.exec(text)?.[1], 16);
  for (let at = 8; at < bytes.length;) {
    const id = bytes[at];
    const [size, start] = leb(bytes, at + 1);
    if (offset > at && offset <= start + size) return id === 0;
    at = start + size;
  }
  return false;
}

const classes = [
  { name: 'feature-lacking', of: 'v8', when: (o) => o.valid && lacks('v8', o.bits) },
  { name: 'feature-lacking', of: 'wabt', when: (o) => o.valid && lacks('wabt', o.bits) },
  // Both forms of exceptions are one feature to us.
  { name: 'feature-lacking', of: 'v8', when: (o, t) => o.valid && o.bits & EXCEPTIONS
    && missing.v8.has('exnref') && /opcode 0x(a|1f)\b|noexternref/.test(t.text) },
  { name: 'feature-lacking', of: 'wabt', when: (o, t) => o.valid && o.bits & EXCEPTIONS
    && missing.wabt.has('exnref') && /opcode: 0x(a|1f)$/.test(t.text) },
  { name: 'atomic-alignment', of: 'v8', when: (o, t) => t.valid
    && /atomic.*: alignment 2\^\d, wanted 2\^\d$/.test(o.text) },
  { name: 'custom-name', of: 'wabt', when: (o, t) => t.valid
    && /^(the section ends in )?custom section's name/.test(o.text) },
  { name: 'custom-content', of: 'wabt',
    when: (o, t, bytes) => o.valid && inCustomSection(bytes, t.text) },
  { name: 'segment-flags', of: 'wabt', when: (o, t) => t.valid
    && /^data segment \d+: flags 0x\w+, wanted 0 to 2$/.test(o.text) },
  { name: 'open-function', of: 'wabt', when: (o, t) => t.valid
    && o.text === 'the body ends where an instruction should be' },
  { name: 'open-initializer', of: 'wabt', when: (o, t) => t.valid
    && / the section ends in an initializer$/.test(o.text) },
  { name: 'alignment-shift', of: 'wabt', when: (o, t) => t.valid
    && /: alignment 2\^(3[2-9]|[45]\d|6[0-3]), /.test(o.text) },
  { name: 'data-count', of: 'wabt', when: (o, t) => t.valid
    && /^data count is \d+, there are 0 segments$/.test(o.text) },
];

function classify(name, ours, theirs, bytes) {
  return classes.find((c) => c.of === name && c.when(ours, theirs, bytes))?.name;
}

// --- the test --------------------------------------------------------------

let passed = 0;
let failed = 0;
const counts = {};

function fail(words, bytes) {
  failed++;
  if (failed > 25) return;
  const file = join(work, `failed-${failed}.bin`);
  if (bytes) writeFileSync(file, bytes);
  console.log(`FAIL ${words}`);
  if (bytes && bytes.length <= 400) console.log(`     ${bytes.toString('hex')}`);
}

function compare(label, bytes, ours, name, theirs) {
  if (theirs.crash) {
    counts[`${name}: crash`] = (counts[`${name}: crash`] ?? 0) + 1;
    return true;
  }
  if (ours.valid === theirs.valid) return true;
  const known = classify(name, ours, theirs, bytes);
  if (known) {
    counts[`${name}: ${known}`] = (counts[`${name}: ${known}`] ?? 0) + 1;
    return true;
  }
  fail(`${label}: we say ${ours.valid ? 'valid' : ours.text} (0x${ours.bits.toString(16)}), `
    + `${name} says ${theirs.valid ? 'valid' : theirs.text}`, bytes);
  return false;
}

async function judgeAll(modules, labels) {
  const file = join(work, 'all.pack');
  pack(file, modules);
  const [fast, careful, wabt] = await Promise.all([
    lines([file]), lines(['--careful', file]), askWabt(modules)]);
  modules.forEach((bytes, i) => {
    const ours = parseOurs(fast[i]);
    let fine = true;
    if (fast[i] !== careful[i]) {
      fail(`${labels[i]}: the fast loop says ${fast[i]}, the careful one ${careful[i]}`, bytes);
      fine = false;
    }
    fine = compare(labels[i], bytes, ours, 'v8', askV8(bytes)) && fine;
    fine = compare(labels[i], bytes, ours, 'wabt', wabt[i]) && fine;
    if (fine) passed++;
    tally.valid += ours.valid;
    tally.all++;
  });
}

const tally = { valid: 0, all: 0 };

async function probe() {
  const names = Object.keys(probes);
  const modules = names.map((n) => probeModule(probes[n]));
  const wabt = await askWabt(modules);
  names.forEach((name, i) => {
    if (!WebAssembly.validate(modules[i])) missing.v8.add(name);
    if (!wabt[i].valid) missing.wabt.add(name);
  });
  console.log(`node ${process.version} lacks: ${[...missing.v8].join(', ') || 'nothing'}`);
  console.log(`wasm-validate lacks: ${[...missing.wabt].join(', ') || 'nothing'}`);
}

async function rows() {
  const file = join(work, 'ops.pack');
  const made = execFileSync(judge, ['--ops', file], output).toString().trim().split('\n');
  const modules = unpack(readFileSync(file));
  const ours = (await lines([file])).map(parseOurs);
  made.forEach((line, i) => {
    const [verdict, op] = line.split(' ');
    if ((verdict === 'valid') !== ours[i].valid)
      fail(`${op}: made to be ${verdict}, we say ${ours[i].text}`, modules[i]);
  });
  await judgeAll(modules, made.map((line) => `row ${line}`));
  return modules;
}

// Each class is explained, and nothing is explained that is none.
function checkTable() {
  const rows = [...readFileSync(explained, 'utf8').matchAll(/^\| `([a-z-]+)` \|/gm)].map((m) => m[1]);
  const known = [...new Set(classes.map((c) => c.name))];
  for (const name of known) if (!rows.includes(name)) fail(`no row explains '${name}'`);
  for (const name of rows) if (!known.includes(name)) fail(`row '${name}' is of no class`);
  if (failed === 0) passed++;
}

checkTable();
await probe();
const ops = await rows();
const names = readdirSync(work).filter((f) => f.endsWith('.wasm')).sort();
const seeds = names.map((f) => readFileSync(join(work, f)));
await judgeAll(seeds, names);
const small = [...seeds, ...seeds, ...ops.filter((_, i) => i % 5 === 0).slice(0, seeds.length)];
for (let left = Number(mutantCount); left > 0; left -= 2000) {
  const count = Math.min(left, 2000);
  const mutants = Array.from({ length: count }, () => mutate(small));
  await judgeAll(mutants, mutants.map((_, i) => `mutant ${Number(mutantCount) - left + i}`));
}
console.log(`${tally.all} modules, ${tally.valid} of them valid, from ${names.length} seeds`);
for (const [name, count] of Object.entries(counts).sort())
  console.log(`  ${count} times ${name}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
