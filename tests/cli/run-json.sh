# shellcheck shell=sh disable=SC2034,SC2154
# What a run tells other programs.
wat plugin <"$root/tests/guests/asks_all.wat"
gk run plugin.wasm --tool all --args '{"key":"v"}' --format json --reproducible
gk run plugin.wasm --tool all --args '{"key":"v"}' --format json \
    --reproducible --fidelity deployed
"$guestkit" run plugin.wasm --tool all --format json | grep -A 4 '"timing"' |
    sed 's/[0-9][0-9]*/N/'
