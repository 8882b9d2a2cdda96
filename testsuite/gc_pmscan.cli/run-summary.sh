# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: without --report, run prints a summary for each process that used
#   libgc, on standard error, and for no other.
# Limitations: numbers are not looked at.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_client
status_is 0 "$pm" run --vdb=off -- sh -c '
    ./client alloc 20000 print one; true; ./client alloc 100 print two'
[ "$(cat out)" = "one
two" ] || fail "the program's output: $(cat out)"
[ "$(grep -c '^gc-pmscan: ' err)" = 2 ] || {
    cat err
    fail "not a summary for each of two processes"
}
says err "client, process" "not incremental, libgc " pauses collections \
    "longest" "user" "system" "resident"
status_is 0 "$pm" run --vdb=stock -- ./client alloc 20000
says err "incremental without pmscan"
need_pmscan
status_is 0 "$pm" run --vdb=pmscan -- ./client alloc 20000
says err ": pmscan" "dirty pages"
exit 0
