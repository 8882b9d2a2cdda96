# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: compare refuses, with exit status 1 and a sentence, when the program
#   ends differently under different kinds, and shows what it said on standard
#   error; a status that is the same each time is no obstacle.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_client
differs () {
    status_is 1 "$pm" compare --vdb=off,stock -- sh -c \
        "./client; [ \$GC_DISABLE_INCREMENTAL ] || { echo alas >&2; $1; }"
    [ -s out ] && fail "a table: $(cat out)"
    says err "gc-pmscan: how the program ended differs" "exit status 0" \
        "$2" off stock alas
}
differs "exit 3" "exit status 3"
differs 'kill -9 $$' "signal 9"
status_is 0 "$pm" compare --runs=1 --vdb=off,stock -- ./client exit 3
says out "exit status 3"
exit 0
