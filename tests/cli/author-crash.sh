# shellcheck shell=sh disable=SC2034,SC2154
# A crash names the place and the last thing the host was asked.
gk_mask='s/\+0x[0-9a-f]+/+0xN/'
"$guestkit" new weather --host cortex --lang c >/dev/null
cd weather || exit
cp "$cli/weather.c" src/plugin.c
"$guestkit" build --debug >/dev/null
cat >long.json <<'JSON'
{"http": [{"url": "https://api.example.com/*",
           "reply": {"status": 200, "body": "123456789 123456789 123456789 123456789 123456789 123456789 123456789"}}]}
JSON
gk run . --tool now --args '{"city":"Oslo"}' --allow network:fetch \
    --fixtures long.json
gk run . --tool now --args '{"city":"Oslo"}' --allow network:fetch \
    --fixtures long.json --quiet
