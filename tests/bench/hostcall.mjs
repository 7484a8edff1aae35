// hostcall.mjs WASM [RUNS]: microseconds of processor time of one call of the
// agent in hostcall.wat, with a host written by hand. The best of RUNS counts.
import { readFileSync } from 'node:fs';

const calls = 20000;
const decoder = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();
const kept = new Map();
const text = (ptr, len) =>
    decoder.decode(new Uint8Array(guest.memory.buffer, ptr, len));
const give = (string) => {
    const bytes = encoder.encode(string);
    const ptr = guest.alloc(bytes.length + 1);
    const out = new Uint8Array(guest.memory.buffer, ptr, bytes.length + 1);

    out.set(bytes);
    out[bytes.length] = 0;
    return (BigInt(ptr) << 32n) | BigInt(bytes.length);
};
const hugind = {
    get_args: () => give(JSON.stringify({ args: [String(calls)] })),
    memory_set: (key, keyLength, value, valueLength) =>
        kept.set(`a/${text(key, keyLength)}`,
                 JSON.stringify(JSON.parse(text(value, valueLength)))),
    memory_get: (ptr, len) => give(kept.get(text(ptr, len)) ?? 'null'),
};
const module = new WebAssembly.Module(readFileSync(process.argv[2]));
const guest = new WebAssembly.Instance(module, { hugind }).exports;
let best = Infinity;

for (let i = 0; i < Number(process.argv[3] ?? 7); i++) {
    const before = process.cpuUsage();
    guest._start();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / calls);
}
console.log(best.toFixed(3));
