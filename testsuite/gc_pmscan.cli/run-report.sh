# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: --report writes a JSON object with every promised key, and no
#   summary.
# Limitations: whether the numbers are true is for the tests of the recorder.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_client
make_json
status_is 0 "$pm" run --report=report.json -- ./client alloc 100000
[ -s err ] && fail "there is a summary as well: $(cat err)"
for key in vdb active reason libgc kernel collections dirty_pages sections \
    tracked_bytes heap_bytes_max all_dirty_sweeps user_s system_s wall_s \
    max_rss_kb; do
    ./json report.json "$key" >value || fail "no key $key"
done
for list in pause_ns sweep_ns end_ns; do
    for key in count total p50 p90 p99 p99_9 max; do
        ./json report.json "$list" "$key" >value || fail "no $key in $list"
    done
done
exit 0
