// What the C library does in a plugin: libc.mjs GUEST.wasm (libc_tool.c)
import { readFileSync } from 'node:fs';
import { load } from './cortex_host.mjs';
import { check, finish } from './check.mjs';

const bytes = readFileSync(process.argv[2]);
const ok = (output) => ({ success: true, output });
const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes));
check('the host is asked for env only', imports.filter((row) => row.module !== 'env'), []);

for (const fidelity of ['documented', 'deployed']) {
  const deployed = fidelity === 'deployed';
  const is = (name, got, wanted) => check(`${fidelity}: ${name}`, got, wanted);
  const p = load(bytes, { fidelity });
  // The deployed host runs names of 3, 7, 11 … bytes; the rest is entered by hand.
  const call = (tool) => {
    if (!deployed) return p.execute(tool, {});
    const [name, args, out, len] = [0x10008, 0x10100, 0x10200, 0x30000];
    p.bytes().set(Buffer.from(tool), name);
    p.bytes().set(Buffer.from('{}'), args);
    const words = new Uint32Array(p.memory.buffer);
    words[len / 4] = 65536;
    try {
      const result = p.instance.exports.plugin_execute_tool(name, tool.length, args, 2, out, len);
      const output = p.text(out, new Uint32Array(p.memory.buffer)[len / 4]);
      return result === 0 ? ok(output) : { success: false, output: '', error: output };
    } catch (error) {
      return { success: false, output: '', error: `WASM trap: ${error.message}` };
    }
  };

  p.log.length = 0;
  is('printing succeeds', call('print_it'), ok(''));
  is('lines become log lines, the rest at the end of the call', p.log,
    ['one 1', 'two and a half 2.500', 'three, without newline', 'to stderr']);
  p.log.length = 0;
  call('long_ln');
  is('a long line arrives whole, in pieces', p.log.join(''), Array.from({ length: 5000 }, (_, i) => String.fromCharCode(97 + (i % 26))).join(''));
  is('no files, environment, input or other descriptors', call('failing').output.startsWith('0 1, 0, 0, -1, Bad file descriptor'), true);
  is('the clock', call('clocks'), ok('2026-01-01T00:00:00Z'));
  is('random bytes', call('entropy'), ok('0 5a5a'));
  is('sorting and numbers', call('sort_it'), ok('1359 2.25'));
  is('malloc under stress', call('stress'), ok('grew by 0'));
  is('memory ends', call('exhaust'), ok('1 1 1 1'));
  p.log.length = 0;
  is('exit is a trap', call('exit_it').error, 'WASM trap: unreachable');
  is('… with a line in the log', p.log, ['exit(3): not possible here']);
  is('… and the plugin goes on', call('sort_it'), ok('1359 2.25'));
}
finish();
