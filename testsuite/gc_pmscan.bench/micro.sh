# SPDX-License-Identifier: MIT
# Area: bench
# Purpose: scan, fault and handover run each way, and Google Benchmark's options
#   reach it: what they write as JSON is read by bench/report, and a filter and
#   repetitions do what they say.
# Limitations: the smallest sizes only.
# { dg-timeout 120 }

. "$srcdir/gc_pmscan.bench/bench.inc"

need_bench
need_pmscan

exits 0 "$bench/scan" --benchmark_filter='dirty_permille:10/.*MiB:64/' \
    --benchmark_out=scan.json --benchmark_out_format=json
exits 0 "$bench/fault" --benchmark_filter=sequential \
    --benchmark_format=json --benchmark_repetitions=2
cp out fault.json
has fault.json '"repetition_index": 1' threads:1
exits 0 "$bench/handover" --benchmark_filter='MiB:256/dirty_permille:10/' \
    --benchmark_format=json
cp out handover.json
for file in scan fault handover; do
    grep -q error_occurred $file.json && { cat $file.json
        fail "a benchmark of $file was skipped"; }
    exits 0 "$bench/report" --markdown=$file.md $file.json
done
for way in bare sweep mprotect uffd_writeprotect; do
    has scan.json "\"scan/$way/" us_per_GiB ns_per_dirty_page
    has scan.md " $way |"
done
has fault.md "| wp_async | mprotect_sigsegv | uffd_synchronous |"
has handover.md "| softdirty | manual |"
grep -q MiB:1024 scan.json && fail "the filter let a size pass"
exit 0
