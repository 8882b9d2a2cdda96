# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: each kind sets the variables that make it, and removes those that
#   would unmake it.
# Limitations: what libgc makes of them is in run-kinds.sh.

. "$srcdir/gc_pmscan.cli/cli.inc"

# kind_sets KIND GC_PMSCAN ENABLE DISABLE: what the program finds; "-" for
# a variable that isn't set.
kind_sets () {
    status_is 0 "$pm" run --vdb="$1" -- sh -c 'echo "${GC_PMSCAN--}" \
        "${GC_ENABLE_INCREMENTAL--}" "${GC_DISABLE_INCREMENTAL--}"'
    [ "$(cat out)" = "$2 $3 $4" ] || fail "$1: $(cat out) and not $2 $3 $4"
}
kind_sets off off - 1
kind_sets stock off 1 -
kind_sets pmscan require 1 -
kind_sets auto auto - -
export GC_PMSCAN=off GC_ENABLE_INCREMENTAL=e GC_DISABLE_INCREMENTAL=d
kind_sets off off - 1
kind_sets stock off 1 -
kind_sets pmscan require 1 -
kind_sets auto auto e d
exit 0
