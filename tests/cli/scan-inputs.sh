# shellcheck shell=sh disable=SC2034,SC2154
# Files, folders, standard input; what is no module at all.
wat good <<'WAT'
(module (import "env" "host_log" (func (param i32 i32))))
WAT
wat other <<'WAT'
(module (import "env" "nothing_known" (func)))
WAT
mkdir -p dir/sub
mv other.wasm dir/sub/
cp good.wasm dir/
echo 'no module' >dir/readme.txt
gk scan good.wasm dir/sub/other.wasm
gk scan dir
gk scan dir good.wasm nowhere.wasm
gk_from good.wasm scan -
gk_from good.wasm scan - --format json --reproducible
echo 'console.log(eval("1"))' >script.js
gk scan script.js
head -c 20 good.wasm >cut.wasm
gk scan cut.wasm
gk inspect cut.wasm
gk scan good.wat
gk scan cut.wasm good.wasm nowhere.wasm --format json --reproducible
printf '\0asm\015\000\001\000' >component.wasm
gk scan component.wasm
gk inspect component.wasm
gk_from good.wasm inspect -
