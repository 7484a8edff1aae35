# shellcheck shell=sh disable=SC2034,SC2154
# A policy's keys are the only ones that count; keys of other kinds are told.
gk_mask='s/\b[0-9a-f]{16}\b/KEY/g; s/sha256 [0-9a-f]{12}…/sha256 …/; /no host:|can do:/d'
wat plain <<'WAT'
(module (func (export "f")))
WAT
policy() {
    printf '{ "schema": "guestkit.policy/1", "signature": { %s } }\n' "$2" \
        >"$1.json"
    show "$1.json"
}
mkdir keys
gk keygen --out keys/alice
gk keygen --out keys/bob --quiet
gk keygen --out keys/mallory --quiet
policy team '"required": true, "keys": ["keys/alice.pub", "keys/bob.pub"]'
for who in alice bob mallory; do
    "$guestkit" sign plain.wasm --key "keys/$who.key" --out "$who.wasm" --quiet
done
gk scan alice.wasm --policy team.json
gk scan bob.wasm --policy team.json
gk scan mallory.wasm --policy team.json
gk scan plain.wasm --policy team.json
# Who wants to be trusted cannot say so on the command line.
gk scan mallory.wasm --policy team.json --key keys/mallory.pub
gk sign mallory.wasm --key keys/bob.key --add
gk scan mallory.wasm --policy team.json
# Paths are seen from the policy's folder, wherever the command runs.
mkdir away
(cd away && gk scan ../alice.wasm --policy ../team.json)
# A byte, a section more, and nothing but what stands before the delimiter.
sed 's/signature_delimiter/signature_Delimiter/' alice.wasm >changed.wasm
gk scan changed.wasm --policy team.json
printf '\000\005\004late' >late
cat alice.wasm late >late.wasm
gk scan late.wasm --policy team.json
gk sign late.wasm --key keys/alice.key
size=$(wc -c <late.wasm)
head -c "$((size - 45))" late.wasm >short.wasm
gk scan late.wasm --policy team.json
gk scan short.wasm --policy team.json
# Required without a key: only a policy that names keys, or --key, can pass.
policy any '"required": true'
gk scan alice.wasm --policy any.json
gk scan alice.wasm --policy any.json --key keys/alice.pub
# Keys that are none.
policy gone '"keys": ["keys/alice.pub", "keys/gone.pub"]'
gk scan alice.wasm --policy gone.json
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key 2>/dev/null
openssl pkey -in rsa.key -pubout -out rsa.pub
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec.key
openssl ec -in ec.key -out old.key 2>/dev/null
openssl genpkey -algorithm ed448 -out ed448.key
openssl pkey -in keys/bob.key -aes128 -passout pass:x -out locked.key
policy rsa '"keys": ["rsa.pub"]'
gk scan alice.wasm --policy rsa.json
for key in rsa.key ec.key old.key ed448.key locked.key keys/bob.pub plain.wasm; do
    gk sign plain.wasm --key "$key"
done
# What is signed keeps its permissions; what fails leaves nothing behind.
chmod 751 alice.wasm
gk sign alice.wasm --key keys/bob.key
stat -c '%a %n' alice.wasm keys/bob.key keys/bob.pub
gk sign alice.wasm --key keys/bob.key --out nowhere/a.wasm
gk keygen --out nowhere/key
touch half.pub
gk keygen --out half
ls -d ./*alice* ./*half*
