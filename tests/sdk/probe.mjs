// The promises of plugin.h and cortex.h, in both hosts: probe.mjs WASM, which
// is tests/guests/probe.c.
import { readFileSync } from 'node:fs';
import { load } from './cortex_host.mjs';
import { check, finish } from './check.mjs';

const wasm = readFileSync(process.argv[2]);
const ok = (output) => ({ success: true, output });
const no = (error) => ({ success: false, output: '', error });

// The deployed host enters the plugin only when the arguments have 3, 7, 11 …
// bytes; spaces inside the object are as good as any.
function padded(args) {
  let json = typeof args === 'string' ? args : JSON.stringify(args);
  while (Buffer.byteLength(json) % 4 !== 3) json = `${json.slice(0, -1)} }`;
  return json;
}

function host(fidelity, options = {}) {
  const plugin = load(options.bytes ?? wasm, { fidelity, ...options });
  plugin.call = (tool, args = {}) => plugin.execute(tool, padded(args));
  return plugin;
}

for (const fidelity of ['documented', 'deployed']) {
  const deployed = fidelity === 'deployed';
  const is = (name, got, wanted) => check(`${fidelity}: ${name}`, got, wanted);
  let p = host(fidelity);

  is('init runs after constructors, once', p.log, ['init 1']);
  is('all tools are listed', p.tools.length, 16);
  is('a tool has its parameters', p.tools[2], {
    name: 'needful', description: 'A required argument',
    params: [{ name: 'must', type: 'string', description: 'What it takes: "quotes", \\ and \t', required: true }],
  });
  is('types by name', p.tools[1].params.map((param) => param.type), ['string', 'number', 'boolean', 'object', 'array']);
  is('constructors ran once', p.call('started'), ok('1'));
  is('and not again', p.call('started'), ok('1'));

  const all = { text: 'ä"\\\n\u0001😀', number: -12.5, flag: true, object: { a: [1, { b: null }] }, list: [1, 'two', [3]] };
  is('arguments come and go', JSON.parse(p.call('echo_it', all).output), { ...all, int: -1 });
  is('arguments may be missing', JSON.parse(p.call('echo_it').output),
    { text: 'none', number: -1, int: -1, flag: false, object: null, list: [] });
  is('null is missing', JSON.parse(p.call('echo_it', { text: null, number: null }).output),
    { text: 'none', number: -1, int: -1, flag: false, object: null, list: [] });
  is('the last of equal keys counts', JSON.parse(p.call('echo_it', '{"text":1,"text":"x"}').output).text, 'x');
  is('escaped keys are keys', JSON.parse(p.call('echo_it', '{"t\\u0065xt":"yes"}').output).text, 'yes');
  is('a required argument is missing', p.call('needful'), no("argument 'must' is missing: expected string"));
  is('… or null', p.call('needful', { must: null }), no("argument 'must' is missing: expected string"));
  is('… or mistyped', p.call('needful', { must: [] }), no("argument 'must': expected string, found array"));
  is('… or right', p.call('needful', { must: 'ü' }), ok('ü'));
  is('no such tool', p.call('nothere').error.startsWith("unknown tool 'nothere'; this plugin has 'started', 'echo_it'"), true);
  is('arguments that are no object', p.execute('started', '[1]'), no('arguments: expected a JSON object, found array'));
  is('arguments that are no JSON', p.execute('started', '{"a'), no('arguments: expected a JSON object, found text that is not JSON'));
  is('output of the full 65536 bytes', p.call('big_out', { size: 65536 }), ok('x'.repeat(65536)));
  is('output of one more', p.call('big_out', { size: 65537 }), no('the result has 65537 bytes, the host takes 65536'));
  is('an error is cut between characters', p.call('big_bad', { size: 65538 }), no(`-${'ä'.repeat(32767)}`));
  is('unfinished JSON', p.call('half_js').error, 'the result is unfinished JSON: objects and arrays were not ended as they were begun');

  is('state: nothing yet', p.call('keep_it', { value: 'a' }), ok('- kept 0'));
  is('state: the value', p.call('keep_it', { value: '' }), ok('a kept 0'));
  is('state: an empty value', p.call('keep_it', { value: 'b' }), ok(' kept 0'));
  is('state: what would be cut is refused', p.call('keep_no'), ok('0 0 1 1 65536 1'));
  is('no setting', p.call('setting').output.slice(0, 8), '0  0, 0 ');
  p = host(fidelity, { config: { CORTEX_PLUGIN_TEST_COLOR: 'greenish' } });
  is('a setting, whole and cut', p.call('setting'), ok('1 greenish 0, 1 gree 1, 0'));

  const web = ({ method, url, body, headers }) => {
    if (url === 'http://404') return { status: 404, body: 'gone' };
    if (url === 'http://big') return { status: 200, body: 'z'.repeat(100000) };
    if (url === 'http://echo') return { status: 200, body: `${method} ${body} ${headers}` };
    return null;
  };
  p = host(fidelity, { http: web });
  const status = (real) => (deployed ? 0 : real);
  is('http: all parts arrive', p.call('fetch_i', { url: 'http://echo', method: 'POST', body: 'bö', headers: '{"a":"b"}' }),
    ok(`1 ${status(200)} 0 1 0 POST bö {"a":"b"}`));
  is('http: GET is the default', p.call('fetch_i', { url: 'http://echo' }), ok(`1 ${status(200)} 0 1 0 GET  `));
  is('http: 404', p.call('fetch_i', { url: 'http://404' }), ok(`1 ${status(404)} 0 ${deployed ? 1 : 0} 0 gone`));
  is('http: no reply', p.call('fetch_i', { url: 'http://none' }),
    ok(`0 0 1 0 0 ${deployed ? 'host: fetch error: ' : ''}no such server`));
  is('http: a long body', p.call('fetch_i', { url: 'http://big' }), ok(`1 ${status(200)} 0 1 1 zzzzzzzzzz`));
  is('http: an empty URL', p.call('fetch_i'), ok('0 400 1 0 0 host: empty URL'));
  p = host(fidelity, { network: false });
  is('http: no capability', p.call('fetch_i', { url: 'http://echo' }), ok('0 403 1 0 0 host: network:fetch permission denied'));

  p = host(fidelity);
  is('the clock, of whichever type', p.call('clock_i'), ok('1767225600000'));
  is('random bytes, more than one call gives', p.call('randoms'), ok('70000'));

  for (let i = 0; i < 100; i++) p.call('crash_i');
  is('a trap is reported', p.call('crash_i'), no('WASM trap: unreachable'));
  is('100 traps later the stack is whole', p.call('crash_i', { safe: 1 }), ok('safe'));
  is('… and the data', p.call('started'), ok('1'));
  const first = p.call('arena_i');
  is('the arena works', first.success, true);
  for (let i = 0; i < 50; i++) p.call('arena_i');
  is('the arena is taken back', p.call('arena_i'), first);
  is('formats', p.call('formats'),
    ok('[-7|   42|-0042|4000000000|beef|c|text|te|  ab|%]' +
       '[-9223372036854775808|18446744073709551615|-1|3|120|-5]' +
       '[1.500000|21.2|0|2| -2.00|big|1.000]'));
  p.log.length = 0;
  p.call('log_all');
  is('log lines, long ones cut', p.log, ['plain', 'y'.repeat(1023)]);
  p.instance.exports.plugin_destroy();
  is('destroy is called', p.log.at(-1), 'destroy');
  is('nothing but memory and what is used is imported',
    WebAssembly.Module.imports(new WebAssembly.Module(wasm)).map((row) => `${row.module}.${row.name}`).sort(),
    ['env.host_get_config', 'env.host_get_state', 'env.host_get_time_ms', 'env.host_get_time_ms', 'env.host_http_request', 'env.host_log',
      'env.host_random', 'env.host_set_state', 'env.memory']);
}

// Capacities other than the usual.
const p = host('documented');
p.capacity = 10;
check('a small capacity: the error is cut to it', p.execute('big_out', { size: 11 }), no('the result'));
check('a small capacity: ten bytes fit', p.execute('big_out', { size: 10 }), ok('xxxxxxxxxx'));
p.capacity = 0;
check('capacity 0 means 65536', p.execute('big_out', { size: 65536 }), ok('x'.repeat(65536)));
p.capacity = 0xffffffff;
check('no capacity is above 65536', p.execute('big_out', { size: 65537 }).success, false);
check('no arguments at all', p.execute('started', ''), ok('1'));

const small = host('documented');
new Uint32Array(small.memory.buffer, 0x1000, 1)[0] = 20;
check('capabilities that do not fit', small.instance.exports.plugin_get_capabilities(0x20000, 0x1000), 1);
check('… leave no length', new Uint32Array(small.memory.buffer, 0x1000, 1)[0], 0);

// Arguments so long that the deployed host lays them over the plugin's data.
const far = host('deployed');
check('the host overwrote our data', far.execute('started', padded({ a: 'x'.repeat(950000) })), no('WASM trap: unreachable'));
finish();
