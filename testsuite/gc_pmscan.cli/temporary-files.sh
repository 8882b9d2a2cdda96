# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: nothing is left in the temporary directory, whatever the program
#   does, and nothing is ever made in the current one.
# Limitations: SIGKILL to gc-pmscan itself can't be cleaned up after.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_client
client=$PWD/client
mkdir work
cd work || fail "cd"
try () {
    try_wanted=$1
    shift
    "$@" >../out 2>../err
    try_got=$?
    [ "$try_got" = "$try_wanted" ] || fail "exit status $try_got: $*"
    temp_is_empty
    try_left=$(ls -A)
    [ -z "$try_left" ] || fail "left behind in the current directory: $try_left"
}
for tmp in "$TMPDIR" . "" /no/such/directory; do
    (
        [ "$tmp" = "$TMPDIR" ] || export TMPDIR="$tmp"
        "$pm" run -- sh -c 'ls -A' >../out 2>../err
    )
    [ -s ../out ] && fail "TMPDIR='$tmp', in the current directory:" \
        "$(cat ../out)"
done
try 0 "$pm" run -- "$client" alloc 100
try 0 "$pm" run -- true
try 137 "$pm" run -- "$client" raise 9
try 127 "$pm" run -- no-such-program
try 0 "$pm" compare --runs=1 --vdb=off,stock -- "$client" alloc 100 print x
try 1 "$pm" compare --runs=1 -- true
try 1 "$pm" compare --vdb=off,stock -- sh -c 'echo $$'
# A process that outlives the program writes its report too late.
try 0 "$pm" run -- sh -c "(sleep 1; $client alloc 100) >/dev/null 2>&1 &"
sleep 2
temp_is_empty
exit 0
