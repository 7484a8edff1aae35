#!/bin/sh
# The header says what the contract's rows say: the imports of a guest that
# takes every function equal the rows in sdk-c/abi, and its exports are there.
# conformance.sh HOST GUEST.c ROWS.def…
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

host=$1
HOST=$host "$here/build_guest.sh" "$work/guest.wasm" "$2"
shift 2
wasm-objdump -x "$work/guest.wasm" >"$work/dump"
node "$here/conformance.mjs" "$host" "$work/dump" "$@"
