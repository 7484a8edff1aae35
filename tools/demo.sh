#!/bin/sh
# From nothing to a verdict: scaffolds a plugin, builds it, tests it, runs it in
# the mock host and scans it, with the real commands and their real output.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
PATH=$root/build:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

step() {
    printf '\n$'
    for word in "$@"; do
        case $word in
        *[\ \"\{]*) printf " '%s'" "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n'
    "$@"
}

step guestkit new weather --host cortex --lang c
step guestkit build weather
step guestkit test weather
step guestkit run weather --list-tools
step guestkit scan weather/build/weather.wasm
# Last, as it is what all the rest is for: the tool's result and the verdict.
result=$(guestkit run weather --tool convert --args '{"value":21}' --quiet)
verdict=$(guestkit scan weather/build/weather.wasm | sed -n 's/^verdict: //p')
printf '\n$ %s\n%s\n' \
    "guestkit run weather --tool convert --args '{\"value\":21}'" "$result"
printf '\nresult:  %s\nverdict: %s\n' "$result" "$verdict"
