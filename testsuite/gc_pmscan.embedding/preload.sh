# SPDX-License-Identifier: MIT
# Area: embedding
# Purpose: an unmodified program gets pmscan by LD_PRELOAD, also when it never
#   asks for incremental mode (GC_ENABLE_INCREMENTAL does), and its output is
#   the same in each case.
# Limitations: one small program.

. "$srcdir/support/check.sh"
. "$srcdir/support/program.sh"

build_program sum
run ./sum
cp out expected
[ -e report.json ] && fail "there is a report without us"

# expect VDB ACTIVE NAME=VALUE... COMMAND...
expect () {
    expect_vdb=$1
    expect_active=$2
    shift 2
    run env LD_PRELOAD="$GC_PMSCAN_LIBRARY" "$@"
    cmp -s expected out || fail "$*: the output differs: $(cat out)"
    [ -s err ] && fail "$*: standard error: $(cat err)"
    report_has vdb "\"$expect_vdb\""
    report_has active "$expect_active"
}

expect off false ./sum
expect pmscan true GC_ENABLE_INCREMENTAL=1 ./sum
[ "$(report_number sweeps)" -gt 0 ] || fail "no sweeps"
expect pmscan true ./sum incremental
expect pmscan true LD_BIND_NOW=1 ./sum incremental
expect pmscan true GC_PMSCAN=require GC_ENABLE_INCREMENTAL=1 ./sum incremental
expect stock false GC_PMSCAN=off GC_ENABLE_INCREMENTAL=1 ./sum
expect off false GC_PMSCAN=off GC_DISABLE_INCREMENTAL=1 ./sum incremental
expect off false GC_DISABLE_INCREMENTAL=1 ./sum incremental
for way in softdirty manual; do
    expect pmscan true GC_PMSCAN_ATTACH=$way GC_ENABLE_INCREMENTAL=1 ./sum
    report_has attach "\"$way\""
done
exit 0
