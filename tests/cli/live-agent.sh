# shellcheck shell=sh disable=SC2034,SC2154
# An agent that reaches a model and the network for real (--live): a server of
# our own on this machine.
unset GUESTKIT_LLM_URL GUESTKIT_LLM_KEY
unset http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY
node "$cli/live_server.mjs" "$PWD/port" >/dev/null 2>&1 &
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
    [ -s port ] && break
    sleep 0.2
done
port=$(cat port)
gk_mask="s/:$port\\b/:PORT/g;s/after [0-9]+ (ms|milliseconds)/after N \\1/; s/\\+0x[0-9a-f]+/+0xN/"

# A guest that hands TEXT to FUNCTION and prints what it gets; what comes in
# between is printed in brackets.
ask() {
    wat ask <<WAT
(module
  (import "hugind" "$1" (func \$ask (param i32 i32) (result i64)))
  (import "hugind" "print_raw" (func \$say (param i32 i32)))
  (import "hugind" "print" (func \$line (param i32 i32)))
  (memory (export "memory") 32)
  (global \$at (mut i32) (i32.const 65536))
  (func \$alloc (export "alloc") (param i32) (result i32)
    (global.get \$at)
    (global.set \$at (i32.add (global.get \$at) (local.get 0))))
  (data (i32.const 8) "[]")
  (data (i32.const 4096) "$(printf '%s' "$2" | sed 's/"/\\22/g')")
  (func \$token (export "llm_on_token") (param i32 i32)
    (call \$say (i32.const 8) (i32.const 1))
    (call \$say (local.get 0) (local.get 1))
    (call \$say (i32.const 9) (i32.const 1)))
  (func (export "_start") (local \$r i64)
    (local.set \$r (call \$ask (i32.const 4096) (i32.const ${#2})))
    (call \$line (i32.wrap_i64 (i64.shr_u (local.get \$r) (i64.const 32)))
                 (i32.wrap_i64 (local.get \$r)))))
WAT
}

agent() {
    {
        printf 'name: asker\nversion: "1"\nentry_point: ask.wasm\n'
        printf '%s\n' "$@"
    } >agent.yaml
}

# What the server has heard of sessions, each under a name of its own.
uuid='[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'
sessions() {
    echo '$ sessions'
    node -e "const ids = [];
        fetch('http://127.0.0.1:$port/sessions').then((r) => r.text())
        .then((t) => process.stdout.write(t.replace(/$uuid/g, (id) => {
            if (!ids.includes(id)) ids.push(id);
            return 'UUID' + (ids.indexOf(id) + 1);
        })))"
}

echo '# a model'
agent 'backend:' "  url: http://127.0.0.1:$port/v1/" '  config: tiny' \
    '  session: {mode: resume, id: s-7}'
ask llm_chat 'hello'
gk run . --live llm
ask llm_chat_stream '{"prompt":"hello","temperature":0.5}'
gk run . --live llm
ask llm_chat '{"messages":7}'
gk run . --live llm --quiet
echo '{"llm":[{"prompt":"hello","reply":"from a fixture"}]}' >world.json
ask llm_chat 'hello'
gk run . --live llm --fixtures world.json

agent 'backend:' "  url: http://127.0.0.1:$port/v1" '  config: breaks'
ask llm_chat_stream 'hello'
gk run . --live llm --quiet

agent 'backend:' "  url: http://127.0.0.1:$port/v1" '  config: sleeps'
gk run . --live llm --quiet --timeout 400

echo '# a fresh session: drawn for each run, deleted after it, however it ends'
agent 'backend:' "  url: http://127.0.0.1:$port/v1/" '  session: {mode: fresh}'
ask llm_chat 'hello'
sessions >/dev/null
gk run . --live llm | sed -E "s/$uuid/UUID/"
gk run . --live llm >/dev/null
ask llm_chat '{"messages":7}'
gk run . --live llm --quiet >/dev/null
sessions
agent 'mode: agentic' 'backend:' "  url: http://127.0.0.1:$port/keeps"
ask llm_chat 'hello'
gk run . --live llm | sed -E "s/$uuid/UUID/"
sessions
GUESTKIT_LLM_URL=http://127.0.0.1:$port/mine/ GUESTKIT_LLM_KEY=sk-test
export GUESTKIT_LLM_URL GUESTKIT_LLM_KEY
gk run . --live llm --quiet >/dev/null
sessions
unset GUESTKIT_LLM_URL GUESTKIT_LLM_KEY
# Nobody has heard of it.
gk run . --live llm --fixtures world.json --quiet
agent 'backend:' "  url: http://127.0.0.1:$port/v1" \
    '  session: {mode: resume, id: s-7}'
gk run . --live llm --quiet
sessions
ask llm_chat_stream 'hello'

echo '# another endpoint, with a key that only it gets'
agent 'backend: {url: "http://127.0.0.1:1/v1", config: locked}'
gk run . --live llm --quiet
GUESTKIT_LLM_URL=http://127.0.0.1:$port/v1 GUESTKIT_LLM_KEY=sk-test
export GUESTKIT_LLM_URL GUESTKIT_LLM_KEY
gk run . --live llm
unset GUESTKIT_LLM_URL
agent 'backend:' "  url: http://127.0.0.1:$port/v1" '  config: locked'
gk run . --live llm --quiet
unset GUESTKIT_LLM_KEY

echo '# the door is closed'
gk run . --quiet
gk run . --live http --quiet

echo '# the network'
agent 'permissions:' '  network:' '    allow: true' '    timeout: "400ms"' \
    '    max_response_bytes: "15"'
for path in hop/5 hop/6 slow big broken nothing; do
    ask net_fetch "http://127.0.0.1:$port/$path"
    gk run . --live http --quiet
done
agent 'permissions: {network: {allow: true, timeout: "0"}}'
ask net_fetch "http://localhost:$port/hop/1"
gk run . --live http --quiet
agent 'permissions: {network: {allow: true}}'
gk run . --live http --quiet
agent 'permissions: {network: {allow: true, block_private_networks: true}}'
gk run . --live http --quiet
agent 'permissions: {network: {allow: true}}'
ask net_fetch "http://127.0.0.1:$port/agent"
gk run . --live http --quiet
kill "$server"
