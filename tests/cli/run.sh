#!/bin/sh
# Golden tests of the command line: run.sh [--bless] [NAME…]
# --bless rewrites what is expected; NAMEs run only those tests.
#
#   NAME.wat   has lines ";; RUN: scan --format json %"; % is the assembled
#              NAME.wasm, and NAME.wat itself is there, too
#   NAME.sh    is sourced in an empty folder, with these at hand:
#                gk WORD…        runs guestkit, with nothing on standard input
#                gk_from FILE WORD…   the same, FILE on standard input
#                wat NAME        makes NAME.wasm of the text on standard input
#                show FILE       prints a file
#                $root, $guestkit
# NAME.out holds each command as it could be typed, its standard output, its
# standard error behind "! ", and its exit status when that is not 0.
#
# What may differ between two runs must not get there: tests ask for
# --reproducible. Paths are replaced by HERE and ROOT. A test of what a
# compiler made sets gk_mask, a sed -E program, to hide sizes and addresses.
set -u

root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/${GK_BUILD:-build}
guestkit=$build/guestkit
cli=$root/tests/cli
bless=
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
# Nothing of the person who runs the tests gets in.
unset GUESTKIT_HOME NO_COLOR CLICOLOR CLICOLOR_FORCE
HOME=$work/home
TERM=xterm
TZ=UTC
LC_ALL=C.UTF-8
export HOME TERM TZ LC_ALL
mkdir "$HOME"

# One word as a shell would take it.
# shellcheck disable=SC2317,SC2329 # these are called from the tests
quoted() {
    case $1 in
    '' | *[!A-Za-z0-9_./=:,@%+-]*)
        printf " '%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")" ;;
    *) printf ' %s' "$1" ;;
    esac
}

# shellcheck disable=SC2317,SC2329
gk_from() {
    gk_input=$1
    shift
    printf '$ guestkit'
    for gk_word in "$@"; do
        quoted "$gk_word"
    done
    [ "$gk_input" = /dev/null ] || printf ' <%s' "$gk_input"
    echo
    "$guestkit" "$@" >"$work/stdout" 2>"$work/stderr" <"$gk_input"
    gk_status=$?
    sed -E "${gk_mask:-}" "$work/stdout"
    sed -E "${gk_mask:-}" "$work/stderr" | sed 's/^/! /'
    [ "$gk_status" = 0 ] || echo "[exit $gk_status]"
}

# shellcheck disable=SC2317,SC2329
gk() {
    gk_from /dev/null "$@"
}

# shellcheck disable=SC2317,SC2329
wat() {
    cat >"$1.wat"
    wat2wasm --debug-names "$1.wat" -o "$1.wasm"
}

# shellcheck disable=SC2317,SC2329
show() {
    printf '$ cat'
    quoted "$1"
    echo
    cat "$1"
}

run_wat() {
    wat "$2" <"$1" || return
    sed -n 's/^;; RUN: //p' "$1" | while read -r line; do
        eval "gk $(printf '%s' "$line" | sed "s|%|$2.wasm|g")"
    done
}

# The output of a test, with no path of this machine in it.
output_of() {
    rm -rf "$work/here"
    mkdir "$work/here"
    # shellcheck disable=SC1090 # one of the tests
    case $1 in
    *.wat) (cd "$work/here" && run_wat "$1" "$2") ;;
    *) (cd "$work/here" && . "$1") ;;
    esac >"$work/raw" 2>&1
    sed "s|$work/here|HERE|g; s|$build/|ROOT/build/|g; s|$root|ROOT|g" \
        "$work/raw"
}

run_test() {
    name=$(basename "$1")
    stem=${name%.*}
    output_of "$1" "$stem" >"$work/got"
    if [ -n "$bless" ]; then
        cp "$work/got" "$cli/$stem.out"
        passed=$((passed + 1))
    elif diff -u "$cli/$stem.out" "$work/got" >"$work/diff" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $name"
        cat "$work/diff"
    fi
}

fail() {
    failed=$((failed + 1))
    echo "FAIL $1"
}

if [ "${1:-}" = --bless ]; then
    bless=1
    shift
fi
if [ $# -gt 0 ]; then
    for stem in "$@"; do
        found=
        for test in "$cli/$stem".wat "$cli/$stem".sh; do
            [ -f "$test" ] || continue
            found=1
            run_test "$test"
        done
        [ -n "$found" ] || fail "there is no test '$stem'"
    done
else
    for test in "$cli"/*.wat "$cli"/*.sh; do
        case $test in */run.sh | *'*'*) continue ;; esac
        run_test "$test"
    done
    for out in "$cli"/*.out; do
        [ -f "${out%.out}.wat" ] || [ -f "${out%.out}.sh" ] ||
            fail "$(basename "$out") belongs to no test"
    done
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
