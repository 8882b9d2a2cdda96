# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: the program does not outlive a compare that was ended by SIGKILL.
# Limitations: what the program itself started may live on.

. "$srcdir/gc_pmscan.cli/cli.inc"

"$pm" compare -- sh -c 'echo $$ >pid.tmp; mv pid.tmp pid; exec sleep 63' \
    >out 2>err &
wait_for pid
kill -s KILL $!
wait $! 2>/dev/null
program=$(cat pid)
for try in 1 2 3 4 5 6 7 8 9 10; do
    kill -0 "$program" 2>/dev/null || exit 0
    grep -qs '^State:[[:space:]]*Z' "/proc/$program/status" && exit 0
    sleep 0.1
done
fail "the program is alive after try $try"
