# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: a program whose output differs from run to run under the same kind
#   is refused with another sentence than one that differs between kinds.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_client
status_is 1 "$pm" compare --runs=2 --vdb=stock -- \
    sh -c './client alloc 100; echo $$'
[ -s out ] && fail "a table: $(cat out)"
says err "standard output differs between two runs of the same kind, stock"
exit 0
