# SPDX-License-Identifier: MIT
# Area: embedding
# Purpose: a library whose constructor calls GC_INIT before main, and before
#   the constructor of a preloaded library may have run, with
#   GC_ENABLE_INCREMENTAL set: pmscan is active all the same.
# Limitations: one order of libraries.

. "$srcdir/support/check.sh"
. "$srcdir/support/program.sh"

cat >early.c <<'C'
#include <gc/gc.h>
void *early_object;
__attribute__((constructor)) static void early(void)
{
    GC_INIT();
    early_object = GC_MALLOC(100000);
}
C
$CC $CFLAGS -shared -fPIC -o libearly.so early.c -lgc ||
    fail "early.c does not compile"
build_program sum -Wl,--no-as-needed -L. -Wl,-rpath,"$PWD" -learly -lgc
run ./sum
cp out expected
for way in softdirty manual; do
    run env GC_PMSCAN=require GC_PMSCAN_ATTACH=$way GC_ENABLE_INCREMENTAL=1 \
        LD_PRELOAD="$GC_PMSCAN_LIBRARY" ./sum
    cmp -s expected out || fail "$way: the output differs"
    report_has active true
    report_has attach "\"$way\""
done
# The same with another preloaded library behind us.
run env GC_PMSCAN=require GC_ENABLE_INCREMENTAL=1 \
    LD_PRELOAD="$GC_PMSCAN_LIBRARY:$PWD/libearly.so" ./sum
report_has active true
exit 0
