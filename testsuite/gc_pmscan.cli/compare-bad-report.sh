# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: a truncated report takes its kind out of the comparison with a
#   sentence and exit status 1.
# Limitations: a stub in the place of our library writes it.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_client
check "a true report" "$pm" run --vdb=off --report=r.json -- ./client alloc 99
make_stub
STUB_REPORT=$(cat r.json)
export STUB_REPORT
status_is 0 "$pm" compare --runs=1 --vdb=off,auto -- true
STUB_REPORT=$(head -c 200 r.json)
status_is 1 "$pm" compare --runs=1 --vdb=off,auto -- true
says err "off is left out: its report can't be read" "nothing to compare"
[ -s out ] && fail "a table: $(cat out)"
# A report that is not active is no report of pmscan.
STUB_REPORT=$(cat r.json)
status_is 1 "$pm" compare --runs=1 --vdb=off,pmscan -- true
says err "pmscan is left out" "did not use pmscan"
says out "wall s"
exit 0
