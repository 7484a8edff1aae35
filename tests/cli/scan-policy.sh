# shellcheck shell=sh disable=SC2034,SC2154
# A policy is made from a plugin, lets every honest rebuild of it pass, and
# stops what can do more; findings are waived until their day.
gk_mask='/^note /{N;N;d;}; s/,? +[0-9]+ notes?//; s/[0-9]+(\.[0-9])? (B|KiB)/SIZE/g; s/sha256 [0-9a-f]{12}…/sha256 DIGEST…/; s/\(.[0-9]+ %[^)]*\)/(PERCENT)/'
SOURCE_DATE_EPOCH=1767225600
export SOURCE_DATE_EPOCH
"$guestkit" new plugin --host cortex --lang c --name plugin >/dev/null 2>&1
gk build plugin
gk scan plugin/build/plugin.wasm --policy-generate
"$guestkit" scan plugin/build/plugin.wasm --policy-generate >policy.json
gk scan plugin/build/plugin.wasm --policy policy.json
for flags in '"optimize": "none"' '"optimize": "speed"' '"cflags": ["-O1"]'; do
    sed "s/\"lang\": \"c\",/&\n  \"build\": { $flags },/" plugin/guestkit.json \
        >guestkit.json
    grep -cF "$flags" guestkit.json
    mkdir -p other
    cp -r plugin/. other/
    cp guestkit.json other/
    rm -rf other/build
    "$guestkit" build other >/dev/null 2>&1
    cmp -s plugin/build/plugin.wasm other/build/plugin.wasm && echo 'the same'
    gk scan other/build/plugin.wasm --policy policy.json --fail-on warning
done
cat >>plugin/src/plugin.c <<'C'

#include <guestkit/cortex.h>
__attribute__((export_name("beacon"))) int beacon(void)
{
    return (int)host_get_time_ms();
}
C
"$guestkit" build plugin >/dev/null 2>&1
gk scan plugin/build/plugin.wasm --policy policy.json

# Waivers: what is known, until when.
wat secret <<'WAT'
(module (import "env" "host_log" (func (param i32 i32)))
  (import "env" "not_there" (func)))
WAT
cat >known.json <<'JSON'
{
  "schema": "guestkit.policy/1",
  "host": "cortex",
  "severity": { "GK016": "off", "GK019": "off" },
  "waivers": [
    { "rule": "GK004", "match": { "import": "env.not_there" },
      "reason": "comes with the next host", "expires": "2026-03-31" }
  ]
}
JSON
gk scan secret.wasm --policy known.json --fail-on warning
SOURCE_DATE_EPOCH=1775100000
gk scan secret.wasm --policy known.json --fail-on warning
SOURCE_DATE_EPOCH=soon
gk scan secret.wasm --policy known.json

# What is not right in the file or beside it.
SOURCE_DATE_EPOCH=1767225600
printf '{\n  "schema": "guestkit.policy/1",\n  "efects": {}\n}\n' >slip.json
gk scan secret.wasm --policy slip.json
gk scan secret.wasm --policy nowhere.json
gk scan secret.wasm --policy-generate --policy known.json
gk scan secret.wasm secret.wasm --policy-generate
printf '\0asm\1\0\0\0\1' >broken.wasm
gk scan broken.wasm --policy-generate
