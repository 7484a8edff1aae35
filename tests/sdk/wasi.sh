#!/bin/sh
# C programs of wasi-libc in the mock's WASI and in node's: see wasi.mjs.
# Needs build/guestkit, clang with wasi-libc, node.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# program NAME SOURCE [FLAG]
program() {
    "${CLANG:-clang}" --target=wasm32-wasi -std=c17 -O1 -Wall -Wextra -Werror \
        ${3+"$3"} -o "$work/$1.wasm" "$here/../guests/$2.c"
}

program files wasi_files
program start wasi_start
program walk wasi_walk
program walk2 wasi_walk -DSEED=7
node "$here/wasi.mjs" "${GUESTKIT:-$root/build/guestkit}" "$work"/*.wasm
