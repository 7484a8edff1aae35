# shellcheck shell=sh disable=SC2034,SC2154
gk
gk --help
gk help
gk --version
