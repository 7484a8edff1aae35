# shellcheck shell=sh disable=SC2034,SC2154
gk build
gk build one two
gk build nowhere
gk build --format xml
gk build --format
gk build --debgu
