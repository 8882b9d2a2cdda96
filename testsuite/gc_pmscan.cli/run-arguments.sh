# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: the program gets its words as they are, also those that look like
#   ours.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

status_is 0 "$pm" run --vdb=off -- printf '[%s]' --vdb=nothing -- "a  b" "" \
    --help '*'
[ "$(cat out)" = '[--vdb=nothing][--][a  b][][--help][*]' ] ||
    fail "the program got $(cat out)"
exit 0
