# shellcheck shell=sh disable=SC2034,SC2154
# An agent in its real folder (--live fs), and folders copied into a world.
wat agent <<'WAT'
(module
  (import "hugind" "print" (func $print (param i32 i32)))
  (import "hugind_fs" "fs_read_text" (func $read (param i32 i32) (result i64)))
  (import "hugind_fs" "fs_write_text"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (import "hugind_fs" "fs_remove" (func $remove (param i32 i32 i32) (result i32)))
  (import "hugind_fs" "fs_mkdir" (func $mkdir (param i32 i32 i32) (result i32)))
  (memory (export "memory") 2 16)
  (global $top (mut i32) (i32.const 4096))
  (data (i32.const 16) "notes.txt")
  (data (i32.const 32) "old.txt")
  (data (i32.const 48) "made")
  (data (i32.const 64) "made/new.txt")
  (data (i32.const 96) "way/passwd")
  (func (export "alloc") (param i32) (result i32)
    (global.get $top)
    (global.set $top (i32.add (global.get $top) (local.get 0))))
  (func $work (local $r i64)
    (local.set $r (call $read (i32.const 16) (i32.const 9)))
    (call $print (i32.wrap_i64 (i64.shr_u (local.get $r) (i64.const 32)))
                 (i32.wrap_i64 (local.get $r)))
    (drop (call $write (i32.const 16) (i32.const 9) (i32.const 32) (i32.const 7)))
    (drop (call $mkdir (i32.const 48) (i32.const 4) (i32.const 1)))
    (drop (call $write (i32.const 64) (i32.const 12) (i32.const 48) (i32.const 4)))
    (drop (call $remove (i32.const 32) (i32.const 7) (i32.const 0))))
  (func (export "_start") (call $work))
  (func (export "crash") (call $work) unreachable)
  (func (export "escape")
    (drop (call $write (i32.const 96) (i32.const 10) (i32.const 48) (i32.const 4)))))
WAT
cat >agent.yaml <<'Y'
name: demo
version: "1"
entry_point: agent.wasm
permissions:
  filesystem: {allow: true, read: true, write: true, create: true, delete: true}
Y
mkdir real
mv agent.yaml agent.wasm real
start() {
    printf 'milk' >real/notes.txt
    printf 'old' >real/old.txt
    rm -rf real/made
}
here=$(pwd -P)
gk_mask="s|$here|HERE|g;s/after [0-9]+ of/after N of/"
state() {
    (cd real && find . -type f ! -name 'agent.*' | sort | while read -r f; do
        printf '  %s: %s\n' "$f" "$(cat "$f")"
    done)
}

start
echo '# only with --live fs'
gk run real --quiet
state
echo '# a run that crashes leaves everything as it was'
gk run real --live fs --quiet --invoke crash
state
echo '# what a run changed is written'
gk run real --live fs
state
echo '# a file that is read-only; a way out'
start
chmod a-w real/notes.txt
gk run real --live fs --quiet
state
chmod u+w real/notes.txt
mkdir outside
echo root >outside/passwd
ln -s ../outside real/way
gk run real --live fs --quiet --invoke escape
show outside/passwd
rm real/way
echo '# what cannot be copied'
mkfifo real/pipe
gk run real --live fs --quiet
rm real/pipe
truncate -s 300M real/large
gk run real --live fs --quiet
rm real/large
echo '{"files":{"a":"b"}}' >world.json
gk run real --live fs --fixtures world.json

echo '# a folder in a world'
printf '{"files":{"notes.txt":{"file":"real/old.txt"},"d":{"folder":"real"}}}' >world.json
gk run real --fixtures world.json
state
printf '{"files":{"d":{"folder":"gone"}}}' >world.json
gk run real --fixtures world.json

echo '# a mount outside, and a link out of it'
mkdir mounted other
printf 'shared' >other/text
wat linker <<'WAT'
(module
  (import "wasi_snapshot_preview1" "path_create_directory"
    (func $mkdir (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_symlink"
    (func $link (param i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 32) "sub")
  (data (i32.const 48) "../real")
  (func (export "alloc") (param i32) (result i32) i32.const 4096)
  (func (export "_start")
    (drop (call $mkdir (i32.const 3) (i32.const 32) (i32.const 3))))
  (func (export "out")
    (drop (call $link (i32.const 48) (i32.const 7) (i32.const 3)
                      (i32.const 33) (i32.const 2)))))
WAT
mv linker.wasm mounted/agent.wasm
cat >mounted/agent.yaml <<'Y'
name: demo
version: "1"
entry_point: agent.wasm
wasm: {mounts: [{host: ../other, guest: /other}]}
permissions:
  filesystem: {allow: true, allow_outside_agent_root: true}
Y
gk run mounted --live fs
gk run mounted --live fs --invoke out
(cd other && find . | sort)
