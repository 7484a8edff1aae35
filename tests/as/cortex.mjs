// The promises of guestkit/cortex, in both hosts: cortex.mjs WASM, which is
// guests/cortex.ts.
import { readFileSync } from 'node:fs';
import { load } from '../sdk/cortex_host.mjs';
import { check, finish } from '../sdk/check.mjs';

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
  const plugin = load(wasm, { fidelity, ...options });
  plugin.call = (tool, args = {}) => plugin.execute(tool, padded(args));
  return plugin;
}

for (const fidelity of ['documented', 'deployed']) {
  const deployed = fidelity === 'deployed';
  const is = (name, got, wanted) => check(`${fidelity}: ${name}`, got, wanted);
  let p = host(fidelity);

  is('init runs after top-level statements, without a clock', p.log, ['init 1 -1']);
  is('all tools are listed', p.tools.length, 14);
  is('a tool has its parameters', p.tools[2], {
    name: 'needful', description: 'A required argument',
    params: [{ name: 'must', type: 'string', description: 'What it takes: "quotes", \\ and \t', required: true }],
  });
  is('types by name', p.tools[1].params.map((param) => param.type), ['string', 'number', 'boolean', 'object', 'array']);
  is('top-level statements ran once', p.call('started'), ok('1'));

  const all = { text: 'ä"\\\n\u0001😀', number: -12.5, flag: true, object: { a: [1, { b: null }] }, list: [1, 2.5, 3] };
  const echo = (args) => JSON.parse(p.call('echo_it', args).output);
  is('arguments come and go', echo(all), {
    int: -1, object: all.object, echo: { text: all.text, number: -12.5, flag: true, list: all.list } });
  const none = { int: -1, object: null, echo: { text: 'none', number: -1, flag: false, list: [] } };
  is('arguments may be missing', echo({}), none);
  is('null is missing', echo({ text: null, number: null, list: null }), none);
  is('spaces do no harm', echo(' { "number" : 7 , "list" : [ ] }'), { ...none, int: 7, echo: { ...none.echo, number: 7 } });
  is('the last of equal keys counts', echo('{"number":1,"number":2}').int, 2);
  is('escaped keys are keys', echo('{"t\\u0065xt":"yes"}').echo.text, 'yes');
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
  is('JSON of others', p.call('read_it', { json: ' { "text" : "\\u0001\\ud83d\\ude00", "flag" : true }' }),
    ok(JSON.stringify({ text: '\u0001😀', number: -1, flag: true, list: [] })));
  is('what is no JSON is no trap', p.call('read_it', { json: '{"text":}' }), no('bad'));

  is('state: nothing yet', p.call('keep_it', { value: 'ä' }), ok('- kept'));
  is('state: the value', p.call('keep_it', { value: '' }), ok('ä kept'));
  is('state: an empty value', p.call('keep_it', { value: 'b' }), ok(' kept'));
  is('state: under its key', p.state.get('käpt'), 'b');
  is('state: what would be cut is refused', p.call('keep_no'), ok('false false true 65536'));
  is('no setting', p.call('setting'), no('none'));
  p = host(fidelity, { config: { CORTEX_PLUGIN_TEST_CÖLOR: 'grün' } });
  is('a setting', p.call('setting'), ok('grün'));

  const web = ({ method, url, body, headers }) => {
    if (url === 'http://404') return { status: 404, body: 'gone' };
    if (url === 'http://big') return { status: 200, body: 'z'.repeat(100000) };
    if (url === 'http://echo') return { status: 200, body: `${method} ${body} ${headers}` };
    return null;
  };
  p = host(fidelity, { http: web });
  const status = (real) => (deployed ? 0 : real);
  is('http: all parts arrive', p.call('fetch_i', { url: 'http://echo', method: 'POST', body: 'bö', headers: '{"a":"b"}' }),
    ok(`false ${status(200)} true false POST bö {"a":"b"}`));
  is('http: GET is the default', p.call('fetch_i', { url: 'http://echo' }), ok(`false ${status(200)} true false GET  `));
  is('http: 404', p.call('fetch_i', { url: 'http://404' }), ok(`false ${status(404)} ${deployed} false gone`));
  is('http: no reply', p.call('fetch_i', { url: 'http://none' }),
    ok(`true 0 false false ${deployed ? 'host: fetch error: ' : ''}no such server`));
  is('http: a long body', p.call('fetch_i', { url: 'http://big' }), ok(`false ${status(200)} true true ${'z'.repeat(60)}`));
  is('http: an empty URL', p.call('fetch_i'), ok('true 400 false false host: empty URL'));
  is('http: a text that would be cut is not sent', p.call('fetch_i', { url: 'http://echo', method: 'POST', body: 'a\0b' }),
    ok('true 400 false false request not sent: a text over 65536 bytes, or a NUL in one'));
  p = host(fidelity, { network: false });
  is('http: no capability', p.call('fetch_i', { url: 'http://echo' }), ok('true 403 false false host: network:fetch permission denied'));

  p = host(fidelity);
  is('the clock, of whichever type', p.call('clock_i'), ok('1767225600000 1'));
  is('random bytes, more than one call gives', p.call('randoms'), ok('70000'));

  p.log.length = 0;
  for (let i = 0; i < 2000; i++) p.call('crash_i');
  is('a trap is reported', p.call('crash_i'), no('WASM trap: unreachable'));
  is('… with its words in the log', /^abort: no aöb \(src\/index.ts:\d+:\d+\)$/.test(p.log[0]) || p.log[0], true);
  is('2000 traps later the stack is whole', p.call('crash_i', { safe: 1 }), ok('safe'));
  is('… and the rest', p.call('started'), ok('1'));

  for (const what of ['log', 'set', 'state', 'http', 'config', 'random']) {
    p = host(fidelity, { http: web, config: { CORTEX_PLUGIN_TEST_CÖLOR: 'ä'.repeat(2000) }, state: new Map([['käpt', 'ä'.repeat(2000)]]) });
    p.call('many_of', { what, count: 1000 });
    const free = p.memory.buffer.byteLength;
    is(`10,000 times ${what}`, p.call('many_of', { what, count: 10000 }).success, true);
    is(`… ${what}: memory stays`, p.memory.buffer.byteLength, free);
    is(`… ${what}: as it was`, free, 256 * 65536);
  }
  is('nothing but memory and what is used is imported',
    WebAssembly.Module.imports(new WebAssembly.Module(wasm)).map((row) => `${row.module}.${row.name}`).sort(),
    ['env.host_get_abi_version', 'env.host_get_config', 'env.host_get_state', 'env.host_get_time_ms', 'env.host_get_time_ms',
      'env.host_http_request', 'env.host_log', 'env.host_random', 'env.host_set_state', 'env.memory']);
}

// Capacities other than the usual.
const p = host('documented');
p.capacity = 10;
check('a small capacity: the error is cut to it', p.execute('big_out', '{"size":11}'), no('the result'));
check('a small capacity: ten bytes fit', p.execute('big_out', '{"size":10}'), ok('xxxxxxxxxx'));
p.capacity = 0;
check('capacity 0 means 65536', p.execute('big_out', '{"size":65536}'), ok('x'.repeat(65536)));
p.capacity = 0xffffffff;
check('no capacity is above 65536', p.execute('big_out', '{"size":65537}').success, false);
check('no arguments at all', p.execute('started', ''), ok('1'));

const small = host('documented');
new Uint32Array(small.memory.buffer, 0x1000, 1)[0] = 20;
check('capabilities that do not fit', small.instance.exports.plugin_get_capabilities(0x20000, 0x1000), 1);
check('… leave no length', new Uint32Array(small.memory.buffer, 0x1000, 1)[0], 0);

// Arguments so long that the deployed host lays them over the plugin's data.
const far = host('deployed');
check('the host overwrote our data', far.execute('started', padded({ a: 'x'.repeat(950000) })), no('WASM trap: unreachable'));
finish();
