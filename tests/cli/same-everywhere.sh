# shellcheck shell=sh disable=SC2034,SC2154
# The same output twice, for any number of jobs, from any folder, and whatever
# language, time zone and home somebody has.
"$guestkit" new weather --host cortex --lang c >/dev/null
"$guestkit" build weather >/dev/null
module=$PWD/weather/build/weather.wasm
tests=$PWD/weather/tests/convert.test.json

same() {
    name=$1
    shift
    "$@" >first 2>&1
    status=$?
    [ -s first ] || echo "$name: said nothing"
    for how in again:A=1 zone:TZ=Pacific/Chatham language:LC_ALL=tr_TR.UTF-8 \
        plain:LC_ALL=C home:HOME=/nowhere; do
        env "${how#*:}" "$@" >second 2>&1
        [ $? = "$status" ] || echo "$name: another status (${how%%:*})"
        cmp -s first second || diff -u first second
    done
    (cd weather/src && "$@" >../../second 2>&1)
    cmp -s first second || diff -u first second
    echo "$name: the same, exit $status"
}
for format in text json cortex; do
    same "scan, $format" "$guestkit" scan "$module" --format $format --reproducible
done
for format in text json; do
    same "inspect, $format" "$guestkit" inspect "$module" --format $format
    same "run, $format" "$guestkit" run "$module" --tool convert --trace \
        --args '{"value":21}' --reproducible --format $format
done
same 'explain' "$guestkit" scan --explain all
same 'failing run' "$guestkit" run "$module" --tool nothing

for format in text tap junit json; do
    "$guestkit" test "$tests" --reproducible --jobs 1 --format $format >first
    for jobs in 1 2 3 16; do
        "$guestkit" test "$tests" --reproducible --jobs $jobs --format $format |
            cmp - first
    done
    same "test, $format" "$guestkit" test "$tests" --reproducible --format $format
done

sha256sum <"$module" >first
mv weather elsewhere
for how in TZ=Asia/Kathmandu LC_ALL=C HOME=/nowhere; do
    rm -r elsewhere/build
    env $how "$guestkit" build elsewhere >/dev/null
    sha256sum <elsewhere/build/weather.wasm | cmp - first
done
echo 'build: the same bytes'
