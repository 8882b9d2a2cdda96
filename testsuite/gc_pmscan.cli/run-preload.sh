# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: our library is put in front of what is preloaded already.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

export GC_PMSCAN_LIBRARY
library=$(realpath "$GC_PMSCAN_LIBRARY")
show='echo "$LD_PRELOAD"'
status_is 0 "$pm" run -- sh -c "$show"
[ "$(cat out)" = "$library" ] || fail "LD_PRELOAD is $(cat out)"
make_stub
stub=$GC_PMSCAN_LIBRARY
GC_PMSCAN_LIBRARY=$library
status_is 0 env LD_PRELOAD="$stub" "$pm" run -- sh -c "$show"
[ "$(cat out)" = "$library:$stub" ] || fail "LD_PRELOAD is $(cat out)"
# Once is enough when one run starts another.
status_is 0 "$pm" run -- "$pm" run -- sh -c "$show"
[ "$(cat out)" = "$library" ] || fail "LD_PRELOAD is $(cat out)"
exit 0
