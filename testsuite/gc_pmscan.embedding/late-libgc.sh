# SPDX-License-Identifier: MIT
# Area: embedding
# Purpose: a program without libgc that loads a library which brings it, with
#   local or global symbols: preloaded pmscan is active in it.
# Limitations: a program that looks up libgc's own functions in a handle goes
#   around us; late-libgc-direct.sh has that.

. "$srcdir/support/check.sh"
. "$srcdir/support/program.sh"

$CC $CFLAGS -shared -fPIC -o plugged.so "$srcdir/support/plugged.c" -lgc ||
    fail "plugged.c does not compile"
build_program loader -ldl
for scope in local global; do
    ./loader "$PWD/plugged.so" $scope >expected || fail "without us: $?"
    for way in softdirty manual; do
        run env GC_PMSCAN=require GC_PMSCAN_ATTACH=$way \
            GC_ENABLE_INCREMENTAL=1 LD_PRELOAD="$GC_PMSCAN_LIBRARY" \
            ./loader "$PWD/plugged.so" $scope
        cmp -s expected out || fail "$scope: the output differs"
        [ -s err ] && fail "$scope: standard error: $(cat err)"
        report_has active true
        report_has attach "\"$way\""
        [ "$(report_number sweeps)" -gt 0 ] || fail "no sweeps"
    done
done
exit 0
