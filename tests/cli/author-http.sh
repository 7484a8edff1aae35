# shellcheck shell=sh disable=SC2034,SC2154
# A plugin that asks the network: no answer, a fixture, a trace.
gk_mask='s/\+0x[0-9a-f]+/+0xN/; s/ +[0-9,]+ instr/  N instr/'
"$guestkit" new weather --host cortex --lang c >/dev/null
cd weather || exit
cp "$cli/weather.c" src/plugin.c
"$guestkit" build >/dev/null
gk run . --tool now --args '{"city":"Oslo"}'
gk run . --tool now --args '{"city":"Oslo"}' --allow network:fetch
cat >oslo.json <<'JSON'
{"http": [{"method": "GET", "url": "https://api.example.com/now?city=Oslo",
           "reply": {"status": 200, "json": {"t": 7}}}]}
JSON
gk run . --tool now --args '{"city":"Oslo"}' --allow network:fetch \
    --fixtures oslo.json --trace --reproducible
cat >down.json <<'JSON'
{"http": [{"url": "https://api.example.com/*", "reply": {"error": "timeout"}}]}
JSON
gk run . --tool now --args '{"city":"Oslo"}' --allow network:fetch \
    --fixtures down.json
