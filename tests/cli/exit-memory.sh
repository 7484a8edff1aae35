# shellcheck shell=sh disable=SC2034,SC2154
# A module that needs more than it may have.
wat greedy <<'WAT'
(module
  (import "env" "memory" (memory 18))
  (export "memory" (memory 0))
  (func (export "plugin_get_abi_version") (result i32) i32.const 1)
  (func (export "plugin_get_capabilities") (param i32 i32) (result i32)
    i32.const 1)
  (func (export "plugin_execute_tool") (param i32 i32 i32 i32 i32 i32)
    (result i32) i32.const 0)
  (func (export "grow") (param i32) (result i32)
    (memory.grow (local.get 0))))
WAT
gk run greedy.wasm --invoke grow 16
gk run greedy.wasm --invoke grow 257
gk run greedy.wasm --invoke grow 10 --memory 260
gk run greedy.wasm --invoke grow 1 --memory 100
