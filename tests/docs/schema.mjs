// Checks JSON files against a JSON Schema (draft 7), as far as docs/schema uses
// it: node schema.mjs SCHEMA FILE… A keyword that is not known here fails, so
// that no schema asks for something that is never looked at.
import { readFileSync } from 'node:fs';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const [schemaPath, ...files] = process.argv.slice(2);
const root = read(schemaPath);

const kinds = {
  object: (v) => v !== null && typeof v === 'object' && !Array.isArray(v),
  array: Array.isArray,
  string: (v) => typeof v === 'string',
  number: (v) => typeof v === 'number',
  integer: Number.isInteger,
  boolean: (v) => typeof v === 'boolean',
  null: (v) => v === null,
};
const equal = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const fits = (v, s, at) => check(v, s, at).length === 0;
const length = (text) => [...text].length;

function resolve(ref) {
  if (!ref.startsWith('#/')) throw new Error(`$ref ${ref}`);
  return ref.slice(2).split('/').reduce((at, key) => {
    const next = at[key.replaceAll('~1', '/').replaceAll('~0', '~')];
    if (next === undefined) throw new Error(`$ref ${ref}`);
    return next;
  }, root);
}

const objectRules = {
  required: (v, keys) => keys.filter((k) => !(k in v)).map((k) => `needs ${k}`),
  properties: (v, rows, at) => Object.entries(rows).flatMap(
    ([k, s]) => (k in v ? check(v[k], s, `${at}/${k}`) : [])),
  additionalProperties: (v, s, at, schema) => Object.keys(v)
    .filter((k) => !(k in (schema.properties ?? {})))
    .flatMap((k) => check(v[k], s, `${at}/${k}`)),
  propertyNames: (v, s, at) => Object.keys(v)
    .flatMap((k) => check(k, s, `${at}/${k}`)),
  minProperties: (v, n) => (Object.keys(v).length < n ? ['too few keys'] : []),
  maxProperties: (v, n) => (Object.keys(v).length > n ? ['too many keys'] : []),
};
const arrayRules = {
  items: (v, s, at) => v.flatMap((e, i) => check(e, s, `${at}/${i}`)),
  minItems: (v, n) => (v.length < n ? ['too short'] : []),
  maxItems: (v, n) => (v.length > n ? ['too long'] : []),
  uniqueItems: (v) => (new Set(v.map((e) => JSON.stringify(e))).size < v.length
    ? ['an entry twice'] : []),
};
const stringRules = {
  pattern: (v, p) => (new RegExp(p, 'u').test(v) ? [] : [`is not ${p}`]),
  minLength: (v, n) => (length(v) < n ? ['too short'] : []),
  maxLength: (v, n) => (length(v) > n ? ['too long'] : []),
};
const numberRules = {
  minimum: (v, n) => (v < n ? [`below ${n}`] : []),
  maximum: (v, n) => (v > n ? [`above ${n}`] : []),
};
const anyRules = {
  type: (v, t) => ([t].flat().some((k) => kinds[k](v))
    ? [] : [`is no ${[t].flat().join(' or ')}`]),
  const: (v, c) => (equal(v, c) ? [] : [`is not ${JSON.stringify(c)}`]),
  enum: (v, list) => (list.some((c) => equal(v, c)) ? [] : ['not in the enum']),
  $ref: (v, ref, at) => check(v, resolve(ref), at),
  allOf: (v, list, at) => list.flatMap((s) => check(v, s, at)),
  anyOf: (v, list, at) => (list.some((s) => fits(v, s, at)) ? [] : ['fits none']),
  oneOf: (v, list, at) => (list.filter((s) => fits(v, s, at)).length === 1
    ? [] : ['does not fit just one']),
  not: (v, s, at) => (fits(v, s, at) ? ['fits what it must not'] : []),
  if: (v, s, at, schema) => {
    const branch = fits(v, s, at) ? schema.then : schema.else;
    return branch === undefined ? [] : check(v, branch, at);
  },
};
const notes = new Set(['$schema', '$id', '$comment', 'title', 'description',
  'default', 'examples', 'definitions', '$defs', 'then', 'else']);

function ruleFor(key, value) {
  if (key in anyRules) return anyRules[key];
  if (key in objectRules) return kinds.object(value) ? objectRules[key] : null;
  if (key in arrayRules) return kinds.array(value) ? arrayRules[key] : null;
  if (key in stringRules) return kinds.string(value) ? stringRules[key] : null;
  if (key in numberRules) return kinds.number(value) ? numberRules[key] : null;
  if (notes.has(key)) return null;
  throw new Error(`${schemaPath}: keyword ${key}`);
}

function check(value, schema, at) {
  if (schema === true) return [];
  if (schema === false) return [`${at}: must not be there`];
  return Object.entries(schema).flatMap(([key, wanted]) => {
    const rule = ruleFor(key, value);
    const found = rule === null ? [] : rule(value, wanted, at, schema);
    return found.map((w) => (w.startsWith('/') || w.startsWith('the file')
      ? w : `${at || 'the file'}: ${w}`));
  });
}

let wrong = 0;
for (const file of files) {
  for (const words of check(read(file), root, '')) {
    console.log(`${file}: ${words}`);
    wrong = 1;
  }
}
process.exit(wrong);
