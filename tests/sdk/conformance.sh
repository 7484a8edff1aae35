#!/bin/sh
# The header says what the contract's rows say: the imports of a guest that
# takes every function equal sdk-c/abi/cortex.def, and its exports are there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$here/build_guest.sh" "$work/guest.wasm" "$here/../guests/conformance.c"
wasm-objdump -x "$work/guest.wasm" >"$work/dump"
node "$here/conformance.mjs" "$here/../../sdk-c/abi/cortex.def" "$work/dump"
