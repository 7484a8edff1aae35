// The promises of guestkit/hugind and guestkit/hugind_fs: hugind.mjs WASM,
// which is guests/hugind.ts.
import { readFileSync } from 'node:fs';
import { check, finish } from '../sdk/check.mjs';
import { start } from './hugind_host.mjs';

const wasm = readFileSync(process.argv[2]);
const run = (args, replies = {}) => start(wasm, { args, replies });
// What was asked of the host, without the start and the end of a run.
const asked = (host) => host.calls.filter(([name]) => name !== 'get_args' && name !== 'print');

{
  const host = run(['console', 'ä b'], { input: () => 'typed ü' });
  check('console: no error', host.error, undefined);
  check('console: lines', host.printed, [
    'prïnt', 'input=typed ü', 'version=0.12.0', 'args=console|ä b', 'session=ïd fresh', 'env=/hö',
    'team={"memory":{},"memory_summary":"","messages":""}']);
  check('console: calls', asked(host), [['print_raw', 'räw'], ['eprint', 'ëprint'], ['input', 'prömpt'], ['version']]);
}
{
  const tools = '[{"name":"s:töol","description":null,"input_schema":{"type":"object"},"server":"s"},{"name":"t:b","description":"B","input_schema":null,"server":"t"}]';
  const host = run(['world'], {
    net_fetch: () => 'böd€y 😀', llm_chat: () => 'answer', run_command: () => 'öut\n', spawn: () => '',
    llm_chat_stream: (request, self) => {
      for (const piece of ['he', '', 'llö', 'trap', '!']) {
        self.tell('llm_on_sse', `data: ${piece}`);
        self.tell('llm_on_token', piece);
      }
      return 'hellö!';
    },
    tools_list: () => tools, tools_call: () => '{"content":[]}',
  });
  check('world: no error', host.error, undefined);
  check('world: what came', host.printed, [
    'fetch=böd€y 😀', 'chat=answer',
    ...['he', '', 'llö', 'trap', '!'].flatMap((piece) => [`line=data: ${piece}`, `token=${piece}`]),
    'stream=hellö!', 'silent=hellö!', 'run=öut\n', 'failed=truefalse', 'spawn=',
    'tool=s:töol||s|{"type":"object"}', 'tool=t:b|B|t|null', 'call={"content":[]}']);
  check('world: what was asked', asked(host), [
    ['net_fetch', 'http://ä/'], ['llm_chat', 'hällo'], ['llm_chat_stream', '{"role":"user","content":"h\\"i"}'],
    ['llm_chat_stream', 'again'], ['run_command', 'ls ö'], ['spawn', '["ls","-l","ö \\"q\\""]'], ['tools_list'],
    ['tools_call', '{"name":"s:töol","args":{"a":[1]}}']]);
}
{
  const host = run(['team'], {
    memory_get: () => '"välue"', memory_list: () => '{}', memory_summary: () => '## S', tasks_spawn: () => '{"ok":true}',
    messaging_receive: () => '[{"content":"c","from":"f","to":"*"}]', get_skill_catalog: () => '', activate_skill: () => 'do',
  });
  check('team: no error', host.error, undefined);
  check('team: what came', host.printed, ['get="välue"', 'all={}', 'summary=## S', 'message=f|*|c', 'task={"ok":true}', 'catalog=', 'skill=do']);
  check('team: what was asked', asked(host), [
    ['memory_set', 'këy', 'välue'], ['memory_get', 'a/këy'], ['memory_list'], ['memory_summary'], ['messaging_send', 'yöu', 'hëy'],
    ['messaging_broadcast', 'äll'], ['messaging_receive'], ['tasks_spawn', '{"title":"ü"}'], ['register_tool', '{"name":"ü"}'],
    ['set_system_prompt', 'prömpt'], ['set_max_turns', 7], ['get_skill_catalog'], ['activate_skill', 'skïll']]);
}
{
  const host = run(['files'], {
    fs_cwd: () => '/ä', fs_exists: () => 1, fs_is_file: () => 0, fs_is_dir: () => 1, fs_realpath: () => '/ä/b',
    fs_read_text: () => 'tëxt\0more', fs_read_bytes: () => new Uint8Array([0, 1, 200, 255]), fs_list_dir: () => '["ä","b"]',
    fs_stat: () => '{"path":"/ä","is_file":true,"is_dir":false,"size_bytes":9007199254740993,"readonly":true,"created_ms":null,"modified_ms":1700000000000}',
  });
  check('files: no error', host.error, undefined);
  check('files: what came', host.printed, [
    'cwd=/ä', 'is=truefalsetrue', 'realpath=/ä/b', 'text=tëxt\0more', 'bytes=4 0 255', 'list=ä|b',
    'stat=/ä true false 9007199254740993 true -1 1700000000000']);
  check('files: what was asked', asked(host), [
    ['fs_cwd'], ['fs_exists', 'ä'], ['fs_is_file', 'b'], ['fs_is_dir', 'c'], ['fs_realpath', 'ä'], ['fs_read_text', 'ä'],
    ['fs_read_bytes', 'b'], ['fs_write_text', 'ä', 'tëxt'], ['fs_write_bytes', 'b', [255, 1]], ['fs_append_text', 'ä', 'mörë'],
    ['fs_list_dir', 'd'], ['fs_mkdir', 'd', 1], ['fs_mkdir', 'e', 0], ['fs_remove', 'd', 1], ['fs_rename', 'ä', 'ö'],
    ['fs_copy', 'ö', 'ü'], ['fs_stat', 'ä']]);
}
{
  const host = run(['typed']);
  check('typed: spaces, escapes and what is no JSON', host.printed, ['point=\u0001😀1.5', 'bad=true']);
  check('typed: a class as the result', host.result, { x: 1.5, name: '\u0001😀' });
}
for (const [what, words, file] of [
  ['throw', 'thröwn', 'src/index.ts'], ['index', 'Index out of range', '~lib/array.ts']]) {
  const host = run([what]);
  check(`${what}: the run ends`, host.error, 'Guest execution aborted');
  check(`${what}: the words come first`, asked(host)[0]?.[1].startsWith(`${words} (${file}:`), true);
  check(`${what}: with a line`, host.aborted?.[0] > 0, true);
}

// 10,000 results of every kind, and memory as it was.
const large = 'ä'.repeat(2000);
const list = JSON.stringify([...Array(8)].map((_, i) => ({ name: `n${i}`, from: 'f', to: 't', content: large.slice(0, 40) })));
const replies = {
  input: () => large, version: () => large, net_fetch: () => large, llm_chat: () => large, run_command: () => large, spawn: () => large,
  llm_chat_stream: (request, self) => {
    self.tell('llm_on_sse', 'data: x');
    self.tell('llm_on_token', large);
    return large;
  },
  tools_call: () => large, memory_get: () => large, memory_list: () => large, memory_summary: () => large,
  get_skill_catalog: () => large, fs_realpath: () => large, activate_skill: () => large, fs_cwd: () => large, fs_read_text: () => large,
  fs_read_bytes: () => new Uint8Array(5000), tools_list: () => list, messaging_receive: () => list, fs_list_dir: () => JSON.stringify(large.slice(0, 40).split('')),
  fs_stat: () => `{"path":"${large}"}`,
};
for (const what of ['args', 'input', 'version', 'fetch', 'chat', 'stream', 'run', 'spawn', 'tools', 'call', 'memory', 'all', 'summary',
  'messages', 'catalog', 'skill', 'cwd', 'realpath', 'text', 'bytes', 'list', 'stat']) {
  const after = (count) => {
    const host = start(wasm, { args: ['many', what, String(count)], replies, log: false });
    check(`${what}: ${count} results`, [host.error, host.result > 0], [undefined, true]);
    return host.memory;
  };
  const few = after(1000);
  check(`${what}: memory stays`, after(10000), few);
  check(`${what}: … small`, few <= 128 * 65536, true);
}
finish();
