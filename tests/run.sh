#!/bin/sh
# Runs every suite and closes with "N passed, N failed". A suite is a cmocka
# program, or a script that ends with such a line of its own.
set -u

cd "$(dirname "$0")/.." || exit 3
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT
passed=0
failed=0
skipped=0

# The counts in a suite's output: cmocka's lines, or "N passed, N failed".
count() {
    awk '
        /^\[  PASSED  \] [0-9]+ test/ { p += $4 }
        /^\[  FAILED  \] [0-9]+ test/ { f += $4 }
        /^\[  SKIPPED \] [0-9]+ test/ { s += $4 }
        /^[0-9]+ passed, [0-9]+ failed/ {
            lp = $1; lf = $3; ls = ($6 ~ /skipped/) ? $5 : 0; plain = 1
        }
        END {
            if (plain) { p += lp; f += lf; s += ls }
            print p + 0, f + 0, s + 0
        }' "$1"
}

suite() {
    name=$1
    shift
    start=$(date +%s)
    "$@" >"$log/out" 2>&1 </dev/null
    status=$?
    read -r p f s <<E2
$(count "$log/out")
E2
    if [ "$status" != 0 ] && [ "$f" = 0 ]; then
        f=1
    fi
    if [ "$status" = 0 ] && [ "$p" = 0 ] && [ "$s" = 0 ]; then
        echo "$name ran no test" >>"$log/out"
        f=1
    fi
    passed=$((passed + p))
    failed=$((failed + f))
    skipped=$((skipped + s))
    if [ "$f" = 0 ]; then
        printf '  ok    %-28s %5d passed%s  %s s\n' "$name" "$p" \
            "$([ "$s" = 0 ] || printf ', %d skipped' "$s")" \
            "$(($(date +%s) - start))"
    else
        printf '  FAIL  %-28s %5d passed, %d failed\n' "$name" "$p" "$f"
        grep -v '^\[ *\(RUN\|OK\) *\]' "$log/out" | tail -n 60 | sed 's/^/        /'
    fi
}

for program in build/tests/test_*; do
    case $program in *.d) continue ;; esac
    suite "unit/${program##*/test_}" "$program"
done
for program in build/san/tests/test_*; do
    suite "san/${program##*/test_}" "$program"
done
suite cli tests/cli/run.sh
suite cli-san env GK_BUILD=build/san tests/cli/run.sh
suite sdk-c sh tests/sdk/run.sh
for script in tests/toolchain/*.sh tests/as/*.sh tests/examples/*.sh tests/install/*.sh \
    tests/docs/*.sh tests/differential/*.sh tests/scan/*.sh tests/schemas/*.sh; do
    case $script in */lib.sh | *'*'*) continue ;; esac
    suite "$(basename "$(dirname "$script")")/$(basename "$script" .sh)" sh "$script"
done
suite scan-san/many env GK_BUILD=build/san sh tests/scan/many.sh
suite corpus tests/corpus/run.sh
suite fuzz tests/fuzz/run.sh "${FUZZ_SECONDS:-4}" build/fuzz/fuzz_*

if [ "$skipped" = 0 ]; then
    echo "$passed passed, $failed failed"
else
    echo "$passed passed, $failed failed, $skipped skipped"
fi
[ "$failed" = 0 ]
