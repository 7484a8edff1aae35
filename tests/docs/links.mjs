// Whether what the manual links to is there: files, and headings in them.
// node links.mjs ROOT PAGE…
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const [root, ...pages] = process.argv.slice(2);
const withoutCode = (text) => text
  .replace(/^```[^]*?^```$/gm, '').replace(/`[^`\n]*`/g, (c) => c.replace(/[[\]()]/g, ''));

// As GitHub names the anchors of headings.
function anchors(path) {
  return new Set([...readFileSync(path, 'utf8').replace(/^```[^]*?^```$/gm, '')
    .matchAll(/^#+ +(.*)$/gm)].map(([, title]) => title.toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')));
}

let wrong = 0;
let count = 0;
for (const page of pages) {
  for (const [, target] of withoutCode(readFileSync(join(root, page), 'utf8'))
    .matchAll(/\[[^\]]*\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [file, anchor] = target.split('#');
    const path = file === '' ? join(root, page)
      : normalize(join(root, dirname(page), file));
    count++;
    if (!existsSync(path)) {
      console.log(`${page}: ${target}: no such file`);
      wrong = 1;
    } else if (anchor !== undefined && !anchors(path).has(anchor)) {
      console.log(`${page}: ${target}: no such heading`);
      wrong = 1;
    }
  }
}
if (count === 0) throw new Error('no links at all');
process.exit(wrong);
