#!/bin/sh
# Runs what the manual shows. `run.sh --bless` rewrites what has changed;
# `run.sh FILE…` takes only these pages.
#
# In README.md, docs/ and sdk-c/README.md:
#   ```console                  "$ COMMAND" and below it what it prints, output
#                               and errors as on a terminal; "…" alone on a line
#                               stands for any lines; a command that ends in "\"
#                               goes on in the next line
#   <!-- file: NAME -->         the fenced block that follows is this file
#   <!-- run: COMMAND -->       a command that is not shown; must succeed; $root
#                               is the source tree
# Each page has an empty folder of its own, and its commands follow each other
# in it. Durations, sizes, instruction counts, digests, keys and code offsets may
# change, and runs of blanks count as one.
set -u

root=$(cd "$(dirname "$0")/../.." && pwd)
guestkit=${GUESTKIT:-$root/build/guestkit}
bless=
[ "${1:-}" = --bless ] && bless=1 && shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$guestkit" "$work/bin/guestkit"
PATH=$work/bin:$PATH
# The helpers and the kit's files are found beside the program itself.
NO_COLOR=1
LC_ALL=C.UTF-8
export root PATH NO_COLOR LC_ALL
unset GUESTKIT_HOME
passed=0
failed=0

# Splits a page into $work/steps/NNNN.KIND: "run" and "file" (first line: the
# name), "command" with its "wanted".
split() {
    awk -v dir="$work/steps" '
        function step(kind) { return sprintf("%s/%04d.%s", dir, n, kind) }
        /^<!-- run: .* -->$/ {
            n++
            print substr($0, 11, length($0) - 14) > step("run")
            next
        }
        /^<!-- file: .* -->$/ { file = substr($0, 12, length($0) - 15); next }
        !inside && /^```/ {
            inside = file != "" ? "file" : $0 == "```console" ? "console" : "other"
            if (inside == "file") { n++; print file > step("file") }
            file = ""
            next
        }
        /^```$/ { inside = ""; more = 0; next }
        inside == "file" { print > step("file") }
        inside == "console" && more { print > step("command"); more = /\\$/; next }
        inside == "console" && /^\$ / {
            n++
            print substr($0, 3) > step("command")
            printf "" > step("wanted")
            more = /\\$/
            next
        }
        inside == "console" && n { print > step("wanted") }' "$1"
}

mask() {
    sed -E -e 's/[0-9][0-9.,]* (µs|ms|s)\b/N s/g' \
        -e 's/[0-9][0-9.,]* (KiB|MiB|instr|instructions)\b/N \1/g' \
        -e 's/\(-?[0-9]+ % after/(N % after/' \
        -e 's/\+0x[0-9a-f]+/+0xN/g' \
        -e 's/[0-9a-f]{64}/H/g; s/sha256 [0-9a-f]+…?/sha256 H/' \
        -e 's/\bkey [0-9a-f]{16}\b/key K/g' \
        -e 's/"(bytes|used|bulk|[a-z]+_us)": [0-9]+/"\1": N/' \
        -e 's/[[:blank:]]+/ /g; s/ $//' "$1"
}

# Whether the lines of $2 are those of $1, in which "…" stands for any.
same() {
    awk -v wanted="$1" '
        BEGIN { while ((getline line < wanted) > 0) want[++m] = line }
        { got[++n] = $0 }
        END {
            w = g = 1
            star = 0
            while (g <= n) {
                if (w <= m && want[w] == "…") { star = w++; back = g }
                else if (w <= m && want[w] == got[g]) { w++; g++ }
                else if (star) { w = star + 1; g = ++back }
                else exit 1
            }
            while (w <= m && want[w] == "…") w++
            exit w <= m
        }' "$2"
}

fail() {
    failed=$((failed + 1))
    echo "FAIL $page: $1"
    sed 's/^/     /' "$2"
}

# What is left of a page's commands goes on where the last one was.
run_command() {
    command=$(cat "$1")
    # shellcheck disable=SC2164 # the folder may be gone: the command will tell
    (
        cd "$(cat "$work/cwd")"
        (exit "$last")
        eval "$command"
        last=$?
        pwd >"$work/cwd"
        exit "$last"
    ) >"$work/got" 2>&1 </dev/null
    last=$?
}

check_command() {
    number=$(basename "$1" .command)
    run_command "$1"
    mask "$work/steps/$number.wanted" >"$work/wanted"
    mask "$work/got" >"$work/masked"
    if same "$work/wanted" "$work/masked"; then
        passed=$((passed + 1))
    elif [ -n "$bless" ]; then
        passed=$((passed + 1))
        sed "s|$work/here|.|g" "$work/got" >"$work/new/$number"
    else
        diff -u "$work/wanted" "$work/masked" >"$work/diff"
        fail "$command" "$work/diff"
    fi
}

write_file() {
    target=$(cat "$work/cwd")/$(head -n 1 "$1")
    mkdir -p "$(dirname "$target")"
    tail -n +2 "$1" >"$target"
}

# Puts what was blessed into the page.
rewrite() {
    awk -v dir="$work/new" '
        function flush(  name, line) {
            name = sprintf("%s/%04d", dir, n)
            while ((getline line < name) > 0) { print line; changed[n] = 1 }
            close(name)
        }
        /^<!-- run: .* -->$/ { n++ }
        /^<!-- file: .* -->$/ { file = 1 }
        !inside && /^```/ {
            inside = file ? "file" : $0 == "```console" ? "console" : "other"
            if (file) n++
            file = 0
            print
            next
        }
        /^```$/ { inside = ""; more = 0 }
        inside == "console" && more {
            print; more = /\\$/; if (!more) flush(); next
        }
        inside == "console" && /^\$ / {
            n++; print; more = /\\$/; if (!more) flush(); next
        }
        inside == "console" && changed[n] { next }
        { print }' "$1" >"$work/page" && cat "$work/page" >"$1"
}

run_page() {
    page=${1#"$root/"}
    rm -rf "$work/steps" "$work/here" "$work/new"
    mkdir "$work/steps" "$work/here" "$work/new"
    split "$1"
    echo "$work/here" >"$work/cwd"
    last=0
    for step in "$work/steps"/*; do
        case $step in
        *.command) check_command "$step" ;;
        *.file) write_file "$step" ;;
        *.run)
            run_command "$step"
            [ "$last" = 0 ] || fail "not shown: $command" "$work/got"
            ;;
        esac
    done
    [ -z "$(ls "$work/new")" ] || rewrite "$1"
}

if [ $# = 0 ]; then
    set -- "$root/README.md" "$root/sdk-c/README.md" "$root"/docs/*.md \
        "$root"/docs/hosts/*.md
else
    for page in "$@"; do
        shift
        set -- "$@" "$(realpath "$page")"
    done
fi
for page in "$@"; do
    if [ -f "$page" ]; then
        run_page "$page"
    else
        echo "FAIL $page: there is no such page"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
