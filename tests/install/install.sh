#!/bin/sh
# make install into a folder of its own; what is there works from anywhere, for
# somebody who has only that. Last line: N passed, N failed.
set -eu
# shellcheck source-path=SCRIPTDIR source=../toolchain/lib.sh
. "$(dirname "$0")/../toolchain/lib.sh"

skipped=0
skip() {
    skipped=$((skipped + 1))
    echo "skip $1"
}

stage=$work/stage
check 'make install' make -C "$root" --no-print-directory install \
    PREFIX=/opt/kit DESTDIR="$stage"
kit=$stage/opt/kit
for file in bin/guestkit libexec/guestkit/guestkit-opt \
    libexec/guestkit/guestkit-http libexec/guestkit/guestkit-state \
    share/guestkit/sdk-c/include/guestkit/plugin.h \
    share/guestkit/lib/libguestkit-cortex.a \
    share/guestkit/docs/schema/test.json share/man/man1/guestkit.1 \
    share/bash-completion/completions/guestkit \
    share/zsh/site-functions/_guestkit \
    share/fish/vendor_completions.d/guestkit.fish; do
    check "$file is there" test -s "$kit/$file"
done
check 'nothing is outside the prefix' \
    test "$(cd "$stage" && find . -type f | grep -cv '^\./opt/kit/')" = 0
check 'everybody may read it' \
    test -z "$(find "$kit" ! -perm -a+r -o -type d ! -perm -a+x)"
check 'all schemas are there' diff -r "$root/docs/schema" \
    "$kit/share/guestkit/docs/schema"
check 'all headers are there' diff -r "$root/sdk-c/include" \
    "$kit/share/guestkit/sdk-c/include"
check 'all templates are there' diff -r "$root/templates/files" \
    "$kit/share/guestkit/templates/files"

# --- it works where nothing else of ours is ---------------------------------
# The folder is moved, so that no path of the installation can be in it.
mv "$kit" "$work/moved"
kit=$work/moved
mkdir "$work/home" "$work/elsewhere"
cd "$work/elsewhere"
clean() {
    env -i HOME="$work/home" PATH=/usr/bin:/bin LC_ALL=C.UTF-8 \
        "$kit/bin/guestkit" "$@"
}
check 'new' exits 0 clean new weather --host cortex --lang c
check 'build' exits 0 clean build weather
check '… without a warning' not grep -q warning "$work/err"
check '… with the optimiser' grep -q 'after optimising' "$work/out"
check '… by this kit alone' \
    not grep -qF "$root" weather/compile_commands.json \
    weather/build/weather.wasm
check 'test' exits 0 clean test weather
check '… all of them' grep -q '^[1-9][0-9]* passed, 0 failed' "$work/out"
check 'run' exits 0 clean run weather --tool convert --args '{"value":21}'
check '… with the result' grep -qx '{"value":69.8,"unit":"F"}' "$work/out"
check 'run keeps state' exits 0 clean run weather --tool convert \
    --args '{"value":21}' --state kept.sqlite
check 'scan' exits 0 clean scan weather/build/weather.wasm
check '… verified' grep -q '^verdict: verified' "$work/out"
check 'inspect' exits 0 clean inspect weather/build/weather.wasm
check 'doctor' exits 0 clean doctor
check 'nothing is left in the home' test -z "$(ls -A "$work/home")"
ln -s "$kit/bin/guestkit" "$work/elsewhere/gk"
check 'a link to it finds the kit' \
    exits 0 env -i HOME="$work/home" PATH=/usr/bin:/bin ./gk new other \
    --host cortex --lang c

# --- manual page -------------------------------------------------------------
page=$kit/share/man/man1/guestkit.1
commands=$(sed -n 's/^GK_COMMAND(\(.*\))$/\1/p' "$root/commands.def")
check 'there are commands' test -n "$commands"
# Macros are known ones, and no line of text is taken for a macro.
check 'every request of the manual is known' \
    not grep -nEv "^(\.(TH|SH|SS|TP|PP|B|BR|I|nf|fi)( .*)?|[^.'].*|)$" "$page"
check '… and blocks without filling are closed' \
    test "$(grep -c '^\.nf' "$page")" = "$(grep -c '^\.fi' "$page")"
for command in $commands; do
    check "the manual has $command" grep -q "^\.SS guestkit $command" "$page"
done
if command -v mandoc >/dev/null; then
    check 'mandoc finds no fault in it' mandoc -W warning -T lint "$page"
    mandoc -T utf8 "$page" | col -bx >page.txt
elif command -v groff >/dev/null; then
    check 'groff finds no fault in it' \
        sh -c "groff -man -ww -z -Kutf8 '$page' 2>said; cat said; test ! -s said"
    groff -man -Tutf8 -Kutf8 "$page" 2>/dev/null | col -bx >page.txt
else
    skip 'no mandoc and no groff: the manual page is not rendered'
fi
if [ -s page.txt ]; then
    check 'the page shows options as they are typed' \
        grep -q -- '--fail-on note|warning|error' page.txt
fi

# --- completion --------------------------------------------------------------
# completions WORD…: what bash offers for the last word.
completions() {
    bash --norc --noprofile -c '
        set -eu
        . "$1"
        shift
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
        _guestkit
        printf "%s\n" "${COMPREPLY[@]+"${COMPREPLY[@]}"}"
    ' bash "$kit/share/bash-completion/completions/guestkit" "$@"
}
offers() {
    want=$1
    shift
    got=$(completions "$@" | tr '\n' ' ' | sed 's/ *$//')
    echo "offered '$got', wanted '$want'"
    [ "$got" = "$want" ]
}
check 'bash reads its completion' bash -eun \
    "$kit/share/bash-completion/completions/guestkit"
check 'sc is scan' offers 'scan' guestkit sc
check 'all commands are offered' offers \
    "$(echo "$commands" | tr '\n' ' ')--help --version" guestkit ''
check 'options of the command' offers '--fail-on' guestkit scan --fa
check '… and the common ones' offers '--quiet' guestkit new --q
check '… not of others' offers '' guestkit doctor --fa
check 'words that an option takes' \
    offers 'text json' guestkit inspect --format ''
check 'words of which several can be given' \
    offers 'http' guestkit run --live h
check '… for options of every command' \
    offers 'always' guestkit new --color al
check 'files are left to the shell' offers '' guestkit scan down
if command -v zsh >/dev/null; then
    check 'zsh reads its completion' zsh -n "$kit/share/zsh/site-functions/_guestkit"
else
    skip 'no zsh: its completion is not read'
fi
if command -v fish >/dev/null; then
    check 'fish reads its completion' fish --no-execute \
        "$kit/share/fish/vendor_completions.d/guestkit.fish"
else
    skip 'no fish: its completion is not read'
fi

if [ "$skipped" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
