# shellcheck shell=sh disable=SC2034,SC2154
# Several reports at once; a file is there whole or not at all.
wat good <<'WAT'
(module (func (export "run")))
WAT
gk scan good.wasm --format ndjson=one.json
show one.json
gk scan good.wasm --format ndjson --format markdown=say.md
show say.md
gk scan good.wasm --format json --format ndjson
gk scan good.wasm --format json=x --format ndjson=x
gk scan good.wasm --format json=one.json --format ndjson=./one.json
gk scan good.wasm --format jsn
gk scan good.wasm --format json=
gk scan good.wasm --format ndjson=no/such/folder.json
mkdir taken
gk scan good.wasm --format ndjson=taken
gk scan good.wasm --format ndjson=/dev/null
ls
gk scan good.wasm --jobs 0
gk_from good.wasm scan - -
gk scan --format help
# No report takes the place of what the run reads, however it is spelled.
mkdir folder
cp good.wasm folder/in.wasm
ln good.wasm hard.wasm
ln -s good.wasm soft.wasm
echo '{"schema": "guestkit.policy/1"}' >policy.json
gk lock good.wasm --quiet
gk keygen --out own --quiet
gk scan good.wasm --format sarif=good.wasm
gk scan ./good.wasm --format json=hard.wasm
gk scan soft.wasm --format json=good.wasm --quiet
gk scan folder --format json=folder/in.wasm
gk_from good.wasm scan - --format json=good.wasm
gk scan nowhere.wasm good.wasm --policy policy.json --format json=policy.json
gk scan good.wasm --baseline folder/in.wasm --format json=folder/in.wasm
gk scan good.wasm --lock guestkit.lock --format json=guestkit.lock
gk scan good.wasm --key own.pub --format json=own.pub
echo '{"name": "x", "kind": "wasm", "entryPoint": "in.wasm"}' \
    >folder/manifest.json
gk scan folder/in.wasm --format json=folder/manifest.json
rm folder/manifest.json
printf 'folder/in.wasm\n' >list
gk_from list scan --batch --format ndjson=list
cat list
printf 'good.wasm\nfolder/in.wasm\nhard.wasm\n' >list
gk_from list scan --batch --format ndjson --format ndjson=folder/in.wasm
cmp good.wasm folder/in.wasm && echo unchanged
ls . folder
