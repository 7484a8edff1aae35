# shellcheck shell=sh disable=SC2034,SC2154
gk sign
gk sign a.wasm
gk sign a.wasm b.wasm --key k
gk sign - --key k
gk sign a.wasm --key
gk sign a.wasm --kye k
