# shellcheck shell=sh disable=SC2034,SC2154
# Lock files that are not right, and baselines that are none.
wat good <<'WAT'
(module (import "env" "host_log" (func (param i32 i32))))
WAT
gk lock good.wasm --quiet
sed 's/"log"/"magic"/' guestkit.lock >word.lock
sed 's/"start"/"strat"/' guestkit.lock >key.lock
sed 's/"size": 46/"size": 46.5/' guestkit.lock >size.lock
head -n 5 guestkit.lock >cut.lock
sed 's/lock\/1/lock\/9/' guestkit.lock >newer.lock
for lock in word key size cut newer; do
    gk lock good.wasm --lock $lock.lock
done
gk lock good.wasm --lock good.wasm
gk scan good.wasm --lock word.lock
gk scan good.wasm --lock nowhere.lock
gk scan good.wasm --lock guestkit.lock --baseline good.wasm
gk scan good.wasm --baseline nowhere.wasm
head -c 20 good.wasm >cut.wasm
gk scan good.wasm --baseline cut.wasm
gk scan good.wasm --baseline guestkit.lock
