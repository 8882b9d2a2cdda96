# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: the program has our standard input, output and error, and the
#   summary follows on standard error only after the program has ended.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_client
echo "some input" >in
"$pm" run -- sh -c 'cat; echo problem >&2; ./client alloc 1000' \
    <in >out 2>err || fail "exit status $?"
cmp in out || fail "standard input or output did not go through"
[ "$(head -n 1 err)" = problem ] || fail "standard error did not go through"
says err "gc-pmscan: client" pauses
exit 0
