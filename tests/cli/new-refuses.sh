# shellcheck shell=sh disable=SC2034,SC2154
# What is there is never touched; --here adds the rest.
mkdir full
echo mine >full/Makefile
gk new full --host cortex --lang c
ls full
gk new full --host cortex --lang c --here
cat full/Makefile
gk new full --host cortex --lang c --here
echo a >file
gk new file --host cortex --lang c
gk new 'My Weather' --host cortex --lang c --name @acme/weather
grep '"name"' 'My Weather/manifest.json' 'My Weather/guestkit.json'
gk new deep/er/weather --host cortex --lang c --quiet
ls deep/er/weather
mkdir here
cd here || exit
gk new --here --host cortex --lang c
