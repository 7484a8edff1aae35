# shellcheck shell=sh disable=SC2034,SC2154
# A manifest names the host; one that nobody knows, or that is another host's,
# is an error and not a guess.
gk_mask='s/known: .*/known: …/'
wat plain <<'WAT'
(module (func (export "run")))
WAT
cat >plugin.json <<'J'
{"name":"x","version":"1.0.0","entryPoint":"plain.wasm","kind":"wasm","runtime":"wasm","capabilities":[]}
J
echo '{"name":"x","main":"index.js"}' >package.json
echo '{"name":' >cut.json
gk scan plain.wasm --manifest package.json
gk scan plain.wasm --manifest cut.json
gk scan plain.wasm --manifest nowhere.json
gk scan plain.wasm --manifest plain.wasm
"$guestkit" scan plain.wasm --manifest plugin.json | sed -n 1p
"$guestkit" scan plain.wasm --host cortex | sed -n 1p
cp plugin.json manifest.json
"$guestkit" scan plain.wasm | sed -n 1p
echo '{"host":"nobody"}' >guestkit.json
gk scan plain.wasm
echo '{"host":' >guestkit.json
gk scan plain.wasm
"$guestkit" scan plain.wasm --host cortex | sed -n 1p
rm guestkit.json
echo '{"name": "p",' >manifest.json
gk scan plain.wasm
