#!/bin/sh
# check.sh FOLDER: every module below is valid and has no finding of severity
# error. Ends with "N passed, N failed".
set -eu

guestkit=${GK_BUILD:-build}/guestkit
list=$(mktemp)
trap 'rm -f "$list" "$list.out"' EXIT
find "$1" -name '*.wasm' -size +0 | LC_ALL=C sort >"$list"
passed=0
failed=0
while read -r file; do
    if "$guestkit" scan "$file" >"$list.out" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        grep -E '^error|verdict|guestkit' "$list.out" | sed "s|^|$file: |"
    fi
done <"$list"
[ $((passed + failed)) -gt 0 ]
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
