// A second opinion: both kinds of Cortex host, written from the contract and
// from nothing else of this project. Tests run compiled guests in it.
//
//   const plugin = await load(bytes, { fidelity: 'deployed', ... });
//   plugin.tools, plugin.log, plugin.execute('say', { name: 'x' })
//
// documented  the published contract: lengths where they belong, any name and
//             arguments, an allocator between 128 KiB and 1 MiB. Memory below
//             1 MiB is the host's, and a guest that writes there is caught.
// deployed    what runs: its addresses, alignment errors, untyped imports.

const PAGE = 65536;
const MAX_TEXT = 65536;
const GUEST_BASE = 0x100000;
const HEAP_BASE = 0x20000;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8');

export class Host {
  constructor({
    fidelity = 'documented', name = 'test', config = {}, state = new Map(),
    http = null, now = 1767225600000, random = () => 0x5a, network = true,
  } = {}) {
    Object.assign(this, { fidelity, name, config, state, http, now, random, network });
    this.deployed = fidelity === 'deployed';
    this.memory = new WebAssembly.Memory({ initial: 256, maximum: 512 });
    this.heap = this.deployed ? PAGE : HEAP_BASE;
    this.size = this.memory.buffer.byteLength; // as it was at load, for ever
    this.log = [];
    this.calls = [];
  }

  bytes() {
    return new Uint8Array(this.memory.buffer);
  }

  // Deployed hosts read text this way; documented ones must at least do as
  // well for text that is right.
  text(ptr, len) {
    const n = Math.min(len, MAX_TEXT);
    if (ptr < 0 || n < 0 || ptr + n > this.memory.buffer.byteLength) return '';
    const all = this.bytes().slice(ptr, ptr + n);
    const end = all.indexOf(0);
    return decoder.decode(end < 0 ? all : all.subarray(0, end));
  }

  write(value, outPtr, lenPtr) {
    const word = new Uint32Array(this.memory.buffer, lenPtr, 1);
    const cap = word[0] === 0 ? MAX_TEXT : word[0];
    const utf8 = encoder.encode(value).subarray(0, cap);
    new Uint8Array(this.memory.buffer, outPtr, utf8.length).set(utf8);
    word[0] = utf8.length;
  }

  alloc(size) {
    if (size <= 0) return 0;
    const aligned = (size + 7) & ~7;
    const end = this.heap + aligned;
    if (!this.deployed) {
      if (end > GUEST_BASE) return 0;
    } else if (end > this.size) {
      const pages = Math.ceil((end - this.size) / PAGE) + 16;
      try {
        this.memory.grow(pages);
      } catch {
        throw new Error(`WASM memory grow failed for ${this.name}`);
      }
    }
    const block = this.heap;
    this.heap = end;
    return block;
  }

  lookUp(value, outPtr, lenPtr) {
    try {
      if (value === undefined) {
        new Uint32Array(this.memory.buffer, lenPtr, 1)[0] = 0;
        return -1;
      }
      this.write(value, outPtr, lenPtr);
      return 0;
    } catch {
      return -1;
    }
  }

  setting(key) {
    const own = this.config[`CORTEX_PLUGIN_${this.name}_${key}`.toUpperCase()];
    const common = this.config[`CORTEX_WASM_${key}`.toUpperCase()];
    return (this.deployed ? own : own || common) || undefined;
  }

  request(a) {
    const method = this.text(a[0], a[1]) || 'GET';
    const url = this.text(a[2], a[3]);
    const body = a[5] > 0 ? this.text(a[4], a[5]) : '';
    const headers = a[7] > 0 ? this.text(a[6], a[7]) : '';
    const answer = (status, words, result) => {
      new Uint32Array(this.memory.buffer, a[8], 1)[0] = status;
      this.write(words, a[9], a[10]);
      return result;
    };
    if (!this.network) return answer(403, 'host: network:fetch permission denied', -1);
    if (url === '') return answer(400, 'host: empty URL', -1);
    const reply = this.http?.({ method, url, body, headers }) ?? { error: 'no such server' };
    if (!this.deployed)
      return reply.error ? answer(0, reply.error, -1) : answer(reply.status, reply.body, 0);
    const words = reply.error ? `host: fetch error: ${reply.error}` : reply.body;
    return answer(1, decoder.decode(encoder.encode(words).subarray(0, 65528)), 0);
  }

  imports() {
    const record = (name, fn) => (...args) => {
      this.calls.push(name);
      return fn(...args);
    };
    const functions = {
      host_alloc: (size) => this.alloc(size),
      host_free: () => {},
      host_log: (ptr, len) => void this.log.push(this.text(ptr, len)),
      host_get_abi_version: () => 1,
      host_get_time_ms: () => (this.deployed ? this.now : BigInt(this.now)),
      host_random: (ptr, len) => {
        const n = Math.min(len, 65536);
        new Uint8Array(this.memory.buffer, ptr, n).fill(this.random());
      },
      host_get_config: (k, kl, o, ol) => this.lookUp(this.setting(this.text(k, kl)), o, ol),
      host_set_state: (k, kl, v, vl) => void this.state.set(this.text(k, kl), this.text(v, vl)),
      host_get_state: (k, kl, o, ol) => this.lookUp(this.state.get(this.text(k, kl)), o, ol),
      host_http_request: (...args) => this.request(args),
    };
    const env = { memory: this.memory };
    for (const [name, fn] of Object.entries(functions)) env[name] = record(name, fn);
    return { env };
  }

  load(bytes) {
    const module = new WebAssembly.Module(bytes);
    this.instance = new WebAssembly.Instance(module, this.imports());
    const { exports } = this.instance;
    if (!this.deployed) {
      for (const [kind, name] of [
        ['memory', 'memory'], ['function', 'plugin_get_abi_version'],
        ['function', 'plugin_get_capabilities'], ['function', 'plugin_execute_tool'],
      ]) {
        const found = WebAssembly.Module.exports(module).find((e) => e.name === name);
        if (found?.kind !== kind) throw new Error(`missing export ${name}`);
      }
    }
    if (exports.plugin_get_abi_version) {
      const version = exports.plugin_get_abi_version();
      if (version !== 1)
        throw new Error(`WASM plugin "${this.name}" ABI version ${version} is not supported (supported: 1)`);
    }
    exports.plugin_init?.();
    this.tools = this.capabilities();
    return this;
  }

  capabilities() {
    const { exports } = this.instance;
    const [out, lenAt] = this.deployed ? [0, 4] : [HEAP_BASE, 0x1000];
    if (!exports.plugin_get_capabilities) return [];
    this.guard();
    new Uint32Array(this.memory.buffer, lenAt, 1)[0] = 65528;
    const result = exports.plugin_get_capabilities(out, lenAt);
    this.guarded([[out, 65528], [lenAt, 4]]);
    if (result !== 0) {
      if (!this.deployed) throw new Error(`plugin_get_capabilities returned ${result}`);
      return [];
    }
    const len = Math.min(new Uint32Array(this.memory.buffer, lenAt, 1)[0], 65528);
    const text = decoder.decode(this.bytes().slice(out, out + len));
    try {
      return JSON.parse(text).tools;
    } catch (error) {
      if (!this.deployed) throw error;
      this.log.push('Failed to parse WASM capabilities JSON');
      return [];
    }
  }

  execute(name, args) {
    const json = typeof args === 'string' ? args : JSON.stringify(args);
    const utf8 = [encoder.encode(name), encoder.encode(json)];
    const { exports } = this.instance;
    if (!exports.plugin_execute_tool || !exports.memory)
      return failure('WASM plugin has no execute_tool export');
    let at;
    try {
      at = this.deployed ? this.layDeployed(...utf8) : this.layDocumented(...utf8);
    } catch (error) {
      return failure(error.message);
    }
    let result;
    try {
      result = exports.plugin_execute_tool(
        at.name, utf8[0].length, at.args, utf8[1].length, at.out, at.outLen);
    } catch (error) {
      return failure(`WASM trap: ${error.message}`);
    }
    this.guarded([[at.out, 65536], [at.outLen, 4]]);
    const len = new Uint32Array(this.memory.buffer, at.outLen, 1)[0];
    if (!this.deployed && len > 65536) throw new Error(`*outLen is ${len}`);
    const text = decoder.decode(this.bytes().slice(at.out, at.out + Math.min(len, 65536)));
    return result === 0 ? { success: true, output: text } : failure(text || 'WASM tool execution failed');
  }

  layDeployed(name, args) {
    const namePtr = 65544;
    const argsPtr = namePtr + name.length + 5;
    const out = argsPtr + args.length + 5;
    const outLen = out + 65536;
    const missing = outLen + 4 - this.memory.buffer.byteLength;
    if (missing > 0) {
      try {
        this.memory.grow(Math.ceil(missing / PAGE) + 16);
      } catch {
        throw new Error('WASM memory exhausted');
      }
    }
    const put = (bytes, ptr) => {
      this.bytes().set(bytes, ptr);
      this.bytes()[ptr + bytes.length] = 0;
      new Uint32Array(this.memory.buffer, ptr + bytes.length + 1, 1)[0] = bytes.length;
    };
    put(name, namePtr);
    put(args, argsPtr);
    new Uint32Array(this.memory.buffer, outLen, 1)[0] = 65536;
    return { name: namePtr, args: argsPtr, out, outLen };
  }

  // Odd addresses on purpose where the contract says nothing of alignment.
  layDocumented(name, args) {
    const namePtr = HEAP_BASE + 1;
    const argsPtr = namePtr + name.length;
    const out = (argsPtr + args.length + 16) | 1;
    const outLen = (out + 65536 + 7) & ~3;
    if (outLen + 4 > GUEST_BASE) throw new Error('arguments too long');
    this.guard();
    this.bytes().set(name, namePtr);
    this.bytes().set(args, argsPtr);
    this.mark = this.bytes().slice(0, GUEST_BASE);
    new Uint32Array(this.memory.buffer, outLen, 1)[0] = this.capacity ?? 65536;
    return { name: namePtr, args: argsPtr, out, outLen };
  }

  // Fills what is the host's, and finds what a guest changed there.
  guard() {
    this.mark = null;
    if (this.deployed) return;
    this.bytes().fill(0xa5, 0, GUEST_BASE);
    this.mark = this.bytes().slice(0, GUEST_BASE);
  }

  guarded(allowed) {
    if (!this.mark) return;
    const now = this.bytes().slice(0, GUEST_BASE);
    for (const [at, len] of allowed) now.fill(0, at, at + len), this.mark.fill(0, at, at + len);
    const bad = now.findIndex((byte, i) => byte !== this.mark[i]);
    if (bad >= 0) throw new Error(`the guest wrote to 0x${bad.toString(16)}, which is the host's`);
  }
}

function failure(error) {
  return { success: false, output: '', error };
}

export function load(bytes, options) {
  return new Host(options).load(bytes);
}
