# shellcheck shell=sh disable=SC2034,SC2154
gk lock --help
