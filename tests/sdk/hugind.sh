#!/bin/sh
# The SDK for Hugind's agents in the mock host: what the headers promise, with
# WASI and without, as compiled and optimised; and that 10,000 results of each
# call leave memory as it was. Last line: N passed, N failed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
guestkit=${GUESTKIT:-$root/build/guestkit}
guests=$root/tests/guests
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# check NAME FOUND WANTED
check() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $1: $2; wanted $3"
    fi
}

# run TEST: its cases count as ours.
run() {
    cp "$here/$1.test.json" "$work/"
    "$guestkit" test "$work/$1.test.json" >"$work/out" 2>&1 || true
    grep -v '^  ok ' "$work/out" | sed '$d' >"$work/bad"
    [ "$(wc -l <"$work/bad")" -le 1 ] || cat "$work/bad"
    line=$(tail -n 1 "$work/out")
    case $line in
    *' failed')
        passed=$((passed + $(echo "$line" | cut -d ' ' -f 1)))
        failed=$((failed + $(echo "$line" | cut -d ' ' -f 3)))
        ;;
    *) check "$1 runs" "$line" 'N passed, N failed' ;;
    esac
}

# modules GUEST: the modules it imports from.
modules() {
    wasm-objdump -x -j Import "$1" | sed -n 's/.*<- \([^.]*\)\..*/\1/p' |
        sort -u | xargs
}

export HOST=hugind
for LIBC in wasi nowasi; do
    for OPTIMIZE in '' 1; do
        export LIBC OPTIMIZE
        "$here/build_guest.sh" "$work/hugind_probe.wasm" \
            "$guests/hugind_probe.c"
        run hugind_probe
    done
done
run hugind_stdio
check 'without WASI nothing is imported from it' \
    "$(modules "$work/hugind_probe.wasm")" 'env hugind hugind_fs'

LIBC=wasi "$here/build_guest.sh" "$work/hugind_wasi.wasm" \
    "$guests/hugind_wasi.c"
run hugind_wasi

"$here/build_guest.sh" "$work/hugind_leak.wasm" "$guests/hugind_leak.c"
run hugind_leak
LIBC=wasi "$here/build_guest.sh" "$work/hugind_leak.wasm" \
    "$guests/hugind_leak.c"
check 'with WASI nothing is imported from it that is not used' \
    "$(modules "$work/hugind_leak.wasm")" 'hugind hugind_fs'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
