# shellcheck shell=sh disable=SC2034,SC2154
# An author's first hour: new, build, test, run, scan.
gk_mask='s/[0-9.]+ KiB \([+-][0-9]+ %/N KiB (-N %/; s/[0-9.]+ KiB/N KiB/
s/ +[0-9,]+ instr/  N instr/; s/sha256 [0-9a-f]+/sha256 N/'
gk new weather --host cortex --lang c
cd weather || exit
gk build
gk build
gk test --reproducible
gk run . --list-tools
gk run build/weather.wasm --tool convert --args '{"value":21}'
gk run . --tool convert --args '{"value":-300}'
gk run . --tool convert --args '{"value":"warm"}'
gk run . --tool convert
gk run . --tool covnert
gk run .
gk scan build/weather.wasm
