# shellcheck shell=sh
wat plain <<'WAT'
(module (func (export "one") (result i32) i32.const 1))
WAT
gk run
gk run --tool
gk run plain.wasm --host cortx --invoke one
gk run plain.wasm --host cortex --args '{}'
gk run plain.wasm --host cortex --tool one --invoke one
gk run plain.wasm --host cortex --tool one --args '{"a":1'
gk run plain.wasm other.wasm --host cortex
gk run plain.wasm --host cortex --live everything --invoke one
gk run plain.wasm --host cortex --fidelity both --invoke one
gk run plain.wasm --host cortex --format xml --invoke one
gk run plain.wasm --host cortex --fuel lots --invoke one
gk run plain.wasm --host cortex --memory 65537 --invoke one
gk run plain.wasm --host cortex --invoke one --trace=yes
gk run plain.wasm --host cortex --tols one
