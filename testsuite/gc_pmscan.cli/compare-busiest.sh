# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: of several processes compare takes the one with the most
#   collections, and says so.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_client
make_json
cp client busy
script='./client alloc 10; ./busy alloc 300000; ./client alloc 10'
status_is 0 "$pm" compare --runs=1 --vdb=off,stock -- sh -c "$script"
says out "Several processes" "(busy)"
status_is 0 "$pm" compare --json --runs=1 --vdb=off -- sh -c "$script"
busy=$(./json out kinds off collections median)
status_is 0 "$pm" compare --json --runs=1 --vdb=off -- ./client alloc 10
quiet=$(./json out kinds off collections median)
echo "$quiet $busy" | awk '{ exit !($1 < $2) }' ||
    fail "collections: $busy of the busiest, $quiet of another"
exit 0
