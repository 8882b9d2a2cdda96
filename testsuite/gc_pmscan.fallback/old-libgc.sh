# SPDX-License-Identifier: MIT
# Area: fallback
# Purpose: with a libgc that says it is older than 8.2.0 the program runs as
#   without us, and the reason names the version that is needed.
# Limitations: it is a new libgc that says so.

. "$srcdir/support/check.sh"
. "$srcdir/support/program.sh"

build_program sum
cat >version.c <<'C'
/* Stands before libgc and behind us. */
unsigned GC_get_version(void);
unsigned GC_get_version(void)
{
    return 8u << 16 | 0u << 8 | 6u;
}
C
$CC -shared -fPIC -o version.so version.c -Wl,--no-as-needed -lgc || fail "version.c does not compile"
run ./sum
cp out expected
run env GC_ENABLE_INCREMENTAL=1 \
    LD_PRELOAD="$GC_PMSCAN_LIBRARY:$PWD/version.so" ./sum
cmp -s expected out || fail "the output differs"
[ -s err ] && fail "standard error: $(cat err)"
report_has active false
report_has vdb '"stock"'
report_has state '"declined"'
report_has reason '".*8\.2\.0.*"'
GC_PMSCAN=require GC_ENABLE_INCREMENTAL=1 \
    LD_PRELOAD="$GC_PMSCAN_LIBRARY:$PWD/version.so" ./sum >out 2>err
[ $? = 125 ] || fail "require: exit status $?"
[ "$(wc -l <err)" = 1 ] || fail "require: not one line: $(cat err)"
grep -q '^gc_pmscan: .*8\.2\.0' err || fail "require: $(cat err)"
exit 0
