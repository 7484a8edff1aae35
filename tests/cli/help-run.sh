# shellcheck shell=sh
gk run --help
