// An independent reading of the signature format, with node's own crypto:
//   signature.mjs verify FILE PUBLIC.pem       prints what it finds
//   signature.mjs sign FILE PRIVATE.pem OUT [prefixed]
// "prefixed" writes each record's length before it, as wasmsign2 does.
import { createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const [command, file, keyFile, out, layout] = process.argv.slice(2);
const bytes = readFileSync(file);

function leb(at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value >>> 0, at];
  }
}

const putLeb = (n) => (n < 0x80 ? [n] : [(n & 0x7f) | 0x80, ...putLeb(n >>> 7)]);

function sections() {
  const all = [];
  for (let at = 8; at < bytes.length; ) {
    const start = at;
    const id = bytes[at++];
    let size, data, name = "", length;
    [size, at] = leb(at);
    const end = at + size;
    data = at;
    if (id === 0) {
      [length, data] = leb(at);
      name = bytes.toString("utf8", data, data + length);
      data += length;
    }
    all.push({ start, data, end, name });
    at = end;
  }
  return all;
}

// The hash of all that stands before the end of each part.
function rolling(list) {
  const hash = createHash("sha256");
  const hashes = [];
  list.forEach((s, i) => {
    hash.update(bytes.subarray(s.start, s.end));
    if (s.name === "signature_delimiter" || i === list.length - 1)
      hashes.push(hash.copy().digest());
  });
  return hashes;
}

const message = (hashes) => Buffer.concat([Buffer.from("wasmsig\x01\x01\x01"), ...hashes]);

function check() {
  const [first, ...rest] = sections();
  if (first?.name !== "signature") return console.log("not signed");
  const key = createPublicKey(readFileSync(keyFile));
  const own = rolling(rest).map((h) => h.toString("hex")).join();
  let at = first.data + 3;
  let sets, good = 0, total = 0, count;
  [sets, at] = leb(at);
  while (sets-- > 0) {
    const hashes = [];
    [count, at] = leb(at);
    for (; count > 0; count--, at += 32) hashes.push(bytes.subarray(at, at + 32));
    [count, at] = leb(at);
    for (; count > 0; count--, total++) {
      let length;
      [length, at] = leb(at);
      at += length + 1;
      [length, at] = leb(at);
      const fits = hashes.map((h) => h.toString("hex")).join() === own;
      good += fits && verify(null, message(hashes), key, bytes.subarray(at, at + length));
      at += length;
    }
  }
  if (at !== first.end) throw new Error(`${first.end - at} bytes behind the signatures`);
  console.log(`${good} of ${total} signatures by this key, all of the file`);
}

function make() {
  const list = sections();
  const hashes = rolling(list);
  const made = sign(null, message(hashes), createPrivateKey(readFileSync(keyFile)));
  const record = (list) => (layout === "prefixed" ? [...putLeb(list.length), ...list] : list);
  const entry = record([0, 1, 64, ...made]);
  const set = record([...putLeb(hashes.length), ...Buffer.concat(hashes), 1, ...entry]);
  const payload = [...putLeb(9), ...Buffer.from("signature"), 1, 1, 1, 1, ...set];
  writeFileSync(out, Buffer.concat([
    bytes.subarray(0, 8),
    Buffer.from([0, ...putLeb(payload.length), ...payload]),
    bytes.subarray(8),
  ]));
  console.log(`signed ${out}`);
}

command === "verify" ? check() : make();
