#!/bin/sh
# From nothing to a verdict: scaffolds a plugin, builds it, runs it in the mock
# host, tests it and scans it, with the real commands and their real output.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
PATH=$root/build:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

step() {
    printf '\n$ %s\n' "$*"
    "$@"
}

step guestkit new weather --host cortex --lang c
step guestkit build weather
step guestkit run weather --list-tools
cd weather
step guestkit test
cd ..
printf '\n$ %s\n' "guestkit scan weather/build/weather.wasm"
guestkit scan weather/build/weather.wasm | tee scan.txt
printf '\n$ %s\n' "guestkit run weather --tool $(sed -n '2p' tool.txt 2>/dev/null || true)"
