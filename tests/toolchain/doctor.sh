#!/bin/sh
# guestkit doctor, where all is well and where tools are missing.
# Last line: N passed, N failed.
set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

check 'all is here' exits 0 "$guestkit" doctor
check '… and told' grep -q '^all that is needed' "$work/out"
check '… with versions' grep -Eq '^ok +clang +[0-9]+\.[0-9.]+ +/' "$work/out"
check '… and files' grep -Eq '^ok +wasi-libc +/.*libc\.a$' "$work/out"
check 'in JSON' exits 0 "$guestkit" doctor --format json
check '… with its schema' grep -q '"schema": "guestkit.doctor/1"' "$work/out"
check '… and ok' grep -q '"ok": true' "$work/out"

mkdir none
check 'without tools it is exit 1' \
    exits 1 env PATH="$work/none" "$guestkit" doctor
check '… with one command that installs them' \
    grep -q 'missing: apt-get install clang lld wasi-libc libclang-rt-14-dev-wasm32$' \
    "$work/out"
check '… also when it is to be quiet' \
    exits 1 env PATH="$work/none" "$guestkit" doctor --quiet
check '… in JSON, too' \
    exits 1 env PATH="$work/none" "$guestkit" doctor --format json
check '… with a remedy' \
    grep -q '"remedy": "apt-get install lld"' "$work/out"

mkdir some
ln -s "$(command -v clang)" some/clang-14
ln -s "$(command -v wasm-ld)" some/wasm-ld-14
check 'tools under other names will do' \
    exits 0 env PATH="$work/some" "$guestkit" doctor
check '… without what is not needed' grep -q '^absent *node' "$work/out"
check 'a word too many is exit 2' exits 2 "$guestkit" doctor now

finish
