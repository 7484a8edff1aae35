#!/bin/sh
# Installs the npm packages that FOLDER/package-lock.json names, outside the
# tree, and prints where: npm.sh FOLDER. Does nothing when they are there.
set -eu

# Whom this machine trusts, npm trusts: it brings a list of its own.
system=/etc/ssl/certs/ca-certificates.crt
if [ -z "${NODE_EXTRA_CA_CERTS:-}" ] && [ -r "$system" ]; then
    NODE_EXTRA_CA_CERTS=$system
    export NODE_EXTRA_CA_CERTS
fi

root=$(cd "$(dirname "$0")/.." && pwd)
folder=$1
name=$(printf '%s' "${folder#tests/}" | tr / -)
to=$root/build/npm/$name
want=$(cat "$root/$folder/package-lock.json" "$root/$folder/package.json" |
    sha256sum)

if [ "$(cat "$to/installed" 2>/dev/null)" != "$want" ]; then
    rm -rf "$to"
    mkdir -p "$to"
    cp "$root/$folder/package.json" "$root/$folder/package-lock.json" "$to/"
    (cd "$to" && npm ci --ignore-scripts --no-audit --no-fund \
        --no-update-notifier --omit=optional --omit=peer >npm.log 2>&1) || {
        cat "$to/npm.log" >&2
        exit 1
    }
    printf '%s\n' "$want" >"$to/installed"
fi
echo "$to"
