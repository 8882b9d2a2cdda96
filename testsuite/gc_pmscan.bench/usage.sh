# SPDX-License-Identifier: MIT
# Area: bench
# Purpose: a wrong command line is refused with exit status 2 and a sentence,
#   and a file that is no result with exit status 1, never with a crash.
# Limitations: none.

. "$srcdir/gc_pmscan.bench/bench.inc"

need_bench

for option in --workload=none --kind=off "--workload=lru --kind=other" \
    "--workload=lru --live-mb=0" "--workload=lru --mutation=9999" \
    "--workload=lru --libgc=x" "--workload=lru --kind=off --libgc=./none" \
    "--workload=lru word" --what; do
    exits 2 "$bench/pause" $option
    [ -s err ] || fail "nothing was said about: pause $option"
done
for option in --rounds=0 --workloads=a,,b --what word --no-system-libgc; do
    exits 2 "$bench/compare-pauses" $option
    [ -s err ] || fail "nothing was said about: compare-pauses $option"
done
for option in "" --html=page.html --what; do
    exits 2 "$bench/report" $option
done
for text in '' '{' '[]' '3' '{"runs": 1}' '{"runs": [], "rounds": 0}' \
    '{"rounds": 1, "runs": [{"workload": 1}]}' '{"benchmarks": []}' \
    '{"benchmarks": [{"run_name": 3}]}' \
    '{"benchmarks": [{"run_name": "other/x", "run_type": "iteration"}]}'; do
    printf '%s' "$text" >bad.json
    exits 1 "$bench/report" --markdown=out.md bad.json
    has err "report: bad.json: "
done
# Odd, but harmless.
for text in '{"rounds": 1, "runs": []}' \
    '{"rounds": 2, "runs": [{"workload": "a", "column": "pmscan"}]}' \
    '{"rounds": 1, "runs": [{"workload": "a", "column": "b", "round": 1,
      "utilisation": [1, [], {}], "timeline": 3, "pauses": {"max": "x"}}]}'; do
    printf '%s' "$text" >odd.json
    exits 0 "$bench/report" --markdown=out.md odd.json
done
exits 2 sh "$top_srcdir/bench/run-benchmarks" --build="$builddir" --what
exits 2 sh "$top_srcdir/bench/run-benchmarks" --build="$PWD"
exits 1 sh "$top_srcdir/bench/run-benchmarks" --build="$builddir" --report
has err "there are no results"
exit 0
