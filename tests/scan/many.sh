#!/bin/sh
# Many files in one run: order, any number of threads, several reports at once,
# batches and their shards. GK_BUILD=build/san takes that build.
set -u

root=$(cd "$(dirname "$0")/../.." && pwd)
guestkit=$root/${GK_BUILD:-build}/guestkit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
skipped=0
LC_ALL=C.UTF-8
TERM=xterm
export LC_ALL TERM
unset NO_COLOR CLICOLOR CLICOLOR_FORCE
cd "$work" || exit 3

# shows NAME: the last command's status is the test's.
shows() {
    if [ "$2" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $1"
    fi
}

same() {
    cmp "$2" "$3"
    shows "$1" $?
}

is() {
    [ "$2" = "$3" ] || echo "found '$2', wanted '$3'"
    [ "$2" = "$3" ]
    shows "$1" $?
}

# --- what is scanned ---
cat >plugin.wat <<'W'
(module
  (import "env" "host_log" (func $log (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 65536) "hello")
  (func (export "plugin_execute_tool") (param i32 i32 i32 i32) (result i32)
    (call $log (i32.const 65536) (i32.const 5))
    (i32.const 0)))
W
echo '(module (func (export "run")))' >plain.wat
wat2wasm plugin.wat && wat2wasm plain.wat || exit 3
mkdir -p tree/a tree/b/c
i=0
while [ $i -lt 120 ]; do
    # A custom section with the number in it: no two files are equal.
    case $((i % 5)) in
    0) from=plain.wasm dir=tree ;;
    1) from=plugin.wasm dir=tree/a ;;
    *) from=plugin.wasm dir=tree/b/c ;;
    esac
    { cat "$from"; printf '\000\005\001n%03d' $i; } >"$dir/m$i.wasm"
    [ $((i % 11)) != 0 ] || head -c 50 plugin.wasm >"$dir/m$i.wasm"
    i=$((i + 1))
done
ln -s nowhere tree/a/m0.wasm
chmod 0 tree/m10.wasm

# --- the same bytes for any number of threads ---
run() { # OUT JOBS WORDS…
    run_out=$1
    run_jobs=$2
    shift 2
    "$guestkit" scan --jobs "$run_jobs" --reproducible "$@" \
        >"$run_out" 2>"$run_out.err"
    echo $? >>"$run_out.err"
}

formats=$("$guestkit" scan --format help | sed 's/ .*//')
[ -n "$formats" ]
shows "there are formats" $?
for format in $formats; do
    run one 1 tree gone.wasm plain.wasm --format "$format"
    for jobs in 2 8; do
        run many "$jobs" tree gone.wasm plain.wasm --format "$format"
        same "$format is the same with $jobs jobs" one many
        same "$format: errors are the same with $jobs jobs" one.err many.err
    done
    cp one "single.$format"
done
is "an unreadable file makes exit 3" "$(tail -n 1 one.err)" 3
run one 2 tree/a
is "a link to nowhere in a folder makes exit 3" "$(tail -n 1 one.err)" 3
grep -q "cannot read 'tree/a/m0.wasm'" one.err
shows "and is said" $?
run one 2 tree/a/m1.wasm tree/a/m6.wasm
is "findings make exit 1" "$(tail -n 1 one.err)" 1
run one 2 plain.wasm plain.wasm
is "nothing found makes exit 0" "$(tail -n 1 one.err)" 0

# --- several formats in one run ---
set --
for format in $formats; do
    [ "$format" = text ] || set -- "$@" --format "$format=all.$format"
done
run all.text 3 tree gone.wasm plain.wasm "$@"
for format in $formats; do
    same "$format beside the others is $format alone" \
        "single.$format" "all.$format"
done
find . -maxdepth 1 -name 'all.*.*' ! -name '*.err' | grep .
[ $? = 1 ]
shows "no file is left over" $?

# --- output that cannot be written ---
"$guestkit" scan plain.wasm --format json=/dev/full >/dev/null 2>err
is "a full disk makes exit 3" $? 3
grep -q "cannot write '/dev/full'" err
shows "a full disk is said" $?
"$guestkit" scan plain.wasm >/dev/full 2>err
is "a full standard output makes exit 3" $? 3
echo old >kept
"$guestkit" scan plain.wasm --format json=kept --format xml 2>err
is "an unknown format makes exit 2" $? 2
is "and leaves files as they were" "$(cat kept)" old

# --- pipes ---
mkfifo pipe
for path in - /dev/stdin; do
    # shellcheck disable=SC2002 # it is to be a pipe
    cat plain.wasm | "$guestkit" scan --format ndjson $path >out 2>err
    is "a module comes through $path" $? 0
done
cat plain.wasm >pipe &
"$guestkit" scan --format ndjson pipe >out 2>err
is "and through a named pipe" $? 0
wait $!

# --- batches ---
find tree -name '*.wasm' | sort >list
printf 'gone.wasm\n' >>list
batch() { # OUT WORDS…
    batch_out=$1
    shift
    "$guestkit" scan --batch "$@" >"$batch_out" 2>"$batch_out.err"
}
batch whole --jobs 1 <list
is "a batch with an unreadable path makes exit 3" $? 3
sed 's/.*"file":"\([^"]*\)".*/\1/' whole >files
same "a line for each path, in order" list files
grep -c '^{"counts".*}$\|^{"error".*}$' whole >count
is "each line is an object" "$(cat count)" "$(wc -l <list)"
for jobs in 2 8; do
    batch many --jobs $jobs <list
    same "a batch is the same with $jobs jobs" whole many
done
tr '\n' '\0' <list | batch many --null
same "--null takes the same paths" whole many
"$guestkit" scan --batch --format ndjson=file.ndjson <list >out 2>err
same "a batch goes into a file" whole file.ndjson
is "and then nowhere else" "$(wc -c <out)" 0

# Whoever sends a path may wait for its line.
mkfifo paths
for jobs in 1 2; do
    "$guestkit" scan --batch --jobs $jobs <paths >lines 2>err &
    exec 3>paths
    answered=0
    for path in plain.wasm plugin.wasm gone.wasm; do
        echo $path >&3
        answered=$((answered + 1))
        tries=0
        while [ "$(wc -l <lines)" != $answered ] && [ $tries -lt 100 ]; do
            sleep 0.05
            tries=$((tries + 1))
        done
        [ $tries -lt 100 ]
        shows "path $answered is answered before the next, $jobs jobs" $?
    done
    exec 3>&-
    wait $!
done

# --- shards ---
mkdir shards
split -n l/4 list shards/list.
for shard in shards/list.*; do
    batch "shards/out.${shard##*.}" <"$shard"
done
cat shards/out.?? >joined
same "shards by split, joined, are the whole" whole joined
xargs -d '\n' -n 1000 "$guestkit" scan --format ndjson <list >joined 2>err
same "xargs gives the same lines" whole joined
if command -v parallel >/dev/null; then
    parallel --will-cite --pipe -k -j 3 -N 25 "$guestkit" scan --batch \
        <list >joined 2>err
    same "shards by parallel, joined, are the whole" whole joined
else
    echo "GNU parallel is not installed: its shards are not tested"
fi

# --- memory ---
# The most that a run holds when it has scanned so many paths, in KiB.
peak() {
    "$guestkit" scan --batch --jobs 2 <paths >lines 2>err &
    peak_of=$!
    exec 3>paths
    head -n "$1" long >&3
    tries=0
    while [ "$(wc -l <lines)" -lt "$1" ] && [ $tries -lt 1200 ]; do
        sleep 0.05
        tries=$((tries + 1))
    done
    sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' /proc/$peak_of/status
    exec 3>&-
    wait $peak_of
}
case ${GK_BUILD:-build} in
*san) ;; # freed memory is kept there, to catch its use
*)
    # In many folders, so that no cache of them may grow either.
    i=0
    while [ $i -lt 400 ]; do
        mkdir -p deep/$i
        ln tree/a/m1.wasm deep/$i/x.wasm
        i=$((i + 1))
    done
    find deep -name '*.wasm' >some
    i=0
    while [ $i -lt 50 ]; do
        cat some
        i=$((i + 1))
    done >long
    few=$(peak 1000)
    many=$(peak 20000)
    echo "memory: 1,000 paths $few KiB, 20,000 paths $many KiB"
    [ $((many - few)) -lt 2048 ]
    shows "20,000 paths take no more memory than 1,000" $?
    ;;
esac

# --- the line on a terminal ---
watched() { # WORDS…: a batch that waits, its standard error a terminal
    script -qefc "'$guestkit' scan --batch --jobs 2 $* <paths >lines" \
        /dev/null >screen 2>&1 </dev/null &
    exec 3>paths
    printf 'plain.wasm\nplugin.wasm\n' >&3
    sleep 1.6
    exec 3>&-
    wait $!
}
if script -qefc true /dev/null >/dev/null 2>&1 </dev/null; then
    watched
    grep -q 'scanned 2, 1 with findings' screen
    shows "a long run shows how far it is" $?
    tail -c 4 screen | od -An -c | tr -d ' \n' | grep -q '\\r033\[K$'
    shows "and takes the line away" $?
    watched --quiet
    is "not with --quiet" "$(wc -c <screen)" 0
else
    echo "no terminal can be had: what is shown on one is not tested"
    skipped=3
fi
"$guestkit" scan --batch <list 2>err >/dev/null
grep -q 'scanned [0-9]*,' err
is "nor where nobody watches" $? 1

if [ "$skipped" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ "$failed" = 0 ]
