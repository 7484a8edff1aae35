# shellcheck shell=sh disable=SC2034,SC2154
# The same tests told to people, to CI, and to other programs.
cp "$root/tests/guests/asks_all.wat" plugin.wat
wat2wasm plugin.wat -o plugin.wasm
cat >a.test.json <<'JSON'
{"host": "cortex", "module": "plugin.wasm",
 "world": {"config": {"api_token": "hunter2"}},
 "cases": [
  {"name": "says its setting", "call": {"tool": "all", "args": {"key": "v"}},
   "expect": {"text": "hunter2", "state": {"api_token": "{\"key\":\"v\"}"}}},
  {"name": "is <not> \"equal\"", "call": {"tool": "all", "args": {"key": "v"}},
   "expect": {"text": "hunter3", "calls": ["host_log", "host_get_time_ms"]}},
  {"name": "is left out", "skip": "until there is one", "call": {"tool": "all"}},
  {"name": "in steps", "steps": [
    {"call": {"tool": "all", "args": {"key": "1"}}},
    {"reload": true},
    {"advance-clock": "1h"},
    {"call": {"tool": "none"}, "expect": {"ok": false}},
    {"destroy": true}],
   "expect": {"state": {"api_token": null}}}]}
JSON
gk test --reproducible
gk test --reproducible --color always
gk test --reproducible --format tap
gk test --reproducible --format junit
gk test --reproducible --format json
gk test --reproducible --format junit=out.xml --format json=out.json --quiet
grep -c testcase out.xml
grep '"schema"' out.json
gk test a.test.json --format json=./a.test.json
grep -c '"host": "cortex"' a.test.json
gk test --list
gk test --filter setting --reproducible --verbose
