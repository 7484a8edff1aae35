#!/bin/sh
# Installs the packages of packages.txt that are missing. Says nothing, and
# needs no rights, when they are all there. "NAME=PROGRAM" is not missing where
# that program is on the path, whoever brought it.
set -eu

list=$(dirname "$0")/packages.txt
missing=
# shellcheck disable=SC2013 # words, not lines
for package in $(sed 's/#.*//' "$list"); do
    program=${package#*=}
    [ "$program" = "$package" ] || ! command -v "$program" >/dev/null || continue
    package=${package%%=*}
    status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [ "$status" = 'install ok installed' ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null; then
    as_root=sudo
else
    echo "setup: these packages are missing:$missing" >&2
    echo "setup: install them as root: apt-get install$missing" >&2
    exit 3
fi

echo "setup: installing$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 # lists of words
if ! { $as_root apt-get update -qq &&
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    echo "setup: apt-get could not install them" >&2
    exit 3
fi
