#!/bin/sh
# Builds a C guest: build_guest.sh OUT.wasm SOURCE... [-- CFLAGS...]
# HOST=hugind for an agent, LIBC=nowasi for one without WASI; else it is for
# Cortex. LIBS=none leaves our libraries out (a guest in plain C).
# An independent spelling of what `guestkit build` does, optimiser included.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sources=
while [ $# -gt 0 ]; do
    if [ "$1" = -- ]; then
        shift
        break
    fi
    sources="$sources $1"
    shift
done

lib=$root/build/lib
host=${HOST:-cortex}
libs="$lib/libguestkit-$host.a $lib/libguestkit-json.a $lib/libguestkit-base.a"
case $host:${LIBC:-} in
hugind:nowasi)
    libs="$libs $lib/libguestkit-hugind-nowasi.a $lib/libguestkit-nowasi.a"
    ;;
cortex:*) libs="$libs $lib/libguestkit-nowasi.a" ;;
esac
case $host in
hugind) layout="--entry=_start --stack-first" ;;
*) layout="--no-entry --import-memory --global-base=1048576" ;;
esac
[ "${LIBS:-}" = none ] && libs=
builtins=$("${CLANG:-clang}" --target=wasm32-wasi -print-libgcc-file-name)

n=0
objects=
for source in $sources; do
    n=$((n + 1))
    "${CLANG:-clang}" --target=wasm32-wasi -std=c17 -Os -Wall -Wextra -Werror \
        -I"$root/sdk-c/include" -mno-bulk-memory -ffunction-sections \
        -fdata-sections -fno-delete-null-pointer-checks "$@" \
        -c "$source" -o "$work/$n.o"
    objects="$objects $work/$n.o"
done

# shellcheck disable=SC2086 # lists of paths
"${WASM_LD:-wasm-ld}" $layout -z stack-size=65536 --fatal-warnings \
    $objects $libs /usr/lib/wasm32-wasi/libc.a "$builtins" \
    -o "$work/linked.wasm"
if [ "$host" = cortex ]; then
    node "$root/tests/sdk/export_memory.mjs" "$work/linked.wasm" "$out"
else
    mv "$work/linked.wasm" "$out"
fi
if [ -n "${OPTIMIZE:-}" ]; then
    wasm-opt -Os --zero-filled-memory --strip-debug --strip-producers "$out" \
        -o "$work/small.wasm"
    mv "$work/small.wasm" "$out"
fi
