# SPDX-License-Identifier: MIT
# Area: fallback
# Purpose: a report that cannot be written earns one sentence with its name
#   and why; the program's output and exit status are its own.
# Limitations: none.

. "$srcdir/support/check.sh"
. "$srcdir/support/program.sh"

build_program sum
LD_PRELOAD="$GC_PMSCAN_LIBRARY" ./sum >expected || fail "the program fails"
for file in nowhere/report.json . ; do
    GC_PMSCAN_REPORT=$file LD_PRELOAD="$GC_PMSCAN_LIBRARY" ./sum >out 2>err ||
        fail "$file: exit status $?"
    cmp -s expected out || fail "$file: the output differs"
    [ "$(wc -l <err)" = 1 ] || fail "$file: not one line: $(cat err)"
    grep -q "^gc_pmscan: .*$file.*[a-z]" err || fail "$file: $(cat err)"
done
# A disk that is full.
if [ -w /dev/full ]; then
    GC_PMSCAN_REPORT=/dev/full LD_PRELOAD="$GC_PMSCAN_LIBRARY" ./sum \
        >out 2>err || fail "full: exit status $?"
    [ "$(wc -l <err)" = 1 ] || fail "full: not one line: $(cat err)"
    grep -q "/dev/full.*space" err || fail "full: $(cat err)"
fi
exit 0
