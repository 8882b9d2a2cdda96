# SPDX-License-Identifier: MIT
# Area: bench
# Purpose: compare-pauses runs each way in each round and makes tables; another
#   libgc has columns of its own; a run that fails, or did other work, makes it
#   fail and is named; bench/report reads what it wrote.
# Limitations: the other libgc is the system's under its full name.

. "$srcdir/gc_pmscan.bench/bench.inc"

need_bench
need_pmscan

exits 0 "$bench/compare-pauses" --rounds=2 --workloads=trees,server \
    --output=pauses.json -- --live-mb=4 --scale=5
[ "$(grep -c 'round 2 of 2' err)" = 6 ] || fail "not six runs in round 2"
has out "## trees" "## server" "| off | stock | pmscan |" "longest pause" \
    "latency, 99 %" "MMU of pauses, 20 ms" mappings
exits 0 "$bench/report" --markdown=pauses.md pauses.json
has pauses.md "### trees, 4 MB" "### server, 4 MB" "2 interleaved rounds" \
    "Where pmscan is worse"

exits 0 "$bench/pause" --workload=trees --kind=off --live-mb=4 --scale=5
libgc=$(sed -n 's/.*"libgc_path":"\([^"]*\)".*/\1/p' out)
exits 0 "$bench/compare-pauses" --rounds=1 --workloads=trees --kinds=off,pmscan \
    --libgc="$(readlink -f "$libgc")" --output=two.json -- --live-mb=4 --scale=5
has out "| off | pmscan | off, libgc" "| pmscan, libgc"
has two.json "\"libgc_path\":\"$(readlink -f "$libgc")\""

# A pause that fails with stock and does other work with off.
cat >false-pause <<TEXT
#!/bin/sh
case "\$*" in
*--kind=stock*) exit 1 ;;
*--kind=off*) exec "$bench/pause" "\$@" --seed=2 ;;
esac
exec "$bench/pause" "\$@"
TEXT
chmod +x false-pause
exits 1 "$bench/compare-pauses" --rounds=1 --workloads=graph \
    --pause="$PWD/false-pause" -- --live-mb=4 --scale=5
has err "graph, stock: exit status 1" "did different work"
has out "stock failed 1 of 1 times: exit status 1"
exit 0
