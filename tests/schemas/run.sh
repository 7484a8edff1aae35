#!/bin/sh
# What guestkit scan writes fits the official schemas of its formats, whatever
# is in the modules; and the checks refuse what is broken.
# Last line: N passed, N failed.
set -eu
# shellcheck source-path=SCRIPTDIR source=../toolchain/lib.sh
. "$(dirname "$0")/../toolchain/lib.sh"
NODE_PACKAGES=$("$root/tools/npm.sh" tests/schemas)
export NODE_PACKAGES LC_ALL=C.UTF-8
check=$root/tests/schemas/check.mjs
formats='json ndjson sarif junit cyclonedx markdown github'

# counts COMMAND…: adds what its last line says.
counts() {
    "$@" >"$work/counted" 2>&1 || true
    sed '$d' "$work/counted"
    line=$(tail -n 1 "$work/counted")
    case $line in
    *' passed, '*' failed')
        passed=$((passed + ${line%% *}))
        line=${line#*passed, }
        failed=$((failed + ${line%% *}))
        ;;
    *)
        echo "FAIL $*: $line"
        failed=$((failed + 1))
        ;;
    esac
}

# --- modules: those of the CLI tests, a project's, and hostile ones ---
mkdir in out
for wat in "$root"/tests/cli/*.wat; do
    wat2wasm --enable-all --debug-names "$wat" -o "in/$(basename "$wat" .wat).wasm"
done
"$guestkit" new plugin --host cortex --lang c >/dev/null 2>&1
"$guestkit" build plugin >/dev/null 2>&1
cp plugin/build/plugin.wasm in/

# A name in every place that has one: NAME FILE
name_everywhere() {
    cat >name.wat <<WAT
(module
  (import "env" "$1" (func))
  (import "$1" "$1" (func (param i32)))
  (import "env" "memory" (memory 1))
  (import "env" "host_log" (func \$log (param i32 i32)))
  (func \$f (call \$log (i32.const 0) (i32.const 0)))
  (func (export "$1") (call \$f))
  (data (i32.const 0) "$1"))
WAT
    wat2wasm --debug-names name.wat -o "in/$2"
}
name_everywhere 'a\00b\01\07\08\09\0a\0b\0d\1b[31m\7f\c2\85\e2\80\ae\e2\80\8b' control.wasm
name_everywhere '\ef\bf\be\ef\bf\bf\f0\9f\98\80\e4\b8\ad' nonchar.wasm
name_everywhere '</failure>]]>&amp;<!--\22\27' xml.wasm
# shellcheck disable=SC2016 # no command is meant
name_everywhere '![x](http://x.example) [a](b) @everyone #1 `` ` ``` www.x.example | <b>b</b> \5c' markdown.wasm
name_everywhere '\0a::error file=x::y%0A::set-output name=a::b' workflow.wasm
name_everywhere '\22,\22severity\22:\22\5c' json.wasm
name_everywhere "$(head -c 20000 /dev/zero | tr '\0' 'n')" long.wasm
name_everywhere '' empty-names.wasm
for name in 'a b.wasm' 'a:b,c%0A.wasm' 'q"`|.wasm' "$(printf 'n\nl\033.wasm')" \
    '[x](y) @z <b>.wasm' '#1 http:, 中.wasm'; do
    cp in/xml.wasm "in/$name"
done
printf 'in/\377.wasm' >bad.name
cp in/xml.wasm "$(cat bad.name)"

# What is no module, or not all of one.
: >in/nothing.wasm
echo 'console.log(eval("1"))' >in/script.wasm
head -c 300 in/plugin.wasm >in/cut.wasm
printf '\0asm\2\0\0\0' >in/version.wasm
printf '\0asm\015\000\001\000' >in/component.wasm
printf '\0asm\1\0\0\0\0\4\1a\1\1\60' >in/sections.wasm

# --- reports: each file alone, then all together with one that is not there ---
# report NAME ARG…: in every format, into out/NAME.FORMAT
report() {
    name=$1
    shift
    for format in $formats; do
        set -- "$@" --format "$format=out/$name.$format"
    done
    status=0
    "$guestkit" scan --reproducible "$@" >text 2>err || status=$?
    [ "$status" -lt 4 ] && [ ! -s err ] && return
    [ "$status" = 3 ] && [ "$(grep -c 'error: cannot read' err)" = "$(wc -l <err)" ] && return
    echo "FAIL guestkit scan $*: $status" && cat err
    failed=$((failed + 1))
}
number=0
for file in in/*; do
    number=$((number + 1))
    report "$number" "$file"
done
report several in/* nowhere.wasm
report folder in
report gone nowhere.wasm
report strict in/exits.wasm in/scan-findings.wasm --fail-on note
report host in/sections.wasm in/scan-plugin.wasm --host cortex
report changed in --baseline in/plugin.wasm
"$guestkit" lock in --quiet --lock old.lock 2>/dev/null || true
cp in/exits.wasm kept.wasm && cp in/scan-plugin.wasm in/exits.wasm
report locked in --lock old.lock
mv kept.wasm in/exits.wasm
check 'changes are told' grep -q '"changes": {' out/changed.json
check 'effects are told' sh -c \
    'tr -d " \n" <out/locked.json | grep -q "effects.:{.added.:\[{.effect"'
"$guestkit" scan in/scan-findings.wasm nowhere.wasm --format cyclonedx=out/timed.cyclonedx \
    --format json=out/timed.json --format junit=out/timed.junit --format sarif=out/timed.sarif \
    >/dev/null 2>&1 || true
if command -v xmllint >/dev/null; then
    for file in out/*.junit; do
        check "xmllint $file" xmllint --noout "$file"
    done
fi

# --- the same bytes each time, and the same fingerprints after a rebuild ---
report again in/* nowhere.wasm
for format in $formats; do
    check "$format twice is the same" cmp "out/several.$format" "out/again.$format"
done
fingerprints() {
    sed 's/"partialFingerprints"/\n&/g' "$1" | sed -n 's/^"partialFingerprints":{[^:]*:"\([0-9a-f]*\)".*/\1/p' | sort
}
mkdir first second
findings=$root/tests/cli/scan-findings.wat
wat2wasm "$findings" -o first/m.wasm
# Another build: a type and a function before the others, data elsewhere.
# shellcheck disable=SC2016 # $main is the function's name
sed 's/^(module$/(module (type (func (param f64)))/
    s/^  (func $main)$/  (func (param f64)) (func $main)/
    s/i32.const 64)/i32.const 96)/' "$findings" >more.wat
wat2wasm more.wat -o second/m.wasm
check 'the builds differ' not cmp first/m.wasm second/m.wasm
"$guestkit" scan first/m.wasm --format sarif=first/m.sarif >/dev/null 2>&1 || true
"$guestkit" scan second/m.wasm --format sarif=second/m.sarif >/dev/null 2>&1 || true
fingerprints first/m.sarif >first/prints
fingerprints second/m.sarif >second/prints
check 'there are fingerprints' test -s first/prints
check 'fingerprints survive a rebuild' diff first/prints second/prints

# --- each check refuses what is broken ---
# broken FORMAT SED-SCRIPT: the report so changed is no longer right.
mkdir broken
number=0
broken() {
    number=$((number + 1))
    sed "$2" "out/several.$1" >"broken/$number.$1"
    check "something changes with $2" not cmp -s "out/several.$1" "broken/$number.$1"
}
broken json 's/"status": "verified"/"status": "fine"/'
broken json 's/"sha256": "../"sha256": "/'
broken json 's/"size"/"sizes"/'
broken json 's/  "abi"/ "abi"/'
broken json 's/"hostReason"/"changes": {}, "hostReason"/'
broken ndjson 's/"valid"/"invalid"/'
broken ndjson 's/,"size"/\n,"size"/'
broken sarif 's/"2.1.0"/"2.2.0"/'
broken sarif 's/"level":"error"/"level":"fatal"/'
broken sarif 's/"ruleIndex":2/"ruleIndex":3/'
broken sarif 's/"byteOffset":[0-9]*/"byteOffset":99999999/'
broken sarif 's/"executionSuccessful": false/"executionSuccessful": true/'
broken cyclonedx 's/"SHA-256"/"SHA-257"/'
broken cyclonedx 's/"type": "platform"/"type": "host"/'
broken cyclonedx 's/"ref":"file-0"/"ref":"file-x"/'
broken cyclonedx 's/"specVersion": "1.6"/"specVersion": "1.5"/'
broken junit 's/&lt;/</'
broken junit 's/failures="[0-9]*"/failures="77"/'
broken junit 's/<testcase/<case/'
broken junit "s/suspicious import/$(printf '\001')/"
# shellcheck disable=SC2016 # nor an expansion, but a last line
broken markdown 's/`<b>/<b>/; s/`\(!\[x\]\)/\1/; $s/$/ <b>/'
# shellcheck disable=SC2016
broken markdown '$s/$/ www.x.example/'
broken markdown '5s/ | / /'
broken github 's/%0A/\n/'
broken github 's/^::error/::stop-commands/'
broken github 's/,title=/,title=a,b:/'

for format in $formats; do
    counts node "$check" "$format" out/*."$format" --refuse broken/*."$format"
done

# --- every other schema of ours, with what it is about ---
"$guestkit" inspect in/plugin.wasm --format json >inspect.json
"$guestkit" build plugin --format json >build.json
"$guestkit" doctor --format json >doctor.json || true
"$guestkit" test plugin --format json >test-result.json
cp plugin/guestkit.json guestkit.json
for name in inspect build doctor test-result guestkit; do
    counts node "$check" "schema:$name" "$name.json"
done
counts node "$check" schema:test plugin/tests/*.test.json
# A lock of whatever is valid of the above; what guestkit refuses to read, the
# schema refuses, too.
"$guestkit" lock in --quiet 2>/dev/null || true
check 'the lock has the plugin' grep -q '"in/plugin.wasm"' guestkit.lock
check 'the lock has an effect' grep -q '"path":"..*"' guestkit.lock
number=0
wrong_lock() {
    number=$((number + 1))
    sed "$1" guestkit.lock >"broken/$number.lock"
    check "something changes with $1" not cmp -s guestkit.lock "broken/$number.lock"
    check "guestkit lock refuses $1" exits 2 \
        "$guestkit" lock --check --lock "broken/$number.lock" in/plugin.wasm
}
wrong_lock 's/"start"/"begin"/'
wrong_lock '/"abi"/d'
wrong_lock 's/"effect":"log"/"effect":"magic"/'
wrong_lock 's/"kind":"func"/"kind":"function"/'
wrong_lock 's/"min":[0-9]*/"min":-1/'
wrong_lock 's/"sha256": "../"sha256": "/'
wrong_lock 's/"hash":"./"hash":"/'
wrong_lock 's/"size": \([0-9]*\)/"size": \1.5/'
wrong_lock 's|"in/plugin.wasm"|"/in/plugin.wasm"|'
wrong_lock 's|guestkit.lock/1|guestkit.lock/2|'
counts node "$check" schema:lock guestkit.lock \
    "$root"/tests/fuzz/corpus/lock/*.json --refuse broken/*.lock
finish
