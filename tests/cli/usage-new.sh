# shellcheck shell=sh disable=SC2034,SC2154
gk new
gk new weather
gk new weather --host cortex
gk new weather --lang c
gk new weather --host cortx --lang c
gk new weather --host cortex --lang rust
gk new weather --host
gk new weather other --host cortex --lang c
gk new '' --host cortex --lang c
gk new weather --host cortex --lang c --name 'No Good'
gk new weather --host cortex --lang c --name @me/No
gk new weather --host cortex --lang c --name ''
gk new weather --host cortex --lang c --here=yes
