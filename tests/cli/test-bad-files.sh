# shellcheck shell=sh disable=SC2034,SC2154
# A test file that is not right is exit 2, with the line.
wat plugin <<'WAT'
(module (import "env" "host_log" (func (param i32 i32))))
WAT
bad() {
    cat >bad.test.json
    show bad.test.json
    gk test bad.test.json --reproducible
}
bad <<'JSON'
{"host": "cortex", "module": "plugin.wasm",
 "cases": [
  {"name": "a", "call": {"tool": "x"}},
 ]}
JSON
bad <<'JSON'
{"host": "cortex", "module": "plugin.wasm",
 "cases": [{"name": "a", "call": {"tool": "x"},
            "expct": {}}]}
JSON
bad <<'JSON'
{"host": "cortex", "module": "plugin.wasm", "cases": []}
JSON
bad <<'JSON'
{"host": "cortx", "module": "plugin.wasm", "cases": [{"name": "a", "call": {"tool": "x"}}]}
JSON
bad <<'JSON'
{"host": "cortex", "module": "plugin.wasm",
 "cases": [{"name": "a", "call": {"tool": "x"}}, {"name": "a", "call": {"tool": "x"}}]}
JSON
bad <<'JSON'
{"host": "cortex", "module": "plugin.wasm",
 "cases": [{"name": "a", "call": {"tool": "x"},
   "expect": {"text": {"match": "(open"}}}]}
JSON
bad <<'JSON'
{"host": "cortex", "module": "plugin.wasm",
 "world": {"http": [{"url": "*", "reply": {"status": "ok"}}]},
 "cases": [{"name": "a", "call": {"tool": "x"}}]}
JSON
bad <<'JSON'
{"host": "cortex", "module": "plugin.wasm", "cases": [{"name": "a", "skip": "later", "call": {"tool": "x"}}]}
JSON
bad <<'JSON'
{"host": "cortex", "module": "nowhere.wasm", "cases": [{"name": "a", "call": {"tool": "x"}}]}
JSON
bad <<'JSON'
{"host": "cortex", "module": "plugin.wasm", "cases": [{"name": "a", "call": {"tool": "x"}}]}
JSON
mkdir -p p/src
echo '{"host":"cortex","name":"p","tests":["tests"]}' >p/guestkit.json
gk test p
gk test p --no-build
cat >agent.yaml <<'Y'
name: a
version: "1"
entry_point: plugin.wasm
Y
for line in 7 '{"base64": "not base64"}' '{"hex": "00"}'; do
    bad <<JSON
{"host": "hugind", "module": "plugin.wasm", "manifest": "agent.yaml",
 "cases": [{"name": "a", "call": {"stdin": ["one", $line]}}]}
JSON
done
