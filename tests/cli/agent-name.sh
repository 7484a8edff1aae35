# shellcheck shell=sh disable=SC2034,SC2154
# What an agent is called in its team: the manifest's name without white space
# around it; the name of its folder when that is empty or "default", or when
# there is no manifest.
mkdir here
wat here/sw <<'WAT'
(module
  (import "hugind" "memory_set" (func $set (param i32 i32 i32 i32)))
  (import "hugind" "memory_list" (func $list (result i64)))
  (import "hugind" "print" (func $print (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 8) "k1")
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "_start") (local $r i64)
    (call $set (i32.const 8) (i32.const 1) (i32.const 9) (i32.const 1))
    (local.set $r (call $list))
    (call $print (i32.wrap_i64 (i64.shr_u (local.get $r) (i64.const 32)))
                 (i32.wrap_i64 (local.get $r)))))
WAT
named() {
    printf 'name: %s\nversion: "1"\nentry_point: sw.wasm\n' "$1" >here/agent.yaml
    echo "# name: $1"
    gk run "${2:-here}"
}
named 'one'
named '"  spaced\u2003"'
named '""'
named '" "'
named 'default'
named '" default "'
named 'defaults'
named 'Default'
named 'default' here/agent.yaml
rm here/agent.yaml
gk run here/sw.wasm
cd here || exit
gk run sw.wasm
# In tests: that of the manifest, else of the module.
mkdir other
printf 'name: default\nversion: "1"\nentry_point: x.wasm\n' >other/agent.yaml
cat >n.test.json <<'J'
{"host": "hugind", "module": "sw.wasm", "cases": [
 {"name": "none", "call": {}, "expect": {"stdout": "{\"here/k\":1}\n"}},
 {"name": "a file", "manifest": "other/agent.yaml", "call": {},
  "expect": {"stdout": "{\"other/k\":1}\n"}},
 {"name": "here", "call": {},
  "manifest": {"name": "default", "version": "1", "entry_point": "x"},
  "expect": {"stdout": "{\"here/k\":1}\n"}},
 {"name": "its own", "call": {},
  "manifest": {"name": " own ", "version": "1", "entry_point": "x"},
  "expect": {"stdout": "{\"own/k\":1}\n"}}]}
J
gk_mask='s, +[0-9.]+ (µs|ms|s) .*,,'
gk test n.test.json --quiet
