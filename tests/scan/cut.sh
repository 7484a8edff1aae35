#!/bin/sh
# A file that becomes shorter while it is scanned ends the scan with words.
set -u

root=$(cd "$(dirname "$0")/../.." && pwd)
guestkit=$root/build/guestkit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
cd "$work" || exit 3

# shows NAME STATUS
shows() {
    if [ "$2" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $1"
    fi
}

"${CC:-cc}" -shared -fPIC -o cut.so "$root/tests/scan/cut.c" || exit 3
printf '(module (memory 2) (data (i32.const 0) "%070000d"))' 0 >module.wat
wat2wasm module.wat -o module.wasm || exit 3
"$guestkit" scan module.wasm >out 2>err
shows 'the whole file is scanned' $?

env LD_PRELOAD="$work/cut.so" "$guestkit" scan module.wasm >out 2>err
status=$?
[ "$status" = 3 ] || echo "exit status $status, wanted 3"
[ "$status" = 3 ]
shows 'the exit status of a file that is cut short' $?
echo 'guestkit: error: a file became shorter while it was read' | cmp - err
shows 'the words for it' $?
[ ! -s module.wasm ]
shows 'it was cut short' $?

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
