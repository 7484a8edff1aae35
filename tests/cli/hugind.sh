# shellcheck shell=sh disable=SC2034,SC2154
# An agent by its folder, its manifest, its module: what it may do, and a run.
wat agent <<'WAT'
(module
  (import "hugind" "get_args" (func $args (result i64)))
  (import "hugind" "print" (func $print (param i32 i32)))
  (import "hugind" "eprint" (func $eprint (param i32 i32)))
  (import "hugind" "input" (func $input (param i32 i32) (result i64)))
  (import "hugind" "set_result" (func $set (param i32 i32)))
  (import "hugind" "run_command" (func $shell (param i32 i32) (result i64)))
  (import "hugind_fs" "fs_rename" (func $mv (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2 16)
  (global $top (mut i32) (i32.const 4096))
  (data (i32.const 16) "{\"b\":1,\"a\":2}")
  (data (i32.const 64) "name? ")
  (data (i32.const 80) "ls")
  (func $say (param i64)
    (call $print (i32.wrap_i64 (i64.shr_u (local.get 0) (i64.const 32)))
                 (i32.wrap_i64 (local.get 0))))
  (func (export "alloc") (param i32) (result i32)
    (global.get $top)
    (global.set $top (i32.add (global.get $top) (local.get 0))))
  (func $more
    (drop (call $shell (i32.const 80) (i32.const 2)))
    (drop (call $mv (i32.const 80) (i32.const 2) (i32.const 80) (i32.const 2))))
  (func (export "_start")
    (call $say (call $args))
    (call $say (call $input (i32.const 64) (i32.const 6)))
    (call $eprint (i32.const 64) (i32.const 5))
    (call $set (i32.const 16) (i32.const 13))
    (if (i32.const 0) (then (call $more)))))
WAT
cat >agent.yaml <<'Y'
name: demo
version: "1"
entry_point: agent.wasm
env: [HOME, {name: TOKEN, required: true}]
hugind_version: ">=0.6.0"
permissions:
  network: {allow: true}
  filesystem: {allow: true}
Y
printf ' Ann \nBob\n' >lines
gk run . -- a b
gk run agent.yaml --env TOKEN=secret --stdin lines -- a b
printf 'caf\351\n' >latin1
gk run . --env TOKEN=1 --stdin latin1 --quiet
gk run agent.wasm --env TOKEN=1 --session s-1 --trace --reproducible --quiet
gk run . --env TOKEN=1 --format json --reproducible
gk run . --env TOKEN=1 --invoke alloc 16
gk run . --tool x
gk run . --allow everything
gk run . --env =x
gk run . --env NOT_SET_HERE
gk scan agent.wasm
gk scan agent.wasm --manifest agent.yaml --format markdown
sed '/entry_point/d' agent.yaml >broken.yaml
gk run broken.yaml
gk scan agent.wasm --manifest broken.yaml
sed 's/agent.wasm/gone.wasm/' agent.yaml >gone.yaml
gk run gone.yaml
printf 'name: [\n' >cut.yaml
gk run cut.yaml
