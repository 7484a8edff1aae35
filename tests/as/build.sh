#!/bin/sh
# guestkit build of AssemblyScript projects. Needs node, wabt and
# build/sdk-assemblyscript. Last line: N passed, N failed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../toolchain/lib.sh
. "$here/../toolchain/lib.sh"
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$here/lib.sh"

cat >say.ts <<'TS'
import { Call, Tool, plugin } from "guestkit/cortex";
import { GREETING } from "./greeting";

function say(call: Call): bool {
  return call.reply(GREETING);
}
plugin([new Tool("say", "Says it", say)]);
TS
guest cortex hello say.ts
echo 'export const GREETING = "Hello";' >hello/src/greeting.ts
module=hello/build/guest.wasm

# --- what is built ----------------------------------------------------------
check 'a project builds' exits 0 "$guestkit" build hello --verbose
check 'one line says what was built' \
    grep -Eq '^hello/build/guest.wasm  [0-9.]+ KiB \([-+][0-9]+ % after optimising\)  cortex, memory [0-9]+ pages imported and exported$' "$work/out"
check 'the command is told' \
    grep -q '^env NODE_PATH=.* --target release .* --outFile build/obj/linked.o$' "$work/err"
cp "$module" first.wasm
(cd hello && rm build/obj/linked.o && sh -c "$(cat "$work/err")")
check '… and does the same by hand' test -s hello/build/obj/linked.o
check 'another validator takes it' wasm-validate "$module"
wasm-objdump -x "$module" >facts
check 'memory is imported' grep -q 'memory\[0\].*<- env.memory' facts
check 'memory is exported' grep -q 'memory\[0\] -> "memory"' facts
check 'nothing but env is imported' not grep -Eq '<- (wasi|[^e])' facts
check 'no import that the host lacks' \
    not grep -Eq '<- env\.(abort|seed|trace)' facts
check 'names are kept after optimising' grep -q '<src/index/say>' facts
low=$(sed -n 's/.*segment\[.*memory=0.*init i32=\([0-9]*\).*/\1/p' facts | sort -n | head -n 1)
check 'data begins at 1 MiB or above' test "${low:-0}" -ge 1048576

# --- the second time --------------------------------------------------------
check 'a second build does nothing' exits 0 "$guestkit" build hello --verbose
check '… and says so' grep -q 'nothing had changed' "$work/out"
check '… and runs no command' not grep -q 'asc.js' "$work/err"
echo 'export const GREETING = "Moin";' >hello/src/greeting.ts
check 'a changed source is a change' exits 0 "$guestkit" build hello
check '… into other bytes' not cmp -s "$module" first.wasm
echo 'export const GREETING = "Hello";' >hello/src/greeting.ts
check 'the old source back' exits 0 "$guestkit" build hello
check '… gives the old bytes back' cmp "$module" first.wasm
echo 'export const MORE = 1;' >hello/src/more.ts
check 'a new source is a change' exits 0 "$guestkit" build hello
check '… that is told' not grep -q 'nothing had changed' "$work/out"
rm hello/src/more.ts
cp -R hello elsewhere
rm -rf elsewhere/build
check 'in another folder' exits 0 "$guestkit" build elsewhere
check '… the same bytes' cmp elsewhere/build/guest.wasm first.wasm

# --- how it is optimised ----------------------------------------------------
check 'a debug build' exits 0 "$guestkit" build hello --debug
check '… says so' grep -q '(debug build, not optimised)' "$work/out"
check '… is valid' wasm-validate "$module"
printf '{"host":"cortex","lang":"as","name":"guest","build":{"optimize":"none","memory-pages":20,"stack-size":32768}}\n' \
    >hello/guestkit.json
check 'optimize: none' exits 0 "$guestkit" build hello --verbose
check '… says so' grep -q '(not optimised)' "$work/out"
check '… with the memory that is asked for' grep -q 'memory 20 pages' "$work/out"
check '… and the stack' grep -q -e '--stackSize 32768' "$work/err"
printf '{"host":"cortex","lang":"as","name":"guest","build":{"cflags":["-O2"]}}\n' \
    >hello/guestkit.json
check 'options for clang are exit 2' exits 2 "$guestkit" build hello
check '… with where to put them' grep -q 'asconfig.json' "$work/err"

# --- what json-as would get wrong ------------------------------------------
guest cortex usual say.ts
mkdir usual/assembly
cat say.ts >usual/assembly/index.ts
echo 'export const GREETING = "Hello";' >usual/assembly/greeting.ts
printf '{"extends":"guestkit/asconfig/cortex.json","entries":["assembly/index.ts"]}\n' \
    >usual/asconfig.json
check 'a file of the usual name builds' exits 0 "$guestkit" build usual
check '… and is in the module' exits 0 "$guestkit" run usual --tool say
check '… with its tool' grep -qx Hello "$work/out"

# --- what goes wrong --------------------------------------------------------
guest hugind broken say.ts
sed 's/: bool/: string/' say.ts >broken/src/index.ts
echo 'export const GREETING = "Hello";' >broken/src/greeting.ts
check 'a compile error is exit 1' exits 1 "$guestkit" build broken
check '… shown as the compiler has it' grep -q 'ERROR TS2322' "$work/err"
check '… with its place' grep -q 'in src/index.ts(' "$work/err"
check '… without colours' not grep -q "$(printf '\033')" "$work/err"
check 'nothing is left that looks built' not test -e broken/build/guest.wasm
check 'in JSON, too' exits 1 "$guestkit" build broken --format json
check '… with ok false' grep -q '"ok": false' "$work/out"
rm broken/asconfig.json
check 'no asconfig.json is exit 3' exits 3 "$guestkit" build broken
check '… with one to begin with' \
    grep -q '"extends": "guestkit/asconfig/hugind.json"' "$work/err"
mkdir none
check 'without node it is exit 3' \
    exits 3 env PATH="$work/none" "$guestkit" build elsewhere
check '… and says how to get it' grep -q 'apt-get install nodejs' "$work/err"
mkdir -p home/sdk-c/include/guestkit
cp "$root/sdk-c/include/guestkit/cortex.h" home/sdk-c/include/guestkit/
check 'without the compiler it is exit 3' \
    exits 3 env GUESTKIT_HOME="$work/home" "$guestkit" build elsewhere
check '… and says how to get it' grep -q 'make as-sdk' "$work/err"
check 'doctor says so, too' sh -c \
    "env GUESTKIT_HOME='$work/home' '$guestkit' doctor | grep -q 'make as-sdk'"

finish
