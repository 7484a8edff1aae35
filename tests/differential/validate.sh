#!/bin/sh
# Our validator against wabt's and V8's, on the modules of this repository,
# generated ones, and changed copies of all of them. The same every time;
# `validate.sh 100000 7` makes that many copies, from another seed; with KEEP=1
# what failed stays.
# Last line: N passed, N failed.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/tests/differential
guestkit=${GUESTKIT:-$root/build/guestkit}
build=${GK_BUILD:-$root/build}
mutants=${1:-2000}
seed=${2:-1}
work=$(mktemp -d)
if [ -n "${KEEP:-}" ]; then
    echo "in $work"
else
    trap 'rm -rf "$work"' EXIT
fi
unset GUESTKIT_HOME
mkdir "$work/seeds"

# The judge is linked as the library was: with sanitizers when GK_BUILD is.
case $build in
*san) flags=-fsanitize=address,undefined cc=${CC:-clang} ;;
*) flags='' cc=${CC:-cc} ;;
esac
# shellcheck disable=SC2086 # no flag, or one
"$cc" -I"$root" -I"$root/sdk-c" -D_GNU_SOURCE -std=c17 -O2 -Wall -Wextra $flags \
    "$here/judge.c" "$root/tests/unit/op_modules.c" "$build/obj/core.a" \
    -lcjson -l:libcrypto.a -lpthread -o "$work/judge"

# wat FILE…: in text form; all features, whether or not it is valid with them.
wat() {
    for file; do
        name=$(basename "$(dirname "$file")")-$(basename "$file" .wat)
        wat2wasm --no-check --enable-all "$file" -o "$work/seeds/$name.wasm"
    done
}

cd "$work"
wat "$here"/wat/*.wat "$root"/tests/cli/*.wat
cp "$root"/tests/fuzz/corpus/module/*.wasm "$work/seeds/"
"$guestkit" new plugin --host cortex --lang c --quiet
for example in "$root"/examples/*/; do
    cp -R "$example" "$work/$(basename "$example")"
done
for folder in */; do
    [ -e "$folder/guestkit.json" ] || continue
    "$guestkit" build "$folder" --quiet
    find "$folder/build" -name '*.wasm' -exec cp {} "$work/seeds/" \;
done

# Modules out of pseudo-random bytes. binaryen's reference types are older than
# the specification's, and so left out.
random() {
    node -e 'let s = +process.argv[1]; process.stdout.write(Buffer.from(
        { length: +process.argv[2] }, () => ((s = (Math.imul(s, 1664525) +
        1013904223) >>> 0) >>> 24)))' "$1" "$2"
}
n=0
for features in '--mvp-features' \
    '--enable-sign-ext --enable-mutable-globals --enable-nontrapping-float-to-int' \
    '--enable-bulk-memory --enable-multivalue --enable-sign-ext' \
    '--enable-simd --enable-threads --enable-tail-call --enable-bulk-memory' \
    '--enable-simd --enable-multivalue --enable-threads --enable-tail-call'; do
    for size in 300 700 1500 4000; do
        n=$((n + 1))
        random "$n" "$size" >bytes
        # shellcheck disable=SC2086 # several options
        wasm-opt -ttf bytes $features -o "seeds/ttf-$n.wasm" 2>warnings ||
            { cat warnings; exit 1; }
    done
done

node "$here/validate.mjs" "$work/judge" "$work/seeds" "$mutants" "$seed" \
    "$root/docs/validation.md"
