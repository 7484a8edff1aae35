# shellcheck shell=sh disable=SC2034,SC2154
# Paths on standard input: a line for each, in order, whatever stands there.
wat other <<'WAT'
(module (func (export "run")))
WAT
head -c 20 other.wasm >cut.wasm # cut short
mkdir folder
ln -s nowhere link.wasm
mkfifo pipe.wasm # into which nobody writes
printf 'cut.wasm\nother.wasm\n' >two
gk_from two scan --batch
{
    printf 'other.wasm\n\nnowhere.wasm\nfolder\nlink.wasm\n-\n'
    head -c 5000 /dev/zero | tr '\0' 'x'
    printf '\n'
    head -c 70000 /dev/zero | tr '\0' 'y'
    printf '\ncut.wasm\0cut.wasm\ncut.wasm'
} >list
gk_from list scan --batch
gk_from list scan --batch --quiet --jobs 1 --format ndjson=lines
wc -l <lines
head -n 2 lines
printf 'pipe.wasm\ncut.wasm\n' >pipes
gk_from pipes scan --batch
printf 'cut.wasm\0other.wasm\0' >nulls
gk_from nulls scan --batch --null
gk scan --batch
gk scan --batch cut.wasm
gk scan --batch -
gk scan --batch --format json
gk scan --batch --format ndjson --format sarif=x.sarif
gk scan --null cut.wasm
