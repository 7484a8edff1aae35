# shellcheck shell=sh disable=SC2034,SC2154
# The walkthrough's test file; a case that fails shows the difference.
gk_mask='s/ +[0-9,]+ instr/  N instr/'
"$guestkit" new weather --host cortex --lang c >/dev/null
cd weather || exit
cp "$cli/weather.c" src/plugin.c
rm tests/convert.test.json
cat >tests/now.test.json <<'JSON'
{
  "host": "cortex", "module": "../build/weather.wasm",
  "manifest": {"name": "weather", "version": "1.0.0", "description": "Tells the weather",
               "kind": "wasm", "runtime": "wasm", "entryPoint": "x", "capabilities": ["tools", "network:fetch"]},
  "world": {"config": {"units": "metric"}, "clock": "2026-01-01T00:00:00Z", "seed": 1},
  "cases": [
    {"name": "reports the temperature",
     "world": {"http": [{"method": "GET", "url": "https://api.example.com/now?city=Oslo",
                         "reply": {"status": 200, "json": {"t": 7}}}]},
     "call": {"tool": "now", "args": {"city": "Oslo"}},
     "expect": {"ok": true, "json": {"celsius": 7}, "state": {"city:Oslo": "seen"},
                "calls": ["host_get_state", "host_http_request", "host_set_state"],
                "fuel": {"max": 50000}}},
    {"name": "says so when the service is down",
     "world": {"http": [{"url": "https://api.example.com/*", "reply": {"error": "timeout"}}]},
     "call": {"tool": "now", "args": {"city": "Oslo"}},
     "expect": {"ok": false, "text": {"match": "service .*not answer"}}}
  ]
}
JSON
gk test --reproducible --quiet
sed -i 's/"celsius": 7/"celsius": 45/; s/not answer/be back/' tests/now.test.json
gk test --reproducible
gk test tests/now.test.json --filter 'reports the temperature' --trace --reproducible
gk test --filter nothing
gk test --list
gk test --bless
grep -e celsius -e service tests/now.test.json
