# shellcheck shell=sh disable=SC2034,SC2154
# A new version of a plugin, held against the old one.
wat old <<'WAT'
(module
  (import "env" "host_log" (func $log (param i32 i32)))
  (import "env" "memory" (memory 18 512))
  (export "memory" (memory 0))
  (func $parse (param i32) (result i32) local.get 0)
  (func (export "plugin_get_abi_version") (result i32) i32.const 1)
  (func (export "plugin_get_capabilities") (param i32 i32) (result i32)
    i32.const 0)
  (func (export "plugin_execute_tool")
    (param i32 i32 i32 i32 i32 i32) (result i32)
    i32.const 0 i32.const 0 call $log i32.const 0 call $parse)
  (data (i32.const 1048576) "hello"))
WAT
wat new <<'WAT'
(module
  (import "env" "host_log" (func $log (param i32 i32)))
  (import "env" "host_set_state" (func $set (param i32 i32 i32 i32)))
  (import "env" "memory" (memory 20 512))
  (export "memory" (memory 0))
  (func $keep i32.const 0 i32.const 0 i32.const 0 i32.const 0 call $set)
  (func $update call $keep)
  (func $parse (param i32) (result i32) call $update local.get 0)
  (func (export "plugin_get_abi_version") (result i32) i32.const 1)
  (func (export "plugin_get_capabilities") (param i32 i32) (result i32)
    i32.const 0)
  (func (export "plugin_execute_tool")
    (param i32 i32 i32 i32 i32 i32) (result i32)
    i32.const 0 i32.const 0 call $log i32.const 0 call $parse)
  (data (i32.const 1048576) "hello there"))
WAT
gk scan new.wasm --baseline old.wasm
gk scan old.wasm --baseline new.wasm
gk scan old.wasm --baseline old.wasm
gk scan old.wasm --baseline new.wasm --fail-on note

# Components are compared by what they import and export. 16: a name's bytes.
head='\0asm\015\000\001\000'
clock='\012\025\001\000\020wasi:clocks/wall\005\000'
http='\012\025\001\000\020wasi:http/types1\005\000'
other='\012\016\001\000\011evil:x/y1\005\000'
run='\013\011\001\000\003run\001\000\000'
# shellcheck disable=SC2059 # they are formats
{
    printf "$head$clock$http$run" >before.wasm
    printf "$head$clock$other" >after.wasm
}
gk scan after.wasm --baseline before.wasm
gk scan before.wasm --baseline after.wasm
"$guestkit" scan after.wasm --baseline before.wasm --reproducible \
    --format json | sed -n '/"exports": {/,/^    }/p; /"imports": {/,/^    }/p'
