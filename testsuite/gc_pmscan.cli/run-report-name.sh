# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: in the name of the report %p is the process id, one file for each
#   process, and %% a per cent sign; a relative name is meant from where run
#   was started, and a per cent sign in that directory's name stays one.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_client
make_json
mkdir there "100%p"
status_is 0 "$pm" run --report=100%%-%p.json -- sh -c '
    cd there; ../client alloc 100; ../client alloc 100'
[ -s err ] && fail "it was not seen that reports came out: $(cat err)"
n=0
for file in 100%-*.json; do
    pid=${file#100%-}
    json_is "${pid%.json}" "$file" pid
    n=$((n + 1))
done
[ "$n" = 2 ] || fail "$n reports from two processes"
left=$(ls there)
[ -z "$left" ] || fail "in the program's directory: $left"

cd "100%p" || fail "cd"
status_is 0 "$pm" run --report=r.json -- ../client alloc 100
[ -s r.json ] || fail "the report is not there: $(ls ..)"
exit 0
