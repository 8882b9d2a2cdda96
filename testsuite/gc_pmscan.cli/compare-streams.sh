# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: under compare the program finds its standard input empty, and what
#   it writes is not shown.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_client
echo input >in
"$pm" compare --runs=1 --vdb=off -- sh -c \
    "cat >>'$PWD/read'; echo secret; echo hush >&2; ./client alloc 100" \
    <in >out 2>err || fail "exit status $?: $(cat err)"
[ -s read ] && fail "the program read: $(cat read)"
says_not out secret hush
says_not err secret hush
exit 0
