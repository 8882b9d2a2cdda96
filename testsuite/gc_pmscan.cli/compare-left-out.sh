# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: where the kernel refuses pmscan, compare says why in one sentence,
#   compares the other kinds, and exits with 1.
# Limitations: an old kernel is played by a seccomp filter.

. "$srcdir/gc_pmscan.cli/cli.inc"

need_pmscan
make_client
make_refuse
make_json
for list in off,stock,pmscan pmscan,off,stock; do
    status_is 1 ./refuse "$pm" compare --runs=2 --vdb="$list" -- \
        ./client alloc 10000
    [ "$(wc -l <err)" = 1 ] || fail "not one sentence: $(cat err)"
    says err "pmscan is left out: " 6.7
    says out "wall s"
    grep -qE '^ +off +stock$' out || fail "the columns: $(cat out)"
done
status_is 1 ./refuse "$pm" compare --runs=1 --json -- ./client alloc 10000
json_is false out complete
json_is 1 out kinds stock runs
json_is 0 out kinds pmscan runs
./json out kinds pmscan left_out >reason || fail "no reason in the JSON"
says reason 6.7
status_is 1 ./refuse "$pm" compare --runs=1 --vdb=pmscan -- ./client
says err "nothing to compare"
[ -s out ] && fail "a table: $(cat out)"
exit 0
