# shellcheck shell=sh disable=SC2034,SC2154
gk_mask='s/"(bytes|plain_bytes)": [0-9]+/"\1": N/; s/"sha256": "[0-9a-f]{64}"/"sha256": "HEX"/'
"$guestkit" new weather --host cortex --lang c >/dev/null
gk build weather --format json
gk build weather --format json --quiet
gk build weather --debug --format json
