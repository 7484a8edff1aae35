# shellcheck shell=sh disable=SC2034,SC2154
# What a project file, a compiler and a linker find wrong.
gk_mask='s/^wasm-ld[-0-9]*:/wasm-ld:/; s/[a-z]+-[0-9]+\.o/OBJECT/'
mkdir -p p/src
say() {
    printf '%s\n' "$1" >p/guestkit.json
}
say '{"host": "cortex", "name": "p",}'
gk build p
say '{
  "host": "cortx", "name": "p"}'
gk build p
say '{"host": "cortex"}'
gk build p
say '{"host": "cortex", "name": "p", "sorces": ["src"]}'
gk build p
say '{"host": "cortex", "name": "p", "output": "../p.wasm"}'
gk build p
say '[]'
gk build p
say '{"host": "cortex", "name": "p"}'
gk build p
gk build p --format json
echo 'int f(void) { return x; }' >p/src/p.c
gk build p --color never
gk build p --format json
echo 'int g(void); __attribute__((export_name("f"))) int f(void) { return g(); }' >p/src/p.c
gk build p
rm p/guestkit.json
gk run p
gk test p
