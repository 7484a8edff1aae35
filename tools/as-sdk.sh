#!/bin/sh
# Puts the AssemblyScript SDK together as guests find it: build/
# sdk-assemblyscript/node_modules then has the compiler, json-as, and the
# package itself.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
packages=$("$root/tools/npm.sh" sdk-assemblyscript)
package=$packages/node_modules/guestkit
rm -rf "$package"
mkdir "$package"
cd "$root/sdk-assemblyscript"
cp -R ./*.ts transform.js package.json README.md asconfig assembly "$package/"
rm -rf "$root/build/sdk-assemblyscript"
ln -s npm/sdk-assemblyscript "$root/build/sdk-assemblyscript"
