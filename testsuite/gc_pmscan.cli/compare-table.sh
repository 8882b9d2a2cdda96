# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: compare prints a table with a column for each kind and a row for
#   each measure, and ratios to stock.
# Limitations: numbers are not looked at.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_client
status_is 0 "$pm" compare --runs=2 --vdb=off,stock -- ./client alloc 50000
[ -s err ] && fail "on standard error: $(cat err)"
says out "2 runs" "ratios to stock"
grep -qE '^ +off +stock$' out || fail "no heading: $(cat out)"
for row in pauses "total pause ms" "median pause ms" "p99 pause ms" \
    "max pause ms" "wall s" "  ratio to off" "user s" "system s" "max RSS MB" \
    "heap max MB" collections "dirty pages"; do
    grep -q "^$row  " out || {
        cat out
        fail "no row $row"
    }
done
grep -qE '^wall s +[0-9.]+ +\([0-9.]+\) +[0-9.]+ +\(1\.00\)$' out ||
    fail "no ratios: $(cat out)"
grep -qE '^  ratio to off +\(1\.00\) +\([0-9.]+\)$' out ||
    fail "no ratio to off: $(cat out)"
status_is 0 "$pm" compare --runs=1 --vdb=off -- ./client alloc 5000
says out "1 run of" "ratios to off"
exit 0
