# SPDX-License-Identifier: MIT
# Area: embedding
# Purpose: Debian's Guile, ECL and Neko, unmodified, print the same under
#   stop-the-world, libgc's own incremental mode and pmscan by preload, pmscan
#   is active, and sweeps without errors.
# Limitations: small live heaps; pauses are for the benchmarks.
# { dg-timeout 300 }
# { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" }

. "$srcdir/support/check.sh"

workloads=$srcdir/../bench/workloads
need guile ecl neko nekoc

# The value of a key of a report.
value () {
    sed -n "s/^  \"$1\": \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p" "$2"
}

# same NAME COMMAND...
same () {
    name=$1
    shift
    for kind in off stock pmscan; do
        "$GC_PMSCAN_BIN" run --vdb=$kind --report="$name.$kind.json" -- "$@" \
            >"$name.$kind.out" 2>"$name.$kind.err" || {
            cat "$name.$kind.err"
            fail "$name under $kind gave exit status $?"
        }
        cmp -s "$name.off.out" "$name.$kind.out" ||
            fail "$name prints something else under $kind"
    done
    [ -s "$name.off.out" ] || fail "$name prints nothing"
    report=$name.pmscan.json
    [ "$(value vdb "$report")" = pmscan ] || fail "$name: not under pmscan"
    [ "$(value attach "$report")" = "$GC_PMSCAN_ATTACH" ] ||
        fail "$name: attached by $(value attach "$report")"
    [ "$(value sweeps "$report")" -gt 3 ] || fail "$name: hardly swept"
    [ "$(value sweep_errors "$report")" -eq 0 ] ||
        fail "$name: $(value sweep_errors "$report") calls were refused"
    [ "$(value vdb "$name.stock.json")" = stock ] || fail "$name: no stock"
    [ "$(value vdb "$name.off.json")" = off ] || fail "$name: no off"
    echo "$name: $(value sweeps "$report") sweeps," \
        "$(value dirty_pages "$report") dirty pages"
}

same guile guile --no-auto-compile "$workloads/guile-tree.scm" 60000 300000
same ecl ecl --norc --shell "$workloads/ecl-tree.lisp" 20000 100000
nekoc -o . "$workloads/neko-tree.neko" || fail "nekoc"
same neko neko -interp neko-tree.n 20000 100000
exit 0
