# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: run ends with the exit status of the program, whatever it is.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_client
for n in 0 1 2 77 125 126 127 255; do
    status_is "$n" "$pm" run -- ./client exit "$n"
done
# Also with a report, and when there is none.
status_is 3 "$pm" run --report=report.json -- ./client exit 3
status_is 4 "$pm" run -- sh -c 'exit 4'
exit 0
