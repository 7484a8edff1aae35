# shellcheck shell=sh disable=SC2034,SC2154
gk test
gk test nowhere
gk test --format xml
gk test --format json --format tap
gk test --format junit=
gk test --jobs 0
gk test --jobs 257
gk test --jobs many
gk test --fidelity real
gk test --fliter x
