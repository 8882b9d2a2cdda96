# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: a signal sent to run reaches the program, and what the program makes
#   of it is what run ends with.
# Limitations: signals of a terminal need one, and are not tried.

. "$srcdir/gc_pmscan.cli/cli.inc"

# Background jobs of a shell without job control ignore SIGINT and SIGQUIT,
# and a shell can't take that back; these two are passed on by the same code.
for name in HUP TERM USR1 USR2; do
    rm -f ready
    "$pm" run -- sh -c "trap 'echo $name; exit 7' $name; : >ready
        while :; do sleep 0.1; done" >out 2>err &
    wait_for ready
    kill -s "$name" $!
    wait $!
    got=$?
    [ "$got" = 7 ] || fail "exit status $got after SIG$name"
    [ "$(cat out)" = "$name" ] || fail "the program did not see SIG$name once"
done
# Not caught, it ends both.
rm -f ready
"$pm" run -- sh -c ': >ready; exec sleep 60' >out 2>err &
wait_for ready
kill -s TERM $!
wait $!
got=$?
[ "$got" = 143 ] || fail "exit status $got after SIGTERM"
exit 0
