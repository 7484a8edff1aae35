// node.mjs WASM: compiles and instantiates a plugin, with a host of nothing.
import { readFileSync } from 'node:fs';

const memory = new WebAssembly.Memory({ initial: 256, maximum: 512 });
const env = new Proxy({ memory }, { get: (object, key) => object[key] ?? (() => 0) });
new WebAssembly.Instance(new WebAssembly.Module(readFileSync(process.argv[2])), { env });
