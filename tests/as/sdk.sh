#!/bin/sh
# The AssemblyScript SDK: guests built by guestkit, run in hosts written in
# JavaScript. Needs node, wabt and build/sdk-assemblyscript.
# Last line: N passed, N failed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
guestkit=${GUESTKIT:-$root/build/guestkit}
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$here/lib.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
passed=0
failed=0

# run NAME COMMAND...: the command ends with a line "N passed, N failed".
run() {
    echo "== $1"
    shift
    if ! "$@" >"$work/out" 2>&1 && ! tail -n 1 "$work/out" | grep -q ' failed$'; then
        echo "0 passed, 1 failed" >>"$work/out"
    fi
    sed '$d' "$work/out"
    line=$(tail -n 1 "$work/out")
    passed=$((passed + $(echo "$line" | cut -d ' ' -f 1)))
    failed=$((failed + $(echo "$line" | cut -d ' ' -f 3)))
}

# built HOST SOURCE [OPTIONS...]: says where the module is.
built() {
    host=$1
    name=$2
    shift 2
    [ -d "$name" ] || guest "$host" "$name" "$here/guests/$name.ts"
    "$guestkit" build "$name" --quiet "$@" >&2
    echo "$work/$name/build/guest.wasm"
}

abi=$root/sdk-c/abi
wasm-objdump -x "$(built cortex cortex_all)" >cortex.dump
run 'Cortex: imports' node "$here/conformance.mjs" cortex cortex.dump "$abi/cortex.def"
wasm-objdump -x "$(built hugind hugind_all)" >hugind.dump
run 'Hugind: imports' node "$here/conformance.mjs" hugind hugind.dump \
    "$abi/hugind.def" "$abi/hugind_fs.def"

run 'Cortex' node "$here/cortex.mjs" "$(built cortex cortex)"
run 'Hugind' node "$here/hugind.mjs" "$(built hugind hugind)"
run 'JSON' node "$here/json.mjs" "$(built hugind hugind)"
# In the mock, too, a result leaves nothing behind.
for host in cortex hugind; do
    cp "$here/guests/$host.test.json" "$host/"
    run "$host, in the mock" \
        "$guestkit" test "$host/$host.test.json" --reproducible --color never
done
run 'Cortex, debug' node "$here/cortex.mjs" "$(built cortex cortex --debug)"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
