# shellcheck shell=sh disable=SC2034,SC2154,SC2016
# A folder is locked, its files change, the lock says so.
plugin() {
    wat "$1" <<WAT
(module
  (import "env" "host_log" (func \$log (param i32 i32)))
  $2
  (import "env" "memory" (memory 18 512))
  (export "memory" (memory 0))
  (func \$update (result i32) $3)
  (func (export "plugin_get_abi_version") (result i32) i32.const 1)
  (func (export "plugin_get_capabilities") (param i32 i32) (result i32)
    i32.const 0)
  (func (export "plugin_execute_tool")
    (param i32 i32 i32 i32 i32 i32) (result i32)
    i32.const 0 i32.const 0 call \$log call \$update))
WAT
}
mkdir -p plugins/sub
plugin a '' 'i32.const 1'
plugin b '' 'i32.const 2'
mv a.wasm plugins/
mv b.wasm plugins/sub/
gk lock plugins
show guestkit.lock
gk lock plugins
gk lock --check
gk scan plugins --lock guestkit.lock

# Other code, and nothing else.
plugin a '' 'i32.const 7'
mv a.wasm plugins/
gk lock --check
gk scan plugins/a.wasm --lock guestkit.lock
# A file that nobody has locked.
cp plugins/a.wasm plugins/c.wasm
gk lock plugins --check
gk scan plugins/c.wasm --lock guestkit.lock
gk_from plugins/c.wasm scan - --lock guestkit.lock
gk_from plugins/sub/b.wasm scan - --lock guestkit.lock
# From elsewhere, the same files are meant.
cd plugins/sub || exit
gk lock --check --lock ../../guestkit.lock ../a.wasm b.wasm
cd ../..
# It does more now.
plugin a '(import "env" "host_random" (func $random (param i32 i32)))' \
    'i32.const 0 i32.const 8 call $random i32.const 0'
mv a.wasm plugins/
gk scan plugins/a.wasm --lock guestkit.lock
# It is meant to; one file is gone, one is broken.
rm plugins/sub/b.wasm
gk lock --check
gk lock
gk lock --prune
echo broken >plugins/broken.wasm
gk lock plugins
gk lock --quiet
rm plugins/broken.wasm
gk lock plugins --quiet
gk lock plugins --check

# A component is locked by what it imports and exports.
mkdir components
# shellcheck disable=SC2059 # they are formats
{
    head='\0asm\015\000\001\000'
    clock='\012\025\001\000\020wasi:clocks/wall\005\000'
    printf "$head$clock\013\011\001\000\003run\001\000\000" >components/c.wasm
    gk lock components --lock components.lock
    show components.lock
    gk lock components --lock components.lock --check
    printf "$head$clock\012\016\001\000\011evil:x/y1\005\000" \
        >components/c.wasm
}
gk lock components --lock components.lock --check
gk scan components --lock components.lock
