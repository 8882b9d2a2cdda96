# SPDX-License-Identifier: MIT
# Area: fallback
# Purpose: a word that GC_PMSCAN or GC_PMSCAN_ATTACH does not know earns one
#   sentence that names the variable and the words it knows, and counts as not
#   set; an empty value is as good as none.
# Limitations: none.

. "$srcdir/support/check.sh"
. "$srcdir/support/program.sh"

build_program sum
for variable in GC_PMSCAN GC_PMSCAN_ATTACH; do
    run env "$variable=reqiure" GC_ENABLE_INCREMENTAL=1 \
        LD_PRELOAD="$GC_PMSCAN_LIBRARY" ./sum
    [ "$(wc -l <err)" = 1 ] || fail "$variable: not one line: $(cat err)"
    grep -q "^gc_pmscan: $variable=reqiure .*auto" err ||
        fail "$variable: not a sentence that helps: $(cat err)"
    report_has active true
    run env "$variable=" GC_ENABLE_INCREMENTAL=1 \
        LD_PRELOAD="$GC_PMSCAN_LIBRARY" ./sum
    [ -s err ] && fail "$variable empty: $(cat err)"
    report_has active true
done
# A long word must not hurt either.
run env "GC_PMSCAN=$(printf '%5000s' x | tr ' ' y)" \
    LD_PRELOAD="$GC_PMSCAN_LIBRARY" ./sum
[ "$(wc -l <err)" = 1 ] || fail "a long word: $(cat err)"
exit 0
