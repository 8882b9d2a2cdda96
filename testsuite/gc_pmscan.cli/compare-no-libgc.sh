# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: a program that doesn't use libgc can't be compared: exit status 1, a
#   sentence, and no table.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

status_is 1 "$pm" compare --runs=1 -- echo hello
[ -s out ] && fail "a table: $(cat out)"
says err "no report" "'echo'" "libgc" "nothing to compare"
exit 0
