# shellcheck shell=sh disable=SC2034,SC2154
mkdir empty
gk scan
gk scan nowhere.wasm
gk scan empty
gk scan empty --host cortx
gk scan empty --format xml
gk scan empty --fail-on anything
gk scan --explain GK999
gk scan --explain
gk scan empty --fial-on note
