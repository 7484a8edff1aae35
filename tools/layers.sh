#!/bin/sh
# Nothing includes upward: each floor may use itself and those below it.
#   core/base < sdk-c/abi < core/wasm < core/manifest < scanner < host-mock
#   < toolchain < templates < guestkit.c
set -eu

floor_of() {
    case $1 in
    wabt/*) echo 0 ;;
    core/base/*) echo 1 ;;
    abi/* | sdk-c/abi/*) echo 2 ;;
    core/wasm/*) echo 3 ;;
    core/manifest/*) echo 4 ;;
    scanner/*) echo 5 ;;
    host-mock/*) echo 6 ;;
    toolchain/*) echo 7 ;;
    templates/*) echo 8 ;;
    *) echo 9 ;;
    esac
}

bad=0
for file in $(git ls-files --cached --others --exclude-standard \
    'core/*.[ch]' 'sdk-c/abi/*.[ch]' 'scanner/*.[ch]' 'host-mock/*.[ch]' \
    'host-mock/*.cc' 'toolchain/*.[ch]' 'templates/*.[ch]'); do
    case $file in templates/files/*) continue ;; esac
    [ -f "$file" ] || continue
    here=$(floor_of "$file")
    # shellcheck disable=SC2013 # names without spaces
    for include in $(sed -n 's/^#include "\([^"]*\)".*/\1/p' "$file"); do
        if [ "$(floor_of "$include")" -gt "$here" ]; then
            echo "layers: $file includes $include, which is above it" >&2
            bad=1
        fi
    done
done
# The engine stays behind its header.
for file in $(git ls-files 'core/*' 'scanner/*' 'toolchain/*' 'templates/*' \
    'host-mock/*'); do
    case $file in host-mock/vm/vm_wabt.cc) continue ;; esac
    if [ -f "$file" ] && grep -q '#include "wabt/' "$file"; then
        echo "layers: $file includes wabt; only vm_wabt.cc may" >&2
        bad=1
    fi
done
exit $bad
