# Sourced by the tests of this folder.
# shellcheck shell=sh

# guest HOST NAME SOURCE: a project NAME of one file in the current folder.
guest() {
    mkdir -p "$2/src"
    printf '{"host":"%s","lang":"as","name":"guest"}\n' "$1" \
        >"$2/guestkit.json"
    printf '{"extends":"guestkit/asconfig/%s.json","entries":["src/index.ts"]}\n' \
        "$1" >"$2/asconfig.json"
    cp "$3" "$2/src/index.ts"
}
