# shellcheck shell=sh disable=SC2034,SC2154
# The process that holds the guest is killed: the command lives on and says so.
wat spin <<'WAT'
(module
  (import "env" "memory" (memory 1))
  (import "env" "host_log" (func $log (param i32 i32)))
  (export "memory" (memory 0))
  (data (i32.const 0x100000) "here I am")
  (func (export "plugin_get_abi_version") (result i32) i32.const 1)
  (func (export "plugin_get_capabilities") (param i32 i32) (result i32)
    i32.const 1)
  (func (export "plugin_execute_tool") (param i32 i32 i32 i32 i32 i32)
    (result i32) i32.const 0)
  (func $spin (export "spin")
    (call $log (i32.const 0x100000) (i32.const 9))
    (loop $more (br $more))))
WAT
child_of() {
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        pgrep -P "$1" && return
        sleep 0.1
    done
}
"$guestkit" run spin.wasm --invoke spin --timeout 60000 \
    --fuel 18_000_000_000_000_000_000 --trace --reproducible >out 2>err &
parent=$!
child=$(child_of "$parent")
sleep 0.5
kill -KILL "$child"
wait "$parent"
echo "exit $?"
cat out err
