// v8.mjs WASM RUNS: milliseconds that V8 takes to validate it, the median.
import { readFileSync } from 'node:fs';

const bytes = readFileSync(process.argv[2]);
const laps = Array.from({ length: Number(process.argv[3]) }, () => {
  const start = process.hrtime.bigint();
  if (!WebAssembly.validate(bytes)) throw new Error('V8 says it is not valid');
  return Number(process.hrtime.bigint() - start) / 1e6;
}).sort((a, b) => a - b);
console.log(laps[laps.length >> 1].toFixed(3));
