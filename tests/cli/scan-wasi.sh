# shellcheck shell=sh disable=SC2016,SC2154
# Without a host: what WASI preview 1 lets a module do is known all the same.
send='(import "wasi_snapshot_preview1" "sock_send"
    (func $send (param i32 i32 i32 i32 i32) (result i32)))'
body='(memory (export "memory") 1 2)
  (func $tell i32.const 0 i32.const 0 i32.const 0 i32.const 0 i32.const 0
    call $send drop)
  (func (export "_start") call $tell)'
wat all <<WAT
(module $send
  (import "wasi_unstable" "fd_write"
    (func (param i32 i32 i32 i32) (result i32)))
  $body)
WAT
wat some <<WAT
(module $send
  (import "its" "own" (func))
  (import "its" "other" (func))
  $body)
WAT
wat none <<'WAT'
(module (import "its" "own" (func $own)) (func (export "run") call $own))
WAT
wat control <<'WAT'
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1 2)
  (func (export "_start") i32.const 0 call $exit))
WAT
for name in all some none control; do
    gk scan "$name.wasm"
done
gk scan --format ndjson all.wasm some.wasm none.wasm control.wasm
gk scan --format markdown all.wasm some.wasm
# As a lock has it.
gk lock all.wasm --quiet
grep '"effect":' guestkit.lock
"$guestkit" scan all.wasm --format json --reproducible |
    sed -n '/^  "effects"/,/^  \]/p; /"imports": \[/,/\]/p'
"$guestkit" scan all.wasm --format cyclonedx --reproducible |
    grep -A1 guestkit:effect
gk inspect all.wasm
echo '{"schema":"guestkit.policy/1","effects":{"deny":["network"]}}' >deny.json
echo '{"schema":"guestkit.policy/1","effects":{"allow":["network"]}}' >allow.json
for name in all some none control; do
    gk scan "$name.wasm" --policy deny.json
done
gk scan all.wasm --policy allow.json
