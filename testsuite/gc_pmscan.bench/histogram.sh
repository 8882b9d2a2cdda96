# SPDX-License-Identifier: MIT
# Area: bench
# Purpose: percentiles of random values are right to a thousandth, and the
#   encoded form decodes to the same counts.
# Limitations: that HdrHistogram's own tools read it was tried by hand.

. "$srcdir/gc_pmscan.bench/bench.inc"

need_bench
seed=${GC_PMSCAN_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
echo "seed $seed"
$CC $CFLAGS -o histogram "$srcdir/support/histogram.c" \
    "$top_srcdir/bench/pauses/histogram.c" \
    "$top_srcdir/bench/workloads/support.c" -lz ||
    fail "it does not compile"
check "histogram" ./histogram "$seed"
exit 0
