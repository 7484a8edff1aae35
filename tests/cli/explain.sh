# shellcheck shell=sh disable=SC2034,SC2154
gk scan --explain GK009
gk scan --explain gk009
gk scan --explain GK010 --quiet
"$guestkit" scan --explain all | grep -c '^## GK'
