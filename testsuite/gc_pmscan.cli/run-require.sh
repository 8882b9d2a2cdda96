# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: where the kernel refuses, run --vdb=pmscan ends with 125 and the
#   reason, and the program does nothing; --vdb=auto runs it all the same and
#   tells the reason in the summary.
# Limitations: an old kernel is played by a seccomp filter.

. "$srcdir/gc_pmscan.cli/cli.inc"

need_pmscan
make_client
make_refuse
status_is 125 ./refuse "$pm" run --vdb=pmscan -- ./client print hello
[ -s out ] && fail "the program ran: $(cat out)"
says err 6.7
says_not err "no report"
status_is 0 env GC_ENABLE_INCREMENTAL=1 ./refuse "$pm" run -- \
    ./client alloc 10000 print hello
says out hello
says err "incremental without pmscan" 6.7
exit 0
