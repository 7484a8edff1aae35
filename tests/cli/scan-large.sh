# shellcheck shell=sh
# The digest of a large file is left to the JSON.
{
    printf '\000asm\001\000\000\000\000\202\200\300\004\001x'
    head -c 9437184 /dev/zero
} >large.wasm
gk scan large.wasm
gk scan large.wasm --format json --reproducible
