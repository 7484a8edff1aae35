# shellcheck shell=sh disable=SC2034,SC2154
# Signing and checking, here and in an independent reading of the format.
gk_mask='s/\b[0-9a-f]{16}\b/KEY/g; s/sha256 [0-9a-f]{12}…/sha256 …/; /no host:|can do:/d'
other() {
    echo "independent: $1 $2${5:+ $5}"
    node "$root/tests/cli/signature.mjs" "$@"
}
wat plain <<'WAT'
(module (func (export "f")))
WAT
gk keygen
stat -c '%a %n' guestkit.key guestkit.pub
gk keygen
gk keygen --out second
cp plain.wasm a.wasm
gk sign a.wasm --key guestkit.key
wasm-validate a.wasm && echo valid
other verify a.wasm guestkit.pub
other verify a.wasm second.pub
gk scan a.wasm
gk scan a.wasm --key guestkit.pub
gk scan a.wasm --key second.pub
gk scan a.wasm --key second.pub --key guestkit.pub
gk scan plain.wasm --key guestkit.pub --fail-on warning
# A second signature keeps the first one valid.
gk sign a.wasm --key second.key --add --out b.wasm
other verify b.wasm guestkit.pub
other verify b.wasm second.pub
gk scan b.wasm --key second.pub
# What is added behind is not signed; what is changed is noticed.
printf '\000\005\004late' >late
cat b.wasm late >late.wasm
gk scan late.wasm --key second.pub --fail-on warning
sed 's/signature_delimiter/signature_Delimiter/' a.wasm >changed.wasm
gk scan changed.wasm --key guestkit.pub
gk scan changed.wasm --key guestkit.pub --format json --reproducible |
    sed -n '/"signature": {/,/}/p'
# A file that somebody else's tool has signed, in both layouts.
other sign plain.wasm second.key c.wasm
gk scan c.wasm --key second.pub
other sign plain.wasm second.key d.wasm prefixed
gk scan d.wasm --key second.pub
gk scan d.wasm --key guestkit.pub
# Keys that openssl makes.
openssl genpkey -algorithm ed25519 -out third.key 2>/dev/null
openssl pkey -in third.key -pubout -out third.pub
gk sign c.wasm --key third.key
gk scan c.wasm --key third.pub
# What does not fit is left as it was.
cp plain.wasm same.wasm
printf 'no module' >text.wasm
gk sign text.wasm --key guestkit.key
gk sign same.wasm --key guestkit.pub
gk sign same.wasm --key nowhere.key
gk scan same.wasm --key guestkit.key
cmp plain.wasm same.wasm && echo unchanged
# Nor does a module take the place of its key, by no name.
ln guestkit.key link.key
gk sign same.wasm --key guestkit.key --out guestkit.key
gk_from same.wasm sign - --key guestkit.key --out ./link.key
gk sign same.wasm --key guestkit.key --out ./same.wasm
