// A guest as the published contract shows it: contract.mjs GUEST.wasm
import { readFileSync } from 'node:fs';
import { load } from './cortex_host.mjs';
import { check, finish } from './check.mjs';

const bytes = readFileSync(process.argv[2]);
const documented = load(bytes, { fidelity: 'documented' });
const deployed = load(bytes, { fidelity: 'deployed' });
check('documented: one tool', documented.tools.map((tool) => tool.name), ['my_tool']);
check('documented: log', documented.log, ['Ready']);
check('documented: any arguments', documented.execute('my_tool', {}), { success: true, output: '{}' });
check('deployed: no tools, because the length lies in the text', deployed.tools, []);
check('deployed: log', deployed.log, ['Ready', 'Failed to parse WASM capabilities JSON']);
check('deployed: 15 bytes of arguments run', deployed.execute('my_tool', { input: 'abc' }),
  { success: true, output: '{"input":"abc"}' });
check('deployed: 2 bytes do not', deployed.execute('my_tool', {}),
  { success: false, output: '', error: 'start offset of Uint32Array should be a multiple of 4' });
check('it was built without our library', WebAssembly.Module.imports(new WebAssembly.Module(bytes))
  .map((row) => row.name).sort(), ['host_log', 'memory']);
finish();
