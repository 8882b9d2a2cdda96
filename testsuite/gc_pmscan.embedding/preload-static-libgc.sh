# SPDX-License-Identifier: MIT
# Area: embedding
# Purpose: preloaded into a program that has libgc linked into itself, with its
#   symbols shown to others or not, the library changes nothing.
# Limitations: none.

. "$srcdir/support/check.sh"
. "$srcdir/support/program.sh"

build_program sum
run ./sum
cp out expected
for flag in "" -rdynamic; do
    build_program sum $flag -Wl,-Bstatic -lgc -Wl,-Bdynamic
    for setting in GC_PMSCAN=auto GC_PMSCAN=off; do
        for argument in "" incremental; do
            run env $setting GC_ENABLE_INCREMENTAL=1 \
                LD_PRELOAD="$GC_PMSCAN_LIBRARY" ./sum $argument
            cmp -s expected out || fail "$flag: the output differs"
            [ -s err ] && fail "$flag: standard error: $(cat err)"
        done
    done
done
exit 0
