# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: probe --json prints one JSON object that says what probe says.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_json
"$pm" probe >text
text_status=$?
"$pm" probe --json >out 2>err
[ "$?" = "$text_status" ] || fail "the exit status depends on --json"
[ "$text_status" = 0 ] && usable=true || usable=false
json_is "$usable" out usable
json_is "$GC_PMSCAN_TEST_VERSION" out version
json_is "$(uname -r)" out kernel
for key in verdict libgc steps; do
    ./json out "$key" >value || fail "no $key"
done
./json out steps >value
says value '"name"' '"userfaultfd"' '"ok"' '"tried"' '"errno"' '"detail"'
exit 0
