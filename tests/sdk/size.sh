#!/bin/sh
# size.sh FILE LIMIT: a file is at most LIMIT bytes.
set -eu
size=$(wc -c <"$1")
echo "$(basename "$1"): $size bytes, at most $2"
if [ "$size" -le "$2" ]; then
    echo "1 passed, 0 failed"
else
    echo "0 passed, 1 failed"
    exit 1
fi
