# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: GC_PMSCAN_REPORT in the environment is as good as --report, and
#   --report has the last word.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_client
GC_PMSCAN_REPORT=variable.json
export GC_PMSCAN_REPORT
status_is 0 "$pm" run -- ./client alloc 100
[ -s err ] && fail "a summary nobody asked for: $(cat err)"
[ -s variable.json ] || fail "the variable had no effect"
rm variable.json
status_is 0 "$pm" run --report=option.json -- ./client alloc 100
[ -s option.json ] || fail "the option had no effect"
[ -e variable.json ] && fail "the variable had an effect"
exit 0
