#!/bin/sh
# guestkit new, and that what it makes builds, tests and scans clean.
# Last line: N passed, N failed.
set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

check 'a project is made' \
    exits 0 "$guestkit" new weather --host cortex --lang c
check '… and told' grep -q '^created weather/ (CortexPrism plugin in C)$' \
    "$work/out"
check '… with what to do next' \
    grep -q '^next: cd weather && guestkit build && guestkit test$' "$work/out"
for file in src/plugin.c manifest.json guestkit.json tests/convert.test.json \
    README.md Makefile .gitignore .github/workflows/ci.yml \
    guestkit.schema.json tests/guestkit.test.schema.json; do
    check "… with $file" test -s "weather/$file"
done
check 'it builds without a warning' exits 0 "$guestkit" build weather
check '… from compiler or kit' not grep -q warning "$work/err"
check 'its tests pass' exits 0 "$guestkit" test weather
check '… all of them' grep -q '4 passed, 0 failed' "$work/out"
check 'its tests pass as the deployed host runs them' \
    exits 0 "$guestkit" test weather --fidelity deployed
check '… all of them' grep -q '4 passed, 0 failed' "$work/out"
check 'it scans clean' exits 0 "$guestkit" scan weather/build/weather.wasm

check 'an agent is made' exits 0 "$guestkit" new helper --host hugind --lang c
for file in src/agent.c agent.yaml guestkit.json tests/agent.test.json \
    README.md Makefile .gitignore .github/workflows/ci.yml; do
    check "… with $file" test -s "helper/$file"
done
check 'it builds without a warning' exits 0 "$guestkit" build helper
check '… from compiler or kit' not grep -q warning "$work/err"
for fidelity in documented deployed; do
    check "its tests pass, $fidelity" \
        exits 0 "$guestkit" test helper --fidelity "$fidelity"
    check '… all of them' grep -q '4 passed, 0 failed' "$work/out"
done
check 'it scans clean' exits 0 "$guestkit" scan helper
check '… verified' grep -q '^verdict: verified' "$work/out"
check 'its manifest has nothing that the host takes for something else' \
    not grep -q '^note: ' "$work/err"

check 'a second time it is refused' \
    exits 3 "$guestkit" new weather --host cortex --lang c
check '… naming what is there' grep -q "'weather' is not empty" "$work/err"
rm weather/README.md
echo mine >weather/Makefile
check '--here adds what is missing' \
    exits 0 "$guestkit" new weather --host cortex --lang c --here
check '… and leaves the rest' grep -qx mine weather/Makefile
check '… which it tells' \
    grep -q 'weather/Makefile was there and is left alone' "$work/out"
check '… and the missing file is there' test -s weather/README.md

check 'an unknown host is exit 2' \
    exits 2 "$guestkit" new other --host cortx --lang c
check '… with what was meant' grep -q "did you mean 'cortex'" "$work/err"
check '… and nothing made' not test -e other
check 'no host is exit 2' exits 2 "$guestkit" new other --lang c
check 'no folder is exit 2' exits 2 "$guestkit" new --host cortex --lang c
check 'a bad name is exit 2' \
    exits 2 "$guestkit" new other --host cortex --lang c --name Other

mkdir 'My Plugin'
cd 'My Plugin' || exit
check 'into this folder, named after it' \
    exits 0 "$guestkit" new --here --host cortex --lang c
check '… in kebab-case' grep -q '"name": "my-plugin"' guestkit.json
check '… which builds there' exits 0 "$guestkit" build
check '… to its name' test -s build/my-plugin.wasm
cd "$work" || exit

finish
