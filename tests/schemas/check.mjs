// Checks reports of guestkit scan: node check.mjs KIND FILE… [--refuse FILE…]
// Each file counts; those behind --refuse must be found wrong. Last line:
// "N passed, N failed".
//
// KIND is json, ndjson, sarif, junit, cyclonedx, markdown or github; or
// schema:NAME for docs/schema/NAME.json. Beyond each official schema, what a
// schema cannot say is checked: references that lead somewhere, counts that
// add up, text that means nothing it should not.
// NODE_PACKAGES is the folder with the node_modules of package.json.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const schemas = join(here, '..', '..', 'docs', 'schema');
const need = createRequire(join(process.env.NODE_PACKAGES, 'package.json'));

class Wrong extends Error {}
const must = (fact, words) => {
  if (!fact) throw new Wrong(words);
};
const unique = (list, what) => must(new Set(list).size === list.length, `${what} twice`);

// --- our own JSON ---
const dialects = {
  'http://json-schema.org/draft-07/schema#': need('ajv').default,
  'https://json-schema.org/draft/2020-12/schema': need('ajv/dist/2020').default,
};
const formats = need('ajv-formats').default;
const compiled = new Map();

function ours(name, part = '') {
  const key = name + part;
  if (!compiled.has(key)) {
    const schema = JSON.parse(readFileSync(join(schemas, `${name}.json`), 'utf8'));
    const ajv = new dialects[schema.$schema]({ allowUnionTypes: true, strictTypes: false });
    formats(ajv);
    ajv.addSchema(schema, 'ours');
    compiled.set(key, ajv.getSchema(part === '' ? 'ours' : `${schema.$id}${part}`));
  }
  return (value) => {
    const check = compiled.get(key);
    must(check, `${name}.json has no ${part}`);
    must(check(value), JSON.stringify(check.errors?.slice(0, 3)));
  };
}

const byBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).sort(byBytes).map((k) => [k, sorted(value[k])]));
}

function json(text) {
  const value = JSON.parse(text);
  ours('scan')(value);
  must(text === `${JSON.stringify(sorted(value), null, 2)}\n`, 'keys are not sorted, or it is not printed as JSON.stringify does');
}

function ndjson(text) {
  must(text.endsWith('\n'), 'no newline at the end');
  for (const line of text.slice(0, -1).split('\n')) {
    const value = JSON.parse(line);
    ours('scan', '#/definitions/line')(value);
    must(line === JSON.stringify(sorted(value)), 'keys are not sorted');
  }
}

// --- SARIF: the schema that the matchers of jest-sarif use, without jest ---
let sarifCheck;
function sarifSchema() {
  if (sarifCheck) return sarifCheck;
  const inside = createRequire(need.resolve('@microsoft/jest-sarif/package.json'));
  const Old = inside('ajv');
  const ajv = new Old({ schemaId: 'auto', validateSchema: false });
  ajv.addMetaSchema(inside('ajv/lib/refs/json-schema-draft-04.json'));
  sarifCheck = ajv.compile(inside('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));
  return sarifCheck;
}

function sarifResult(run, result) {
  const { rules } = run.tool.driver;
  must(rules[result.ruleIndex]?.id === result.ruleId, `ruleIndex ${result.ruleIndex} is not ${result.ruleId}`);
  must(!/(^|[^\\])\[[^\]]*\]\(/.test(result.message.text), `a link in ${result.message.text}`);
  for (const { physicalLocation: { artifactLocation: at, region } } of result.locations) {
    if (at.index === undefined) continue;
    const artifact = run.artifacts[at.index];
    must(artifact?.location.uri === at.uri, `artifact ${at.index} is not ${at.uri}`);
    must(!region || region.byteOffset + region.byteLength <= artifact.length, `a region leaves ${at.uri}`);
  }
}

function sarif(text) {
  const value = JSON.parse(text);
  const check = sarifSchema();
  must(check(value), JSON.stringify(check.errors?.slice(0, 3)));
  must(!/https?:/.test(JSON.stringify(value.runs[0].tool)), 'a URL');
  for (const run of value.runs) {
    unique(run.tool.driver.rules.map((r) => r.id), 'a rule');
    run.results.forEach((r) => sarifResult(run, r));
    unique(run.results.map((r) => `${r.locations[0].physicalLocation.artifactLocation.index} ${r.partialFingerprints['guestkit/v1']}`), 'a fingerprint');
    run.artifacts.forEach((a) => must(/^([A-Za-z0-9._~/-]|%[0-9A-F]{2})+$/.test(a.location.uri), `the URI ${a.location.uri}`));
    const [invocation] = run.invocations;
    must(invocation.executionSuccessful === (invocation.toolExecutionNotifications.length === 0), 'executionSuccessful does not fit the notifications');
  }
}

// --- CycloneDX: the library's strict validator ---
let cyclonedxCheck;
async function cyclonedx(text) {
  if (!cyclonedxCheck) {
    const { Validation, Spec } = need('@cyclonedx/cyclonedx-library');
    cyclonedxCheck = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  }
  const errors = await cyclonedxCheck.validate(text);
  must(errors === null, JSON.stringify(errors)?.slice(0, 600));
  const bom = JSON.parse(text);
  must(bom.specVersion === '1.6', `specVersion ${bom.specVersion}`);
  const components = [...bom.components, ...(bom.metadata.component ? [bom.metadata.component] : [])];
  const refs = components.map((c) => c['bom-ref']);
  unique(refs, 'a bom-ref');
  for (const d of bom.dependencies)
    for (const ref of [d.ref, ...(d.dependsOn ?? [])])
      must(refs.includes(ref), `nothing is ${ref}`);
  const top = components.filter((c) => /^file-[0-9]+$/.test(c['bom-ref']));
  must(top.length > 0, 'no file');
  top.forEach((c) => must(c.hashes || c.properties.some((p) => p.name === 'guestkit:error'), 'a file without digest'));
}

// --- JUnit: there is no official schema; what build servers read ---
const within = {
  '': ['testsuites'],
  testsuites: ['testsuite'],
  testsuite: ['properties', 'testcase'],
  properties: ['property'],
  property: [],
  testcase: ['failure', 'error', 'skipped', 'system-out'],
  failure: [],
  error: [],
  skipped: [],
  'system-out': [],
};
const wanted = {
  testsuite: ['name', 'tests', 'failures', 'errors', 'skipped'],
  testcase: ['classname', 'name'],
  property: ['name', 'value'],
  failure: ['message', 'type'],
  error: ['message'],
  skipped: ['message'],
};
const outcomes = { failure: 'failures', error: 'errors', skipped: 'skipped' };

function junit(text) {
  const { SaxesParser } = need('saxes');
  const parser = new SaxesParser();
  const open = [''];
  let counts;
  parser.on('error', (e) => { throw new Wrong(e.message); });
  parser.on('opentag', ({ name, attributes }) => {
    const outer = open[open.length - 1];
    must(within[outer]?.includes(name), `<${name}> in <${outer}>`);
    for (const a of wanted[name] ?? []) must(a in attributes, `<${name}> without ${a}`);
    open.push(name);
    if (name === 'testsuite') {
      counts = { said: attributes, tests: 0, failures: 0, errors: 0, skipped: 0 };
    }
    if (name === 'testcase') counts.tests++;
    if (outcomes[name]) counts[outcomes[name]]++;
  });
  parser.on('text', (t) => {
    must(['failure', 'system-out'].includes(open[open.length - 1]) || t.trim() === '', `text in <${open[open.length - 1]}>`);
  });
  parser.on('closetag', ({ name }) => {
    open.pop();
    if (name !== 'testsuite') return;
    for (const key of ['tests', 'failures', 'errors', 'skipped'])
      must(String(counts[key]) === counts.said[key], `${key} is ${counts[key]}, said ${counts.said[key]}`);
  });
  must(text.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n'), 'no declaration');
  parser.write(text).close();
}

// --- Markdown: as a renderer takes it that links whatever looks like a link ---
const shown = new Set(['heading_open', 'heading_close', 'inline', 'text', 'softbreak', 'hardbreak', 'code_inline',
  'strong_open', 'strong_close', 'paragraph_open', 'paragraph_close', 'bullet_list_open', 'bullet_list_close',
  'list_item_open', 'list_item_close', 'table_open', 'table_close', 'thead_open', 'thead_close', 'tbody_open',
  'tbody_close', 'tr_open', 'tr_close', 'th_open', 'th_close', 'td_open', 'td_close']);

function markdown(text) {
  const md = need('markdown-it')({ html: true, linkify: true });
  const look = (token) => {
    must(shown.has(token.type), `${token.type}: ${token.content || token.attrs}`);
    must(token.type !== 'text' || !/[@#]\w|https?:|www\./.test(token.content), `would be a mention, a reference or a link: ${token.content}`);
    (token.children ?? []).forEach(look);
  };
  const tokens = md.parse(text, {});
  tokens.forEach(look);
  must(text.startsWith('## guestkit scan\n'), 'no heading');
  const rows = text.split('\n').filter((l) => l.startsWith('| '));
  must(rows.every((r) => r.split('|').length === 8), 'a row has not six cells');
  must(tokens.filter((t) => t.type === 'td_open').length === 6 * (rows.length - 1), 'the table is cut');
}

// --- GitHub: nothing but annotations, and the line at the end ---
function github(text) {
  must(text.endsWith('\n'), 'no newline at the end');
  const lines = text.slice(0, -1).split('\n');
  must(/^guestkit scan: [0-9]+ files?, /.test(lines.pop()), 'no last line');
  // eslint-disable-next-line no-control-regex
  const line = /^::(error|warning|notice) file=[^\x00-\x1f:,]+,title=[^\x00-\x1f:,]+::[^\x00-\x1f]+$/;
  for (const l of lines) {
    must(line.test(l), l);
    must(!/%(?![0-9A-F]{2})/.test(l), `a bare %: ${l}`);
  }
}

const kinds = { json, ndjson, sarif, cyclonedx, junit, markdown, github };

async function verdict(kind, file) {
  try {
    const text = readFileSync(file, 'utf8');
    if (kind.startsWith('schema:')) ours(kind.slice(7))(JSON.parse(text));
    else await kinds[kind](text);
    return null;
  } catch (e) {
    if (e instanceof Wrong || e instanceof SyntaxError) return e.message;
    throw e;
  }
}

const [kind, ...files] = process.argv.slice(2);
let refuse = false;
let passed = 0;
let failed = 0;
if (!(kind in kinds) && !existsSync(join(schemas, `${kind.slice(7)}.json`))) throw new Error(`kind ${kind}`);
for (const file of files) {
  if (file === '--refuse') {
    refuse = true;
    continue;
  }
  const words = await verdict(kind, file);
  if ((words !== null) === refuse) {
    passed++;
  } else {
    failed++;
    console.log(`FAIL ${kind} ${basename(file)}: ${words ?? 'is wrong, but passes'}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
