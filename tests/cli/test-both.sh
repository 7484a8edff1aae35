# shellcheck shell=sh disable=SC2034,SC2154
# Both sides of the known differences: what the deployed host refuses by its
# own fault is skipped and says why; a file in which all is skipped fails.
"$guestkit" new weather --host cortex --lang c >/dev/null
cd weather || exit
"$guestkit" build >/dev/null
gk_mask='s/ +[0-9,]+ instr/  N instr/'
cat >tests/convert.test.json <<'JSON'
{"host": "cortex", "module": "../build/weather.wasm", "manifest": "../manifest.json",
 "cases": [
  {"name": "three modulo four", "call": {"tool": "convert", "args": {"value": 1.5, "to": "F"}},
   "expect": {"json": {"value": 34.7}}},
  {"name": "another length", "call": {"tool": "convert", "args": {"value": 1, "to": "F"}},
   "expect": {"json": {"value": 33.8}}}]}
JSON
gk test --reproducible --fidelity deployed
gk test --reproducible --fidelity both
gk test --reproducible --fidelity deployed --format json
gk test --reproducible --fidelity deployed --filter another
