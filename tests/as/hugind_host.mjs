// A second opinion: a Hugind host, written from its contract and from nothing
// else of this project. It answers what a test tells it to.
//
//   const run = start(bytes, { args: ['a'], replies: { net_fetch: () => 'x' } });
//   run.printed, run.calls, run.result, run.memory

const decoder = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();

// Letters: s text in, d bytes in, i number; after the dash: t a text or bytes
// out, n a number out, nothing.
const FUNCTIONS = {
  hugind: {
    print: 's-', print_raw: 's-', eprint: 's-', input: 's-t', get_args: '-t', set_result: 's-',
    version: '-t', net_fetch: 's-t', llm_chat: 's-t', llm_chat_stream: 's-t', run_command: 's-t',
    spawn: 's-t', tools_list: '-t', tools_call: 's-t', memory_set: 'ss-', memory_get: 's-t',
    memory_list: '-t', memory_summary: '-t', messaging_send: 'ss-', messaging_broadcast: 's-',
    messaging_receive: '-t', tasks_spawn: 's-t', register_tool: 's-', set_system_prompt: 's-',
    set_max_turns: 'i-', get_skill_catalog: '-t', activate_skill: 's-t',
  },
  hugind_fs: {
    fs_cwd: '-t', fs_exists: 's-n', fs_is_file: 's-n', fs_is_dir: 's-n', fs_realpath: 's-t',
    fs_read_text: 's-t', fs_read_bytes: 's-t', fs_write_text: 'ss-n', fs_write_bytes: 'sd-n',
    fs_append_text: 'ss-n', fs_list_dir: 's-t', fs_mkdir: 'si-n', fs_remove: 'si-n',
    fs_rename: 'ss-n', fs_copy: 'ss-n', fs_stat: 's-t',
  },
};

class Host {
  constructor({ args = [], replies = {} }) {
    const input = {
      args, meta: { env: { HOME: '/hö' }, session: { id: 'ïd', mode: 'fresh' } },
      team: { memory: {}, memory_summary: '', messages: '' },
    };
    this.replies = { get_args: () => JSON.stringify(input), version: () => '0.12.0', ...replies };
    this.calls = [];
    this.printed = [];
    this.log = false;
  }

  bytes(ptr, len) {
    const { buffer } = this.exports.memory;
    if (ptr < 0 || len < 0 || ptr + len > buffer.byteLength) throw new Error('Memory access out of bounds');
    return new Uint8Array(buffer, ptr, len);
  }

  // alloc(len + 1), the bytes, a 0, and the length without it.
  give(value) {
    const bytes = typeof value === 'string' ? encoder.encode(value) : value;
    const ptr = this.exports.alloc(bytes.length + 1);
    if (ptr <= 0) throw new Error(`alloc returned ${ptr}`);
    const room = this.bytes(ptr, bytes.length + 1);
    room.set(bytes);
    room[bytes.length] = 0;
    return [ptr, bytes.length];
  }

  // What a host tells while a stream comes: not through the guest's own call.
  tell(name, text) {
    const [ptr, len] = this.give(text);
    try {
      this.exports[name]?.(ptr, len);
    } catch { /* a trap in there is swallowed */ }
  }

  handler(name, shape) {
    const [takes, gives] = shape.split('-');
    return (...raw) => {
      const values = [];
      for (const letter of takes)
        if (letter === 'i') values.push(raw.shift());
        else {
          const bytes = this.bytes(raw.shift(), raw.shift()).slice();
          values.push(letter === 's' ? decoder.decode(bytes) : [...bytes]);
        }
      if (name === 'print') this.printed.push(values[0]);
      if (name === 'set_result') this.result = JSON.parse(values[0]);
      if (this.log) this.calls.push([name, ...values]);
      const reply = this.replies[name]?.(...values, this);
      if (gives === 'n') return reply ?? 0;
      if (gives !== 't') return undefined;
      const [ptr, len] = this.give(reply ?? '');
      return (BigInt(ptr) << 32n) | BigInt(len);
    };
  }

  imports() {
    const imports = {};
    for (const [module, functions] of Object.entries(FUNCTIONS)) {
      imports[module] = {};
      for (const [name, shape] of Object.entries(functions)) imports[module][name] = this.handler(name, shape);
    }
    imports.env = {
      abort: (message, file, line, column) => {
        this.aborted = [line, column];
        throw new Error('Guest execution aborted');
      },
    };
    return imports;
  }
}

export function start(bytes, options = {}) {
  const host = new Host(options);
  host.log = options.log ?? true;
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), host.imports());
  host.exports = instance.exports;
  try {
    (instance.exports._start ?? instance.exports.main)();
  } catch (error) {
    host.error = error.message;
  }
  host.memory = instance.exports.memory.buffer.byteLength;
  return host;
}
