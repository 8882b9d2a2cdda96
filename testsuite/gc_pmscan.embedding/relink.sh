# SPDX-License-Identifier: MIT
# Area: embedding
# Purpose: a program that calls GC_enable_incremental, or whose user sets
#   GC_ENABLE_INCREMENTAL, and that knows nothing of us gets pmscan by linking
#   alone, shared or static, and only then; its output is the same.
# Limitations: one small program.

. "$srcdir/support/check.sh"
. "$srcdir/support/program.sh"
[ -n "$PKG_CONFIG" ] || unsupported "no pkg-config"

build_program sum
run ./sum
cp out expected

# expect VDB ACTIVE COMMAND...
expect () {
    expect_vdb=$1
    expect_active=$2
    shift 2
    run "$@"
    cmp -s expected out || fail "$*: the output differs: $(cat out)"
    [ -s err ] && fail "$*: standard error: $(cat err)"
    report_has vdb "\"$expect_vdb\""
    report_has active "$expect_active"
}

every_way () {
    expect off false ./sum
    expect pmscan true ./sum incremental
    [ "$(report_number sweeps)" -gt 0 ] || fail "$1: no sweeps"
    expect pmscan true env GC_ENABLE_INCREMENTAL=1 ./sum
    expect pmscan true env GC_PMSCAN=require GC_ENABLE_INCREMENTAL=1 ./sum
    expect stock false env GC_PMSCAN=off ./sum incremental
    expect off false env GC_DISABLE_INCREMENTAL=1 ./sum incremental
    for way in softdirty manual; do
        expect pmscan true env GC_PMSCAN_ATTACH=$way ./sum incremental
        report_has attach "\"$way\""
    done
}

build_program sum $($PKG_CONFIG --libs gc_pmscan)
(
    LD_LIBRARY_PATH=$(dirname "$GC_PMSCAN_LIBRARY")
    export LD_LIBRARY_PATH
    every_way shared
) || exit 1
build_program sum -static $($PKG_CONFIG --static --libs gc_pmscan)
every_way static
# Statically with libgc and us, dynamically with the rest.
build_program sum -Wl,-Bstatic $($PKG_CONFIG --static --libs gc_pmscan) \
    -Wl,-Bdynamic
every_way "static libgc"
exit 0
