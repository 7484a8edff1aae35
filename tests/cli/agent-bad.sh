# shellcheck shell=sh disable=SC2034,SC2154
# Manifests of agents that are wrong: each is told in its own words.
wat sw <<'WAT'
(module (func (export "_start")))
WAT
agent() {
    printf '%b' "$1" >agent.yaml
    gk run .
}
b='name: a\nversion: "1"\nentry_point: sw.wasm\n'
# Two hundred thousand brackets: read to the end, they would take minutes.
brackets=$(printf '%100000s' '' | tr ' ' '[')
agent "${b}x: $brackets$(printf '%s' "$brackets" | tr '[' ']')"
gk scan sw.wasm --manifest agent.yaml
# A module outside the agent's folder: by its path, by a link; after what the
# host looks at before it. A folder whose name begins alike is another one.
mkdir x x2
wat x2/sw <<'WAT'
(module (func (export "_start")))
WAT
at() {
    printf 'name: a\nversion: "1"\nentry_point: %s\n%s\n' "$1" "${2:-}" >x/agent.yaml
    gk run x
}
at ../x2/sw.wasm
gk run x/agent.yaml --format json --reproducible
gk run x --invoke _start
ln -s ../x2/sw.wasm x/link.wasm
at link.wasm
ln -s nowhere x/broken.wasm
at broken.wasm
at "$PWD/x2/sw.wasm" 'env: [{name: TOKEN, required: true}]'
at "$PWD/x2/sw.wasm" 'hugind_version: ">=9"'
at ../x2/gone.wasm
cp x2/sw.wasm x
ln -s ../x/sw.wasm x/inside.wasm
at inside.wasm
at ../x/sw.wasm
at "$PWD/x/sw.wasm"
# What is no mapping at all, and numbers that are none of what is wanted.
for text in '' '# nothing' '---\n' '[]' 'null' 'agent' '{}' \
    "${b}max_turns: -1" "${b}max_turns: 3.5" "${b}max_turns: many"; do
    printf '# %s\n' "$text"
    agent "$text"
done
