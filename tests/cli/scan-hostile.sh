# shellcheck shell=sh disable=SC2034,SC2154
# Names of a module never reach the terminal as they are.
wat 'na"me' <<'WAT'
(module
  (import "env" "red\1b[31m\0anext line\r\t\e2\80\ae" (func))
  (import "" "" (func))
  (func (export "bell\07\7f")))
WAT
gk scan 'na"me.wasm'
gk inspect 'na"me.wasm'
gk run 'na"me.wasm' --host cortex --invoke x
