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
