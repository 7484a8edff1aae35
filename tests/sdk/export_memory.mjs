// Adds the export "memory" of memory 0: export_memory.mjs IN.wasm OUT.wasm
// wasm-ld 14 leaves it out when memory is imported.
import { readFileSync, writeFileSync } from 'node:fs';

const EXPORT = 7;
const bytes = readFileSync(process.argv[2]);

function readU32(at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
  }
}

function u32(value) {
  const out = [];
  do {
    out.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value = Math.floor(value / 128);
  } while (value > 0);
  return Buffer.from(out);
}

function section(id, ...parts) {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([id]), u32(body.length), body]);
}

const entry = Buffer.from([6, ...Buffer.from('memory'), 2, 0]);
const out = [bytes.subarray(0, 8)];
let done = false;
for (let at = 8; at < bytes.length; ) {
  const begin = at;
  const id = bytes[at];
  const [size, body] = readU32(at + 1);
  at = body + size;
  // Sections come in the order of their numbers (data count, 12, before 10).
  if (!done && id > EXPORT && id !== 12) {
    out.push(section(EXPORT, u32(1), entry));
    done = true;
  }
  if (id === EXPORT) {
    const [count, first] = readU32(body);
    out.push(section(EXPORT, u32(count + 1), bytes.subarray(first, at), entry));
    done = true;
  } else {
    out.push(bytes.subarray(begin, at));
  }
}
writeFileSync(process.argv[3], Buffer.concat(out));
