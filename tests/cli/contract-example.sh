# shellcheck shell=sh disable=SC2034,SC2154
# The C example of the host's published contract, compiled without this kit:
# its tool is there as documented, and not in the host as it is deployed.
LIBS=none "$root/tests/sdk/build_guest.sh" example.wasm \
    "$root/tests/guests/contract_example.c"
gk run example.wasm --list-tools --verbose
gk run example.wasm --list-tools --fidelity deployed --verbose
gk run example.wasm --tool my_tool --args '{"input":"abc"}'
gk run example.wasm --tool my_tool --args '{"input":"abc"}' --fidelity deployed
gk_mask='s/  [0-9.]+ (B|KiB)  sha256 [0-9a-f]+/  SIZE  sha256 N/'
gk scan example.wasm
