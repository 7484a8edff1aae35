#!/bin/sh
# What the commands print as JSON, and the files they read, fit docs/schema; and
# the schemas refuse what lacks a key they need.
# Last line: N passed, N failed.
set -eu
# shellcheck source-path=SCRIPTDIR source=../toolchain/lib.sh
. "$(dirname "$0")/../toolchain/lib.sh"
schemas=$root/docs/schema

# fits SCHEMA FILE…
fits() {
    schema=$1
    shift
    node "$root/tests/docs/schema.mjs" "$schemas/$schema.json" "$@"
}

# prints SCHEMA STATUS COMMAND…: the command ends so, and its output fits.
prints() {
    schema=$1
    shift
    exits "$@" && fits "$schema" "$work/out" && cp "$work/out" "$work/$schema.last"
}

# Each key that the schema needs, taken out of the last output in turn.
refuses() {
    # shellcheck disable=SC2016 # those are JavaScript's
    node -e '
        const fs = require("fs");
        const [schema, file, out] = process.argv.slice(1);
        const keys = JSON.parse(fs.readFileSync(schema)).required ?? [];
        keys.forEach((key, i) => {
            const value = JSON.parse(fs.readFileSync(file));
            delete value[key];
            fs.writeFileSync(`${out}.${i}.cut`, JSON.stringify(value));
        });' "$schemas/$1.json" "$work/$1.last" "$work/$1"
    for cut in "$work/$1".*.cut; do
        if fits "$1" "$cut" >/dev/null; then
            echo "fits $1.json: $(head -c 200 "$cut")"
            return 1
        fi
    done
}

cp -r "$root/docs/examples/weather" .
cat >small.wat <<'WAT'
(module
  (import "env" "memory" (memory 18))
  (import "env" "host_log" (func $host_log (param i32 i32)))
  (func (export "same") (param i64 f64) (result i64) local.get 0)
  (func $load (export "load") (param i32) (result i32)
    (call $host_log (i32.const 0x100000) (i32.const 4))
    local.get 0 i32.load)
  (func $deep (export "deep") call $deep)
  (data (i32.const 0x100000) "a\ff\01b"))
WAT
echo '(module (import "env" "host_lgo" (func)))' >lgo.wat
printf '\0asm\2\0\0\0' >version.wasm

check 'build' prints build 0 "$guestkit" build weather --format json
check 'the schema of build refuses' refuses build
deployed="--fidelity deployed --format json"
# shellcheck disable=SC2086 # a list of options
{
    check 'run, documented' prints run 0 "$guestkit" run weather --tool now \
        --args '{"city":"Oslo"}' --fixtures weather/oslo.json --format json
    check 'run, a tool' prints run 0 "$guestkit" run weather --tool now \
        --args '{"city":"Oslo"}' --fixtures weather/oslo.json $deployed
    check 'run, skipped' prints run 1 "$guestkit" run weather --tool now \
        --args '{"city":"Bergen"}' $deployed
    check 'run, no fixture' prints run 1 "$guestkit" run weather --tool now \
        --args '{"city":"Oslo"}' $deployed --reproducible
    check 'run, no tool' prints run 1 "$guestkit" run weather --tool nov $deployed
    check 'run, a value' \
        prints run 0 "$guestkit" run small.wat --invoke same 7 0.5 $deployed
    check 'run, a trap' \
        prints run 10 "$guestkit" run small.wat --invoke load 0x7fffffff $deployed
    check 'run, a deep trap' \
        prints run 10 "$guestkit" run small.wat --invoke deep $deployed
    check 'run, no link' \
        prints run 14 "$guestkit" run lgo.wat --host cortex $deployed
}
check 'run, no export' prints run 15 "$guestkit" run small.wat --format json
check 'the schema of run refuses' refuses run
check 'scan, clean' \
    prints scan 0 "$guestkit" scan weather/build/weather.wasm --format json
check 'the schema of scan refuses' refuses scan
check 'scan, findings' prints scan 1 "$guestkit" scan version.wasm --format json
# A component that imports an instance and exports a function, and a bare one.
printf '\0asm\015\000\001\000' >bare.wasm
{
    cat bare.wasm
    printf '\012\006\001\000\001a\005\000\013\007\001\000\001b\001\000\000'
} >outside.wasm
check 'scan, a component and what it has gained' prints scan 0 "$guestkit" \
    scan outside.wasm --baseline bare.wasm --format json
check 'scan, a component and what it has lost' prints scan 0 "$guestkit" \
    scan bare.wasm --baseline outside.wasm --format json
check 'lock, a component' exits 0 "$guestkit" lock outside.wasm
check 'the lock of a component' fits lock guestkit.lock
check 'scan, several' prints scan 1 "$guestkit" scan version.wasm \
    weather/build/weather.wasm --format json
# Signatures: without a key, by it, of a part, by another key, none at all.
"$guestkit" keygen --out own --quiet
"$guestkit" keygen --out other --quiet
"$guestkit" sign weather/build/weather.wasm --key own.key --out signed.wasm --quiet
printf '\000\005\004late' | cat signed.wasm - >late.wasm
check 'scan, signed' prints scan 0 "$guestkit" scan signed.wasm --format json
check 'scan, signature checked' \
    prints scan 0 "$guestkit" scan signed.wasm --key own.pub --format json
check 'scan, signed in part' \
    prints scan 0 "$guestkit" scan late.wasm --key own.pub --format json
check 'scan, another signature' \
    prints scan 1 "$guestkit" scan signed.wasm --key other.pub --format json
check 'scan, not signed' prints scan 0 "$guestkit" scan \
    weather/build/weather.wasm --key own.pub --format json
check 'a generated policy' prints policy 0 "$guestkit" scan \
    weather/build/weather.wasm --policy-generate
check 'the schema of a policy refuses' refuses policy
check 'inspect' \
    prints inspect 0 "$guestkit" inspect weather/build/weather.wasm --format json
check 'the schema of inspect refuses' refuses inspect
head -c 300 weather/build/weather.wasm >cut.wasm
check 'inspect, malformed' \
    prints inspect 1 "$guestkit" inspect cut.wasm --format json
check 'doctor' prints doctor 0 "$guestkit" doctor --format json
check 'the schema of doctor refuses' refuses doctor

check 'a new project' exits 0 "$guestkit" new fresh --host cortex --lang c
check '… has a project file that fits' fits guestkit fresh/guestkit.json
check '… and test files' fits test fresh/tests/*.test.json
check 'its results' prints test-result 0 "$guestkit" test fresh --format json
check 'the schema of results refuses' refuses test-result
check 'the example is a project file' fits guestkit weather/guestkit.json
finish
