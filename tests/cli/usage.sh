# shellcheck shell=sh disable=SC2034,SC2154
# Wrong usage is exit 2, with what was found and what was meant.
gk scna x.wasm
gk frobnicate
gk --versoin
for command in new build run test scan inspect doctor; do
    gk "$command" --formta json
    gk "$command" -x
    gk "$command" --color sometimes
done
