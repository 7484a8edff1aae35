#!/bin/sh
# All tests of the C SDK; needs the wasm libraries (make wasm-libs), clang,
# wasm-ld, wabt, binaryen and node. Last line: N passed, N failed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
skipped=0

# Each test ends with a line "N passed, N failed".
run() {
    echo "== $*"
    if ! "$@" >"$work/out" 2>&1 && ! tail -n 1 "$work/out" | grep -q ' failed$'; then
        echo "0 passed, 1 failed" >>"$work/out"
    fi
    sed '$d' "$work/out"
    line=$(tail -n 1 "$work/out")
    passed=$((passed + $(echo "$line" | cut -d ' ' -f 1)))
    failed=$((failed + $(echo "$line" | cut -d ' ' -f 3)))
    case $line in
    *skipped) skipped=$((skipped + $(echo "$line" | cut -d ' ' -f 5))) ;;
    esac
}

build=$here/build_guest.sh
guests=$here/../guests

abi=$here/../../sdk-c/abi
run "$here/conformance.sh" cortex "$guests/conformance.c" "$abi/cortex.def"
run "$here/conformance.sh" hugind "$guests/hugind_conformance.c" \
    "$abi/hugind.def" "$abi/hugind_fs.def"
run "$here/hugind.sh"
run "$here/libc_areas.sh"
run "$here/wasi.sh"
run "$here/json.sh"

LIBS=none "$build" "$work/contract.wasm" "$guests/contract_example.c"
run node "$here/contract.mjs" "$work/contract.wasm"

for optimize in '' 1; do
    export OPTIMIZE="$optimize"
    "$build" "$work/probe.wasm" "$guests/probe.c"
    run node "$here/probe.mjs" "$work/probe.wasm"
    "$build" "$work/libc.wasm" "$guests/libc_tool.c"
    run node "$here/libc.mjs" "$work/libc.wasm"
done

"$build" "$work/hello.wasm" "$guests/hello_tool.c"
run "$here/size.sh" "$work/hello.wasm" 10240
HOST=hugind "$build" "$work/agent.wasm" "$guests/hugind_hello.c"
run "$here/size.sh" "$work/agent.wasm" 7168

if [ "$skipped" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
