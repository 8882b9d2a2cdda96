# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: SIGTSTP sent to run stops the program, SIGCONT lets it go on.
# Limitations: whether run itself stops too depends on its process group, and
#   is not looked at.

. "$srcdir/gc_pmscan.cli/cli.inc"

state () {
    sed 's/.*) //; s/ .*//' "/proc/$1/stat"
}
state_is () {
    for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        case $(state "$program") in
        $1) return ;;
        esac
        sleep 0.1
    done
    fail "try $try: the program is in state $(state "$program") and not $1"
}
[ -r /proc/self/stat ] || unsupported "no /proc"
"$pm" run -- sh -c 'echo $$ >pid.tmp; mv pid.tmp pid; exec sleep 60' \
    >out 2>err &
wait_for pid
program=$(cat pid)
state_is '[SR]'
kill -s TSTP $!
state_is T
kill -s CONT $!
state_is '[SR]'
kill -s TERM $!
wait $!
got=$?
[ "$got" = 143 ] || fail "exit status $got"
exit 0
