# shellcheck shell=sh disable=SC2034,SC2154
# Several reports at once; a file is there whole or not at all.
wat good <<'WAT'
(module (func (export "run")))
WAT
gk scan good.wasm --format ndjson=one.json
show one.json
gk scan good.wasm --format ndjson --format markdown=say.md
show say.md
gk scan good.wasm --format json --format ndjson
gk scan good.wasm --format json=x --format ndjson=x
gk scan good.wasm --format jsn
gk scan good.wasm --format json=
gk scan good.wasm --format ndjson=no/such/folder.json
mkdir taken
gk scan good.wasm --format ndjson=taken
gk scan good.wasm --format ndjson=/dev/null
ls
gk scan good.wasm --jobs 0
gk_from good.wasm scan - -
gk scan --format help
