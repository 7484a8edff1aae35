#!/bin/sh
# Popular modules from npm packages: the scanner must find them valid and have
# no error to tell, with no host chosen.
set -eu

cd "$(dirname "$0")/../.."
[ "$(tools/npm.sh tests/corpus)" ] || exit 1
exec tests/corpus/check.sh build/npm/corpus
