# SPDX-License-Identifier: MIT
# Area: bench
# Purpose: bench/report makes one HTML page that needs no other file and no
#   network, and PNGs, from what the benchmarks wrote.
# Limitations: nobody looks at the pictures.

. "$srcdir/gc_pmscan.bench/bench.inc"

need_bench
need_pmscan
need gnuplot

exits 0 "$bench/compare-pauses" --rounds=1 --workloads=leaf,server \
    --output=pauses.json -- --live-mb=4 --scale=10
exits 0 "$bench/scan" --benchmark_filter='dirty_permille:0/.*MiB:(64|256)/' \
    --benchmark_out=scan.json --benchmark_out_format=json
mkdir png
exits 0 "$bench/report" --html=page.html --png=png --command='a < b' \
    pauses.json scan.json
has page.html "<!DOCTYPE html>" "</html>" "a &lt; b" "<h2>leaf, 4 MB</h2>" \
    "<h2>Scan"
[ "$(grep -c '^<svg' page.html)" -ge 9 ] ||
    fail "the page has $(grep -c '^<svg' page.html) pictures"
grep -E 'src=|href="[^#]|@import|<script|url\([^#]' page.html &&
    fail "the page asks for another file"
for picture in leaf-4-pauses leaf-4-calls leaf-4-mmu leaf-4-timeline \
    server-4-latency scan; do
    [ "$(dd if=png/$picture.png bs=1 skip=1 count=3 2>/dev/null)" = PNG ] ||
        fail "no picture $picture"
done
[ -e png/leaf-4-latency.png ] && fail "leaf has no latencies to draw"
exit 0
