#!/bin/sh
# guestkit build, from sources to a module. Needs clang, wasm-ld and wabt.
# Last line: N passed, N failed.
set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# project NAME: a folder with a small plugin in it.
project() {
    mkdir -p "$1/src"
    printf '{"host":"cortex","name":"%s"}\n' "$1" >"$1/guestkit.json"
    cat >"$1/src/plugin.c" <<'C'
#include "greeting.h"

#include <guestkit/plugin.h>

static char scratch[1 << 20];

static int greet(gk_call *call)
{
    const char *name = gk_arg_string(call, "name", "world");

    for (unsigned i = 0; name[i] != '\0' && i < sizeof scratch; i++)
        scratch[i] = name[i];
    return gk_replyf(call, GREETING ", %s!", scratch);
}

static const gk_param params[] = {
    { "name", GK_STRING, "Who to greet", GK_OPTIONAL },
};
static const gk_tool tools[] = {
    { "say", "Greet somebody by name", GK_PARAMS(params), greet },
};
GK_PLUGIN(tools);
C
    echo '#define GREETING "Hello"' >"$1/src/greeting.h"
}

# sections MODULE: what wasm-objdump lists.
sections() {
    wasm-objdump -h "$1"
}

# --- what is built ----------------------------------------------------------
project hello
check 'a project builds' exits 0 "$guestkit" build hello
module=hello/build/hello.wasm
cp "$work/out" first
check 'one line says what was built' \
    grep -Eq '^hello/build/hello.wasm  [0-9.]+ KiB \([-+][0-9]+ % after optimising\)  cortex, memory [0-9]+ pages imported and exported$' first
check 'another validator takes it' wasm-validate "$module"
wasm-objdump -x "$module" >facts
check 'memory is imported' grep -q 'memory\[0\].*<- env.memory' facts
check 'memory is exported' grep -q 'memory\[0\] -> "memory"' facts
check 'nothing but env is imported' \
    not grep -Eq '<- (wasi|GOT|[^e])' facts
check 'no start function' not grep -q '^Start:' facts
check 'names are kept after optimising' grep -q '<plugin_execute_tool>' facts
check 'an own function keeps its name' grep -q '<greet>' facts
check 'DWARF is dropped' not grep -q 'debug_' facts
check 'no feature is claimed' not grep -q 'target_features' facts
sections "$module" >list
check 'a static buffer of 1 MiB takes no room' \
    test "$(wc -c <"$module")" -lt 32768
low=$(sed -n 's/.*init i32=\([0-9]*\).*/\1/p' facts | sort -n |
    awk '$1 > 1000 { print; exit }')
check 'data begins at 1 MiB or above' test "${low:-0}" -ge 1048576

# --- the second time --------------------------------------------------------
cp "$module" before.wasm
check 'a second build does nothing' exits 0 "$guestkit" build hello --verbose
check '… and says so' grep -q 'nothing had changed' "$work/out"
check '… and runs no command' not grep -q 'clang' "$work/err"
echo '#define GREETING "Moin"' >hello/src/greeting.h
check 'a changed header is a change' exits 0 "$guestkit" build hello --verbose
check '… that compiles again' grep -q 'src/plugin.c' "$work/err"
check '… into other bytes' not cmp -s "$module" before.wasm
echo '#define GREETING "Hello"' >hello/src/greeting.h
check 'the old header back' exits 0 "$guestkit" build hello
check '… gives the old bytes back' cmp "$module" before.wasm
cat >hello/src/more.c <<'C'
int more(void);
int more(void)
{
    return 1;
}
C
check 'a new source is a change' exits 0 "$guestkit" build hello --verbose
check '… and is all that is compiled' \
    test "$(grep -c -e ' -c src/' "$work/err")" -eq 1
rm hello/src/more.c "$module"
check 'a module that was removed is made again' exits 0 "$guestkit" build hello
check '… the same' cmp "$module" before.wasm

# --- the same bytes everywhere ----------------------------------------------
# Programs as a machine without binaryen has them, under other names at that.
mkdir bare
for tool in clang wasm-ld; do
    ln -s "$(command -v "$tool")" "bare/$tool-14"
done
mkdir spy
cat >spy/wasm-opt <<'SH'
#!/bin/sh
echo "wasm-opt was run" >&2
exit 1
SH
chmod +x spy/wasm-opt
for path in "$work/bare" "$work/spy:$PATH"; do
    project again
    # The name is in no byte of the module, the folder neither.
    printf '{"host":"cortex","name":"hello"}\n' >again/guestkit.json
    check "builds with PATH=$path" \
        exits 0 env PATH="$path" "$guestkit" build again
    check "… to the same bytes" cmp again/build/hello.wasm before.wasm
    check "… with wasm-opt left alone" \
        not grep -q 'wasm-opt was run' "$work/err"
    rm -rf again
done

# --- debug builds -----------------------------------------------------------
check 'a debug build' exits 0 "$guestkit" build hello --debug
check '… says so' grep -q '(debug build, not optimised)' "$work/out"
wasm-objdump -x "$module" >facts
check '… has DWARF' grep -q '"\.debug_info"' facts
check '… exports its memory' grep -q 'memory\[0\] -> "memory"' facts
check '… is valid' wasm-validate "$module"
check 'back to the optimised one' exits 0 "$guestkit" build hello
check '… which is the same as ever' cmp "$module" before.wasm
printf '{"host":"cortex","name":"hello","build":{"optimize":"none"}}\n' \
    >hello/guestkit.json
check 'optimize: none' exits 0 "$guestkit" build hello
check '… says so' grep -q '(not optimised)' "$work/out"
printf '{"host":"cortex","name":"hello","build":{"optimize":"speed"}}\n' \
    >hello/guestkit.json
check 'optimize: speed' exits 0 "$guestkit" build hello
check '… says so' grep -q '% after optimising' "$work/out"

# --- what goes wrong --------------------------------------------------------
project broken
echo 'int f(void) { return nonsense; }' >broken/src/bad.c
echo 'int g(void) { return rubbish; }' >broken/src/worse.c
check 'a compile error is exit 1' exits 1 "$guestkit" build broken
check '… shown as the compiler has it' \
    grep -q '^src/bad.c:1:22: error: .*nonsense' "$work/err"
check '… for every file' grep -q 'src/worse.c:1:22: error' "$work/err"
check '… with a count' grep -q '2 of 3 files do not compile' "$work/err"
check 'in JSON, too' exits 1 "$guestkit" build broken --format json
check '… with ok false' grep -q '"ok": false' "$work/out"
echo 'int f(void);' >broken/src/bad.c
echo 'int nowhere(void); int (*g)(void) = nowhere;' >broken/src/worse.c
sed 's/return gk_replyf/extern int nowhere(void); nowhere(); &/' \
    broken/src/plugin.c >edited && mv edited broken/src/plugin.c
check 'a link error is exit 1' exits 1 "$guestkit" build broken
check '… shown as the linker has it' \
    grep -q 'undefined symbol: nowhere' "$work/err"
check 'nothing is left that looks built' not test -e broken/build/broken.wasm

project raw
cat >raw/src/plugin.c <<'C'
#include <guestkit/cortex.h>

int32_t plugin_get_abi_version(void)
{
    return CORTEX_ABI_VERSION;
}
C
check 'a plugin without all exports builds' exits 0 "$guestkit" build raw
check '… with a warning' \
    grep -q "does not export 'plugin_execute_tool'" "$work/err"
check 'the warning comes again the next time' exits 0 "$guestkit" build raw
check '… though nothing had changed' \
    grep -q "does not export 'plugin_execute_tool'" "$work/err"

project large
printf '{"host":"cortex","name":"large","build":{"memory-pages":300}}\n' \
    >large/guestkit.json
check 'too much memory builds' exits 0 "$guestkit" build large
check '… with a warning' grep -q 'needs 300 pages' "$work/err"

check 'no project is exit 3' exits 3 "$guestkit" build bare
check 'a wrong project file is exit 2' exits 2 sh -c \
    "echo '{\"host\":\"cortex\",\"nam\":1}' >large/guestkit.json; '$guestkit' build large"
check '… with its line' grep -q 'large/guestkit.json:1:[0-9]*: ' "$work/err"
mkdir none
check 'without compiler it is exit 3' \
    exits 3 env PATH="$work/none" "$guestkit" build raw
check '… and says how to get one' grep -q 'apt-get install clang' "$work/err"

# --- the optimiser by itself ------------------------------------------------
opt=$(dirname "$guestkit")/guestkit-opt
refuses() {
    got=0
    "$opt" size <"$1" >opt.out 2>opt.err || got=$?
    cat opt.err
    [ "$got" -ne 0 ] && [ ! -s opt.out ] && grep -q "$2" opt.err
}
echo 'no module at all' >garbage
check 'the optimiser refuses garbage in words' refuses garbage 'no WebAssembly'
head -c 100 before.wasm >half
check '… and half a module' refuses half 'guestkit-opt: '
echo '(module (memory 1) (func (result i32) (block (param) (i32.const 1)
    (block (param i32) (result i32)) drop) (i32.const 2)))' >block.wat
if wat2wasm --enable-multi-memory block.wat -o block.wasm 2>/dev/null ||
    wat2wasm block.wat -o block.wasm; then
    check '… and blocks that take values' refuses block.wasm 'takes values'
fi
printf '(module (func (export "f") (param i32) (result i32)
    local.get 0 i32.extend8_s))' >ext.wat
wat2wasm ext.wat -o ext.wasm
"$opt" speed <ext.wasm >ext.out
check 'an instruction in use stays allowed' wasm-validate ext.out
check '… and no false feature is written' \
    not grep -q 'target_features' ext.out

# --- for others -------------------------------------------------------------
check 'JSON' exits 0 "$guestkit" build hello --format json
check '… has its schema' grep -q '"schema": "guestkit.build/1"' "$work/out"
check '… and the hash of the module' \
    grep -q "$(sha256sum <"$module" | cut -c 1-64)" "$work/out"
check 'an editor gets compile_commands.json' \
    grep -q '"file": "src/plugin.c"' hello/compile_commands.json

finish
