# shellcheck shell=sh disable=SC2034,SC2154
# The world of a run: its file, and what is wrong with it.
cp "$root/tests/guests/asks_all.wat" plugin.wat
world() {
    printf '%s\n' "$1" >world.json
    show world.json
    gk run plugin.wat --tool all --args '{"key":"v"}' --fixtures world.json \
        --trace --reproducible --quiet
}
world '{"config": {"api_token": "hunter2"}, "clock": "2030-02-03T04:05:06Z", "seed": 7, "tick": 0}'
world '{"clock": 1000, "state": {"api_token": "old"}, "env": {"CORTEX_PLUGIN_PLUGIN_API_TOKEN": "x"}}'
world '{"clokc": 1}'
world '{"clock": "yesterday"}'
world '{
  "http": [{"url": "*", "reply": {"stauts": 200}}]}'
world '{"http": {}}'
world '{"seed": "one"}'
world '{"state": {"a": 1}}'
world '[]'
world '{"clock": 1'
gk run plugin.wat --tool all --fixtures nowhere.json
gk_from plugin.wat run - --host cortex --list-tools
wat2wasm plugin.wat -o plugin.wasm
gk_from plugin.wasm run - --host cortex --list-tools
echo '(module (func' >bad.wat
gk run bad.wat --host cortex --list-tools
echo 'no module' >bad.wasm
gk run bad.wasm --host cortex --list-tools
wat lone <<'WAT2'
(module (func (export "go")))
WAT2
gk run lone.wasm --invoke go
