# shellcheck shell=sh disable=SC2034,SC2154
# What the host has not, or has with another type, is exit 14; no export is 15.
guest() {
    cat >"$1.wat" <<WAT
(module
  $2
  (import "env" "memory" (memory ${3:-1}))
  (export "memory" (memory 0))
  (func (export "plugin_get_abi_version") (result i32) i32.const 1)
  (func (export "plugin_get_capabilities") (param i32 i32) (result i32)
    i32.const 1)
  (func (export "plugin_execute_tool") (param i32 i32 i32 i32 i32 i32)
    (result i32) i32.const 0)
  (func (export "go")))
WAT
    wat2wasm "$1.wat" -o "$1.wasm"
    gk run "$1.wasm" --host cortex --invoke go
}
guest unknown '(import "env" "host_logg" (func (param i32 i32)))'
guest mistyped '(import "env" "host_log" (func (param i32)))'
guest foreign '(import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))'
guest global '(import "env" "host_log" (global i32))'
guest large '' 300
guest small '' '1 400'
gk run mistyped.wasm --host cortex --invoke go --fidelity deployed
gk run unknown.wasm --host cortex --invoke go --fidelity deployed
wat bare <<'WAT'
(module (import "env" "host_log" (func (param i32 i32))) (func (export "go")))
WAT
gk run bare.wasm --invoke go
gk run bare.wasm --invoke go --fidelity deployed
