# Sourced by the tests of this folder: a work folder, `check`, `finish`.
# GUESTKIT names the program under test, build/guestkit if not set.
# shellcheck shell=sh
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck disable=SC2034 # for the scripts that source this
guestkit=${GUESTKIT:-$root/build/guestkit}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
passed=0
failed=0

# check NAME COMMAND...: the command must succeed.
check() {
    name=$1
    shift
    if "$@" >"$work/check.out" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $name"
        sed 's/^/     /' "$work/check.out"
    fi
}

# exits STATUS COMMAND...: the command must end with that status. Its output is
# in $work/out and $work/err, and shown when it does not.
exits() {
    want=$1
    shift
    got=0
    "$@" >"$work/out" 2>"$work/err" || got=$?
    [ "$got" -eq "$want" ] && return 0
    echo "$* ended with $got, wanted $want"
    cat "$work/out" "$work/err"
    return 1
}

# not COMMAND...: the command must fail.
not() {
    ! "$@"
}

finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}
