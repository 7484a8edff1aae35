# shellcheck shell=sh disable=SC2034,SC2154
gk inspect
gk inspect one.wasm two.wasm
gk inspect nowhere.wasm
gk inspect . --format xml
gk inspect .
gk inspect --hots cortex
