#!/bin/sh
# guestkit new --lang as: what it makes builds, tests and scans clean, also by
# asc alone. Last line: N passed, N failed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../toolchain/lib.sh
. "$here/../toolchain/lib.sh"

# asc_alone PROJECT: as somebody does who has the packages in the project.
# shellcheck disable=SC2317,SC2329 # called through check
asc_alone() (
    cd "$1"
    ln -s "$root/build/sdk-assemblyscript/node_modules" node_modules
    rm -rf build
    node node_modules/assemblyscript/bin/asc.js
)

# clean MODULE MANIFEST: no finding above note.
# shellcheck disable=SC2317,SC2329
clean() {
    exits 0 "$guestkit" scan "$1" --manifest "$2" --fail-on warning &&
        not grep -Eq '^(warning|error) ' "$work/out"
}

while read -r host project manifest source; do
    check "$host: a project is made" \
        exits 0 "$guestkit" new "$project" --host "$host" --lang as
    for file in "$source" "$manifest" guestkit.json asconfig.json README.md \
        Makefile .gitignore .github/workflows/ci.yml guestkit.schema.json \
        tests/guestkit.test.schema.json; do
        check "$host: … with $file" test -s "$project/$file"
    done
    check "$host: it builds" exits 0 "$guestkit" build "$project"
    check "$host: … without a word from compiler or kit" \
        not grep -q . "$work/err"
    check "$host: its tests pass" exits 0 "$guestkit" test "$project"
    check "$host: … all of them" grep -q '^4 passed, 0 failed' "$work/out"
    check "$host: … as the deployed host runs them" \
        exits 0 "$guestkit" test "$project" --fidelity deployed
    check "$host: … all of them" grep -q '^4 passed, 0 failed' "$work/out"
    check "$host: it scans clean" \
        clean "$project/build/$project.wasm" "$project/$manifest"
    check "$host: a debug build" exits 0 "$guestkit" build "$project" --debug
    check "$host: … passes, too" exits 0 "$guestkit" test "$project" --no-build
    check "$host: asc alone builds it" asc_alone "$project"
    check "$host: … and its tests pass" \
        exits 0 "$guestkit" test "$project" --no-build
    check "$host: … and it scans clean" \
        clean "$project/build/$project.wasm" "$project/$manifest"
    check "$host: the project's own packages are used" \
        exits 0 "$guestkit" build "$project" --verbose
    check "$host: … by a command that names them" \
        grep -q ' node_modules/assemblyscript/bin/asc.js ' "$work/err"
done <<'LIST'
cortex weather manifest.json src/plugin.ts
hugind ask agent.yaml src/agent.ts
LIST

finish
