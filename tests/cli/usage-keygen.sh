# shellcheck shell=sh disable=SC2034,SC2154
gk keygen release
gk keygen --out
gk keygen --out folder/
gk keygen --out nowhere/release
gk keygen --otu release
