# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: --help and --version answer on standard output and exit with 0, and
#   --help of a command needs nothing else on the command line.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

status_is 0 "$pm" --version
[ "$(cat out)" = "gc-pmscan $GC_PMSCAN_TEST_VERSION" ] ||
    fail "--version says $(cat out)"
status_is 0 "$pm" --help
says out "Usage: gc-pmscan" probe run compare
for command in probe run compare; do
    status_is 0 "$pm" "$command" --help
    says out "Usage: gc-pmscan $command" "--help" "Exit status"
    [ -s err ] && fail "$command --help wrote to standard error"
done
status_is 125 sh -c '"$0" --help >/dev/full' "$pm"
says err "standard output"
exit 0
