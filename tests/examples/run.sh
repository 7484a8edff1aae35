#!/bin/sh
# The example plugins, as somebody would use them: each is copied away, built,
# tested on both sides, scanned, and its README run. Needs what `guestkit
# build` needs, and wabt. Last line: N passed, N failed.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
guestkit=${GUESTKIT:-$root/build/guestkit}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset GUESTKIT_HOME
passed=0
failed=0

# check NAME COMMAND...: the command must succeed; its output is shown if not.
check() {
    name=$1
    shift
    if "$@" >"$work/check" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $name"
        sed 's/^/     /' "$work/check"
    fi
}

# Every source is compiled with the warnings an example should not have. The
# compiler of AssemblyScript has no flags for that: it must have said nothing.
# shellcheck disable=SC2317,SC2329 # these are called through check
strict() {
    if grep -q '"lang": "as"' guestkit.json; then
        "$guestkit" build --quiet >said 2>&1
        [ ! -s said ] || ! cat said
        return
    fi
    for flag in -Wall -Wextra -Werror; do
        [ "$(grep -c '"file":' compile_commands.json)" -eq \
            "$(grep -c -e "\"$flag\"" compile_commands.json)" ] || {
            echo "$flag is not among the options of every source"
            return 1
        }
    done
}

# imports MODULE NAME...: these functions, and no more. Those of Cortex are
# named without their module, which env is; its memory goes without saying.
# shellcheck disable=SC2317,SC2329
imports() {
    wasm-objdump -j Import -x "$1" | sed -n 's/.* <- //p' | sort -u >found
    shift
    case ${1:-} in
    *.*) printf '%s\n' "$@" ;;
    *) printf 'env.%s\n' memory "$@" ;;
    esac | sort -u >wanted
    diff wanted found
}

# readme PAGE: every command that it shows does what it shows. A page of which
# no command was run shows nothing.
# shellcheck disable=SC2317,SC2329
readme() {
    ended=0
    GUESTKIT=$guestkit timeout 120 "$root/tests/docs/run.sh" "$1" >page ||
        ended=$?
    cat page
    [ "$ended" -eq 0 ] && ! grep -q '^0 passed' page
}

# example NAME FUNCTION...: the functions it imports.
example() {
    cp -r "$root/examples/$1" "$work/$1"
    cd "$work/$1"
    rm -rf build compile_commands.json
    label=$1
    shift
    check "$label: builds" "$guestkit" build
    module=$(find build -maxdepth 1 -name '*.wasm')
    check "$label: with warnings as errors" strict
    check "$label: another validator takes the module" wasm-validate "$module"
    check "$label: imports what it shows" imports "$module" "$@"
    # Bounded: what should end and does not is a failure, not a wait.
    check "$label: its tests pass in both hosts" \
        timeout 120 "$guestkit" test --fidelity both
    check "$label: no finding above a note" \
        "$guestkit" scan --fail-on warning "$module"
    check "$label: its README shows what happens" \
        readme "$root/examples/$label/README.md"
    cd "$root"
}

example text-stats
example http-cache host_get_config host_get_state host_set_state \
    host_get_time_ms host_http_request
# shellcheck disable=SC2046 # a word each
example every-call $(sed -n 's/^GK_IMPORT("env", \(host_[a-z_]*\),.*/\1/p' \
    "$root/sdk-c/abi/cortex.def")

example summarise hugind.get_args hugind.set_result hugind.print \
    hugind.print_raw hugind.eprint hugind.llm_chat_stream \
    hugind_fs.fs_is_dir hugind_fs.fs_is_file hugind_fs.fs_list_dir \
    hugind_fs.fs_read_text hugind_fs.fs_stat
example disk-report hugind.get_args hugind.set_result hugind.print \
    hugind.eprint hugind.spawn
example tool-user hugind.get_args hugind.set_result hugind.eprint \
    hugind.llm_chat hugind.tools_list hugind.tools_call env.abort

# One that is not listed above would not be tested.
check 'every example is tested here' \
    test "$(find "$root/examples" -mindepth 1 -maxdepth 1 -type d | wc -l)" -eq 6

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
