# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: by default compare runs off, stock and pmscan three times each, in
#   turn.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

need_pmscan
make_client
status_is 0 "$pm" compare -- sh -c "./client alloc 10000
    echo \$GC_PMSCAN\$GC_DISABLE_INCREMENTAL >>'$PWD/order'"
grep -qE '^ +off +stock +pmscan$' out || fail "the columns: $(cat out)"
round="off1 off require"
# shellcheck disable=SC2046  # one line of them
order=$(echo $(cat order))
[ "$order" = "$round $round $round" ] || fail "the order: $order"
exit 0
