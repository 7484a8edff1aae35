#!/bin/sh
# The guests' JSON library, on this machine, under sanitizers, against node's.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sources=
for source in "$root"/sdk-c/src/json/*.c; do
    # Its memory is a guest's.
    case $source in */string_alloc.c) ;; *) sources="$sources $source" ;; esac
done
# shellcheck disable=SC2086 # a list of paths
"${CC:-cc}" -std=c17 -O1 -g -Wall -Wextra -Werror -Wshadow -Wvla \
    -Wmissing-prototypes -fsanitize=address,undefined \
    -fno-sanitize-recover=all -I"$root/sdk-c/include" \
    $sources "$here/json_echo.c" -o "$work/json_echo"
node "$here/json.mjs" "$work/json_echo"
