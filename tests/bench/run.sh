#!/bin/sh
# Measures guestkit against other programs in the same run, and prints ratios.
# Nothing here passes or fails: what matters is where a ratio goes over time.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/tests/bench
guestkit=$root/build/guestkit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# ms RUNS COMMAND…: milliseconds of wall time of a program, its start and end
# included, nothing else's; the median.
ms() {
    runs=$1
    shift
    line=
    for word in "$@"; do
        line="$line '$word'"
    done
    hyperfine --shell none --ignore-failure --warmup 1 --runs "$runs" \
        --export-csv laps "$line" >out 2>&1
    awk -F, 'END { printf "%.3f", $(NF - 4) * 1e3 }' laps
}

# row WHAT MS OTHER OTHER_MS GOAL
row() {
    awk -v what="$1" -v a="$2" -v other="$3" -v b="$4" -v goal="$5" 'BEGIN {
        printf "%-41s %8.2f ms  %6.*f x %s (%.2f ms); goal: %s\n",
            what, a, a < b / 10 ? 3 : 2, a / b, other, b, goal }'
}

"$guestkit" new plugin --host cortex --lang c --quiet
"$guestkit" build plugin --quiet
wasm=plugin/build/plugin.wasm
"$guestkit" run "$wasm" --tool convert --args '{"value":21}' --quiet >out

true_ms=$(ms 50 true)
version=$(ms 50 "$guestkit" --version)
row 'guestkit --version' "$version" true "$true_ms" 'at most 2'
run=$(ms 30 "$guestkit" run "$wasm" --tool convert --args '{"value":21}')
interp=$(ms 30 wasm-interp "$wasm")
node=$(ms 9 node "$here/node.mjs" "$wasm")
row 'run, template plugin' "$run" wasm-interp "$interp" 'at most 3'
row 'run, template plugin' "$run" 'node instantiating' "$node" 'at most 0.07'

# further FILE: what one more isolated case costs, without start and end; FILE
# is a test file, of which the first case is taken many times.
further() {
    folder=$(dirname "$1")
    for count in 2 402; do
        node "$here/cases.mjs" "$1" "$count" >"$folder/$count.json"
    done
    few=$(ms 9 "$guestkit" test "$folder/2.json")
    many=$(ms 5 "$guestkit" test "$folder/402.json")
    awk -v a="$many" -v b="$few" 'BEGIN { printf "%.3f", (a - b) / 400 }'
}

wat2wasm "$here/tiny.wat" -o tiny.wasm
cat >tiny.test.json <<'J'
{"host": "cortex", "module": "tiny.wasm",
 "cases": [{"name": "a", "call": {"tool": "say"}, "expect": {"ok": true}}]}
J
"$guestkit" test tiny.test.json >out
row 'test, each further case, smallest plugin' "$(further tiny.test.json)" \
    true "$true_ms" 'below 1 ms'
row 'test, each further case, template plugin' \
    "$(further plugin/tests/convert.test.json)" true "$true_ms" 'below 1 ms'

# call WHAT US OTHER OTHER_US GOAL
call() {
    awk -v what="$1" -v a="$2" -v other="$3" -v b="$4" -v goal="$5" 'BEGIN {
        printf "%-41s %8.2f µs  %6.2f x %s (%.2f µs); goal: %s\n",
            what, a, a / b, other, b, goal }'
}

# An agent's call that takes 1 KiB and gives 1 KiB, and what it costs to have it
# in the trace afterwards; in processor time, like the other host's.
wat2wasm "$here/hostcall.wat" -o hostcall.wasm
"$root/build/bench/hostcall" hostcall.wasm >costs
node=$(node "$here/hostcall.mjs" hostcall.wasm)
call 'hostcall, 1 KiB in and out' "$(awk '/^call/ { print $2 }' costs)" \
    'a node host' "$node" 'below 5 µs'
call 'its record, read from the trace' \
    "$(awk '/^trace/ { print $2 }' costs)" 'a node host' "$node" 'none'

# inside WHAT FILE RUNS: milliseconds of processor time within a process.
inside() {
    "$root/build/bench/validate" "$2" "$3" |
        awk -v what="$1" '$1 == what { print $2 }'
}

scan=$(ms 30 "$guestkit" scan "$wasm")
row 'scan, template plugin' "$scan" true "$true_ms" 'below 4 ms'
row 'scan, template plugin, in-process' "$(inside scan "$wasm" 200)" \
    true "$true_ms" 'below 1 ms'

# A large module that is in use, with code of all kinds: 39 MB of DuckDB, as
# compiled by Emscripten. Without a network, one of nothing but nops.
if corpus=$("$root/tools/npm.sh" tests/bench/corpus 2>err); then
    modules=$corpus/node_modules
    cp "$modules/@duckdb/duckdb-wasm/dist/duckdb-mvp.wasm" big.wasm
    cp "$modules/tree-sitter-wasms/out/tree-sitter-lua.wasm" small.wasm
    scan=$(ms 30 "$guestkit" scan small.wasm)
    row 'scan, 43 KB module' "$scan" true "$true_ms" 'below 4 ms'
    row 'scan, 43 KB module, in-process' "$(inside scan small.wasm 200)" \
        true "$true_ms" 'below 1 ms'
else
    echo 'the npm packages cannot be had: the large module is generated'
    node "$here/big.mjs" big.wasm
fi
size="$(($(wc -c <big.wasm) / 1000000)) MB"
scan=$(ms 9 "$guestkit" scan big.wasm)
json=$(ms 5 "$guestkit" scan big.wasm --format json)
objdump=$(ms 9 wasm-objdump -h big.wasm)
digest=$(ms 9 sha256sum big.wasm)
validate=$(ms 3 wasm-validate big.wasm)
v8=$(node "$here/v8.mjs" big.wasm 9)
row "scan, $size module" "$scan" 'wasm-objdump -h' "$objdump" 'none'
row "scan, $size module" "$scan" 'wasm-validate' "$validate" 'at most 0.025'
row "scan with its digest, $size module" "$json" 'sha256sum + V8 validate' \
    "$(echo "$digest $v8" | awk '{ print $1 + $2 }')" 'at most 1.5'
row "validation alone, $size module" "$(inside validate big.wasm 9)" \
    'decoding alone' "$(inside decode big.wasm 9)" 'at most 1'
"$root/build/bench/validate" big.wasm 9

# Heap: half of the file and 16 MiB.
limit=$(($(wc -c <big.wasm) / 2 / 1024 + 16384))
# shellcheck disable=SC3045 # dash and bash have it
if (ulimit -d "$limit" && "$guestkit" scan big.wasm >out 2>err); then
    echo "scan, $size module: stays within $limit KiB of data"
else
    echo "scan, $size module: needs more than $limit KiB of data"
fi
