// big.mjs OUT: a sound module of 30 MB: 60,000 functions of nops.
import { writeFileSync } from 'node:fs';

function leb(n) {
  const bytes = [];
  do {
    bytes.push(n > 127 ? (n & 127) | 128 : n);
    n >>>= 7;
  } while (n > 0);
  return Buffer.from(bytes);
}
const section = (id, body) => Buffer.concat([Buffer.from([id]), leb(body.length), body]);

const count = 60000;
const body = Buffer.alloc(500, 0x01);
body[0] = 0; // no locals
body[body.length - 1] = 0x0b;
const code = Buffer.concat([leb(body.length), body]);
writeFileSync(process.argv[2], Buffer.concat([
  Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]),
  section(1, Buffer.from([1, 0x60, 0, 0])),
  section(3, Buffer.concat([leb(count), Buffer.alloc(count)])),
  section(10, Buffer.concat([leb(count), ...Array(count).fill(code)])),
]));
