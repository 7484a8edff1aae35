# shellcheck shell=sh disable=SC2034,SC2154
# The commands, and nothing, and colours.
gk_mask='s#[^ ]*/(clang|wasm-ld)(-[0-9]+)? #\1 #g; s#[^ ]*/libclang_rt#LIBCLANG_RT#g
s/[0-9.]+ KiB \([+-][0-9]+ %/N KiB (-N %/'
"$guestkit" new weather --host cortex --lang c >/dev/null
gk build weather --quiet
rm -r weather/build
gk build weather --verbose
gk build weather --color always
NO_COLOR=1 gk build weather --color always
