// Counts what passes: check(name, got, wanted), then finish().
import { isDeepStrictEqual } from 'node:util';

let passed = 0;
let failed = 0;

export function check(name, got, wanted) {
  if (isDeepStrictEqual(got, wanted)) {
    passed++;
    return;
  }
  failed++;
  console.log(`FAIL ${name}\n     got    ${JSON.stringify(got)}\n     wanted ${JSON.stringify(wanted)}`);
}

export function throws(name, fn, wanted) {
  try {
    fn();
    check(name, 'no error', String(wanted));
  } catch (error) {
    check(name, wanted.test(error.message) || error.message, true);
  }
}

// The line that run.sh adds up.
export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
