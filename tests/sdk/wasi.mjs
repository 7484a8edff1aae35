// A C program with the C library's files, in the mock of Hugind and in node's
// own WASI: both must print the same and leave the same files behind.
//   node wasi.mjs GUESTKIT PROGRAM.wasm...
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const [guestkit, ...programs] = process.argv.slice(2);
const work = fs.mkdtempSync(path.join(os.tmpdir(), "wasi-"));
const input = "first\nsecond, é€😀\nthird\n";
const before = { "given.txt": "given\n", sub: { deep: { x: "x" } } };

function run(command, args, options) {
  const r = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    ...options,
  });
  if (r.error) throw r.error;
  return r;
}

// Files as {path: text}, links as "-> target", empty folders as "/".
function flatten(tree, at = "", out = {}) {
  const names = Object.keys(tree);
  if (names.length === 0 && at) out[at] = "/";
  for (const name of names) {
    const where = at ? `${at}/${name}` : name;
    if (typeof tree[name] === "string") out[where] = tree[name];
    else flatten(tree[name], where, out);
  }
  return out;
}

function entries(tree) {
  const dir = {};
  for (const [name, what] of Object.entries(tree))
    dir[name] = typeof what === "string" ? what : { dir: entries(what) };
  return dir;
}

function inMock(wasm) {
  const manifest = path.join(work, "agent.yaml");
  const world = path.join(work, "world.json");
  const lines = path.join(work, "lines");
  fs.writeFileSync(
    manifest,
    "name: a\nversion: '1'\nentry_point: a.wasm\n" +
      "wasm: {mounts: [{host: data, guest: /data}]}\n",
  );
  fs.writeFileSync(
    world,
    JSON.stringify({
      files: { secret: "S", data: { dir: entries(before) } },
    }),
  );
  fs.writeFileSync(lines, input);
  const r = run(guestkit, [
    ...["run", wasm, "--host", "hugind", "--manifest", manifest],
    ...["--fixtures", world, "--stdin", lines, "--format", "json"],
  ]);
  const result = JSON.parse(r.stdout);
  const step = result.steps?.[0] ?? result.load;
  const files = {};
  for (const [name, what] of Object.entries(result.files ?? {})) {
    if (!name.startsWith("/agent/data/")) continue;
    files[name.slice("/agent/data/".length)] =
      typeof what === "string" ? what
      : what.dir ? "/"
      : what.link !== undefined ? `-> ${what.link}`
      : what.text ?? JSON.stringify([what.size, what.sha256]);
  }
  const text = (what) => what?.text ?? what ?? "";
  return {
    outcome: result.outcome + (step.trap ? ` ${step.trap.text}` : ""),
    stdout: text(step.stdout),
    stderr: text(step.stderr),
    files,
    secret: result.files["/agent/secret"],
  };
}

function lay(tree, at) {
  fs.mkdirSync(at);
  for (const [name, what] of Object.entries(tree)) {
    if (typeof what === "string") fs.writeFileSync(path.join(at, name), what);
    else lay(what, path.join(at, name));
  }
}

function gather(at) {
  const tree = {};
  for (const e of fs.readdirSync(at, { withFileTypes: true })) {
    const where = path.join(at, e.name);
    if (e.isDirectory()) tree[e.name] = gather(where);
    else if (e.isSymbolicLink()) tree[e.name] = `-> ${fs.readlinkSync(where)}`;
    else tree[e.name] = fs.readFileSync(where, "utf8");
  }
  return tree;
}

const child = `
import fs from "node:fs";
import { WASI } from "node:wasi";
const [wasm, dir] = process.argv.slice(1);
const wasi = new WASI({ version: "preview1", args: ["a"], env: {},
  preopens: { "/data": dir }, returnOnExit: true });
const module = await WebAssembly.compile(fs.readFileSync(wasm));
const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: wasi.wasiImport });
process.exitCode = wasi.start(instance);
`;

function inNode(wasm) {
  const root = fs.mkdtempSync(path.join(work, "node-"));
  const dir = path.join(root, "data");
  lay(before, dir);
  fs.writeFileSync(path.join(root, "secret"), "S");
  const r = run(
    process.execPath,
    ["--no-warnings", "--input-type=module", "-e", child, wasm, dir],
    { input },
  );
  return {
    outcome: r.status === 0 ? "ok" : `status ${r.status}`,
    stdout: r.stdout,
    stderr: r.stderr,
    files: flatten(gather(dir)),
    secret: fs.readFileSync(path.join(root, "secret"), "utf8"),
  };
}

// What differs, as text; "" when nothing does.
function differs(mock, node) {
  for (const key of ["outcome", "stderr", "secret"])
    if (mock[key] !== node[key])
      return `${key}: mock ${JSON.stringify(mock[key])}, node ${JSON.stringify(node[key])}`;
  const a = mock.stdout.split("\n");
  const b = node.stdout.split("\n");
  for (let i = 0; i < Math.max(a.length, b.length); i++)
    if (a[i] !== b[i])
      return `line ${i + 1}: mock '${a[i]}', node '${b[i]}'`;
  for (const name of new Set([...Object.keys(mock.files), ...Object.keys(node.files)])) {
    const text = mock.files[name];
    if (text?.startsWith("[")) {
      if (JSON.parse(text)[0] !== Buffer.byteLength(node.files[name] ?? ""))
        return `${name}: mock ${text}`;
    } else if (text !== node.files[name])
      return `${name}: mock ${JSON.stringify(text)}, node ${JSON.stringify(node.files[name])}`;
  }
  return a.length < 5 ? `only ${a.length} lines were printed` : "";
}

// Node's WASI before version 20 counts a NUL in readlink, and lets folders be
// opened for writing: there the mock is looked at alone.
const old = Number(process.versions.node.split(".")[0]) < 20;

let failed = 0;
for (const wasm of programs) {
  const mock = inMock(wasm);
  const what = old
    ? (mock.outcome === "ok" ? "" : mock.outcome)
    : differs(mock, inNode(wasm));
  if (what) {
    failed++;
    console.log(`FAIL ${path.basename(wasm)}: ${what}`);
  }
}
fs.rmSync(work, { recursive: true });
if (old) console.log(`node ${process.versions.node} is too old to compare with`);
console.log(
  `${programs.length - failed} passed, ${failed} failed` +
    (old ? `, ${programs.length} skipped` : ""),
);
process.exitCode = failed ? 1 : 0;
