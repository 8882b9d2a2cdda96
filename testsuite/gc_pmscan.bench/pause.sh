# SPDX-License-Identifier: MIT
# Area: bench
# Purpose: each workload finds its result right in each kind, does the same
#   work in all of them, and the records have every promised key.
# Limitations: a heap of 4 MB; whether a workload would see a lost write is for
#   the truth tests.
# { dg-timeout 120 }

. "$srcdir/gc_pmscan.bench/bench.inc"

need_bench
need_pmscan

exits 0 "$bench/pause" --list
workloads=$(awk '{ print $1 }' out)
[ "$(echo $workloads | wc -w)" = 8 ] || fail "not eight workloads: $workloads"
for workload in $workloads; do
    for kind in off stock pmscan; do
        exits 0 "$bench/pause" --workload=$workload --kind=$kind \
            --live-mb=4 --scale=10 --output=$workload.$kind.json
        for key in workload kind parameters libgc libgc_path kernel cpus \
            incremental checksum build_s wall_s user_s system_s cpu_s \
            minor_faults page_faults memory peak_rss_kb page_table_kb \
            mappings heap_kb collections pauses calls latency utilisation \
            timeline count total p50 p90 p99 p99_9 max curve; do
            grep -qF "\"$key\":" $workload.$kind.json ||
                fail "no \"$key\" in the record of $workload, $kind"
        done
        grep -qF "\"kind\":\"$kind\"" $workload.$kind.json ||
            fail "the record of $workload, $kind has another kind"
        grep -q '"histogram":"HISTF' $workload.$kind.json ||
            fail "no histogram in the record of $workload, $kind"
        sed -n 's/.*"checksum":"\([0-9a-f]*\)".*/\1/p' $workload.$kind.json \
            >>$workload.sums
    done
    [ "$(sort -u $workload.sums | wc -l)" = 1 ] ||
        fail "$workload did different work: $(cat $workload.sums)"
    grep -q '"incremental":false' $workload.off.json ||
        fail "off is incremental"
    grep -q '"incremental":true' $workload.stock.json ||
        fail "stock is not incremental"
done
exit 0
