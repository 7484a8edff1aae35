// cases.mjs FILE COUNT: a test file with the first case of FILE, COUNT times.
import { readFileSync } from 'node:fs';

const [path, count] = process.argv.slice(2);
const file = JSON.parse(readFileSync(path, 'utf8'));
const cases = Array.from({ length: Number(count) }, (_, i) => ({ ...file.cases[0], name: `case ${i}` }));
process.stdout.write(JSON.stringify({ ...file, cases }));
