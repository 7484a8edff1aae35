# shellcheck shell=sh disable=SC2034,SC2154
# The manifest beside the module, another one, and what is wrong with it.
cp "$root/tests/guests/asks_all.wat" plugin.wat
manifest() {
    printf '%s\n' "$1" >manifest.json
    show manifest.json
    gk run plugin.wat --list-tools
}
manifest '{"name": "p", "version": "1.0.0", "description": "Asks for everything", "kind": "wasm", "runtime": "wasm", "entryPoint": "p.wasm", "capabilities": ["tools"]}'
manifest '{"name": "p", "version": "1.0.0", "description": "Asks for everything", "kind": "wasm", "runtime": "wasm", "entryPoint": "p.wasm", "capabilities": ["tools", "network:fetsch"]}'
manifest '{
  "name": "p",
  "version": 1}'
manifest '{"name": "p",}'
manifest '{"name": "p", "capabilities": "tools"}'
manifest '[]'
manifest ''
gk run plugin.wat --list-tools --manifest nowhere.json
rm manifest.json
gk run plugin.wat --list-tools
