# shellcheck shell=sh disable=SC2034,SC2154
# Results that nest as deep as a result may, and one level deeper: what is told
# of a run holds the result some levels down, and is told all the same.
brackets() {
    printf "%$1s" '' | tr ' ' "$2"
}
# An agent that says hello and returns the JSON on standard input.
returns() {
    sed 's/"/\\"/g' >text
    wat "$1" <<WAT
(module
  (import "hugind" "print" (func \$print (param i32 i32)))
  (import "hugind" "set_result" (func \$set (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 8) "hello")
  (data (i32.const 16) "$(cat text)")
  (func (export "_start")
    (call \$print (i32.const 8) (i32.const 5))
    (call \$set (i32.const 16) (i32.const $(tr -d '\\\n' <text | wc -c)))))
WAT
}
cat >agent.test.json <<'J'
{"host": "hugind", "module": "agent.wasm",
 "cases": [{"name": "says hello",
   "call": {}, "expect": {"stdout": "hello\n"}}]}
J
# The status, what was said, and how deep the longest run of brackets is.
tell() {
    "$guestkit" "$@" >said 2>&1
    status=$?
    printf '%s: exit %s, %s opened' "$*" "$status" \
        "$(grep -c '^ *\("json": \)\?\[$' said)"
    grep -q '^hello$\|"hello\\n"' said && printf ', hello'
    grep -q 'nested more' said && printf ', nested more'
    echo
}
for depth in 124 125 126 127 128 129; do
    echo "# $depth levels"
    echo "$(brackets $depth '[')$(brackets $depth ']')" | returns agent
    tell run agent.wasm --host hugind
    tell run agent.wasm --host hugind --format json
    tell test agent.test.json
    tell test agent.test.json --format json
done
