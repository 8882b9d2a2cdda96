# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: a signal that ends compare ends the program too, with everything it
#   started, also when they ignore it; nothing is left behind, and compare is
#   ended by that signal.
# Limitations: signals of a terminal need one, and are not tried.

. "$srcdir/gc_pmscan.cli/cli.inc"

alive () {
    # A zombie, until whoever inherits it has noticed, is not alive.
    kill -0 "$1" 2>/dev/null &&
        ! grep -qs '^State:[[:space:]]*Z' "/proc/$1/status"
}
for setup in : "trap '' TERM HUP"; do
    for name in TERM HUP; do
        rm -f pids
        "$pm" compare -- sh -c "$setup; sleep 61 & echo \$\$ \$! >pids.tmp
            mv pids.tmp pids; wait; sleep 62" >out 2>err &
        wait_for pids
        kill -s "$name" $!
        wait $!
        got=$?
        case $name,$got in
        TERM,143 | HUP,129) ;;
        *) fail "exit status $got after SIG$name" ;;
        esac
        temp_is_empty
        [ -s out ] && fail "a table: $(cat out)"
        sleep 0.1
        for pid in $(cat pids); do
            alive "$pid" && fail "process $pid is alive after SIG$name ($setup)"
        done
    done
done
exit 0
