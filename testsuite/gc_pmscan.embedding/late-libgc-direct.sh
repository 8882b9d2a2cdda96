# SPDX-License-Identifier: MIT
# Area: embedding
# Purpose: a program that loads libgc itself and looks its functions up by name
#   goes around a preloaded pmscan: it runs as without us.  With
#   GC_PMSCAN=require it must not run in silence without pmscan: either it is
#   active, or the process ends with 125.
# Limitations: none.

. "$srcdir/support/check.sh"
. "$srcdir/support/program.sh"

build_program loader -ldl
for scope in local global; do
    ./loader libgc.so.1 $scope direct >expected || fail "without us: $?"
    GC_ENABLE_INCREMENTAL=1 LD_PRELOAD="$GC_PMSCAN_LIBRARY" \
        ./loader libgc.so.1 $scope direct >out 2>err ||
        fail "$scope: exit status $?: $(cat err)"
    cmp -s expected out || fail "$scope: the output differs"
    [ -s err ] && fail "$scope: standard error: $(cat err)"
    rm -f report.json
    GC_PMSCAN=require GC_ENABLE_INCREMENTAL=1 GC_PMSCAN_REPORT=report.json \
        LD_PRELOAD="$GC_PMSCAN_LIBRARY" \
        ./loader libgc.so.1 $scope direct >out 2>err
    status=$?
    [ $status = 125 ] && continue
    [ $status = 0 ] || fail "$scope: exit status $status: $(cat err)"
    [ -e report.json ] ||
        fail "$scope: require was asked for, pmscan is not there, no word of it"
    report_has active true
done
exit 0
