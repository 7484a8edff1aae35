# shellcheck shell=sh disable=SC2034,SC2154
# Help is help wherever it is asked for, and wins over other mistakes.
gk help doctor
gk -h
gk doctor -h
gk doctor --nonsense --help
gk help docter
