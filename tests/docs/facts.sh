#!/bin/sh
# What the manual says about options, keys, outcomes and differences is what the
# sources say, and its links lead somewhere.
# Last line: N passed, N failed.
set -eu
# shellcheck source-path=SCRIPTDIR source=../toolchain/lib.sh
. "$(dirname "$0")/../toolchain/lib.sh"
cd "$root"

# has PAGE WORD…: the page has each word, as a whole one in code.
has() {
    page=$1
    shift
    missing=
    [ $# -gt 0 ] || missing=' any word to look for'
    for word in "$@"; do
        grep -Eq -e "\`([^\`]*[^\`a-zA-Z_-])?${word}([^\`a-zA-Z_-][^\`]*)?\`" \
            -e "^guestkit .*${word}\\b" "$page" || missing="$missing $word"
    done
    [ -z "$missing" ] && return 0
    echo "$page lacks:$missing"
    return 1
}

# What a JSON reader takes: the keys of its field tables.
keys() {
    sed -n 's/.*{ *"\([A-Za-z-]*\)", *\(GK_JSON_\|STRING\|ARRAY\|OBJECT\).*/\1/p' \
        "$@" | sort -u
}

# The page of a command; the two that are nothing without each other share one.
page_of() {
    case $1 in
    sign | keygen) echo signing ;;
    *) echo "$1" ;;
    esac
}

commands=$(sed -n 's/^GK_COMMAND(\(.*\))$/\1/p' commands.def)
for command in $commands; do
    manual=$(page_of "$command")
    # Those that every command has are told where the command tells them.
    # shellcheck disable=SC2046 # a list of words
    check "docs/$manual.md has every option of $command" has "docs/$manual.md" \
        $("$guestkit" "$command" --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p' |
            grep -vx -e --quiet -e --verbose -e --color -e --help)
    check "README.md leads to docs/$manual.md" grep -q "(docs/$manual.md)" README.md
    check "docs/README.md leads to $manual.md" grep -q "($manual.md)" docs/README.md
done

# shellcheck disable=SC2046
check 'docs/world.md has every key of a world and of a fixture' has \
    docs/world.md $(keys host-mock/world/*.c)
# shellcheck disable=SC2046
check 'docs/world.md has every pattern' \
    grep -q '{"match": .*{"contains": .*{"json": ' <<END
$(tr '\n' ' ' <docs/world.md)
END
# shellcheck disable=SC2046
check 'docs/manifest-cortex.md has every key that is read' has \
    docs/manifest-cortex.md $(keys core/manifest/cortex.c)
# shellcheck disable=SC2046
check 'docs/manifest-cortex.md has every capability' has \
    docs/manifest-cortex.md $(sed -n 's/^GK_CAPABILITY("\([^"]*\)".*/\1/p' \
        core/manifest/cortex_capabilities.def)

# shellcheck disable=SC2046
check 'docs/manifest-hugind.md has every key that is read' has \
    docs/manifest-hugind.md $(grep -o \
        -e '\(field\|inside\|needed_text\)([^,]*, "[a-z_]*"' \
        core/manifest/hugind.c | sed 's/.*"\(.*\)"/\1/' | sort -u)

# Exit statuses by outcome, from the table that decides.
statuses() {
    awk '/^#|^ *GK_EXIT_[A-Z]* = [0-9]/ { gsub(",", ""); if ($2 == "=") v[$1] = $3 }
        /\{"[a-z_]*", *GK_EXIT_/ {
            gsub(/[{}",]/, " ")
            print $1, v[$2]
        }' core/base/exit.h host-mock/job.c
}
outcomes_told() {
    count=0
    while read -r outcome status; do
        count=$((count + 1))
        # No guest of a host so far ends by exiting.
        [ "$outcome" = exit ] && continue
        grep -q "^| $status |.*\`$outcome\`" docs/run.md || {
            echo "docs/run.md: outcome $outcome has exit status $status"
            return 1
        }
    done <<END
$(statuses)
END
    [ "$count" -ge 12 ]
}
check 'docs/run.md has the exit status of each outcome' outcomes_told

# differences_equal HOST: the page has the rows of the table.
differences_equal() {
    "${CC:-cc}" -I. -o "$work/differences" \
        "-DDIFFERENCES=\"host-mock/hosts/$1/differences.def\"" \
        tests/docs/differences.c &&
        "$work/differences" >"$work/rows" && grep -c . "$work/rows" &&
        sed -n '/^<!-- differences/,/^<!-- \/differences/p' \
            "docs/hosts/$1.md" | grep '^| [A-Z][A-Z][0-9]' |
        diff -u - "$work/rows"
}
for host in cortex hugind; do
    check "docs/hosts/$host.md has the known differences as they are" \
        differences_equal "$host"
done

# shellcheck disable=SC2046
check 'links lead somewhere' node tests/docs/links.mjs . README.md \
    CONTRIBUTING.md CHANGELOG.md sdk-c/README.md $(find docs -name '*.md' | sort)
index_complete() {
    missing=$(find docs -name '*.md' ! -name README.md | sed 's|^docs/||' |
        while read -r page; do
            grep -q "($page)" docs/README.md || echo "$page"
        done)
    [ -z "$missing" ] && return 0
    echo "docs/README.md lacks: $missing"
    return 1
}
check 'the index has every page' index_complete
schemas_told() {
    for schema in docs/schema/*.json; do
        grep -rq "schema/$(basename "$schema")" --include='*.md' docs || {
            echo "no page leads to $schema"
            return 1
        }
    done
}
check 'each schema is linked' schemas_told
finish
