#!/bin/sh
# run.sh SECONDS TARGET…: fuzzes each target from its seed corpus. New inputs
# go to build/fuzz/found/NAME, crashes beside them.
set -u

cd "$(dirname "$0")/../.." || exit 3
seconds=$1
shift
passed=0
failed=0
for target in "$@"; do
    case $target in *.a | *.d) continue ;; esac
    name=${target##*/fuzz_}
    found=build/fuzz/found/$name
    mkdir -p "$found"
    if [ -d "tests/fuzz/corpus/$name" ]; then
        seeds=tests/fuzz/corpus/$name
    else
        seeds=
    fi
    # shellcheck disable=SC2086 # no seeds, no word
    if "$target" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=10 \
        -max_len=65536 -artifact_prefix="$found/" -print_final_stats=1 \
        "$found" $seeds >"$found.log" 2>&1; then
        passed=$((passed + 1))
        echo "ok   $name $(sed -n 's/^stat::number_of_executed_units: //p' "$found.log") runs"
    else
        failed=$((failed + 1))
        echo "FAIL $name"
        grep -v '^#' "$found.log" | tail -n 40
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
