#!/bin/sh
# Golden tests of the command line. `run.sh --bless` rewrites what is expected.
#
#   NAME.wat   begins with lines ";; RUN: scan --format json %"; % is the
#              assembled NAME.wasm
#   NAME.sh    is sourced in an empty folder; `gk …` runs guestkit
# NAME.out holds each command, its standard output, its standard error behind
# "! ", and its exit status when that is not 0.
set -u

root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/${GK_BUILD:-build}
bless=
[ "${1:-}" = --bless ] && bless=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
NO_COLOR=1
LC_ALL=C.UTF-8
export NO_COLOR LC_ALL

# shellcheck disable=SC2317 # called from the tests
gk() {
    printf '$ guestkit %s\n' "$*"
    "$build/guestkit" "$@" >"$work/stdout" 2>"$work/stderr" </dev/null
    gk_status=$?
    cat "$work/stdout"
    sed 's/^/! /' "$work/stderr"
    [ "$gk_status" = 0 ] || echo "[exit $gk_status]"
}

run_wat() {
    wat2wasm --debug-names "$1" -o "$work/here/$2.wasm" || return
    sed -n 's/^;; RUN: //p' "$1" | while read -r line; do
        # shellcheck disable=SC2046,SC2086 # words of the RUN line
        eval gk $(printf '%s' "$line" | sed "s|%|$2.wasm|g")
    done
}

for test in "$root"/tests/cli/*.wat "$root"/tests/cli/*.sh; do
    name=$(basename "$test")
    stem=${name%.*}
    [ "$name" = run.sh ] && continue
    [ -f "$test" ] || continue
    rm -rf "$work/here"
    mkdir "$work/here"
    case $name in
    *.wat) (cd "$work/here" && run_wat "$test" "$stem") >"$work/got" 2>&1 ;;
    *) (cd "$work/here" && . "$test") >"$work/got" 2>&1 ;;
    esac
    sed -i "s|$root|ROOT|g; s|$work/here|HERE|g; s|ROOT/build/san/|ROOT/build/|g" "$work/got"
    if [ -n "$bless" ]; then
        cp "$work/got" "$root/tests/cli/$stem.out"
        passed=$((passed + 1))
    elif diff -u "$root/tests/cli/$stem.out" "$work/got" >"$work/diff" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $name"
        cat "$work/diff"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
