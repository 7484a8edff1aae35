# shellcheck shell=sh disable=SC2034,SC2154
gk doctor now
gk doctor --format xml
gk doctor --formt json
