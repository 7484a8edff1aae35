# shellcheck shell=sh disable=SC2034,SC2154
# Sessions to resume: their ids, and agents that resume none.
wat sw <<'WAT'
(module
  (import "hugind" "get_args" (func $args (result i64)))
  (import "hugind" "print" (func $print (param i32 i32)))
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "_start") (local $r i64)
    (local.set $r (call $args))
    (call $print (i32.wrap_i64 (i64.shr_u (local.get $r) (i64.const 32)))
                 (i32.wrap_i64 (local.get $r)))))
WAT
agent() {
    printf 'name: a\nversion: "1"\nentry_point: sw.wasm\n%s\n' "$1" >agent.yaml
}
agent ''
gk run . --session s-1
gk run . --session '  s-1 '
gk run . --session ''
gk run . --session '  '
agent 'mode: agentic'
gk run . --session s-1
gk run .
cat >s.test.json <<'J'
{"host": "hugind", "module": "sw.wasm", "cases": [
 {"name": "a", "call": {"session": " \u3000"}}]}
J
gk test s.test.json
