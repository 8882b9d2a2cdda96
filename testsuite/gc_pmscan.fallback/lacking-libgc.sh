# SPDX-License-Identifier: MIT
# Area: fallback
# Purpose: with a libgc that lacks a function that we need, as an old one does,
#   a preloaded program runs as without us; with GC_PMSCAN=require it ends with
#   125 and a sentence.
# Limitations: it is a new libgc in which one name was changed.

. "$srcdir/support/check.sh"
. "$srcdir/support/program.sh"

need ldd sed
build_program sum
run ./sum
cp out expected
libgc=$(ldd ./sum | sed -n 's/.*libgc\.so\.1 => \([^ ]*\).*/\1/p')
[ -r "$libgc" ] || unsupported "libgc.so.1 was not found"
for name in GC_get_prof_stats_unsafe GC_is_heap_ptr \
    GC_get_on_collection_event GC_set_manual_vdb_allowed; do
    mkdir -p "$name"
    changed=$(echo "$name" | sed 's/.$/_/')
    LC_ALL=C sed "s/\\x00$name\\x00/\\x00$changed\\x00/" "$libgc" \
        >"$name/libgc.so.1"
    cmp -s "$libgc" "$name/libgc.so.1" && fail "$name was not changed"
    for incremental in GC_ENABLE_INCREMENTAL=1 IGNORED=1; do
        run env "$incremental" LD_LIBRARY_PATH="$PWD/$name" \
            LD_PRELOAD="$GC_PMSCAN_LIBRARY" ./sum
        cmp -s expected out || fail "$name: the output differs"
        [ -s err ] && fail "$name: standard error: $(cat err)"
    done
    GC_PMSCAN=require GC_ENABLE_INCREMENTAL=1 GC_PMSCAN_REPORT=report.json \
        LD_LIBRARY_PATH="$PWD/$name" LD_PRELOAD="$GC_PMSCAN_LIBRARY" ./sum \
        >out 2>err
    status=$?
    if [ $status = 0 ]; then
        # The function may be one that can be done without.
        report_has active true
    else
        [ $status = 125 ] || fail "$name: require: exit status $status"
        [ "$(grep -c '^gc_pmscan: ' err)" = 1 ] ||
            fail "$name: require: not one sentence: $(cat err)"
    fi
done
exit 0
