# shellcheck shell=sh disable=SC2034,SC2154
# What a run tells other programs.
wat plugin <<'WAT'
(module
  (import "env" "host_log" (func $log (param i32 i32)))
  (import "env" "host_get_time_ms" (func $time (result i64)))
  (import "env" "host_random" (func $random (param i32 i32)))
  (import "env" "host_set_state" (func $set (param i32 i32 i32 i32)))
  (import "env" "host_get_state" (func $get (param i32 i32 i32 i32) (result i32)))
  (import "env" "host_get_config" (func $config (param i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 18))
  (export "memory" (memory 0))
  (data (i32.const 0x100000) "{\"abi_version\":1,\"tools\":[{\"name\":\"all\",\"description\":\"Asks for everything\",\"params\":[{\"name\":\"key\",\"type\":\"string\",\"required\":true}]}]}")
  (data (i32.const 0x101000) "api_token")
  (data (i32.const 0x101100) "\1b[31mred\ff")
  (func (export "plugin_get_abi_version") (result i32) i32.const 1)
  (func (export "plugin_get_capabilities") (param $out i32) (param $len i32)
    (result i32)
    (memory.copy (local.get $out) (i32.const 0x100000) (i32.const 136))
    (i32.store (local.get $len) (i32.const 136))
    i32.const 0)
  (func (export "plugin_destroy"))
  (func (export "plugin_init") (call $log (i32.const 0x101100) (i32.const 9)))
  ;; The time and two random bytes, kept under a key that looks like a secret.
  (func (export "plugin_execute_tool") (param $name i32) (param $name_len i32)
    (param $args i32) (param $args_len i32) (param $out i32) (param $len i32)
    (result i32)
    (i64.store (i32.const 0x102000) (call $time))
    (call $random (i32.const 0x102008) (i32.const 2))
    (call $set (i32.const 0x101000) (i32.const 9) (local.get $args) (local.get $args_len))
    (i32.store (i32.const 0x102100) (i32.const 100))
    (drop (call $get (i32.const 0x101000) (i32.const 9) (i32.const 0x102200) (i32.const 0x102100)))
    (i32.store (i32.const 0x102100) (i32.const 100))
    (drop (call $config (i32.const 0x101000) (i32.const 9) (local.get $out) (i32.const 0x102100)))
    (i32.store (local.get $len) (i32.load (i32.const 0x102100)))
    i32.const 0))
WAT
gk run plugin.wasm --tool all --args '{"key":"v"}' --format json --reproducible
gk run plugin.wasm --tool all --args '{"key":"v"}' --format json \
    --reproducible --fidelity deployed
"$guestkit" run plugin.wasm --tool all --format json | grep -A 4 '"timing"' |
    sed 's/[0-9][0-9]*/N/'
