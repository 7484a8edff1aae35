# shellcheck shell=sh disable=SC2034,SC2154
# Where a loop is when its time is up is chance.
gk_mask='s/\+0x[0-9a-f]+/+0xN/'
wat spin <<'WAT'
(module
  (import "env" "memory" (memory 1))
  (export "memory" (memory 0))
  (func (export "plugin_get_abi_version") (result i32) i32.const 1)
  (func (export "plugin_get_capabilities") (param i32 i32) (result i32)
    i32.const 1)
  (func (export "plugin_execute_tool") (param i32 i32 i32 i32 i32 i32)
    (result i32) i32.const 0)
  (func $spin (export "spin") (loop $more (br $more))))
WAT
gk run spin.wasm --invoke spin --timeout 50 --fuel 18_000_000_000_000_000_000
