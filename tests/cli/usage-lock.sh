# shellcheck shell=sh disable=SC2034,SC2154
mkdir empty
gk lock
gk lock --check
gk lock empty
gk lock nowhere.wasm
gk lock -
gk lock --lock
gk lock --chekc
gk lock empty --lock nowhere/guestkit.lock
